//! キャンセル: gives a hold back (021), or a capture (023).

use super::act::{self, ActError, Asking, Begun, Done, Grant, Situation};
use super::state::{CancelPermit, Payment};
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
    let any = |payment: &mut Payment, now: &Situation<'_>| payment.begin_cancel(now.seen, now.at);
    begin(world, shop, (order, by), any).await
}

/// The same where nothing may be refunded: of a hold only, also if somebody captures meanwhile.
pub async fn cancel_hold(
    world: &World,
    shop: ShopId,
    order: OrderId,
    by: &str,
) -> Result<Done, ActError> {
    let hold = |payment: &mut Payment, now: &Situation<'_>| {
        payment.begin_cancel_hold(now.seen, now.at).map(CancelPermit::Hold)
    };
    begin(world, shop, (order, by), hold).await
}

async fn begin(
    world: &World,
    shop: ShopId,
    (order, by): (OrderId, &str),
    grant: impl Grant<CancelPermit> + Clone,
) -> Result<Done, ActError> {
    let asking = Asking { shop, order, by, under: None };
    let begun = act::begin(world, asking, grant).await?;
    send(world, shop, order, begun).await
}

/// Sends what was permitted, and records the answer.
pub(super) async fn send(
    world: &World,
    shop: ShopId,
    order: OrderId,
    begun: Begun<CancelPermit>,
) -> Result<Done, ActError> {
    let Begun { account, op, permit } = begun;
    let (telegram, outcome) = match &permit {
        CancelPermit::Hold(permit) => ("021", world.gateway.cancel(&account, permit).await),
        CancelPermit::Capture(permit) => ("023", world.gateway.refund(&account, permit).await),
    };
    Ok(act::finish(world, shop, Some(order), op, telegram, outcome).await?)
}
