//! 116: changes a stored card: the card itself, its expiry, what is kept beside it.
//!
//! Unconfirmed: that a try of the card (`valid_check_flg` of 025) counts no longer when the card or
//! its expiry changes.

use paygent::telegram::stored_card::change::Request;
use store::Tx;

use super::{answer, brought, contract, note};
use crate::ledger::{stored_card, token};
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
        let found = stored_card::find(tx, id, &self.customer_id, &self.customer_card_id)?;
        let Some(mut stored) = found else {
            return Ok(Decision::refused(detail::refusal("P022")));
        };
        let before = stored.card.clone();
        if let Some(card) = &self.card {
            let source = match brought(card, tx, scene)? {
                Ok(source) => source,
                Err(refusal) => return Ok(Decision::refused(refusal)),
            };
            if let Some(used) = &source.token {
                token::use_up(tx, used, stored.customer_card_id)?;
            }
            stored.card = source.card;
        }
        if let Some(valid_term) = &self.valid_term {
            stored.card.valid_term.clone_from(valid_term);
        }
        stored.checked_at = stored.checked_at.filter(|_| stored.card == before);
        note(&self.note, self.site_id.as_ref(), &mut stored);
        stored_card::save(tx, &stored)?;
        let cards = stored_card::of_customer(tx, id, &self.customer_id)?.len();
        Ok(Ok(answer(&stored, cards)).into())
    }
}
