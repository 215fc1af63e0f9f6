//! Migrations: numbered texts in the portable dialect, run once, in order, never edited.

mod ground;
mod portable;
mod runner;

pub(crate) use ground::{OnPostgres, OnSqlite, pending};
pub(crate) use runner::migrate;

/// One step of the tables' history.
///
/// The text knows `bigint`, `text` and `bytea` only; on SQLite these become INTEGER, TEXT and BLOB
/// and every table STRICT. Lines `-- @sqlite`, `-- @postgres` and `-- @both` say for which engine
/// the lines after them are (both, until one of them comes); such a block is taken as it is.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Sorts as it runs: `0001_open_for_business`.
    pub name: &'static str,
    /// The statements, usually `include_str!("../migrations/0001_….sql")`.
    pub text: &'static str,
}
