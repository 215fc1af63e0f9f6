//! What 021, 022 and 023 have in common: a payment, an act on its status, an answer with ids only.

use paygent::telegram::{CardAnswer, PaymentRef};
use store::Tx;

use super::{Decision, Scene, detail};
use crate::card::{Reaction, TestCard};
use crate::control::Trick;
use crate::ledger::machine::{self, Act, Verdict};
use crate::ledger::trade::{self, Entry};
use crate::ledger::{Found, find};

/// Decides over an act and does it.
pub(super) fn act(
    act: Act,
    payment: &PaymentRef,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Decision<CardAnswer>, store::Error> {
    let entry = match locate(payment, tx, scene)? {
        Ok(entry) => entry,
        Err(code) => return Ok(Decision::refused(detail::refusal(code))),
    };
    let answer = CardAnswer {
        payment_id: entry.payment_id.to_string(),
        trading_id: entry.trading_id.clone(),
        ..CardAnswer::default()
    };
    match machine::verdict(act, entry.status, scene.settings.settlement) {
        Verdict::Refuse(code) => Ok(Decision::refused(detail::refusal(code))),
        // A repeat is answered plainly: the card's outcome belongs to the first time.
        Verdict::Repeat => Ok(Ok(answer).into()),
        Verdict::Move(status) => {
            let reaction = reaction(act, &entry);
            if let Reaction::Refuse(code) = reaction {
                return Ok(Decision::refused(detail::refusal(code)));
            }
            if reaction != Reaction::DropBeforeCommit {
                trade::change(tx, &entry.moved_to(status, scene.now), scene.now, scene.now)?;
            }
            Ok(react(reaction, answer, scene))
        }
    }
}

/// The payment that something is to be done with, or the code that says why not.
pub(super) fn locate(
    payment: &PaymentRef,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Result<Entry, &'static str>, store::Error> {
    Ok(match find(tx, &scene.merchant.merchant_id, payment, scene.now)? {
        Found::One(entry) => Ok(*entry),
        Found::None => Err("2006"),
        Found::Several => Err("2005"),
    })
}

/// What becomes of an answer that the ledger has settled.
pub(super) fn react<A>(reaction: Reaction, answer: A, scene: &Scene) -> Decision<A> {
    let trick = match reaction {
        Reaction::Accept | Reaction::Refuse(_) => None,
        Reaction::RefuseAfterCommit(code) => return Decision::refused(detail::refusal(code)),
        Reaction::AnswerLate => Some(Trick::Delay { ms: scene.late_answer_ms }),
        Reaction::DropAfterCommit => Some(Trick::DropAfterCommit),
        Reaction::DropBeforeCommit => Some(Trick::DropBeforeCommit),
        Reaction::Garble => Some(Trick::Garble),
    };
    Decision { answer: Ok(answer), trick }
}

fn reaction(act: Act, entry: &Entry) -> Reaction {
    let Some(card) = TestCard::by_key(&entry.card.key) else { return Reaction::Accept };
    match act {
        Act::Cancel => card.cancel,
        Act::Capture => card.capture,
        Act::Refund => card.refund,
    }
}
