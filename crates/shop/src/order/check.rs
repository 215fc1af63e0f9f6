//! 入金チェック: a mark that the money has come in. It is linked to nothing.

use store::{Tx, sql};

use super::history;
use super::mark::{MarkError, hold};
use super::may::Function;
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};
use crate::world::World;

/// Sets the mark, or takes it off. As it is already: nothing changes, whoever else pressed it.
pub async fn check(
    world: &World,
    shop: ShopId,
    order: OrderId,
    on: bool,
    by: &str,
) -> Result<(), MarkError> {
    let (now, by) = (world.now(), by.to_owned());
    let write = move |tx: &mut dyn Tx| check_in(tx, shop, order, on, (now, &by)).map(drop);
    world.store.write(write).await
}

/// The same in the caller's commit. False: it was so already.
pub(crate) fn check_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    on: bool,
    (now, by): (Timestamp, &str),
) -> Result<bool, MarkError> {
    hold(tx, shop, order, Function::Check)?;
    let at = on.then_some(now);
    let changed = tx.exec(
        sql!(
            "update orders set checked_at = $3
             where shop_id = $1 and order_id = $2
               and case when checked_at is null then 0 else 1 end <> $4"
        ),
        &[shop.into(), order.into(), at.into(), i64::from(on).into()],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    let what = if on {
        "入金チェックを済にしました。"
    } else {
        "入金チェックを外しました。"
    };
    history::write(tx, shop, order, now, by, what)?;
    Ok(true)
}
