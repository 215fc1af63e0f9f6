//! An order gets a status, or none.

use store::{Tx, sql};

use super::statuses_in;
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId, StatusId};
use crate::order::history::{self, About, Change};
use crate::order::mark::{MarkError, hold, wrong};
use crate::order::may::Function;
use crate::world::World;

/// Gives the order this status for `by`; `seen` is the one that the page showed.
pub async fn choose(
    world: &World,
    shop: ShopId,
    order: OrderId,
    (wanted, seen): (Option<StatusId>, Option<StatusId>),
    by: &str,
) -> Result<(), MarkError> {
    let (now, by) = (world.now(), by.to_owned());
    let write = move |tx: &mut dyn Tx| {
        choose_in(tx, shop, order, (wanted, Before::Seen(seen)), (now, &by)).map(drop)
    };
    world.store.write(write).await
}

/// What an order had before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Before {
    /// The page showed this.
    Seen(Option<StatusId>),
    /// Whatever it is.
    Any,
}

/// The same in the caller's commit. False: it has it already.
pub(crate) fn choose_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    (wanted, seen): (Option<StatusId>, Before),
    (now, by): (Timestamp, &str),
) -> Result<bool, MarkError> {
    hold(tx, shop, order, Function::Status)?;
    let row = tx.row(
        sql!(
            "select o.status_id, s.name from orders o
             left join order_status s on s.shop_id = o.shop_id and s.status_id = o.status_id
             where o.shop_id = $1 and o.order_id = $2"
        ),
        &[shop.into(), order.into()],
    )?;
    let row = row.ok_or(MarkError::Gone)?;
    let before = row.opt_int(0)?.map(StatusId);
    if before == wanted {
        return Ok(false);
    }
    if matches!(seen, Before::Seen(seen) if seen != before) {
        return Err(MarkError::Stale);
    }
    let after = match wanted {
        None => String::new(),
        Some(wanted) => {
            let all = statuses_in(tx, shop)?.all;
            let found = all.into_iter().find(|status| status.id == wanted);
            let gone = || "この受注ステータスはなくなりました。選び直してください。".to_owned();
            found.ok_or_else(|| wrong("status", gone()))?.name
        }
    };
    tx.exec(
        sql!("update orders set status_id = $3 where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into(), wanted.map(|id| id.0).into()],
    )?;
    let change = Change { before: row.opt_text(1)?.unwrap_or_default(), after };
    let what = ("受注ステータスを変更しました。", &change, About::Order);
    history::write_change(tx, shop, order, (now, by), what)?;
    Ok(true)
}
