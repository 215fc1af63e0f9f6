//! 問合せ番号の取込: a carrier's file, or any CSV, tells which order left under which number. It is
//! read once, whatever program wrote it ([`keep`]), looked at beside the orders as they stand
//! ([`look`]), and taken in by a run of [`crate::bulk`] that ships, writes to the buyers, captures
//! and completes ([`begin`]). A file is known by the hash of its bytes, so that the same one is
//! taken in once.

mod ask;
mod begin;
mod cell;
mod columns;
mod compare;
mod find;
mod keep;
mod look;
mod orders;
mod read;
mod title;
mod work;

pub use ask::{All, One, all_of, answer};
pub use begin::{BeginError, Options, Replace, begin};
pub use columns::{ChooseError, choose, sheet};
pub use compare::{Row, Verdict, Why};
pub use find::{Content, LeftOut, NumberFile, find, newest};
pub use keep::{BYTES_MAX, KeepError, forget_old, keep};
pub use look::{Counts, PAGE_ROWS, Preview, look};
pub use orders::Known;
pub use read::{Columns, Line, ROWS_MAX, Read, Sheet, Trouble, Unknown};
pub use title::{DAYS, KEYS, NUMBERS};

pub(crate) use work::work;
