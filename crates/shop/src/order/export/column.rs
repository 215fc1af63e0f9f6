//! The columns that a file of orders can have: one table, with what stands in each.

use crate::checkout::{Address, Buyer, Recipient};
use crate::clock::DAY;
use crate::money::Yen;
use crate::order::list::HOLD_DAYS;
use crate::order::record::{Paid, Record};
use crate::order::show::Line;
use crate::payment::{Settled, ThreeDs};
use crate::tax::TaxRate;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// A text; what a spreadsheet would take for a formula is made a text (X1).
    Text(String),
    /// A number.
    Number(i64),
    /// Nothing.
    Empty,
}

impl Cell {
    fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }
}

/// What it is made of.
type Make = fn(&Record, Option<&Line>) -> Cell;

/// One column.
#[derive(Clone, Copy)]
pub struct Column {
    /// The word of the form and of the database.
    pub word: &'static str,
    /// Its heading.
    pub label: &'static str,
    /// It is of a line of 受注商品: only in files with a row a line.
    pub is_of_line: bool,
    /// Whether a shop that chose nothing yet gets it.
    pub is_usual: bool,
    pub(super) make: Make,
}

impl std::fmt::Debug for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word)
    }
}

impl PartialEq for Column {
    fn eq(&self, other: &Column) -> bool {
        self.word == other.word
    }
}

impl Eq for Column {}

const fn of_order(word: &'static str, label: &'static str, is_usual: bool, make: Make) -> Column {
    Column { word, label, is_of_line: false, is_usual, make }
}

const fn of_line(word: &'static str, label: &'static str, make: Make) -> Column {
    Column { word, label, is_of_line: true, is_usual: true, make }
}

impl Column {
    /// All of them, in the order of the file.
    pub const ALL: [Column; 50] = [
        of_order("number", "注文番号", true, |o, _| Cell::text(&o.number)),
        of_order("id", "内部番号", true, |o, _| Cell::Number(o.order_id.0)),
        of_order("placed", "注文日時", true, |o, _| Cell::text(o.placed_at.to_seconds_text())),
        of_order("list", "受注状況", true, |o, _| Cell::text(o.list.state())),
        of_order("buyer", "氏名", true, |o, _| buyer(o, Buyer::name)),
        of_order("buyer_kana", "フリガナ", false, |o, _| buyer(o, Buyer::kana)),
        of_order("login", "会員ID", false, |o, _| {
            o.member.as_ref().map_or(Cell::Empty, |owner| Cell::text(&owner.login))
        }),
        of_order("email", "メールアドレス", false, |o, _| {
            buyer(o, |buyer| buyer.email.clone())
        }),
        of_order("phone", "電話番号", false, |o, _| buyer(o, |buyer| buyer.phone.clone())),
        of_order("postal", "郵便番号", false, |o, _| buyer(o, |b| postal(&b.address))),
        of_order("prefecture", "都道府県", false, |o, _| buyer(o, |b| prefecture(&b.address))),
        of_order("address", "住所", false, |o, _| buyer(o, |b| street(&b.address))),
        of_order("to", "お届け先氏名", false, |o, _| to(o, Buyer::name, Recipient::name)),
        of_order("to_kana", "お届け先フリガナ", false, |o, _| to(o, Buyer::kana, kana)),
        of_order("to_phone", "お届け先電話番号", false, |o, _| {
            to(o, |b| b.phone.clone(), |r| r.phone.clone())
        }),
        of_order("to_postal", "お届け先郵便番号", false, |o, _| shipped_to(o, postal)),
        of_order("to_prefecture", "お届け先都道府県", false, |o, _| {
            shipped_to(o, prefecture)
        }),
        of_order("to_address", "お届け先住所", false, |o, _| shipped_to(o, street)),
        of_order("carrier", "宅配便", false, |o, _| Cell::text(&o.carrier_name)),
        of_order("arrival", "お届け希望", false, |o, _| {
            let wish = o.checkout.as_ref().and_then(|checkout| checkout.arrival.text());
            wish.map_or(Cell::Empty, Cell::Text)
        }),
        of_order("method", "支払い方法", true, |o, _| Cell::text(&o.method_name)),
        of_order("pay", "決済状況", true, |o, _| {
            paid(o, |paid| Cell::text(settled(paid.state)))
        }),
        of_order("trade", "取引ID", true, |o, _| paid(o, |paid| Cell::text(&paid.trade))),
        of_order("paid", "決済金額", false, |o, _| paid(o, |paid| Cell::Number(paid.amount.0))),
        of_order("due", "売上確定期限", false, |o, _| paid(o, due)),
        of_order("three_ds", "3Dセキュア認証", false, |o, _| {
            paid(o, |paid| Cell::text(three_ds(paid.three_ds)))
        }),
        of_order("liability", "チャージバックの負担", false, |o, _| {
            paid(o, |paid| Cell::text(paid.three_ds.liability().name()))
        }),
        of_order("goods", "小計", true, |o, _| Cell::Number(o.goods.0)),
        of_order("shipping", "送料", true, |o, _| {
            o.shipping.map_or(Cell::Empty, |shipping| Cell::Number(shipping.0))
        }),
        of_order("fee", "手数料", true, |o, _| Cell::Number(o.fee.0)),
        of_order("discount", "値引き", true, |o, _| Cell::Number(o.discount.0)),
        of_order("adjustment", "金額調整", true, |o, _| Cell::Number(o.adjustment.0)),
        of_order("total", "合計", true, |o, _| Cell::Number(o.total.0)),
        of_order("tax10", "10%対象", true, |o, _| taxed(o, TaxRate::Standard)),
        of_order("tax8", "8%対象", true, |o, _| taxed(o, TaxRate::Reduced)),
        of_order("status", "受注ステータス", false, |o, _| {
            o.status.as_ref().map_or(Cell::Empty, Cell::text)
        }),
        of_order("said", "受注商品", false, |o, _| said(&o.lines)),
        of_order("checked", "入金チェック", false, |o, _| day(o.checked_at)),
        of_order("shipped", "出荷日", false, |o, _| day(o.shipped_at)),
        of_order("tracking", "問合せ番号", false, |o, _| Cell::text(&o.tracking)),
        of_order("note", "備考", false, |o, _| {
            o.checkout.as_ref().map_or(Cell::Empty, |checkout| Cell::text(&checkout.note))
        }),
        of_order("client", "購入端末", false, |o, _| {
            o.client.as_ref().map_or(Cell::Empty, |client| Cell::text(client.device()))
        }),
        of_order("memo", "メモ", false, |o, _| Cell::text(&o.memo)),
        of_line("line", "行番号", |_, line| number(line, |line| line.line_no)),
        of_line("code", "商品コード", |_, line| text(line, |line| &line.code)),
        of_line("name", "商品名", |_, line| text(line, |line| &line.name)),
        of_line("price", "単価", |_, line| number(line, |line| line.unit_price.0)),
        of_line("quantity", "数量", |_, line| number(line, |line| line.quantity)),
        of_line("amount", "金額", |_, line| number(line, |line| line.amount().0)),
        of_line("rate", "税率", |_, line| number(line, |line| line.rate.percent())),
    ];

