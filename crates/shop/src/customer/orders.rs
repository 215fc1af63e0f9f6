//! What one person ordered, newest first.

use store::{Row, Tx, sql};

use super::Person;
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};
use crate::money::Yen;
use crate::order::List;
use crate::order::list::PageKey;
use crate::payment::row::odd;
use crate::profile::Shop;
use crate::world::World;

/// Rows of one page.
const PAGE_ROWS: usize = 20;

/// One order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    /// 内部番号.
    pub order_id: OrderId,
    /// 注文番号.
    pub number: String,
    /// 注文日時.
    pub placed_at: Timestamp,
    /// 受注状況.
    pub list: List,
    /// 支払方法, as it was called then.
    pub method_name: String,
    /// 合計.
    pub total: Yen,
    /// ご購入者, as the order names them.
    pub buyer_name: String,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrdersPage {
    /// Newest first.
    pub rows: Vec<OrderRow>,
    /// What to ask for to see what follows; `None` on the last page.
    pub next: Option<PageKey>,
}

/// One page of the person's orders, after the last row of the page before.
pub async fn orders(
    world: &World,
    shop: &Shop,
    person: &Person,
    after: Option<PageKey>,
) -> Result<OrdersPage, store::Error> {
    let (shop, person) = (shop.id, person.clone());
    let after =
        after.unwrap_or(PageKey { placed_at: Timestamp(i64::MAX), order_id: OrderId(i64::MAX) });
    let read = move |tx: &mut dyn Tx| {
        let rows = found(tx, shop, &person, after)?;
        rows.iter().map(order).collect::<Result<Vec<_>, store::Error>>()
    };
    let mut rows = world.store.read(read).await?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| PageKey { placed_at: row.placed_at, order_id: row.order_id });
    Ok(OrdersPage { rows, next })
}

fn found(
    tx: &mut dyn Tx,
    shop: ShopId,
    person: &Person,
    after: PageKey,
) -> Result<Vec<Row>, store::Error> {
    let limit = i64::try_from(PAGE_ROWS + 1).expect("a page is small");
    let (at, below) = (after.placed_at.into(), after.order_id.into());
    match person {
        Person::Member(member) => tx.rows(
            sql!(
                "select order_id, number, placed_at, list, method_name, total, buyer_name
                 from orders where shop_id = $1 and member_id = $2
                   and (placed_at, order_id) < ($3, $4)
                 order by placed_at desc, order_id desc limit $5"
            ),
            &[shop.into(), (*member).into(), at, below, limit.into()],
        ),
        Person::Guest(email) => tx.rows(
            sql!(
                "select o.order_id, o.number, o.placed_at, o.list, o.method_name, o.total,
                   o.buyer_name
                 from orders o where o.shop_id = $1 and lower(o.email) = $2
                   and (o.placed_at, o.order_id) < ($3, $4)
                   and not exists (select 1 from member m where m.shop_id = o.shop_id
                     and m.member_id = o.member_id and m.withdrawn_at is null)
                 order by o.placed_at desc, o.order_id desc limit $5"
            ),
            &[shop.into(), email.as_str().into(), at, below, limit.into()],
        ),
    }
}

fn order(row: &Row) -> Result<OrderRow, store::Error> {
    let list = row.text(3)?;
    Ok(OrderRow {
        order_id: OrderId(row.int(0)?),
        number: row.text(1)?,
        placed_at: Timestamp(row.int(2)?),
        list: List::from_word(&list).ok_or_else(|| odd("orders", "list", &list))?,
        method_name: row.text(4)?,
        total: Yen(row.int(5)?),
        buyer_name: row.text(6)?,
    })
}
