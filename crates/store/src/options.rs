//! How a store is opened.

use std::path::PathBuf;
use std::time::Duration;

/// Which database, and how much of it at once.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) place: Place,
    pub(crate) read_only: bool,
    pub(crate) readers: usize,
    pub(crate) lanes: usize,
    pub(crate) queue: usize,
    pub(crate) budget: Duration,
    pub(crate) schema: Option<String>,
    pub(crate) serializable: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Place {
    SqliteFile(PathBuf),
    SqliteMemory,
    Postgres(String),
}

impl Options {
    /// A SQLite file; made if missing.
    pub fn sqlite(path: impl Into<PathBuf>) -> Options {
        Options::at(Place::SqliteFile(path.into()))
    }

    /// SQLite in memory: gone with the store. Readers wait their turn behind the writer.
    pub fn sqlite_memory() -> Options {
        Options::at(Place::SqliteMemory)
    }

    /// A PostgreSQL server, `postgres://user:password@host:port/database`.
    pub fn postgres(url: impl Into<String>) -> Options {
        Options::at(Place::Postgres(url.into()))
    }

    fn at(place: Place) -> Options {
        Options {
            place,
            read_only: false,
            readers: 4,
            lanes: 8,
            queue: 1024,
            budget: Duration::from_secs(5),
            schema: None,
            serializable: false,
        }
    }

    /// Opens without writing and without the lock file, beside a process that writes.
    #[must_use]
    pub fn read_only(mut self) -> Options {
        self.read_only = true;
        self
    }

    /// Connections for reading, beside the writers. 4 if not said.
    #[must_use]
    pub fn readers(mut self, count: usize) -> Options {
        self.readers = count.max(1);
        self
    }

    /// Connections for writing on PostgreSQL (SQLite has one writer). 8 if not said.
    #[must_use]
    pub fn lanes(mut self, count: usize) -> Options {
        self.lanes = count.max(1);
        self
    }

    /// Closures that may wait in one queue before [`Error::Busy`](crate::Error::Busy). 1024 if not
    /// said.
    #[must_use]
    pub fn queue(mut self, length: usize) -> Options {
        self.queue = length.max(1);
        self
    }

    /// Longest time one closure may take. 5 seconds if not said.
    #[must_use]
    pub fn budget(mut self, budget: Duration) -> Options {
        self.budget = budget;
        self
    }

    /// The PostgreSQL schema that holds the tables; it must exist. Letters, digits and `_` only.
    #[must_use]
    pub fn schema(mut self, name: impl Into<String>) -> Options {
        self.schema = Some(name.into());
        self
    }

    /// Runs writes on PostgreSQL at SERIALIZABLE in place of READ COMMITTED. SQLite always is.
    #[must_use]
    pub fn serializable(mut self) -> Options {
        self.serializable = true;
        self
    }
}
