//! 026: forgets a stored card, or all cards of a customer.

use paygent::telegram::stored_card::delete::{Answer, Request};
use store::Tx;

use super::{contract, told};
use crate::ledger::stored_card;
use crate::telegrams::{Decision, Scene, Serve, detail};

impl Serve for Request {
    fn serve(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene,
    ) -> Result<Decision<Self::Answer>, store::Error> {
        if let Err(refusal) = contract(scene) {
            return Ok(Decision::refused(refusal));
        }
        let id = &scene.merchant.merchant_id;
        let cards = stored_card::of_customer(tx, id, &self.customer_id)?;
        let wanted = self.customer_card_id.as_ref().map(|number| number.parse::<i64>());
        let (gone, left): (Vec<_>, Vec<_>) = cards.into_iter().partition(|stored| {
            wanted.as_ref().is_none_or(|number| *number == Ok(stored.customer_card_id))
        });
        if gone.is_empty() {
            return Ok(Decision::refused(detail::refusal("P022")));
        }
        for stored in gone {
            stored_card::delete(tx, stored.customer_card_id)?;
        }
        Ok(Ok(Answer { cards: told(left.len()) }).into())
    }
}
