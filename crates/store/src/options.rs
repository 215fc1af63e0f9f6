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

    /// Closures that may wait in one queue before [`Error::Busy`](crate::Error::Busy). 1024 if not said.
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
}
