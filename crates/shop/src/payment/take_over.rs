//! キャンセルを取り込む: our record follows a cancellation on Paygent's side (DESIGN section 10). No
//! telegram that moves money; Paygent is asked once more before it is believed.

use super::act::{ActError, Done};
use super::look;
use super::row;
use super::state::Denied;
use crate::id::{OrderId, ShopId};
use crate::order::{history, version};
use crate::world::World;

/// Takes the cancellation over for `by`, if 094 still says so and no other payment has taken the
/// place of this one.
pub async fn take_over(
    world: &World,
    shop: ShopId,
    order: OrderId,
    by: &str,
) -> Result<Done, ActError> {
    for _ in 0..2 {
        world.sights.forget(shop, order);
        let asked = look::ask(world, shop, order).await?.ok_or(ActError::NoPayment)?;
        let (now, by, sight) = (world.now(), by.to_owned(), asked.sight);
        let write = world.store.write(move |tx| {
            if !version::advance(tx, shop, order, sight.version)? {
                return Ok(None);
            }
            let mut payment = row::head(tx, shop, order)?.ok_or(ActError::NoPayment)?;
            payment.take_over(&sight.seen).map_err(ActError::Denied)?;
            row::save(tx, shop, &payment, now)?;
            let what = "ペイジェント側のキャンセルを取り込み、キャンセル済としました。";
            history::write(tx, shop, order, now, &by, what)?;
            Ok::<_, ActError>(Some(Done::Done))
        });
        if let Some(done) = write.await? {
            world.sights.forget(shop, order);
            return Ok(done);
        }
    }
    Err(ActError::Denied(Denied::InFlight))
}
