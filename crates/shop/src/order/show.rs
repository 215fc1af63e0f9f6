//! 受注明細: everything the page shows of one order, read in one snapshot (R-141..R-146, R-157).

use store::{Tx, sql};

use super::list::Owner;
use super::totals::{Charges, tax_rows};
use super::{List, history};
use crate::attempt::ClientNote;
use crate::checkout::{Checkout, Method, Quote};
use crate::clock::Timestamp;
use crate::id::{AttemptId, OrderId, ProductId, ShopId, StatusId};
use crate::money::Yen;
use crate::payment::{self, Payment};
use crate::profile::Shop;
use crate::tax::{TaxRate, TaxRow};
use crate::world::World;

/// One order, as 受注明細 shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderDetail {
    /// 内部番号.
    pub order_id: OrderId,
    /// Raised by everything that is decided about the order: a form made from one version does not
    /// overwrite another.
    pub version: i64,
    /// 注文番号.
    pub number: String,
    /// 受注状況: the list that holds it.
    pub list: List,
    /// The attempt that became it: the buyer's page is named by it.
    pub attempt: AttemptId,
    /// 注文日時.
    pub placed_at: Timestamp,
    /// The member who ordered; none: a guest.
    pub member: Option<Owner>,
    /// What the buyer wrote.
    pub checkout: Checkout,
    /// 支払方法, as it was called when the order was placed.
    pub method_name: String,
    /// Which it was; none where there was nothing to pay.
    pub method: Option<Method>,
    /// 宅配便, likewise.
    pub carrier_name: String,
    /// 受注商品.
    pub lines: Vec<Line>,
    /// 小計.
    pub goods: Yen,
    /// 送料; none while it is to be agreed on (別途連絡).
    pub shipping: Option<Yen>,
    /// 手数料.
    pub fee: Yen,
    /// 値引き: how much is taken off.
    pub discount: Yen,
    /// 金額調整, with its sign.
    pub adjustment: Yen,
    /// 合計.
    pub total: Yen,
    /// (10%対象), (8%対象): what the total holds at each rate.
    pub tax: Vec<TaxRow>,
    /// The card payment that counts; none for orders without a gateway.
    pub payment: Option<Payment>,
    /// Last digits of its card; empty where Paygent did not tell them.
    pub card_tail: String,
    /// 購入端末.
    pub client: ClientNote,
    /// What the shop's people noted and marked.
    pub work: Work,
    /// 変更履歴, newest first.
    pub history: Vec<history::Line>,
    /// 前の注文.
    pub previous: Option<OrderId>,
    /// 次の注文.
    pub next: Option<OrderId>,
}

/// What the shop's people note and mark on an order; nothing follows from it by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// メモ; may hold several lines.
    pub memo: String,
    /// Raised by every change of the memo.
    pub memo_version: i64,
    /// 入金チェック: since when it is 済.
    pub checked_at: Option<Timestamp>,
    /// 受注ステータス; none chosen.
    pub status: Option<StatusId>,
    /// What it is called, though it may be chosen no more.
    pub status_name: Option<String>,
    /// When the goods left.
    pub shipped_at: Option<Timestamp>,
    /// 問合せ番号.
    pub tracking: String,
    /// 受注キャンセル has given its goods back.
    pub stock_back: bool,
    /// When 帳票 were printed last.
    pub printed_at: Option<Timestamp>,
    /// When 送り状データ was written last.
    pub slip_at: Option<Timestamp>,
}

/// One line of 受注商品, as it was sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the order; it keeps it when lines before it go.
    pub line_no: i64,
    /// The product; none: not of the catalogue.
    pub product: Option<ProductId>,
    /// 商品コード.
    pub code: String,
    /// 商品名.
    pub name: String,
    /// 単価, tax included.
    pub unit_price: Yen,
    /// 数量.
    pub quantity: i64,
    /// ※ when reduced.
    pub rate: TaxRate,
}

impl OrderDetail {
    /// What is added to the goods and taken off them.
    pub fn charges(&self) -> Charges {
        let (shipping, fee) = (self.shipping, self.fee);
        Charges { shipping, fee, discount: self.discount, adjustment: self.adjustment }
    }
}

impl Line {
    /// 金額.
    pub fn amount(&self) -> Yen {
        self.unit_price.times(self.quantity).unwrap_or(Yen(i64::MAX))
    }
}

/// Everything about one order, or `None` where the shop has no such order.
pub async fn show(
    world: &World,
    shop: &Shop,
    order: OrderId,
) -> Result<Option<OrderDetail>, store::Error> {
    let shop = shop.id;
    world.store.read(move |tx: &mut dyn Tx| detail(tx, shop, order)).await
}

