//! 受注一覧: one page of orders, newest first, in one statement however many orders there are
//! (R-132..R-136).

use store::{Row, Tx, Val, sql};

use crate::checkout::Method;
use crate::clock::Timestamp;
use crate::id::{MemberId, OrderId, ShopId, TradeId};
use crate::money::Yen;
use crate::order::List;
use crate::payment::row::odd;
use crate::payment::{Settled, ThreeDs};
use crate::profile::Shop;
use crate::world::World;

/// Rows of one page.
pub const PAGE_ROWS: usize = 50;

/// What of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// Which of the three lists.
    pub list: List,
    /// Only what this finds.
    pub search: Option<Search>,
    /// Only what comes after the last row of the page before.
    pub after: Option<PageKey>,
}

/// What a person looks for. Both are exact: an order has one number, and a 取引ID is never guessed at
/// in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// 外部決済注文番号: the payment's 20 digits, the one that counts now or an earlier one.
    Trade(TradeId),
    /// 注文番号 (`order02131`) or 内部番号 (`2100`).
    Number(String),
}

impl Search {
    /// Reads what was typed: full width, spaces and hyphens between groups are no matter. Twenty
    /// digits are a 取引ID, everything else a number; nothing typed is no search.
    pub fn parse(typed: &str) -> Option<Search> {
        let text = plain(typed);
        if text.is_empty() {
            return None;
        }
        Some(Search::trade(&text).unwrap_or(Search::Number(text)))
    }

    /// Reads a 取引ID: twenty digits, or `None`.
    pub fn trade(typed: &str) -> Option<Search> {
        TradeId::parse(&plain(typed)).map(Search::Trade)
    }
}

/// Where a page ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageKey {
    /// When the last order of the page was placed.
    pub placed_at: Timestamp,
    /// Its id: two orders may share a millisecond.
    pub order_id: OrderId,
}

impl std::str::FromStr for PageKey {
    type Err = ();

    /// Reads what [`PageKey`] was written as: `milliseconds-id`.
    fn from_str(text: &str) -> Result<PageKey, ()> {
        let (at, id) = text.split_once('-').ok_or(())?;
        Ok(PageKey {
            placed_at: Timestamp(at.parse().map_err(|_| ())?),
            order_id: OrderId(id.parse().map_err(|_| ())?),
        })
    }
}

impl std::fmt::Display for PageKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.placed_at.0, self.order_id)
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// At most [`PAGE_ROWS`], newest first.
    pub rows: Vec<OrderRow>,
    /// What to ask for to see what follows; `None` on the last page.
    pub next: Option<PageKey>,
}

/// One order in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    /// 内部番号.
    pub order_id: OrderId,
    /// 注文番号.
    pub number: String,
    /// 受注日.
    pub placed_at: Timestamp,
    /// 氏名.
    pub buyer_name: String,
    /// 会員ID, and the member's number; none: a guest.
    pub member: Option<Owner>,
    /// 購入額.
    pub total: Yen,
    /// 支払い方法, as it was called when the order was placed.
    pub method_name: String,
    /// お支払いなし: nothing is to come in.
    pub is_free: bool,
    /// The card payment that counts; none for the other methods.
    pub payment: Option<RowPayment>,
    /// 入金チェック is 済.
    pub is_checked: bool,
    /// The goods have left.
    pub is_shipped: bool,
}

/// The member whose order it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The member's number.
    pub id: MemberId,
    /// 会員ID; empty of one who has left.
    pub login: String,
}

impl Owner {
    /// Reads `orders.member_id` and `member.login`, which stand from `column` on.
    pub(crate) fn read(row: &Row, column: usize) -> Result<Option<Owner>, store::Error> {
        let Some(id) = row.opt_int(column)? else { return Ok(None) };
        let login = row.opt_text(column + 1)?.unwrap_or_default();
        Ok(Some(Owner { id: MemberId(id), login }))
    }
}

/// What a list says about a payment: our record, without asking Paygent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPayment {
    /// 取引ID.
    pub trade: TradeId,
    /// 決済状況.
    pub state: Settled,
    /// What it is about.
    pub amount: Yen,
    /// When the hold was made; it lasts sixty days.
    pub authorized_at: Timestamp,
    /// What became of 3-D Secure.
    pub three_ds: ThreeDs,
    /// A telegram about it has no recorded answer yet.
    pub in_flight: bool,
}

/// One page of a list.
pub async fn list(world: &World, shop: &Shop, query: ListQuery) -> Result<Page, store::Error> {
    let shop = shop.id;
    let found = world.store.read(move |tx: &mut dyn Tx| match &query.search {
        None => page(tx, shop, &query),
        Some(search) => {
            let rows = search_rows(tx, shop, query.list, search)?;
            Ok(Page { rows: rows.iter().map(order_row).collect::<Result<_, _>>()?, next: None })
        }
    });
    found.await
}

