//! Slip files (送り状データ): what a carrier's program prints slips from.
//!
//! A [`Layout`] says which columns a carrier wants and where each comes from; it is read from a
//! text that a shop may copy and edit, and [`B2_CLOUD`], [`EHIDEN3`] and [`YUPRI_R`] are such
//! texts. [`write()`] makes the file of parcels, and tells what of them no carrier's program would
//! take. Nothing is cut short and no character replaced in silence: a parcel that does not fit is
//! left out, and told.

mod built_in;
mod cell;
mod codes;
mod column;
mod field;
mod layout;
mod lines;
mod parcel;
mod read;
mod trouble;
mod write;

#[cfg(test)]
mod tests;

pub use crate::day::Day;
pub use built_in::{B2_CLOUD, BUILT_IN, EHIDEN3, YUPRI_R};
pub use column::{Column, Form, Needed, Source, Width};
pub use field::{Field, Part, Side};
pub use layout::{Layout, Quotes, Setting};
pub use parcel::{Cash, Cool, Parcel, Party, Slot};
pub use read::LayoutError;
pub use trouble::{Trouble, Why};
pub use write::{Settings, Sheet, write};
