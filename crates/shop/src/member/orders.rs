//! ご注文状況・履歴: a member's own orders, newest first.

use store::{Row, Tx, sql};

use super::Member;
use crate::checkout::{Checkout, Method};
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};
use crate::money::Yen;
use crate::order::List;
use crate::order::show::{self, OrderDetail};
use crate::profile::Shop;
use crate::world::World;

/// Orders of one page.
const PAGE_ROWS: usize = 10;

/// Where a page begins: below this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderKey {
    /// 注文日時.
    pub placed_at: Timestamp,
    /// 内部番号.
    pub order_id: OrderId,
}

/// One order of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    /// 内部番号.
    pub order_id: OrderId,
    /// 注文番号.
    pub number: String,
    /// The list that holds it.
    pub list: List,
    /// How it is paid; none where there was nothing to pay.
    pub method: Option<Method>,
    /// 注文日時.
    pub placed_at: Timestamp,
    /// 合計.
    pub total: Yen,
    /// 送料 is to be agreed on (別途連絡): the total is without it.
    pub is_open_priced: bool,
    /// The first of its goods.
    pub first: String,
    /// Its picture, while the shop still has the product.
    pub picture: Option<String>,
    /// How many other goods there are.
    pub others: i64,
    /// お届け希望日 and お届け時間帯, if there is such a wish.
    pub arrival: Option<String>,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderPage {
    /// Newest first.
    pub rows: Vec<OrderRow>,
    /// What the next page begins below, if there is one.
    pub next: Option<OrderKey>,
}

/// One page of the member's orders, below `below`; the first without it.
pub async fn orders(
    world: &World,
    shop: &Shop,
    member: &Member,
    below: Option<OrderKey>,
) -> Result<OrderPage, store::Error> {
    let (shop, member) = (shop.id, member.id);
    let below =
        below.unwrap_or(OrderKey { placed_at: Timestamp(i64::MAX), order_id: OrderId(i64::MAX) });
    let limit = i64::try_from(PAGE_ROWS + 1).expect("a page is small");
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select o.order_id, o.number, o.list, o.method, o.placed_at, o.total, o.shipping,
                   o.checkout, l.name, p.picture,
                   (select count(*) from order_line c
                    where c.shop_id = o.shop_id and c.order_id = o.order_id)
                 from orders o
                 left join order_line l on l.shop_id = o.shop_id and l.order_id = o.order_id
                   and l.line_no = (select min(f.line_no) from order_line f
                     where f.shop_id = o.shop_id and f.order_id = o.order_id)
                 left join product p on p.shop_id = l.shop_id and p.product_id = l.product_id
                 where o.shop_id = $1 and o.member_id = $2 and (o.placed_at, o.order_id) < ($3, $4)
                 order by o.placed_at desc, o.order_id desc limit $5"
            ),
            &[
                shop.into(),
                member.into(),
                below.placed_at.into(),
                below.order_id.into(),
                limit.into(),
            ],
        )?;
        rows.iter().map(read).collect::<Result<Vec<OrderRow>, store::Error>>()
    });
    let mut rows = found.await?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| OrderKey { placed_at: row.placed_at, order_id: row.order_id });
    Ok(OrderPage { rows, next })
}

fn read(row: &Row) -> Result<OrderRow, store::Error> {
    let list = row.text(2)?;
    let odd = |column: &str, what: &str| store::Error::Engine(format!("orders.{column}: {what}"));
    let checkout: Checkout =
        serde_json::from_str(&row.text(7)?).map_err(|error| odd("checkout", &error.to_string()))?;
    Ok(OrderRow {
        order_id: OrderId(row.int(0)?),
        number: row.text(1)?,
        list: List::from_word(&list).ok_or_else(|| odd("list", &list))?,
        method: Method::find(&row.text(3)?),
        placed_at: Timestamp(row.int(4)?),
        total: Yen(row.int(5)?),
        is_open_priced: row.opt_int(6)?.is_none(),
        first: row.opt_text(8)?.unwrap_or_default(),
        picture: row.opt_text(9)?,
        others: (row.int(10)? - 1).max(0),
        arrival: checkout.arrival.text(),
    })
}

/// One order with its lines, if it is the member's own.
pub async fn order(
    world: &World,
    shop: &Shop,
    member: &Member,
    id: OrderId,
) -> Result<Option<OrderDetail>, store::Error> {
    let (shop_id, whose) = (shop.id, member.id);
    let own = world.store.read(move |tx: &mut dyn Tx| is_own(tx, shop_id, (whose, id))).await?;
    // Whose an order is never changes.
    if own { show::show(world, shop, id).await } else { Ok(None) }
}

fn is_own(
    tx: &mut dyn Tx,
    shop: ShopId,
    (member, order): (crate::id::MemberId, OrderId),
) -> Result<bool, store::Error> {
    let row = tx.row(
        sql!("select 1 from orders where shop_id = $1 and order_id = $2 and member_id = $3"),
        &[shop.into(), order.into(), member.into()],
    )?;
    Ok(row.is_some())
}
