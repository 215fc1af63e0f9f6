//! The number of the payment that a change of amount at Paygent has made, as a person reads it at
//! ペイジェント管理画面: where neither a notice nor the feed names it (7-4 ①-2). The person only says
//! where to look; 094 by both numbers proves it.

use super::account;
use super::act::ActError;
use super::gateway::Which;
use super::inquire::inquire;
use super::look;
use super::notice::{self, Succession};
use super::seen::Seen;
use crate::id::{OrderId, PaymentId, ShopId};
use crate::world::World;

/// What became of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// It is the order's payment now.
    Taken,
    /// Paygent knows no such payment with the order's 取引ID.
    NotThere,
    /// It has ended there: another one is the newest.
    Ended,
    /// Paygent did not answer.
    Silent,
    /// The order does not wait for a number (any more).
    NotAsked,
}

/// Takes the payment of this number for the order's, for `by`, if it lives.
pub async fn name_successor(
    world: &World,
    shop: ShopId,
    order: OrderId,
    number: &str,
    by: &str,
) -> Result<Named, ActError> {
    let Some(look) = look::quietly(world, shop, order).await? else {
        return Err(ActError::NoPayment);
    };
    if look.seen != Seen::Changed {
        return Ok(Named::NotAsked);
    }
    let payment = look.payment;
    let account = account::load(world, shop, &payment.merchant).await?;
    let named = PaymentId(number.to_owned());
    let which = Which::Both(payment.trade.clone(), named.clone());
    Ok(match inquire(world, shop, &account, which).await {
        seen @ (Seen::Held(_) | Seen::Captured(_)) => {
            let ended = payment.payment;
            match notice::succeed(world, (shop, order), ended, (None, seen), by).await? {
                Succession::Done => Named::Taken,
                Succession::Overtaken | Succession::NotNow => Named::NotAsked,
            }
        }
        Seen::Cancelled(_) | Seen::Expired(_) | Seen::Refused(_) => Named::Ended,
        Seen::None | Seen::Several | Seen::Changed | Seen::Pending(_) => Named::NotThere,
        Seen::Unavailable(_) => Named::Silent,
    })
}
