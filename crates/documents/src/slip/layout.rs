//! A carrier's file as data.

use serde::Deserialize;

use super::column::{Column, Needed, Source, Width};
use super::field::Field;
use super::read::{self, LayoutError};

/// Which columns a carrier's program reads, and how the file is written.
///
/// Its text is TOML: `name`, `header = true` for a row of titles, `quotes = "always"`, and a list
/// `columns` in the order of the file. A column that stays empty is its title alone. Others are
/// `{ title = "…", … }` with one of `fixed` (a text), `setting` (what the shop sets under this
/// name; `usual` is what stands there without) and `field` (a word of [`Field`]), and with
///
/// - `full` or `half`: the widest text, in full- or half-width characters; `half` takes no others
/// - `needed`: `"always"`, or `"cash"` with 代金引換
/// - `form`: `"full"`, `"kana"` or `"digits"` ([`Form`](super::Form))
/// - `line`: from 1, which line of a field that spreads over several columns
/// - `codes`: which table `[codes.…]` has the carrier's codes; it needs one of slot, wish, cool,
///   payment and several
/// - `max`: the highest number; `parts`: the widest 都道府県, 市区町村 and 町・番地 of an address
/// - `prepaid`: with 代金引換 it has to be empty; `droppable`: what does not fit leaves the column
///   empty, not the parcel out; `unconfirmed`: 要確認
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    pub(super) name: String,
    pub(super) has_header: bool,
    pub(super) quotes: Quotes,
    pub(super) columns: Vec<Column>,
}

/// Which fields stand in quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quotes {
    /// Those that need them.
    #[default]
    Needed,
    /// All.
    Always,
}

/// A setting that a layout asks the shop for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<'a> {
    /// Its name.
    pub name: &'a str,
    /// What stands there without.
    pub usual: &'a str,
    /// Whether the file cannot be written without.
    pub is_needed: bool,
    /// The widest text.
    pub width: Option<Width>,
}

impl Layout {
    /// Reads a layout's TOML. An error names the line and the column, in words for the shop.
    pub fn read(text: &str) -> Result<Layout, LayoutError> {
        read::layout(text)
    }

    /// Its name, as shops choose it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the first row holds the titles.
    pub fn has_header(&self) -> bool {
        self.has_header
    }

    /// Which fields stand in quotes.
    pub fn quotes(&self) -> Quotes {
        self.quotes
    }

    /// The columns, in the order of the file.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What the shop has to set, or may.
    pub fn settings(&self) -> impl Iterator<Item = Setting<'_>> {
        self.columns.iter().filter_map(|column| match &column.source {
            Source::Setting { name, usual } => Some(Setting {
                name,
                usual,
                is_needed: column.needed == Needed::Always && usual.is_empty(),
                width: column.width,
            }),
            _ => None,
        })
    }

    /// Titles of the columns that are 要確認.
    pub fn unconfirmed(&self) -> impl Iterator<Item = &str> {
        let columns = self.columns.iter().filter(|column| column.is_unconfirmed);
        columns.map(|column| column.title.as_str())
    }

    /// Whether a column shows this.
    pub(super) fn shows(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.source.field() == Some(field))
    }

    /// The columns that this spreads over, in order.
    pub(super) fn lines(&self, field: Field) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(move |column| matches!(column.source, Source::Line(of, _) if of == field))
    }
}
