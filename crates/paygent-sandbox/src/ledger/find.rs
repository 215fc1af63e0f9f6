//! Which payment a telegram is about.

use paygent::telegram::PaymentRef;
use store::Tx;

use super::trade::{self, Entry};
use crate::clock::Millis;

/// What the two ids lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    One(Box<Entry>),
    None,
    /// A `trading_id` alone, and several payments under it.
    Several,
}

/// A merchant's payment, as old as it is `now`. Both ids given must belong together (reference
/// 2.1).
pub(crate) fn find(
    tx: &mut dyn Tx,
    merchant_id: &str,
    payment: &PaymentRef,
    now: Millis,
) -> Result<Found, store::Error> {
    if let Some(payment_id) = &payment.payment_id {
        let Ok(number) = payment_id.parse() else { return Ok(Found::None) };
        let entry = trade::by_payment_id(tx, merchant_id, number)?;
        let fits = |entry: &Entry| {
            payment.trading_id.as_ref().is_none_or(|trading_id| *trading_id == entry.trading_id)
        };
        let Some(entry) = entry.filter(fits) else { return Ok(Found::None) };
        return Ok(Found::One(Box::new(trade::age(tx, entry, now)?)));
    }
    let trading_id = payment.trading_id.as_deref().unwrap_or_default();
    let mut entries = trade::by_trading_id(tx, merchant_id, trading_id)?;
    Ok(match (entries.pop(), entries.is_empty()) {
        (None, _) => Found::None,
        (Some(entry), true) => Found::One(Box::new(trade::age(tx, entry, now)?)),
        (Some(_), false) => Found::Several,
    })
}
