//! What the lists say: their names, the fields of 詳細検索フォーム with their choices, and the ready-made
//! searches.

use shop::delivery::{self, Carrier};
use shop::id::StatusId;
use shop::order::List;
use shop::order::list::{FilterForm, NO, Stands, YES};
use shop::order::status::{self, Sought};

use super::super::super::settings::Visit;

/// A list's name, and its page.
pub(crate) fn list(list: List) -> &'static str {
    match list {
        List::Open => "受注一覧",
        List::Completed => "受注完了一覧",
        List::Cancelled => "受注キャンセル一覧",
    }
}

pub(crate) fn path(list: List) -> &'static str {
    match list {
        List::Open => "/orders",
        List::Completed => "/orders/completed",
        List::Cancelled => "/orders/cancelled",
    }
}

/// What an empty list means.
pub(super) fn empty(list: List) -> (&'static str, &'static str) {
    match list {
        List::Open => ("受注はまだありません", "ご注文が入ると、新しい順にここに並びます。"),
        List::Completed => (
            "完了した受注はまだありません",
            "受注明細の「受注完了一覧へ移動」を押した受注が、ここに並びます。",
        ),
        List::Cancelled => (
            "キャンセルした受注はまだありません",
            "受注明細の「受注キャンセル一覧へ移動」を押した受注が、ここに並びます。",
        ),
    }
}

/// The ready-made searches of a list: name, and the fields that they fill in.
pub(super) fn ready(
    list: List,
) -> &'static [(&'static str, &'static [(&'static str, &'static str)])] {
    const HELD: (&str, &[(&str, &str)]) = ("売上確定待ち", &[("pay", "held")]);
    const DUE: (&str, &[(&str, &str)]) = ("期限間近", &[("due", "14")]);
    const DIFFERS: (&str, &[(&str, &str)]) = ("金額差異", &[("differs", YES)]);
    const UNSHIPPED: (&str, &[(&str, &str)]) = ("未出荷", &[("shipped", NO)]);
    match list {
        List::Open => &[HELD, DUE, DIFFERS, UNSHIPPED],
        List::Completed => &[HELD, DUE, DIFFERS],
        List::Cancelled => &[HELD, DIFFERS],
    }
}

/// How a field is filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Any text, of this width.
    Text(&'static str),
    /// Digits.
    Digits(&'static str),
    /// One of these.
    Choice(&'static [(&'static str, &'static str)]),
    /// One of the shop's carriers.
    Carrier,
    /// One of the shop's statuses, or none.
    Status,
    /// A box.
    Tick(&'static str),
}

/// One field of the form.
pub(super) struct Field {
    /// The form's names of its controls.
    pub names: &'static [&'static str],
    pub label: &'static str,
    pub hint: &'static str,
    pub kinds: &'static [Kind],
}

const fn field(
    names: &'static [&'static str],
    label: &'static str,
    hint: &'static str,
    kinds: &'static [Kind],
) -> Field {
    Field { names, label, hint, kinds }
}

const SHIPPED: &[(&str, &str)] = &[(NO, "未出荷"), (YES, "出荷済み")];
const CHECKED: &[(&str, &str)] = &[(NO, "未"), (YES, "済")];
const MEMBER: &[(&str, &str)] = &[(YES, "会員"), (NO, "ゲスト")];
const PAY: &[(&str, &str)] =
    &[("held", "オーソリOK"), ("captured", "消込済"), ("cancelled", "キャンセル済")];
const DUE: &[(&str, &str)] =
    &[("14", "残り14日まで"), ("7", "残り7日まで"), ("3", "残り3日まで"), ("0", "今日まで")];
const DONE: &[(&str, &str)] = &[(NO, "まだ"), (YES, "済")];
const MAILED: &[(&str, &str)] =
    &[("waiting", "未送信"), ("sent", "送信済み"), ("dead", "送れない")];
const METHOD: &[(&str, &str)] = &[
    ("card", "クレジットカード決済"),
    ("bank", "銀行振込"),
    ("cod", "代金引換"),
    ("in_store", "店頭払い"),
    ("free", "お支払いなし"),
];

/// All fields, in the order of the page.
pub(super) const FIELDS: [Field; 21] = [
    field(&["number"], "注文番号", "内部番号でも", &[Kind::Text("s")]),
    field(&["trade"], "外部決済注文番号", "取引ID（20桁の数字）", &[Kind::Digits("m")]),
    field(&["name"], "氏名・フリガナ", "姓か名のはじめ。お届け先も", &[Kind::Text("m")]),
    field(&["mail"], "メールアドレス", "はじめの部分", &[Kind::Text("m")]),
    field(&["phone"], "電話番号", "はじめの数字。お届け先も", &[Kind::Digits("s")]),
    field(&["product"], "商品", "商品名か商品コードの一部", &[Kind::Text("m")]),
    field(
        &["from", "to"],
        "受注日",
        "例 2026/11/24",
        &[Kind::Digits("date"), Kind::Digits("date")],
    ),
    field(&["min", "max"], "購入額（円）", "", &[Kind::Digits("date"), Kind::Digits("date")]),
    field(&["method"], "支払い方法", "", &[Kind::Choice(METHOD)]),
    field(&["pay", "differs"], "決済状況", "", &[Kind::Choice(PAY), Kind::Tick("金額差異")]),
    field(&["due"], "売上確定の期限", "", &[Kind::Choice(DUE)]),
    field(&["status"], "受注ステータス", "", &[Kind::Status]),
    field(&["checked"], "入金チェック", "", &[Kind::Choice(CHECKED)]),
    field(&["carrier", "shipped"], "宅配便・出荷", "", &[Kind::Carrier, Kind::Choice(SHIPPED)]),
    field(&["ship_from", "ship_to"], "出荷日", "", &[Kind::Digits("date"), Kind::Digits("date")]),
    field(&["slip"], "送り状データ", "", &[Kind::Choice(DONE)]),
    field(&["printed"], "帳票", "", &[Kind::Choice(DONE)]),
    field(&["notified"], "配送通知メール", "", &[Kind::Choice(DONE)]),
    field(&["mailed"], "サンクスメール", "", &[Kind::Choice(MAILED)]),
    field(&["member"], "会員・ゲスト", "", &[Kind::Choice(MEMBER)]),
    field(&["memo", "noted"], "メモ", "メモの言葉", &[Kind::Text("s"), Kind::Tick("メモあり")]),
];

/// What the shop itself gives to choose from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shelf {
    pub carriers: Vec<Carrier>,
    pub statuses: Vec<Sought>,
}

