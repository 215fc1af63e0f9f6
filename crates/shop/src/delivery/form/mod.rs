//! 宅配便基本設定: the form of one carrier, what is kept as it, and what it comes to.

mod check;
mod of;
mod shape;
#[cfg(test)]
mod tests;
mod times;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(super) use check::POINTS_MAX;
pub use check::check;
pub use shape::{AREAS, BELOW, Column, MEASURES, RULES, Shape, UP_TO};

use super::{Kind, Prefecture, ShippingGroup};
use crate::checkout::Method;
use crate::id::CarrierId;

/// Everything as typed; absent fields are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarrierForm {
    /// 宅配便名.
    pub name: String,
    /// 通常便, クール便 ….
    pub service: String,
    /// Every other field, by its name: the boxes of 対応可能な支払方法 ([`takes`]), how the fee is
    /// reckoned ([`Shape`]), the prices ([`cell`]), time slots and days.
    #[serde(flatten)]
    pub more: BTreeMap<String, String>,
}

/// Which carrier a form is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Its number.
    pub id: CarrierId,
    /// What kind it is.
    pub kind: Kind,
    /// The shop's 送料グループ.
    pub groups: &'a [ShippingGroup],
}

/// The name of a method's box.
pub fn takes(method: Method) -> &'static str {
    match method {
        Method::Card => "takes_card",
        Method::Bank => "takes_bank",
        Method::Cod => "takes_cod",
        Method::InStore => "takes_in_store",
    }
}

/// The name of a row of prices: of a prefecture, or of the whole country.
pub fn fee(prefecture: Option<Prefecture>) -> &'static str {
    prefecture.map_or("fee_all", |prefecture| FEES[usize::from(prefecture.number() - 1)])
}

/// The name of one price. A row that has only one is called like it.
pub fn cell(prefecture: Option<Prefecture>, column: &Column) -> String {
    let row = fee(prefecture);
    if column.name.is_empty() { row.to_owned() } else { format!("{row}_{}", column.name) }
}

macro_rules! fees {
    ($($number:literal)+) => { [$(concat!("fee_", $number)),+] };
}

const FEES: [&str; 47] = fees!(
    1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34
    35 36 37 38 39 40 41 42 43 44 45 46 47
);

impl CarrierForm {
    /// What a field of [`CarrierForm::more`] holds.
    pub fn field(&self, name: &str) -> &str {
        self.more.get(name).map_or("", |typed| typed.trim())
    }

    fn set(&mut self, name: &str, value: impl Into<String>) {
        self.more.insert(name.to_owned(), value.into());
    }
}
