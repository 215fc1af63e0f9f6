//! One column of a layout.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::field::Field;

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its title, as the carrier calls it.
    pub title: String,
    /// Where its text comes from.
    pub source: Source,
    /// The widest text; `None`: nobody says.
    pub width: Option<Width>,
    /// Whether it may be empty.
    pub needed: Needed,
    /// How its text is written.
    pub form: Form,
    /// The highest number.
    pub max: Option<i64>,
    /// The widest 都道府県, 市区町村 and 町・番地 within an address, full-width, where the carrier parts it
    /// again. What exceeds them is told, and stays.
    pub parts: Option<[usize; 3]>,
    /// With 代金引換 it has to be empty.
    pub is_prepaid_only: bool,
    /// A text that the carrier would not take leaves the column empty, not the parcel out.
    pub may_drop: bool,
    /// 要確認: no document or file of the carrier's confirms its place, width or codes.
    pub is_unconfirmed: bool,
}

/// Where a column's text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Always empty.
    Blank,
    /// Always the same.
    Fixed(String),
    /// What the shop set under this name, else `usual`.
    Setting {
        /// The setting's name.
        name: String,
        /// What stands there without.
        usual: String,
    },
    /// Something of the parcel.
    Field(Field),
    /// One line, from 0, of something of the parcel that spreads over several columns.
    Line(Field, usize),
    /// The code that the carrier has for something of the parcel.
    Coded(Field, BTreeMap<String, String>),
}

impl Source {
    /// What of the parcel it shows.
    pub fn field(&self) -> Option<Field> {
        match self {
            Source::Field(field) | Source::Line(field, _) | Source::Coded(field, _) => Some(*field),
            Source::Blank | Source::Fixed(_) | Source::Setting { .. } => None,
        }
    }
}

/// The widest text of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// So many full-width characters; two half-width ones count as one.
    Full(usize),
    /// So many half-width characters, and no others.
    Half(usize),
}

impl Width {
    /// In half-width units.
    pub fn units(self) -> usize {
        match self {
            Width::Full(characters) => characters * 2,
            Width::Half(characters) => characters,
        }
    }
}

impl std::fmt::Display for Width {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Width::Full(characters) => write!(f, "全角{characters}文字"),
            Width::Half(characters) => write!(f, "半角{characters}文字"),
        }
    }
}

/// When a column may not be empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Needed {
    /// It may.
    #[default]
    Never,
    /// Always.
    Always,
    /// With 代金引換.
    Cash,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// As it came; days `2026/12/01`, postal codes `604-8136`.
    #[default]
    Plain,
    /// `full`: full-width throughout.
    Full,
    /// `kana`: half-width katakana.
    Kana,
    /// `digits`: its digits only, so days are `20261201`.
    Digits,
}
