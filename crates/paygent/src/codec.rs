//! Bytes to text and back: request forms, answer lines and answer tables, in Windows-31J or UTF-8.

mod charset;
mod form;
mod lines;
mod table;

pub use charset::{Charset, fold};
pub use form::encode_form;
pub(crate) use form::{RawPair, decode_pairs, merge_pairs};
pub use lines::{decode_lines, encode_lines};
pub use table::{decode_table, encode_table};

/// The largest telegram Paygent takes, in bytes (file telegrams apart).
pub const TELEGRAM_BYTES_MAX: usize = 102_400;

/// The longest field name, in bytes (30 before December 2020).
pub const KEY_BYTES_MAX: usize = 8_190;

/// The most fields of one telegram; the widest has about a hundred.
pub const FIELDS_MAX: usize = 1_000;

/// Bytes that are no telegram.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// Over [`TELEGRAM_BYTES_MAX`], [`KEY_BYTES_MAX`] or [`FIELDS_MAX`].
    #[error("too large: {0}")]
    TooLarge(String),
    /// A `%` without two hexadecimal digits.
    #[error("bad %-escape in {0}")]
    Escape(String),
    /// Bytes that the charset does not have.
    #[error("{0} is not in the charset of the telegram")]
    Charset(String),
    /// A line of an answer that is neither `key=value` nor a record that may stand there.
    #[error("line {0} of the answer cannot be read")]
    Line(usize),
    /// One name with two values in an answer.
    #[error("{0} occurs twice with different values")]
    Twice(String),
}
