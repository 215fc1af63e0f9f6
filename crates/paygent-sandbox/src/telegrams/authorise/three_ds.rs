//! What 020 says of 3-D Secure, held against what 450 left in the ledger.

use paygent::Refusal;
use paygent::telegram::authorise::ThreeDs;
use store::Tx;

use crate::card::Kept;
use crate::ledger::three_ds;
use crate::options::Profile;
use crate::telegrams::{Scene, detail};

/// What the payment keeps of it.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) auth_id: String,
    pub(super) attempt_kbn: String,
}

pub(super) fn check(
    said: &ThreeDs,
    card: &Kept,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Result<Checked, Refusal>, store::Error> {
    let auth_id = match (said, scene.settings.profile) {
        (ThreeDs::Skipped, _) | (ThreeDs::Unsaid, Profile::Lenient) => {
            return Ok(Ok(Checked::default()));
        }
        (ThreeDs::Unsaid, Profile::Strict) => {
            return Ok(Err(detail::refusal_because("P005", "[3dsecure_ryaku]")));
        }
        (ThreeDs::Authenticated(auth_id), _) => auth_id,
    };
    let found = three_ds::find(tx, auth_id)?;
    let ours = |found: &three_ds::ThreeDs| found.merchant_id == scene.merchant.merchant_id;
    let Some(found) = found.filter(ours) else {
        return Ok(Err(detail::refusal("31011")));
    };
    let Some(attempt_kbn) = found.outcome.attempt_kbn() else {
        return Ok(Err(detail::refusal_because("31011", "本人認証が成功していません。")));
    };
    if found.used_by.is_some() {
        return Ok(Err(detail::refusal("31010")));
    }
    if found.card.fingerprint != card.fingerprint {
        return Ok(Err(detail::refusal_because("31011", "別のカードの本人認証です。")));
    }
    Ok(Ok(Checked { auth_id: found.auth_id, attempt_kbn: attempt_kbn.to_owned() }))
}
