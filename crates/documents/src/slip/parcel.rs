//! What a slip needs to know of a parcel, as plain data.

use serde::{Deserialize, Serialize};

use crate::day::Day;

/// One parcel, which becomes one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parcel {
    /// お客様管理番号: what finds the parcel again in the carrier's file of tracking numbers. At most
    /// 15 half-width characters fit every carrier.
    pub code: String,
    /// 注文番号, as people read it.
    pub order_number: String,
    /// 出荷予定日.
    pub ship_on: Option<Day>,
    /// お届け希望日.
    pub wished_on: Option<Day>,
    /// お届け希望時間帯.
    pub slot: Option<Slot>,
    /// お届け先.
    pub to: Party,
    /// ご依頼主.
    pub from: Party,
    /// 品名.
    pub goods: String,
    /// 個数, at least 1.
    pub pieces: u32,
    /// クール便.
    pub cool: Cool,
    /// 代金引換, if the carrier collects money.
    pub cash: Option<Cash>,
    /// 記事.
    pub note: String,
}

/// Who a parcel goes to, or comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// 氏名, without 敬称.
    pub name: String,
    /// フリガナ; may be empty.
    pub kana: String,
    /// 会社・部門; may be empty. B2クラウド has no column for the sender's.
    pub company: String,
    /// 7 digits, with or without hyphen.
    pub postal: String,
    /// 都道府県.
    pub prefecture: String,
    /// 市区町村.
    pub city: String,
    /// 町・番地.
    pub street: String,
    /// 建物名・部屋番号; may be empty.
    pub building: String,
    /// Digits, with or without hyphens; also `+81 …`.
    pub phone: String,
    /// メールアドレス; may be empty.
    pub email: String,
}

/// お届け希望時間帯.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// As the buyer chose it: `14時～16時`. The layout's table has the carrier's code for it.
    pub label: String,
    /// The carrier's own code, where the shop keeps one: it is written as it is. Empty: by label.
    pub code: String,
}

/// クール便.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cool {
    /// 通常.
    #[default]
    Ordinary,
    /// 冷蔵.
    Chilled,
    /// 冷凍.
    Frozen,
}

/// 代金引換.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cash {
    /// What the carrier collects: the order's total with 代引手数料, in yen.
    pub amount: i64,
    /// The tax within, in yen.
    pub tax: i64,
}
