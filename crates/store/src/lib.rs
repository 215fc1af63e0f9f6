//! One SQL text on SQLite or PostgreSQL.
//!
//! Callers hand over synchronous closures; engine threads run them. A write is answered only after
//! the commit that holds it is durable. Closures own their inputs, do no input or output of their
//! own, and may run more than once (a batch is replayed after a conflict): they are `Fn`.
//!
//! # One text for both engines
//!
//! - `$1`, `$2`, …; columns are `bigint`, `text` and `bytea`; truth is 0 or 1; JSON is opaque text.
//!   On SQLite tables are STRICT; on PostgreSQL texts sort by their bytes, as SQLite's do. `like`
//!   looks at case on both. `sum`, `a = b` and plain numbers come back as numbers.
//! - PostgreSQL guesses a parameter's type from its place: where one stands in two kinds of places
//!   (`values ($1, $1 * 10)`), number it twice. `null` sorts first on SQLite and last on
//!   PostgreSQL: say `nulls last`. There is no `max(bytea)`.
//! - No `now()`, no randomness, no sequences, no transaction words.
//! - A closure's first error is final ([`Tx`]): where a conflict is expected, say
//!   `on conflict do nothing` and look at the count.
//! - Name what callers tell apart: unique indexes ([`Error::Unique`]) and checks
//!   ([`Error::Check`]). Two unique indexes of one table have different columns.
//! - The engine is asked for ([`Tx::dialect`]) where work is claimed, in search and in migrations.
//!
//! # What is not here
//!
//! Knows no shop. Knows no clock and no randomness: both come in as parameters of statements.

mod error;
mod inline;
mod job;
mod migrate;
mod options;
mod postgres;
mod queue;
#[cfg(feature = "scratch")]
pub mod scratch;
mod sql;
mod sqlite;
#[cfg(feature = "scratch")]
pub mod statements;
mod store;
mod threads;
mod tx;
mod val;

pub use error::Error;
pub use migrate::Migration;
pub use options::Options;
pub use sql::Sql;
pub use store::Store;
pub use tx::{Description, Dialect, Tx};
pub use val::{Row, Val};
