//! One SQL text on SQLite or PostgreSQL.
//!
//! Callers hand over synchronous closures; engine threads run them. A write is answered only after
//! the commit that holds it is durable. Closures own their inputs, do no input or output of their
//! own, and may run more than once (a batch is replayed after a conflict): they are `Fn`.
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
