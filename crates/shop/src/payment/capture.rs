//! 売上確定: captures the whole hold (022) when it equals the order's total.

use super::act::{self, ActError, Asking, Begun, Done, Situation};
use super::state::Payment;
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
    let asking = Asking { shop, order, by, under: None };
    let grant = |payment: &mut Payment, now: &Situation<'_>| {
        payment.begin_capture(now.total, now.seen, now.at)
    };
    let Begun { account, op, permit } = act::begin(world, asking, grant).await?;
    let outcome = world.gateway.capture(&account, &permit).await;
    Ok(act::finish(world, shop, Some(order), op, "022", outcome).await?)
}