    /// The column of this word.
    pub fn find(word: &str) -> Option<Column> {
        Column::ALL.into_iter().find(|column| column.word == word)
    }
}

fn settled(state: Settled) -> &'static str {
    match state {
        Settled::Held => "オーソリOK",
        Settled::Captured => "消込済",
        Settled::Cancelled => "キャンセル済",
    }
}

fn paid(order: &Record, of: impl Fn(&Paid) -> Cell) -> Cell {
    order.payment.as_ref().map_or(Cell::Empty, of)
}

/// The last day on which a hold can be captured.
fn due(paid: &Paid) -> Cell {
    let last = (paid.state == Settled::Held).then(|| paid.authorized_at.after(HOLD_DAYS * DAY));
    day(last)
}

fn three_ds(three_ds: ThreeDs) -> &'static str {
    match three_ds {
        ThreeDs::NotUsed => "なし",
        ThreeDs::Authenticated | ThreeDs::AttemptIssuer | ThreeDs::AttemptMerchant => "実施",
        ThreeDs::Lost => "効力なし",
    }
}

fn buyer(order: &Record, of: impl Fn(&Buyer) -> String) -> Cell {
    order.checkout.as_ref().map_or(Cell::Empty, |checkout| Cell::Text(of(&checkout.buyer)))
}

/// Of whoever gets it, the buyer or somebody else.
fn to(order: &Record, own: fn(&Buyer) -> String, other: fn(&Recipient) -> String) -> Cell {
    let Some(checkout) = &order.checkout else { return Cell::Empty };
    Cell::Text(checkout.recipient.as_ref().map_or_else(|| own(&checkout.buyer), other))
}

fn shipped_to(order: &Record, of: fn(&Address) -> String) -> Cell {
    let checkout = order.checkout.as_ref();
    checkout.map_or(Cell::Empty, |checkout| Cell::Text(of(checkout.shipping_address())))
}

fn kana(recipient: &Recipient) -> String {
    format!("{} {}", recipient.family_kana, recipient.given_kana)
}

/// `604-8136`.
fn postal(address: &Address) -> String {
    match address.postal.split_at_checked(3) {
        Some((area, rest)) if !rest.is_empty() => format!("{area}-{rest}"),
        _ => address.postal.clone(),
    }
}

fn prefecture(address: &Address) -> String {
    address.prefecture.name().to_owned()
}

fn street(address: &Address) -> String {
    let Address { city, street, building, .. } = address;
    format!("{city}{street} {building}").trim().to_owned()
}

fn day(at: Option<crate::clock::Timestamp>) -> Cell {
    at.map_or(Cell::Empty, |at| Cell::Text(at.to_date_text()))
}

fn taxed(order: &Record, rate: TaxRate) -> Cell {
    let row = order.tax().into_iter().find(|row| row.rate == rate);
    Cell::Number(row.map_or(Yen::ZERO, |row| row.amount).0)
}

/// `湯のみ×2、ほうじ茶×1`.
fn said(lines: &[Line]) -> Cell {
    let each = lines.iter().map(|line| format!("{}×{}", line.name, line.quantity));
    Cell::Text(each.collect::<Vec<_>>().join("、"))
}

fn number(line: Option<&Line>, of: fn(&Line) -> i64) -> Cell {
    line.map_or(Cell::Empty, |line| Cell::Number(of(line)))
}

fn text(line: Option<&Line>, of: fn(&Line) -> &str) -> Cell {
    line.map_or(Cell::Empty, |line| Cell::text(of(line)))
}
