//! Papers (帳票): 受注伝票, 納品書, 納品書（贈答用）, 請求書 and 領収書 as PDF.
//!
//! A [`Paper`] is plain data with all its amounts; [`pdf`](pdf()) sets one or several hundred of
//! them into one file. The templates (`papers/`) are typst's and get the data as JSON, so a text is
//! letters to them and never a command; they see no disk, no network and no clock
//! (`docs/decisions/051-forms-are-typst-templates-with-data.md`).

mod kind;
mod paper;
mod pdf;
mod picture;
mod press;
mod sheet;
mod text;

#[cfg(test)]
mod tests;

pub use kind::FormKind;
pub use paper::{Delivery, Extra, Issuer, Line, Paper, Party, Receipt, Sums, TaxRow};
pub use pdf::{FormError, missing, pdf};
pub use picture::{Picture, PictureError};
