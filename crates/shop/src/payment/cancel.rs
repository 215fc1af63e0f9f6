//! キャンセル: gives a hold back (021), or a capture (023).

use super::act::{self, ActError, Asking, Begun, Done};
use super::look;
use super::state::CancelPermit;
use crate::id::{OrderId, ShopId};
use crate::world::World;

/// Cancels an order's payment for `by`; the order itself stays. Run it on a task of its own: a
/// closed browser must not stop it half-way.
pub async fn cancel(
    world: &World,
    shop: ShopId,
    order: OrderId,
    by: &str,
) -> Result<Done, ActError> {
    let asked = look::ask(world, shop, order).await?.ok_or(ActError::NoPayment)?;
    let asking = Asking { shop, order, seen: asked.seen, by: by.to_owned() };
    let Begun { op, permit } = act::begin(world, asking, |payment, _, asking, now| {
        payment.begin_cancel(&asking.seen, now)
    })
    .await?;
    let outcome = match &permit {
        CancelPermit::Hold(permit) => world.gateway.cancel(&asked.account, permit).await,
        CancelPermit::Capture(permit) => world.gateway.refund(&asked.account, permit).await,
    };
    Ok(act::finish(world, shop, Some(order), op, outcome).await?)
}
