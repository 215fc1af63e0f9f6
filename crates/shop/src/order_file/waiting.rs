//! 出荷作業: what is still to be printed and to be written, of the orders whose goods are to leave.

use store::{Tx, sql};

use super::make::read;
use super::{MOST, Told};
use crate::id::{LayoutId, OrderId};
use crate::profile::Shop;
use crate::slip;
use crate::world::World;

/// Stretches of [`MOST`] orders that are looked through for slips.
const LOOKS: usize = 10;

/// What is waiting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Nothing of them was printed yet, oldest first, at most [`MOST`].
    pub unprinted: Vec<OrderId>,
    /// There are more.
    pub more_unprinted: bool,
    /// Not yet in 送り状データ, by layout; likewise.
    pub slips: Vec<SlipsOf>,
    /// Those that are written in no layout, and why.
    pub left_out: Vec<Told>,
    /// There are more.
    pub more_slips: bool,
    /// お支払い is still awaited (銀行振込): not among them.
    pub unpaid: i64,
}

/// What is written in one layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipsOf {
    /// Which.
    pub layout: LayoutId,
    /// What it is called.
    pub name: String,
    /// The orders, oldest first.
    pub orders: Vec<OrderId>,
}

/// What is waiting of a shop: orders of 受注一覧 that have not left, whose payment is not cancelled
/// and, of 銀行振込, has come in.
pub async fn waiting(world: &World, shop: &Shop) -> Result<Waiting, store::Error> {
    let of = shop.clone();
    world.store.read(move |tx: &mut dyn Tx| waiting_in(tx, &of)).await
}

fn waiting_in(tx: &mut dyn Tx, shop: &Shop) -> Result<Waiting, store::Error> {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let unprinted = tx.rows(
        sql!(
            "select order_id from orders
             where shop_id = $1 and list = 'open' and shipped_at is null and printed_at is null
               and (pay_state is null or pay_state <> 'cancelled')
               and (method <> 'bank' or checked_at is not null)
             order by order_id limit $2"
        ),
        &[shop.id.into(), (most + 1).into()],
    )?;
    let unpaid = tx.row(
        sql!(
            "select count(*) from (select 1 from orders
             where shop_id = $1 and list = 'open' and shipped_at is null
               and (pay_state is null or pay_state <> 'cancelled')
               and method = 'bank' and checked_at is null limit 1000) u"
        ),
        &[shop.id.into()],
    )?;
    let ids = |rows: &[store::Row]| -> Result<Vec<i64>, store::Error> {
        rows.iter().take(MOST).map(|row| row.int(0)).collect()
    };
    let mut waiting = Waiting {
        unprinted: ids(&unprinted)?.into_iter().map(OrderId).collect(),
        more_unprinted: unprinted.len() > MOST,
        unpaid: unpaid.map_or(Ok(0), |row| row.int(0))?,
        ..Waiting::default()
    };
    slips(tx, shop, &mut waiting)?;
    Ok(waiting)
}

/// Those that can be written, oldest first. What cannot does not stand in their way.
fn slips(tx: &mut dyn Tx, shop: &Shop, waiting: &mut Waiting) -> Result<(), store::Error> {
    let ground = slip::Ground::read(tx, shop)?;
    let (mut above, mut count) = (0, 0);
    for _ in 0..LOOKS {
        let ids = unwritten(tx, shop, above)?;
        for order in read(tx, shop.id, &ids)? {
            match ground.fate(&order) {
                Ok(_) if count >= MOST => waiting.more_slips = true,
                Ok(id) => {
                    push(&mut waiting.slips, id, &ground, order.order_id);
                    count += 1;
                }
                Err(_) if waiting.left_out.len() >= MOST => {}
                Err(why) => waiting.left_out.push(Told::left_out(&order, why.to_owned())),
            }
        }
        match ids.last() {
            Some(last) if ids.len() >= MOST && !waiting.more_slips => above = *last,
            _ => break,
        }
    }
    Ok(())
}

fn unwritten(tx: &mut dyn Tx, shop: &Shop, above: i64) -> Result<Vec<i64>, store::Error> {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let rows = tx.rows(
        sql!(
            "select order_id from orders
             where shop_id = $1 and list = 'open' and shipped_at is null and slip_at is null
               and (pay_state is null or pay_state <> 'cancelled')
               and (method <> 'bank' or checked_at is not null) and order_id > $3
             order by order_id limit $2"
        ),
        &[shop.id.into(), most.into(), above.into()],
    )?;
    rows.iter().map(|row| row.int(0)).collect()
}

/// In which layout an order is written, or why in none; none: no such order.
pub async fn layout_of(
    world: &World,
    shop: &Shop,
    order: OrderId,
) -> Result<Option<Result<LayoutId, &'static str>>, store::Error> {
    let of = shop.clone();
    let run = move |tx: &mut dyn Tx| {
        let ground = slip::Ground::read(tx, &of)?;
        let found = read(tx, of.id, &[order.0])?.pop();
        Ok::<_, store::Error>(found.map(|record| ground.fate(&record)))
    };
    world.store.read(run).await
}

fn push(slips: &mut Vec<SlipsOf>, layout: LayoutId, ground: &slip::Ground, order: OrderId) {
    match slips.iter_mut().find(|of| of.layout == layout) {
        Some(of) => of.orders.push(order),
        None => {
            let name = ground.layout(layout).map(|kept| kept.name.clone()).unwrap_or_default();
            slips.push(SlipsOf { layout, name, orders: vec![order] });
        }
    }
}
