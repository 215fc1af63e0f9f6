//! The rows of a page: everything that stands in them, in one statement.

use store::{Row, Tx, sql};

use super::PAGE_ROWS;
use super::check::padded;
use crate::checkout::Method;
use crate::clock::Timestamp;
use crate::id::{MemberId, OrderId, ShopId, TradeId};
use crate::money::Yen;
use crate::order::List;
use crate::payment::row::odd;
use crate::payment::{EndedThere, Settled, ThreeDs};

/// One order in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    /// 内部番号.
    pub order_id: OrderId,
    /// 注文番号.
    pub number: String,
    /// The list that holds it.
    pub list: List,
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
    /// 金額差異: the payment's amount is another than the total.
    pub differs: bool,
    /// 発送済み.
    pub is_shipped: bool,
    /// 入金チェック: 済.
    pub is_checked: bool,
    /// サンクスメール cannot leave.
    pub is_mail_dead: bool,
    /// 受注ステータス.
    pub status: Option<String>,
    /// メモ; may hold several lines.
    pub memo: String,
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
    /// How it has ended at Paygent, where our record does not follow yet.
    pub ended: Option<EndedThere>,
}

/// The rows of these orders, at most [`PAGE_ROWS`], newest first.
pub(super) fn rows(
    tx: &mut dyn Tx,
    shop: ShopId,
    ids: &[i64],
) -> Result<Vec<OrderRow>, store::Error> {
    let mut params = vec![shop.into()];
    params.extend(padded(ids, PAGE_ROWS));
    let rows = tx.rows(
        sql!(
            "select o.order_id, o.number, o.placed_at, o.buyer_name, o.total, o.method_name,
               p.trading_id, p.state, p.amount, p.authorized_at, p.three_ds, op.op_id, o.method,
               o.member_id, m.login, o.list, o.pay_differs, o.shipped_at, o.checked_at,
               s.name, o.memo,
               (select max(b.order_id) from outbox b where b.shop_id = o.shop_id
                 and b.state = 'dead' and b.order_id = o.order_id and b.kind = 'thanks'
                 and b.order_id is not null),
               o.pay_there
             from orders o
             left join payment p
               on p.shop_id = o.shop_id and p.order_id = o.order_id and p.head = 1
             left join payment_op op
               on op.shop_id = p.shop_id and op.order_id = p.order_id
               and op.state in ('queued', 'sending', 'unknown')
             left join member m on m.shop_id = o.shop_id and m.member_id = o.member_id
             left join order_status s on s.shop_id = o.shop_id and s.status_id = o.status_id
             where o.shop_id = $1 and o.order_id in (
                 $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                 $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
                 $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50,
                 $51)
             order by o.order_id desc"
        ),
        &params,
    )?;
    rows.iter().map(order_row).collect()
}

fn order_row(row: &Row) -> Result<OrderRow, store::Error> {
    let payment = match row.opt_text(6)? {
        None => None,
        Some(trade) => Some(RowPayment {
            state: known("payment", "state", &row.text(7)?, Settled::from_word)?,
            amount: Yen(row.int(8)?),
            authorized_at: Timestamp(row.int(9)?),
            three_ds: known("payment", "three_ds", &row.text(10)?, ThreeDs::from_word)?,
            trade: TradeId(trade),
            in_flight: row.opt_text(11)?.is_some(),
            ended: row.opt_text(22)?.as_deref().and_then(EndedThere::from_word),
        }),
    };
    Ok(OrderRow {
        order_id: OrderId(row.int(0)?),
        number: row.text(1)?,
        list: known("orders", "list", &row.text(15)?, List::from_word)?,
        placed_at: Timestamp(row.int(2)?),
        buyer_name: row.text(3)?,
        member: Owner::read(row, 13)?,
        total: Yen(row.int(4)?),
        method_name: row.text(5)?,
        is_free: row.text(12)? == Method::column(None),
        payment,
        differs: row.int(16)? == 1,
        is_shipped: row.opt_int(17)?.is_some(),
        is_checked: row.opt_int(18)?.is_some(),
        is_mail_dead: row.opt_int(21)?.is_some(),
        status: row.opt_text(19)?,
        memo: row.text(20)?,
    })
}

fn known<T>(
    table: &str,
    column: &str,
    word: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, store::Error> {
    read(word).ok_or_else(|| odd(table, column, word))
}
