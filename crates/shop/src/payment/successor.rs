//! The number of the payment that a change of amount at Paygent has made, as a person reads it at
//! ペイジェント管理画面: where neither a notice nor the feed names it (7-4 ①-2). The person only says
//! where to look; 094 by both numbers proves it.

use super::account::{self, AccountError};
use super::act::ActError;
use super::gateway::Which;
use super::inquire::inquire;
use super::look;
use super::notice::{self, Took};
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
    let account = match account::load(world, shop, &payment.merchant).await {
        Ok(account) => account,
        Err(AccountError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(error.into()),
    };
    let named = PaymentId(number.to_owned());
    let which = Which::Both(payment.trade.clone(), named.clone());
    Ok(match inquire(world, shop, &account, which).await {
        seen @ (Seen::Held(_) | Seen::Captured(_)) => {
            match notice::take_for(world, (shop, order), payment.payment, (None, seen), by).await? {
                Took::It => Named::Taken,
                Took::SomebodyWasFaster | Took::NotNow => Named::NotAsked,
            }
        }
        Seen::Cancelled(_) | Seen::Expired(_) | Seen::Refused(_) => Named::Ended,
        Seen::None | Seen::Several | Seen::Changed | Seen::Pending(_) => Named::NotThere,
        Seen::Unavailable(_) => Named::Silent,
    })
}
