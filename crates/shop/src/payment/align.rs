//! ペイジェント側の金額に合わせる: the order's total becomes what Paygent has, by a line of 金額調整
//! (R-194, R-198; DESIGN section 10). Sends nothing.

use store::{Tx, sql};

use super::act::{ActError, Done};
use super::look;
use super::mirror::mirror;
use super::state::Denied;
use crate::id::{OrderId, ShopId};
use crate::money::Yen;
use crate::order::{history, version};
use crate::world::World;

/// Makes the order's total equal to the amount at Paygent, for `by`, if Paygent's amount is still
/// `shown`: whoever pressed has agreed to that one.
pub async fn align(
    world: &World,
    shop: ShopId,
    order: OrderId,
    by: &str,
    shown: Yen,
) -> Result<Done, ActError> {
    for _ in 0..2 {
        let asked = look::ask(world, shop, order).await?.ok_or(ActError::NoPayment)?;
        let (sight, by, now) = (asked.sight, by.to_owned(), world.now());
        let write = world.store.write(move |tx| {
            // From here to the commit nobody else decides anything about this order.
            if !version::advance(tx, shop, order, sight.version)? {
                return Ok(false);
            }
            let mut opened = look::state_of(tx, shop, order)?.ok_or(ActError::NoPayment)?;
            look::take_in(tx, shop, &mut opened.payment, &sight.seen, now)?;
            let there = opened.payment.amount_there(opened.total, &sight.seen);
            let there = there.map_err(ActError::Denied)?;
            if there != shown {
                return Err(ActError::Denied(Denied::AmountDiffers));
            }
            set_total(tx, shop, order, there)?;
            let change =
                history::Change { before: opened.total.to_string(), after: there.to_string() };
            let about = history::About::Amount(history::Side::Order);
            let told = ("合計をペイジェント側の金額に合わせました（金額調整）。", &change, about);
            history::write_change(tx, shop, order, (now, &by), told)?;
            Ok(true)
        });
        let done = write.await?;
        world.sights.forget(shop, order);
        if done {
            return Ok(Done::Done);
        }
    }
    Err(ActError::Denied(Denied::InFlight))
}

/// What is missing, or too much, becomes 金額調整.
fn set_total(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    total: Yen,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update orders set adjustment = adjustment + $3 - total, total = $3
             where shop_id = $1 and order_id = $2"
        ),
        &[shop.into(), order.into(), total.into()],
    )?;
    mirror(tx, shop, order)
}
