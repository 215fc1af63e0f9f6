//! 売上確定: captures the whole hold (022) when it equals the order's total.

use super::act::{self, ActError, Asking, Begun, Done};
use super::look;
use crate::id::{OrderId, ShopId};
use crate::world::World;

/// Captures an order's payment for `by`. Run it on a task of its own: a closed browser must not
/// stop it half-way.
pub async fn capture(
    world: &World,
    shop: ShopId,
    order: OrderId,
    by: &str,
) -> Result<Done, ActError> {
    let asked = look::ask(world, shop, order).await?.ok_or(ActError::NoPayment)?;
    let asking = Asking { shop, order, seen: asked.seen, by: by.to_owned() };
    let Begun { op, permit } = act::begin(world, asking, |payment, opened, asking, now| {
        payment.begin_capture(opened.total, &asking.seen, now)
    })
    .await?;
    let outcome = world.gateway.capture(&asked.account, &permit).await;
    Ok(act::finish(world, shop, Some(order), op, outcome).await?)
}
