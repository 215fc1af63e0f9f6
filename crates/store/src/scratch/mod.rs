//! For tests: a database of its own for each of them, on every engine. Cargo feature `scratch`.
//!
//! ```no_run
//! # const MIGRATIONS: &[store::Migration] = &[];
//! store::scratch::each_engine(MIGRATIONS, |store| {
//!     let one = store.read_blocking(|tx| tx.row(store::sql!("select 1"), &[]));
//!     assert!(one.is_ok());
//! });
//! ```
//!
//! PostgreSQL is the server of the environment variable `NOREN_TEST_POSTGRES` (an address whose
//! user may create schemas), or else a throw-away cluster that the first test starts from the
//! machine's own PostgreSQL and that goes by itself. Neither there: the test fails and says so.

mod cluster;
mod database;

pub use cluster::server;
pub use database::Scratch;

use crate::{Migration, Store};

/// A kind of store that the product, its tests or its simulator run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// SQLite in a file of a temporary folder.
    SqliteFile,
    /// SQLite in memory, with its writer thread.
    SqliteMemory,
    /// SQLite in memory on the caller's thread.
    Inline,
    /// A schema of a PostgreSQL server.
    Postgres,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 4] = [Kind::SqliteFile, Kind::SqliteMemory, Kind::Inline, Kind::Postgres];
    /// What shops run on: a SQLite file, and PostgreSQL.
    pub const PRODUCT: [Kind; 2] = [Kind::SqliteFile, Kind::Postgres];
}

/// Runs a test on both engines of the product, each with fresh tables.
pub fn each_engine(migrations: &[Migration], test: impl Fn(Store)) {
    on(&Kind::PRODUCT, migrations, |scratch| test(scratch.store()));
}

/// As [`each_engine`], for a test that awaits: `each_engine_async(TABLES, async |store| { … })`.
pub async fn each_engine_async(migrations: &[Migration], test: impl AsyncFn(Store)) {
    for kind in Kind::PRODUCT {
        let scratch = Scratch::new(kind, migrations);
        let _note = Note(kind);
        test(scratch.store()).await;
    }
}

/// Runs a test once a kind of the product, for a test that makes its own [`Scratch`].
pub async fn on_each(test: impl AsyncFn(Kind)) {
    for kind in Kind::PRODUCT {
        let _note = Note(kind);
        test(kind).await;
    }
}

/// Runs a test on chosen kinds; the [`Scratch`] lets it open the same database again.
pub fn on(kinds: &[Kind], migrations: &[Migration], test: impl Fn(&mut Scratch)) {
    for kind in kinds {
        let mut scratch = Scratch::new(*kind, migrations);
        let _note = Note(*kind);
        test(&mut scratch);
    }
}

/// Says which engine a failed test was on.
struct Note(Kind);

impl Drop for Note {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the test failed on {:?}", self.0);
        }
    }
}
