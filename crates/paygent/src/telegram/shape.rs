//! What a field's text may look like.

use crate::{FieldError, Fields, Problem};

/// The characters allowed and the length, in characters.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// ASCII digits, at least and at most so many.
    Digits(usize, usize),
    /// The last month of a card, MMYY.
    Expiry,
    /// ASCII letters, digits and `_`.
    Word(usize),
    /// ASCII that can be seen (no blanks).
    Visible(usize),
    /// Any text without control characters.
    Text(usize),
    /// Any text so many half-width columns wide: kanji, kana and their like count two.
    Columns(usize),
    /// One of these.
    OneOf(&'static [&'static str]),
}

impl Shape {
    fn check(self, value: &str) -> Result<(), Problem> {
        let (typed, low, high) = match self {
            Self::Digits(low, high) => (value.bytes().all(|b| b.is_ascii_digit()), low, high),
            Self::Expiry => (value.bytes().all(|b| b.is_ascii_digit()), 4, 4),
            Self::Word(high) => {
                (value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'), 1, high)
            }
            Self::Visible(high) => (value.bytes().all(|b| b.is_ascii_graphic()), 1, high),
            Self::Text(high) | Self::Columns(high) => {
                (!value.chars().any(char::is_control), 1, high)
            }
            Self::OneOf(allowed) => {
                return if allowed.contains(&value) { Ok(()) } else { Err(Problem::Value) };
            }
        };
        if !typed {
            return Err(Problem::Type);
        }
        let length = match self {
            Self::Columns(_) => value.chars().map(columns).sum(),
            _ => value.chars().count(),
        };
        if !(low..=high).contains(&length) {
            return Err(Problem::Length);
        }
        let month = |text: &str| ("01"..="12").contains(&&text[..2]);
        if matches!(self, Self::Expiry) && !month(value) { Err(Problem::Value) } else { Ok(()) }
    }
}

/// ASCII and half-width katakana are one column wide, the rest two.
fn columns(character: char) -> usize {
    if character.is_ascii() || ('\u{ff61}'..='\u{ff9f}').contains(&character) { 1 } else { 2 }
}

/// The field if it is filled, checked.
pub(crate) fn optional(
    fields: &Fields,
    name: &str,
    shape: Shape,
) -> Result<Option<String>, FieldError> {
    let Some(value) = fields.filled(name) else { return Ok(None) };
    shape.check(value).map_err(|problem| FieldError::new(name, problem))?;
    Ok(Some(value.to_owned()))
}

/// The field, which must be filled, checked.
pub(crate) fn required(fields: &Fields, name: &str, shape: Shape) -> Result<String, FieldError> {
    let missing = if fields.get(name).is_some() { Problem::Empty } else { Problem::Absent };
    optional(fields, name, shape)?.ok_or_else(|| FieldError::new(name, missing))
}

/// A `0`/`1` switch; absent and empty are off.
pub(crate) fn switch(fields: &Fields, name: &str) -> Result<bool, FieldError> {
    Ok(optional(fields, name, Shape::OneOf(&["0", "1"]))?.as_deref() == Some("1"))
}

/// A whole number of yen with at most so many digits. A sign is understood, to be able to say that
/// the amount is not positive.
pub(crate) fn yen(fields: &Fields, name: &str, digits: usize) -> Result<i64, FieldError> {
    let text = required(fields, name, Shape::Visible(14))?;
    let number = text.strip_prefix('-').unwrap_or(&text);
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldError::new(name, Problem::Type));
    }
    if number.len() > digits {
        return Err(FieldError::new(name, Problem::Length));
    }
    text.parse().map_err(|_| FieldError::new(name, Problem::Type))
}
