//! What is changed as one: a price, a name, an address. Two people who change different units do
//! not meet; a unit that changed is one line of 変更履歴.

use std::collections::BTreeSet;

use super::fields::{Fields, line_nos, plain, price, quantity};
use crate::order::history::About;

/// Fields that are changed as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its name in forms; of a unit of one field that field's name.
    pub key: String,
    /// The names of its fields, at least one.
    pub fields: Vec<String>,
    /// What people call it.
    pub what: What,
}

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// 単価 of a line.
    Price(i64),
    /// 数量 of a line.
    Quantity(i64),
    /// What the table below calls it.
    Named(&'static str),
}

/// Key, label, whom it is about, fields.
type Row = (&'static str, &'static str, About, &'static [&'static str]);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("shipping", "送料", About::Order, &["shipping"]),
    ("fee", "手数料", About::Order, &["fee"]),
    ("discount", "値引き", About::Order, &["discount"]),
    ("adjustment", "金額調整", About::Order, &["adjustment"]),
    ("pay", "支払方法", About::Order, &["pay"]),
    ("name", "ご購入者の氏名", About::Person, &["family", "given", "family_kana", "given_kana"]),
    ("address", "ご購入者の住所", About::Person,
        &["postal", "prefecture", "city", "street", "building"]),
    ("phone", "ご購入者の電話番号", About::Person, &["phone"]),
    ("email", "ご購入者のメールアドレス", About::Person, &["email"]),
    ("recipient", "お届け先", About::Person,
        &["elsewhere", "ship_family", "ship_given", "ship_family_kana", "ship_given_kana",
          "ship_phone", "ship_postal", "ship_prefecture", "ship_city", "ship_street",
          "ship_building"]),
    ("delivery", "お届け方法", About::Order, &["carrier", "deliver_on", "slot"]),
    ("noshi", "のし", About::Person, &["noshi", "noshi_ribbon", "noshi_wrap", "noshi_name"]),
    ("gift_message", "ギフトメッセージ", About::Person, &["gift_message"]),
    ("receipt_name", "領収書の宛名", About::Person, &["receipt_name"]),
    ("note", "備考", About::Person, &["note"]),
];

impl Unit {
    /// 単価 and 数量 of a line.
    pub(super) fn line(line_no: i64) -> [Unit; 2] {
        [(price(line_no), What::Price(line_no)), (quantity(line_no), What::Quantity(line_no))]
            .map(|(name, what)| Unit { key: name.clone(), fields: vec![name], what })
    }

    /// What is compared: none where the fields do not have it, as of a line that is not there. Of
    /// what is not wanted (お届け先, のし) the details are no matter.
    pub(super) fn value(&self, fields: &Fields) -> Option<Vec<String>> {
        let first = fields.get(&self.fields[0])?;
        let text = |name: &String| plain(name, fields.get(name).map_or("", String::as_str));
        let is_off = self.fields.len() > 1 && first.trim().is_empty() && self.is_optional();
        Some(if is_off { Vec::new() } else { self.fields.iter().map(text).collect() })
    }

    /// Whether nothing in the first field means that there is none of it.
    fn is_optional(&self) -> bool {
        matches!(self.key.as_str(), "recipient" | "noshi")
    }

    /// Takes the unit over from other fields.
    pub(super) fn copy(&self, from: &Fields, into: &mut Fields) {
        for name in &self.fields {
            match from.get(name) {
                Some(text) => into.insert(name.clone(), text.clone()),
                None => into.remove(name),
            };
        }
    }

    /// Whom its before and after are about.
    pub(super) fn about(&self) -> About {
        ROWS.iter().find(|row| row.0 == self.key).map_or(About::Order, |row| row.2)
    }
}

/// The units of some fields: lines first, in their order, then all others.
pub(super) fn units<'a>(of: impl IntoIterator<Item = &'a Fields>) -> Vec<Unit> {
    let lines: BTreeSet<i64> = of.into_iter().flat_map(line_nos).collect();
    let named = ROWS.iter().map(|(key, label, _, fields)| Unit {
        key: (*key).to_owned(),
        fields: fields.iter().map(|name| (*name).to_owned()).collect(),
        what: What::Named(label),
    });
    lines.into_iter().flat_map(Unit::line).chain(named).collect()
}

/// The name of a field that the table above has.
pub(super) fn known_field(name: &str) -> Option<&'static str> {
    ROWS.iter().flat_map(|row| row.3).copied().find(|one| *one == name)
}
