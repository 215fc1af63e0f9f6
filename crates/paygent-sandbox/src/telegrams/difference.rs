//! 091: gives out notices, one a call.
//!
//! Unconfirmed: a number that was not yet given out answers 1, as an empty feed does. The next one
//! counts as delivered by being given out as such, not by being asked for by its number. If what
//! would have been next is gone, the answer is 2 once, and the next question goes on behind the
//! gap.

use paygent::Telegram;
use paygent::telegram::difference::{Answer, Request};
use store::Tx;

use super::{Asked, Decision, Scene, Serve, check};
use crate::control::Trick;
use crate::ledger::notice;
use crate::notices::{Reading, record};
use crate::shared::Shared;

impl Serve for Request {
    fn serve(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene,
    ) -> Result<Decision<Self::Answer>, store::Error> {
        let merchant_id = &scene.merchant.merchant_id;
        let found = match self.payment_notice_id {
            // Eighteen digits always fit.
            Some(number) => notice::by_number(tx, merchant_id, number.try_into().unwrap_or(0))?,
            None => notice::next(tx, merchant_id)?,
        };
        let Some(found) = found else { return Ok(Ok(Answer::Nothing).into()) };
        let is_next = self.payment_notice_id.is_none();
        if found.is_gone(scene.now) {
            if is_next {
                notice::pass_over_gone(tx, merchant_id, scene.now)?;
            }
            return Ok(Ok(Answer::Gone).into());
        }
        if is_next {
            notice::deliver(tx, &found)?;
        }
        let told = record(tx, &found)?;
        Ok(Ok(told.map_or(Answer::Nothing, |told| Answer::Notice(Box::new(told)))).into())
    }
}

/// Asks for the next notice, if this telegram does so and may, and keeps others from it meanwhile;
/// refused while another one is being answered.
pub(crate) fn begin(shared: &Shared, asked: &Asked) -> Result<Option<Reading>, Trick> {
    if asked.incoming.header().kind != Request::KIND {
        return Ok(None);
    }
    let Ok(merchant) = check::<Request>(shared, asked) else { return Ok(None) };
    match asked.incoming.telegram::<Request>() {
        Ok(Request { payment_notice_id: None, .. }) => {}
        _ => return Ok(None),
    }
    let reading = shared.readers.begin(&merchant.merchant_id);
    reading.map(Some).ok_or_else(|| Trick::Refuse { code: "9004".into() })
}
