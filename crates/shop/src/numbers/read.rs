//! Bytes into lines: which order, which number, which day.

use documents::charset;
use serde::{Deserialize, Serialize};

use super::cell::{clean, day, is_rounded};
use super::title::{DAYS, KEYS, NUMBERS, place};
use crate::clock::Day;
use crate::order::ship;

/// Rows of a file at most, without its header: more than a shop sends off in a day.
pub const ROWS_MAX: usize = 20_000;

/// Columns that are read: no carrier's file has as many.
const CELLS_MAX: usize = 200;
/// Columns of B2's issued data at least, and of e飛伝Ⅱ's 出荷履歴; both are also written without a
/// header.
const B2_COLUMNS: usize = 95;
const EHIDEN2_COLUMNS: usize = 53;

/// What a file says, as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// What the columns are called: key, number and, where the file has one, day.
    pub titles: Vec<String>,
    /// Whether it tells when the goods left.
    pub has_days: bool,
    /// Its rows.
    pub lines: Vec<Line>,
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its line in the file, from 1.
    pub row: u64,
    /// What tells the order, as it is written.
    pub key: String,
    /// 問合せ番号; as it is written where it is no number.
    pub tracking: String,
    /// When the goods left.
    pub day: Option<Day>,
    /// Why it cannot be taken, whatever the order.
    pub trouble: Option<Trouble>,
}

/// What is wrong with a row by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// There is no number.
    NoNumber,
    /// A spreadsheet has rounded it.
    Rounded,
    /// It is no 問合せ番号.
    NotANumber,
    /// Its day is none.
    NoSuchDay,
}

/// The cells of a file, each row with its line. Empty rows are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    rows: Vec<(u64, Vec<String>)>,
}

/// Which columns hold what, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// What tells the order.
    pub key: usize,
    /// 問合せ番号.
    pub number: usize,
    /// When it left.
    pub day: Option<usize>,
    /// The first row holds titles.
    pub has_header: bool,
}

/// What is missing for a file to be read by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// No title tells the order.
    pub key: bool,
    /// No title tells the number.
    pub number: bool,
}

impl Sheet {
    /// The cells of these bytes. None: they are no text. Quotes that do not close and rows of
    /// different lengths are taken as they are.
    pub fn of(bytes: &[u8]) -> Option<Sheet> {
        // The reader counts lines by one kind of end only.
        let text = charset::decode(bytes)?.replace("\r\n", "\n");
        let first = text.lines().next().unwrap_or_default();
        let is_tabbed = first.contains('\t') && !first.contains(',');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(if is_tabbed { b'\t' } else { b',' })
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for record in reader.records() {
            // Only text that is not UTF-8 is an error, and this is.
            let record = record.ok()?;
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let line = record.position().map_or(0, csv::Position::line);
            rows.push((line, record.iter().take(CELLS_MAX).map(str::to_owned).collect()));
            // One more than may be: enough to be told.
            if rows.len() > ROWS_MAX + 1 {
                break;
            }
        }
        Some(Sheet { rows })
    }

    /// Rows, the first among them.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The first row and the second, as the columns are chosen by.
    pub fn beginning(&self) -> (Vec<String>, Vec<String>) {
        let cells = |place: usize| -> Vec<String> {
            let row = self.rows.get(place).map(|(_, cells)| cells.as_slice());
            row.unwrap_or_default().iter().map(|cell| clean(cell)).collect()
        };
        (cells(0), cells(1))
    }

    /// Which columns hold what: by the titles, then, of files without any, by how many there are.
    pub fn columns(&self) -> Result<Columns, Unknown> {
        let Some((_, first)) = self.rows.first() else {
            return Err(Unknown { key: true, number: true });
        };
        let (key, number) = (place(first, &KEYS), place(first, &NUMBERS));
        if let (Some(key), Some(number)) = (key, number) {
            let day = place(first, &DAYS);
            return Ok(Columns { key, number, day, has_header: true });
        }
        let holds_number = |place: usize| first.get(place).is_some_and(|cell| is_slip(cell));
        let bare = |key, number| Columns { key, number, day: None, has_header: false };
        match first.len() {
            B2_COLUMNS.. if holds_number(3) => Ok(bare(0, 3)),
            EHIDEN2_COLUMNS if holds_number(0) => Ok(bare(12, 0)),
            _ => Err(Unknown { key: key.is_none(), number: number.is_none() }),
        }
    }

    /// Its lines by these columns.
    pub fn read(&self, columns: Columns) -> Read {
        let Columns { key, number, day, has_header } = columns;
        let header = self.rows.first().filter(|_| has_header).map(|(_, cells)| cells);
        let title = |place: usize| {
            let title = header.and_then(|cells| cells.get(place)).map(|title| clean(title));
            title.filter(|title| !title.is_empty()).unwrap_or(format!("{}列目", place + 1))
        };
        let rows = self.rows.iter().skip(usize::from(has_header));
        Read {
            titles: [Some(key), Some(number), day].into_iter().flatten().map(title).collect(),
            has_days: day.is_some(),
            lines: rows.map(|(row, cells)| line(*row, cells, columns)).collect(),
        }
    }
}

/// Whether a cell holds a number as Yamato and Sagawa give them: of the carriers' files without a
/// header there are others with as many columns.
fn is_slip(cell: &str) -> bool {
    let plain = clean(cell).replace('-', "");
    (11..=14).contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_digit())
}

fn line(row: u64, cells: &[String], columns: Columns) -> Line {
    let cell = |place: usize| cells.get(place).map(|cell| clean(cell)).unwrap_or_default();
    let written = cell(columns.number);
    let tracking = match ship::parse(&written) {
        _ if is_rounded(&written) => Err(Trouble::Rounded),
        Ok(number) if number.is_empty() => Err(Trouble::NoNumber),
        Ok(number) => Ok(number),
        Err(_) => Err(Trouble::NotANumber),
    };
    let told = columns.day.map(cell).filter(|text| !text.is_empty());
    let read = told.as_deref().map(day);
    let trouble = tracking.as_ref().err().copied();
    Line {
        row,
        key: cell(columns.key),
        day: read.flatten(),
        trouble: trouble.or((read == Some(None)).then_some(Trouble::NoSuchDay)),
        tracking: tracking.unwrap_or(written),
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