/// The same inside a transaction.
pub(crate) fn detail(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
) -> Result<Option<OrderDetail>, store::Error> {
    let row = tx.row(
        sql!(
            "select o.number, o.list, o.placed_at, o.checkout, o.method_name, o.goods, o.shipping,
               o.fee, o.total, a.quote, o.client, p.card,
               (select max(b.order_id) from orders b
                where b.shop_id = o.shop_id and b.order_id < o.order_id),
               (select min(c.order_id) from orders c
                where c.shop_id = o.shop_id and c.order_id > o.order_id),
               o.method, o.member_id, m.login, o.carrier_name, o.version, o.discount, o.adjustment,
               o.memo, o.memo_version, o.checked_at, o.status_id, o.shipped_at, o.tracking,
               s.name, o.stock_back, o.attempt_id, o.printed_at,
               o.slip_at
             from orders o
             left join member m on m.shop_id = o.shop_id and m.member_id = o.member_id
             left join order_status s on s.shop_id = o.shop_id and s.status_id = o.status_id
             left join attempt a on a.shop_id = o.shop_id and a.attempt_id = o.attempt_id
             left join payment p
               on p.shop_id = o.shop_id and p.order_id = o.order_id and p.head = 1
             where o.shop_id = $1 and o.order_id = $2"
        ),
        &[shop.into(), order.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let list = row.text(1)?;
    let quote: Option<Quote> = match row.opt_text(9)? {
        Some(text) => Some(json("attempt.quote", order, &text)?),
        None => None,
    };
    let lines = lines(tx, shop, order)?;
    let (shipping, fee) = (row.opt_int(6)?.map(Yen), Yen(row.int(7)?));
    let (discount, adjustment) = (Yen(row.int(19)?), Yen(row.int(20)?));
    let amounts: Vec<_> = lines.iter().map(|line| (line.rate, line.amount())).collect();
    // Orders from before they were edited: the price snapshot has the name.
    let quoted = || quote.map(|quote| quote.carrier_name).unwrap_or_default();
    Ok(Some(OrderDetail {
        order_id: order,
        version: row.int(18)?,
        number: row.text(0)?,
        attempt: AttemptId(row.text(29)?),
        list: List::from_word(&list).ok_or_else(|| payment::row::odd("orders", "list", &list))?,
        placed_at: Timestamp(row.int(2)?),
        member: Owner::read(&row, 15)?,
        checkout: json("orders.checkout", order, &row.text(3)?)?,
        method_name: row.text(4)?,
        method: Method::find(&row.text(14)?),
        carrier_name: row.opt_text(17)?.unwrap_or_else(quoted),
        tax: tax_rows(&amounts, &Charges { shipping, fee, discount, adjustment }),
        lines,
        goods: Yen(row.int(5)?),
        shipping,
        fee,
        discount,
        adjustment,
        total: Yen(row.int(8)?),
        work: work(&row)?,
        payment: payment::row::head(tx, shop, order)?,
        history: history::of_order(tx, shop, order)?,
        card_tail: tail(&row.opt_text(11)?.unwrap_or_default()),
        client: json("orders.client", order, &row.text(10)?)?,
        previous: row.opt_int(12)?.map(OrderId),
        next: row.opt_int(13)?.map(OrderId),
    }))
}

fn work(row: &store::Row) -> Result<Work, store::Error> {
    Ok(Work {
        memo: row.text(21)?,
        memo_version: row.int(22)?,
        checked_at: row.opt_int(23)?.map(Timestamp),
        status: row.opt_int(24)?.map(StatusId),
        status_name: row.opt_text(27)?,
        shipped_at: row.opt_int(25)?.map(Timestamp),
        tracking: row.text(26)?,
        stock_back: row.int(28)? == 1,
        printed_at: row.opt_int(30)?.map(Timestamp),
        slip_at: row.opt_int(31)?.map(Timestamp),
    })
}

pub(crate) fn lines(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
) -> Result<Vec<Line>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select code, name, unit_price, quantity, tax_rate, line_no, product_id
             from order_line
             where shop_id = $1 and order_id = $2 order by line_no"
        ),
        &[shop.into(), order.into()],
    )?;
    let line = |row: store::Row| {
        let rate = TaxRate::try_from(row.int(4)?);
        Ok(Line {
            line_no: row.int(5)?,
            product: Some(ProductId(row.int(6)?)).filter(|product| product.0 != 0),
            code: row.text(0)?,
            name: row.text(1)?,
            unit_price: Yen(row.int(2)?),
            quantity: row.int(3)?,
            rate: rate.map_err(|error| store::Error::Engine(error.to_string()))?,
        })
    };
    rows.into_iter().map(line).collect()
}

/// What stands behind the asterisks of `masked_card_number`: never more than four digits.
pub(super) fn tail(masked: &str) -> String {
    let digits = masked.rsplit('*').next().unwrap_or_default();
    let is_tail = digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_tail { digits.to_owned() } else { String::new() }
}

fn json<T: serde::de::DeserializeOwned>(
    column: &str,
    order: OrderId,
    text: &str,
) -> Result<T, store::Error> {
    serde_json::from_str(text)
        .map_err(|error| store::Error::Engine(format!("{column} of order {order}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::tail;

    #[test]
    fn a_card_shows_four_digits_at_most() {
        for (masked, shown) in [
            ("************1111", "1111"),
            ("**************", ""),
            ("", ""),
            ("4111111111111111", ""),
            ("************11x1", ""),
        ] {
            assert_eq!(tail(masked), shown, "{masked}");
        }
    }
}
