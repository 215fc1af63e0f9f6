//! What a paper says, as plain data. Amounts are yen, tax included.

use serde::Serialize;

use super::kind::FormKind;
use super::picture::Picture;
use crate::day::Day;

/// One paper.
///
/// The same data serves every kind: each shows what belongs to it and leaves out the rest, so that
/// `Paper { kind, ..paper.clone() }` is another paper of the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Which kind.
    pub kind: FormKind,
    /// What stands at its head; empty: what is usual ([`FormKind::title`]).
    pub title: String,
    /// 書類番号; may be empty.
    pub number: String,
    /// 注文番号; may be empty.
    pub order_number: String,
    /// 発行日. It is the date of the file, too: nothing here reads a clock.
    pub issued_on: Day,
    /// 注文日.
    pub ordered_on: Option<Day>,
    /// Who gets it: the buyer. On 贈答用 the buyer is ご依頼主, and the recipient gets it.
    pub to: Party,
    /// お届け先, where it is not the buyer.
    pub ship_to: Option<Party>,
    /// The shop.
    pub from: Issuer,
    /// The shop's own words under the head; several lines. On 贈答用 too, so they name no price.
    pub message: String,
    /// What was sold.
    pub lines: Vec<Line>,
    /// What it comes to.
    pub sums: Sums,
    /// お支払方法.
    pub method: String,
    /// How it travels.
    pub delivery: Delivery,
    /// のし, ラッピング and what else was asked for. Not on 贈答用: they may name a price.
    pub extras: Vec<Extra>,
    /// 備考: what the buyer wrote; several lines.
    pub note: String,
    /// メモ of the shop's people, on 受注伝票 only; several lines.
    pub staff_memo: String,
    /// お支払期限, on 請求書.
    pub due_on: Option<Day>,
    /// お振込先, on 請求書; several lines.
    pub transfer: String,
    /// What 領収書 says besides; none: for the buyer, 「お品代として」.
    pub receipt: Option<Receipt>,
}

/// A person or company.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Party {
    /// 会社・部門; may be empty.
    pub company: String,
    /// 氏名, without 敬称; may be empty where there is a company.
    pub name: String,
    /// 様 or 御中; it stands behind the name, or the company without one.
    pub honorific: String,
    /// `604-8136`; may be empty.
    pub postal: String,
    /// 住所; several lines.
    pub address: String,
    /// 電話番号; may be empty. Only 受注伝票 shows it.
    pub phone: String,
    /// メールアドレス; likewise.
    pub email: String,
}

/// The shop that issues the paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Issuer {
    /// Its name.
    pub name: String,
    /// `100-0005`; may be empty.
    pub postal: String,
    /// 住所; several lines.
    pub address: String,
    /// 電話番号; may be empty.
    pub phone: String,
    /// メールアドレス; may be empty.
    pub mail: String,
    /// Its web address; may be empty.
    pub url: String,
    /// 登録番号, `T` and 13 digits, where this paper is the 適格請求書. 贈答用 never shows it.
    pub registration: Option<String>,
    /// ロゴ, above the name.
    #[serde(skip)]
    pub logo: Option<Picture>,
    /// 印影, beside the name.
    #[serde(skip)]
    pub seal: Option<Picture>,
}

/// One line of what was sold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// 商品コード; may be empty.
    pub code: String,
    /// 商品名.
    pub name: String,
    /// 単価.
    pub unit_price: i64,
    /// 数量.
    pub quantity: i64,
    /// 金額.
    pub amount: i64,
    /// 軽減税率: ※ stands behind its name.
    pub is_reduced: bool,
}

/// What a paper comes to. All of it is given: nothing is added up or rounded here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// 小計.
    pub goods: i64,
    /// 送料; none: 別途ご連絡.
    pub shipping: Option<i64>,
    /// 手数料; 0: no such row.
    pub fee: i64,
    /// 値引き: how much is taken off; 0: no such row.
    pub discount: i64,
    /// 金額調整, with its sign; 0: no such row.
    pub adjustment: i64,
    /// 合計.
    pub total: i64,
    /// What the total holds at each rate, and the tax in it, rounded once per rate.
    pub tax: Vec<TaxRow>,
}

/// Without amounts.
impl Default for Sums {
    fn default() -> Sums {
        let tax = Vec::new();
        Sums { goods: 0, shipping: Some(0), fee: 0, discount: 0, adjustment: 0, total: 0, tax }
    }
}

/// What a paper charges at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TaxRow {
    /// Per cent: 10 or 8.
    pub rate: i64,
    /// 対象: the sum at this rate, tax included.
    pub amount: i64,
    /// The tax within.
    pub tax: i64,
}

/// How the goods travel; all of it may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// 配送方法.
    pub carrier: String,
    /// お届け希望日時, in words.
    pub wish: String,
    /// 問合せ番号.
    pub tracking: String,
}

/// Something that was asked for with the order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Extra {
    /// のし.
    pub label: String,
    /// 内のし・御礼.
    pub text: String,
}

/// What only 領収書 says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// 宛名, without 敬称; empty: the buyer's name.
    pub addressee: String,
    /// 様 or 御中.
    pub honorific: String,
    /// 但し書き, without 但し; empty: `お品代として`.
    pub proviso: String,
    /// `クレジットカード利用 Visa（**** 1111）`; empty: no card was used.
    pub card_line: String,
    /// How many were issued before: from 1 on, 再発行 stands on it.
    pub reissues: u32,
    /// Handed over as a file. It says then why it bears no 収入印紙.
    pub is_electronic: bool,
}
