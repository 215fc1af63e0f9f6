//! What stands in a column of a parcel's row, or why nothing can.

use super::codes;
use super::column::{Column, Form, Needed, Source, Width};
use super::field::{Field, Part};
use super::layout::Layout;
use super::lines;
use super::parcel::Parcel;
use super::trouble::Why;
use crate::charset::{self, Substitutes, full_width, half_kana, is_half, prepared, width};

/// The bytes of a column that shows something of the parcel.
pub(super) fn bytes(
    layout: &Layout,
    column: &Column,
    parcel: &Parcel,
    substitutes: &Substitutes,
) -> Result<Vec<u8>, Why> {
    let text = match &column.source {
        Source::Blank | Source::Fixed(_) | Source::Setting { .. } => String::new(),
        Source::Field(field) => {
            let text = prepared(&field.text(parcel), substitutes);
            sound(*field, column, parcel, &text)?;
            shaped(column.form, &text)
        }
        Source::Line(field, line) => {
            let mut lines = lines::of(layout, *field, parcel, substitutes)?;
            if *line < lines.len() { lines.swap_remove(*line) } else { String::new() }
        }
        Source::Coded(field, table) => codes::code(*field, table, parcel)?,
    };
    let with_cash = parcel.cash.is_some();
    let is_needed = match column.needed {
        Needed::Never => false,
        Needed::Always => true,
        Needed::Cash => with_cash,
    };
    if is_needed && text.is_empty() {
        return Err(Why::Missing);
    }
    if column.is_prepaid_only && with_cash && !text.is_empty() {
        return Err(Why::NotWithCash(text));
    }
    fitting(column, &text)
}

/// A text in the form of its column.
pub(super) fn shaped(form: Form, text: &str) -> String {
    match form {
        Form::Plain => text.to_owned(),
        Form::Full => full_width(text),
        Form::Kana => half_kana(text),
        Form::Digits => text.chars().filter(char::is_ascii_digit).collect(),
    }
}

/// The bytes of a text that fits its column.
pub(super) fn fitting(column: &Column, text: &str) -> Result<Vec<u8>, Why> {
    let bytes = charset::encode(text).map_err(Why::Characters)?;
    let is_half_only = matches!(column.width, Some(Width::Half(_))) || column.form == Form::Kana;
    if is_half_only && !text.chars().all(is_half) {
        return Err(Why::NotHalf(text.to_owned()));
    }
    match column.width {
        Some(most) if width(text) > most.units() => {
            Err(Why::TooWide { text: text.to_owned(), width: most, lines: 1 })
        }
        _ => Ok(bytes),
    }
}

/// Refuses numbers, postal codes and phone numbers that are none.
fn sound(field: Field, column: &Column, parcel: &Parcel, text: &str) -> Result<(), Why> {
    if text.is_empty() {
        return Ok(());
    }
    let number = |min: i64, max: i64| match text.parse::<i64>() {
        Ok(number) if !(min..=max).contains(&number) => {
            Err(Why::Number { number: text.to_owned(), min, max })
        }
        _ => Ok(()),
    };
    let most = column.max.unwrap_or(i64::MAX);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    match field {
        Field::Pieces | Field::Copies | Field::CashAmount => number(1, most),
        // The tax is a part of what is collected.
        Field::CashTax => number(0, most.min(parcel.cash.map_or(most, |cash| cash.amount))),
        Field::Of(_, Part::Postal) if digits != 7 || !is_number => {
            Err(Why::Postal(text.to_owned()))
        }
        Field::Of(_, Part::Phone) if !(10..=11).contains(&digits) || !is_number => {
            Err(Why::Phone(text.to_owned()))
        }
        _ => Ok(()),
    }
}

/// What of an address the carrier may not be able to part: it is told, and the row stays.
pub(super) fn doubt(column: &Column, parcel: &Parcel, substitutes: &Substitutes) -> Option<Why> {
    let (Some(most), Some(Field::Of(side, _))) = (column.parts, column.source.field()) else {
        return None;
    };
    let party = side.party(parcel);
    let parts =
        [("都道府県", &party.prefecture), ("市区町村", &party.city), ("町・番地", &party.street)];
    parts.into_iter().zip(most).find_map(|((part, text), full)| {
        let text = prepared(text, substitutes);
        (width(&text) > full * 2).then_some(Why::PartTooWide { part, text, full })
    })
}
