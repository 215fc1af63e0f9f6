//! The file of parcels.

use std::collections::BTreeMap;

use super::cell;
use super::column::{Column, Needed, Source};
use super::field::Field;
use super::layout::{Layout, Quotes};
use super::parcel::{Cool, Parcel};
use super::trouble::{Trouble, Why};
use crate::charset::{Substitutes, encode, prepared};

/// What the shop set for a layout, by name: 請求先顧客コード and others ([`Layout::settings`]).
pub type Settings = BTreeMap<String, String>;

/// A carrier's file, and what is to be told about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The file: CSV in Windows-31J with CRLF. Without rows it may still have its header.
    pub bytes: Vec<u8>,
    /// Which parcels are in it, from 0, in order.
    pub written: Vec<usize>,
    /// What is wrong, in the order of the parcels.
    pub troubles: Vec<Trouble>,
}

/// Writes a file with a row a parcel. One that the carrier's program would not take as it is stands
/// in `troubles` and not in the file.
///
/// No text is guarded against spreadsheets: a carrier's program would print the guard.
pub fn write(
    layout: &Layout,
    settings: &Settings,
    parcels: &[Parcel],
    substitutes: &Substitutes,
) -> Sheet {
    let mut sheet = Sheet::default();
    let mut constants = Vec::with_capacity(layout.columns.len());
    for column in &layout.columns {
        match constant(column, settings, substitutes) {
            Ok(bytes) => constants.push(bytes),
            Err(why) => sheet.troubles.push(trouble(None, &column.title, why, true)),
        }
    }
    let is_set = sheet.troubles.is_empty();
    let mut rows = rows(layout);
    for (index, parcel) in parcels.iter().enumerate().filter(|_| is_set) {
        let (row, troubles) = row(layout, &constants, (index, parcel), substitutes);
        if !troubles.iter().any(|trouble| trouble.is_left_out) {
            rows.write_record(row).expect("memory takes every row of a layout");
            sheet.written.push(index);
        }
        sheet.troubles.extend(troubles);
    }
    sheet.bytes = rows.into_inner().expect("memory takes every row");
    sheet
}

/// A file that has its header, if the layout wants one.
fn rows(layout: &Layout) -> csv::Writer<Vec<u8>> {
    let mut builder = csv::WriterBuilder::new();
    builder.terminator(csv::Terminator::CRLF).quote_style(match layout.quotes {
        Quotes::Needed => csv::QuoteStyle::Necessary,
        Quotes::Always => csv::QuoteStyle::Always,
    });
    let mut rows = builder.from_writer(Vec::new());
    if layout.has_header {
        let titles = layout.columns.iter().map(|column| encode(&column.title));
        let titles: Vec<Vec<u8>> =
            titles.map(|title| title.expect("a layout's titles were read")).collect();
        rows.write_record(titles).expect("memory takes every row of a layout");
    }
    rows
}

/// What is the same in every row; `None`: something of the parcel.
fn constant(
    column: &Column,
    settings: &Settings,
    substitutes: &Substitutes,
) -> Result<Option<Vec<u8>>, Why> {
    let text = match &column.source {
        Source::Blank => "",
        Source::Fixed(text) => text,
        Source::Setting { name, usual } => {
            settings.get(name).filter(|set| !set.trim().is_empty()).unwrap_or(usual)
        }
        Source::Field(_) | Source::Line(..) | Source::Coded(..) => return Ok(None),
    };
    let text = cell::shaped(column.form, &prepared(text, substitutes));
    if text.is_empty() && column.needed == Needed::Always {
        return Err(Why::Missing);
    }
    cell::fitting(column, &text).map(Some)
}

fn row(
    layout: &Layout,
    constants: &[Option<Vec<u8>>],
    (index, parcel): (usize, &Parcel),
    substitutes: &Substitutes,
) -> (Vec<Vec<u8>>, Vec<Trouble>) {
    let mut row = Vec::with_capacity(constants.len());
    let mut troubles = unsaid(layout, index, parcel);
    for (column, constant) in layout.columns.iter().zip(constants) {
        let bytes = match constant {
            Some(bytes) => Ok(bytes.clone()),
            None => cell::bytes(layout, column, parcel, substitutes),
        };
        let doubt = cell::doubt(column, parcel, substitutes).filter(|_| bytes.is_ok());
        troubles.extend(doubt.map(|why| trouble(Some(index), &column.title, why, false)));
        match bytes {
            Ok(bytes) => row.push(bytes),
            // What has no room in its lines is told with the first of them.
            Err(Why::TooWide { lines: 2.., .. })
                if !matches!(column.source, Source::Line(_, 0)) =>
            {
                row.push(Vec::new());
            }
            Err(why) => {
                let is_left_out = !column.may_drop;
                troubles.push(trouble(Some(index), &column.title, why, is_left_out));
                row.push(Vec::new());
            }
        }
    }
    (row, troubles)
}

/// What the parcel asks for and the layout has no column for. Sent without 代金引換 or クール便 it
/// would do harm; what a buyer wished for is for the shop to see to.
fn unsaid(layout: &Layout, index: usize, parcel: &Parcel) -> Vec<Trouble> {
    let asked = [
        (Field::CashAmount, "代金引換", parcel.cash.is_some(), true),
        (Field::Cool, "クール便", parcel.cool != Cool::Ordinary, true),
        (Field::WishedOn, "お届け希望日", parcel.wished_on.is_some(), false),
        (Field::Slot, "お届け希望時間帯", parcel.slot.is_some(), false),
    ];
    let unsaid =
        asked.into_iter().filter(|(field, _, is_asked, _)| *is_asked && !layout.shows(*field));
    unsaid
        .map(|(_, what, _, is_left_out)| trouble(Some(index), what, Why::NoColumn, is_left_out))
        .collect()
}

fn trouble(parcel: Option<usize>, column: &str, why: Why, is_left_out: bool) -> Trouble {
    Trouble { parcel, column: column.to_owned(), why, is_left_out }
}