impl Shelf {
    /// Of this shop, for this search.
    pub(crate) async fn of(visit: &Visit, form: &FilterForm) -> Result<Shelf, store::Error> {
        let (world, shop) = (visit.app.world(), visit.shop.id);
        let asked = form.status.parse().ok().map(StatusId);
        let statuses = status::sought(world, shop, asked).await?;
        Ok(Shelf { carriers: delivery::all(world, shop).await?, statuses })
    }

    /// The carriers as choices.
    pub(super) fn carriers(&self) -> Vec<(String, String)> {
        let said = |carrier: &Carrier| {
            format!("{} {}", carrier.name, carrier.service).trim_end().to_owned()
        };
        self.carriers.iter().map(|carrier| (carrier.id.to_string(), said(carrier))).collect()
    }

    /// The statuses as choices.
    pub(super) fn statuses(&self) -> Vec<(String, String)> {
        let said = |one: &Sought| {
            let removed = if one.is_removed { "（廃止）" } else { "" };
            format!("{}{removed}", one.status.name)
        };
        let all = self.statuses.iter().map(|one| (one.status.id.to_string(), said(one)));
        let none = (Stands::NONE.to_owned(), "なし".to_owned());
        all.chain([none]).collect()
    }
}

/// What a filled-in field says on its chip.
pub(super) fn chip(name: &str, value: &str, shelf: &Shelf) -> String {
    let found = FIELDS.iter().find_map(|field| {
        let at = field.names.iter().position(|one| *one == name)?;
        Some((field, at, field.kinds[at]))
    });
    let Some((field, at, kind)) = found else { return value.to_owned() };
    let said = match kind {
        Kind::Text(_) | Kind::Digits(_) => value.to_owned(),
        Kind::Tick(said) => return said.to_owned(),
        Kind::Choice(words) => {
            words.iter().find(|(word, _)| *word == value).map_or(value, |(_, said)| said).to_owned()
        }
        Kind::Carrier => said_of(&shelf.carriers(), value),
        Kind::Status => said_of(&shelf.statuses(), value),
    };
    match (name, at) {
        ("from" | "min" | "ship_from", _) => format!("{}：{said}から", short(field.label)),
        ("to" | "max" | "ship_to", _) => format!("{}：{said}まで", short(field.label)),
        ("carrier", _) => format!("宅配便：{said}"),
        ("shipped", _) => said,
        _ => format!("{}：{said}", field.label),
    }
}

/// A label without what stands in its brackets.
fn short(label: &str) -> &str {
    label.split('（').next().unwrap_or(label)
}

fn said_of(choices: &[(String, String)], value: &str) -> String {
    let found = choices.iter().find(|(one, _)| one == value);
    found.map_or(value, |(_, said)| said).to_owned()
}

pub(super) const MANY_PRODUCTS: &str =
    "当てはまる商品が多すぎます。商品名か商品コードを、もう少し長く入れてください。";
pub(super) const VIEW_NAME: &str = "名前を20文字までで入れてください。";
pub(super) const VIEW_TAKEN: &str = "この名前はもうあります。別の名前にしてください。";
pub(super) const VIEW_FULL: &str = "保存できる条件は30までです。使わない条件を消してください。";
pub(super) const VIEW_FIELDS: &str = "受注やお客様を1つに絞る条件は、保存できません。";

/// The answer after the redirect.
pub(super) fn answer(word: &str) -> Option<&'static str> {
    Some(match word {
        "saved" => "条件を保存しました。一覧の上の見出しから、いつでも開けます。",
        "deleted" => "保存した条件を消しました。",
        _ => return None,
    })
}
