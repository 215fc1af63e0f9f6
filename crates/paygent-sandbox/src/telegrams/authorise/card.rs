//! Which card 020 charges.

use paygent::Refusal;
use paygent::telegram::authorise::CardSource;
use store::Tx;

use crate::card::{ANY_CARD, Kept, TestCard};
use crate::ledger::{token, trade};
use crate::options::Profile;
use crate::telegrams::{Scene, detail};

/// A card, and the token it came by.
pub(super) struct Source {
    pub(super) card: Kept,
    pub(super) token: Option<String>,
}

pub(super) fn choose(
    source: &CardSource,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Result<Source, Refusal>, store::Error> {
    Ok(match source {
        CardSource::Token(secret) => {
            match token::usable(tx, &scene.merchant.merchant_id, secret.expose(), scene.now)? {
                Err(unusable) => Err(detail::refusal(unusable.code())),
                Ok(found) if found.cvc_only => Err(detail::refusal("2026")),
                Ok(found) => Ok(Source { card: found.card, token: Some(found.text) }),
            }
        }
        CardSource::Earlier(trading_id) => earlier(trading_id, tx, scene)?,
        CardSource::Vault { .. } => Err(detail::refusal("P024")),
        CardSource::Direct { number, valid_term, .. } => {
            direct(number.expose(), valid_term, scene).map(|card| Source { card, token: None })
        }
    })
}

/// A card whose number the server itself sent: refused where real merchants are.
pub(crate) fn direct(number: &str, valid_term: &str, scene: &Scene) -> Result<Kept, Refusal> {
    match scene.settings.profile {
        Profile::Strict => Err(detail::refusal("2023")),
        Profile::Lenient => {
            let card = TestCard::by_number(number).unwrap_or(&ANY_CARD);
            Ok(Kept::of(card, number, valid_term, &scene.salt))
        }
    }
}

/// The newest card payment under `ref_trading_id`, those refused left aside.
fn earlier(
    trading_id: &str,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Result<Source, Refusal>, store::Error> {
    let mut entries = trade::by_trading_id(tx, &scene.merchant.merchant_id, trading_id)?;
    if entries.is_empty() {
        return Ok(Err(detail::refusal("2009")));
    }
    entries.retain(|entry| !matches!(entry.status.0, 10 | 11));
    // With refused ones only, the reference is as if it were not there: no card is named.
    Ok(entries
        .pop()
        .map(|entry| Source { card: entry.card, token: None })
        .ok_or_else(|| detail::refusal_because("P005", "[card_token]")))
}
