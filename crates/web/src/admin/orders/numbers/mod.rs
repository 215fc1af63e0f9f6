//! 問合せ番号の取込: a file is sent, looked at beside the orders, and taken in by a run.

mod begin;
mod columns;
mod file;
mod upload;
mod words;

pub(crate) use begin::begin;
pub(crate) use columns::choose;
pub(crate) use file::show;
pub(crate) use upload::{list, take};

/// Where all of it stands.
pub(super) const PATH: &str = "/orders/numbers";
