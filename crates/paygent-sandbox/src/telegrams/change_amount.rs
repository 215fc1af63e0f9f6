//! What 028 and 029 have in common: a new payment takes the place of the old one.
//!
//! Unconfirmed: that the new payment's days are counted from the change, that its answer is written
//! as 020's, and what 2010, 2011 and 2012 tell apart: here each leaves both payments as they are.

use paygent::Status;
use paygent::telegram::change_amount::{Answer, Change};
use store::Tx;

use super::payment_act::locate;
use super::{Decision, Scene, authorise, detail};
use crate::card::{AtChange, TestCard};
use crate::ledger::amount::{self, Subject};
use crate::ledger::machine::Times;
use crate::ledger::trade::{self, Entry};

/// Decides over a change of amount and does it.
pub(crate) fn change(
    subject: Subject,
    asked: &Change,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Decision<Answer>, store::Error> {
    let refused = |code| Ok(Decision::refused(detail::refusal(code)));
    if !scene.merchant.amount_change {
        return refused("P029");
    }
    let base = match locate(&asked.payment, tx, scene)? {
        Ok(base) => base,
        Err(code) => return refused(code),
    };
    let both = match amount::replacement(subject, base.status, scene.settings.settlement) {
        Ok(both) => both,
        Err(code) => return refused(code),
    };
    let Some(total) = amount::total(base.amount, asked.amount) else { return refused("2013") };
    let new = successor(&base, total, both.new, scene);
    let card = TestCard::by_key(&base.card.key);
    if let Some(AtChange::BothStay(code)) = card.map(|card| card.change) {
        trade::begin(tx, &new, scene.now)?;
        return refused(code);
    }
    let answer = Answer {
        card: authorise::answer(&new),
        base_payment_id: base.payment_id.to_string(),
        reduced_amount: base.amount - total,
    };
    let base = base.moved_to(both.base, scene.now);
    if asked.old_first {
        trade::change(tx, &base, scene.now, scene.now)?;
        trade::begin(tx, &new, scene.now)?;
    } else {
        trade::begin(tx, &new, scene.now)?;
        trade::change(tx, &base, scene.now, scene.now)?;
    }
    Ok(Ok(answer).into())
}

/// The payment that takes the old one's place: the same card, but no longer covered by an
/// authentication (the issuer no longer bears the risk).
fn successor(base: &Entry, total: i64, status: Status, scene: &Scene) -> Entry {
    Entry {
        payment_id: scene.payment_id,
        status,
        amount: total,
        three_ds: String::new(),
        attempt_kbn: String::new(),
        tries: 0,
        times: Times {
            began: scene.now,
            authorised: Some(scene.now),
            captured: (status == Status::CAPTURED).then_some(scene.now),
            cancelled: None,
            changed: scene.now,
        },
        ..base.clone()
    }
}