fn page(tx: &mut dyn Tx, shop: ShopId, query: &ListQuery) -> Result<Page, store::Error> {
    let after = query
        .after
        .unwrap_or(PageKey { placed_at: Timestamp(i64::MAX), order_id: OrderId(i64::MAX) });
    // One row more than a page tells whether there is another page.
    let limit = i64::try_from(PAGE_ROWS + 1).expect("a page is small");
    let rows = tx.rows(
        sql!(
            "select o.order_id, o.number, o.placed_at, o.buyer_name, o.total, o.method_name,
               p.trading_id, p.state, p.amount, p.authorized_at, p.three_ds, op.op_id, o.method,
               o.member_id, m.login, o.checked_at, o.shipped_at
             from orders o
             left join payment p
               on p.shop_id = o.shop_id and p.order_id = o.order_id and p.head = 1
             left join payment_op op
               on op.shop_id = p.shop_id and op.order_id = p.order_id
               and op.state in ('queued', 'sending', 'unknown')
             left join member m on m.shop_id = o.shop_id and m.member_id = o.member_id
             where o.shop_id = $1 and o.list = $2 and (o.placed_at, o.order_id) < ($3, $4)
             order by o.placed_at desc, o.order_id desc
             limit $5"
        ),
        &[
            shop.into(),
            query.list.word().into(),
            after.placed_at.into(),
            after.order_id.into(),
            limit.into(),
        ],
    )?;
    let mut rows: Vec<OrderRow> = rows.iter().map(order_row).collect::<Result<_, _>>()?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| PageKey { placed_at: row.placed_at, order_id: row.order_id });
    Ok(Page { rows, next })
}

fn search_rows(
    tx: &mut dyn Tx,
    shop: ShopId,
    list: List,
    search: &Search,
) -> Result<Vec<Row>, store::Error> {
    match search {
        Search::Trade(trade) => tx.rows(
            sql!(
                "select o.order_id, o.number, o.placed_at, o.buyer_name, o.total, o.method_name,
                   p.trading_id, p.state, p.amount, p.authorized_at, p.three_ds, op.op_id, o.method,
               o.member_id, m.login, o.checked_at, o.shipped_at
                 from payment f
                 join orders o on o.shop_id = f.shop_id and o.order_id = f.order_id
                 left join payment p
                   on p.shop_id = o.shop_id and p.order_id = o.order_id and p.head = 1
                 left join payment_op op
                   on op.shop_id = p.shop_id and op.order_id = p.order_id
                   and op.state in ('queued', 'sending', 'unknown')
                 left join member m on m.shop_id = o.shop_id and m.member_id = o.member_id
                 where f.shop_id = $1 and f.trading_id = $3 and o.list = $2"
            ),
            &[shop.into(), list.word().into(), trade.into()],
        ),
        Search::Number(number) => tx.rows(
            sql!(
                "select o.order_id, o.number, o.placed_at, o.buyer_name, o.total, o.method_name,
                   p.trading_id, p.state, p.amount, p.authorized_at, p.three_ds, op.op_id, o.method,
               o.member_id, m.login, o.checked_at, o.shipped_at
                 from orders o
                 left join payment p
                   on p.shop_id = o.shop_id and p.order_id = o.order_id and p.head = 1
                 left join payment_op op
                   on op.shop_id = p.shop_id and op.order_id = p.order_id
                   and op.state in ('queued', 'sending', 'unknown')
                 left join member m on m.shop_id = o.shop_id and m.member_id = o.member_id
                 where o.shop_id = $1 and o.list = $2 and (o.order_id = $3 or o.number = $4)
                 order by o.placed_at desc, o.order_id desc"
            ),
            &[
                shop.into(),
                list.word().into(),
                number.parse::<i64>().map_or(Val::Int(-1), Val::Int),
                number.as_str().into(),
            ],
        ),
    }
}

fn order_row(row: &Row) -> Result<OrderRow, store::Error> {
    let payment = match row.opt_text(6)? {
        None => None,
        Some(trade) => Some(RowPayment {
            state: known("state", &row.text(7)?, Settled::from_word)?,
            amount: Yen(row.int(8)?),
            authorized_at: Timestamp(row.int(9)?),
            three_ds: known("three_ds", &row.text(10)?, ThreeDs::from_word)?,
            trade: TradeId(trade),
            in_flight: row.opt_text(11)?.is_some(),
        }),
    };
    Ok(OrderRow {
        order_id: OrderId(row.int(0)?),
        number: row.text(1)?,
        placed_at: Timestamp(row.int(2)?),
        buyer_name: row.text(3)?,
        member: Owner::read(row, 13)?,
        total: Yen(row.int(4)?),
        method_name: row.text(5)?,
        is_free: row.text(12)? == Method::column(None),
        is_checked: row.opt_int(15)?.is_some(),
        is_shipped: row.opt_int(16)?.is_some(),
        payment,
    })
}

fn known<T>(column: &str, word: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, store::Error> {
    read(word).ok_or_else(|| odd("payment", column, word))
}

/// What was meant: half width, lower case, without spaces and hyphens.
fn plain(typed: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let letters = typed.nfkc().filter(|letter| !letter.is_whitespace() && *letter != '-');
    letters.collect::<String>().to_lowercase()
}
