//! 編集モード of 受注明細: lines, amounts, people and delivery of an order that is being worked on (guide
//! 7-2 補足(イ), 7-4 ②③④; ).
//!
//! A form carries what it was made from, so that two people's changes are put together
//! ([`merge`]); what it asks for is decided in one commit with the order's version, the stock and
//! 変更履歴 ([`save()`]). No mail is sent, and nothing to Paygent: that is 取引更新.

mod added;
mod amounts;
mod check;
mod fields;
mod find;
mod form;
mod ground;
mod merge;
mod people;
mod save;
mod say;
mod stock;
mod unit;
mod write;

pub use added::{ADDED, FREE};
pub use fields::{Fields, as_checkout, price, quantity};
pub use find::{FOUND_MAX, Found, Search, find};
pub use form::{Act, EditForm};
pub use ground::{Blocked, Ground, Next, open};
pub use merge::Conflict;
pub use save::{Again, EditError, Saved, rebase, save};
pub use unit::{Unit, What};
pub use write::TOTAL_CHANGED;

use crate::checkout::FieldError;

/// Most lines of an order.
pub const LINES_MAX: usize = 200;
/// Most pieces of a line.
pub const PIECES_MAX: i64 = 9_999;
/// The highest 単価, 送料, 手数料 or 値引き, in yen.
pub const AMOUNT_MAX: i64 = 99_999_999;

/// What is wrong with one field of the form, whose names are not all known beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The field's name.
    pub field: String,
    /// One sentence: what to do now.
    pub message: String,
    /// What helps beyond that; may be empty.
    pub more: String,
}

impl Wrong {
    pub(crate) fn new(field: impl Into<String>, message: impl Into<String>) -> Wrong {
        Wrong { field: field.into(), message: message.into(), more: String::new() }
    }

    /// As one of the checkout's fields, if it is one.
    pub fn of_checkout(&self) -> Option<FieldError> {
        let (message, more) = (self.message.clone(), self.more.clone());
        unit::known_field(&self.field).map(|field| FieldError { field, message, more })
    }
}

impl From<FieldError> for Wrong {
    fn from(error: FieldError) -> Wrong {
        Wrong { field: error.field.to_owned(), message: error.message, more: error.more }
    }
}

#[cfg(test)]
mod tests;
