//! What can go wrong, in the questions that callers ask.

/// Why a read or a write gave no result. Cheap to clone: a batch shares its commit's fate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Too many are waiting already, or too many want the same rows; nothing was done. Answer 503
    /// and let the client come again.
    #[error("the database has too much work waiting")]
    Busy,
    /// A unique index refused the row. Holds the index's name, the same on both engines: a named
    /// index its own name, a primary key `<table>_pkey`, an unnamed `unique`
    /// `<table>_<columns>_key`.
    #[error("there is such a row already (unique index {0})")]
    Unique(String),
    /// A check refused the row. Holds the constraint's name if it has one; without a name the
    /// engines differ (SQLite gives the condition, PostgreSQL a name of its own).
    #[error("the row is not allowed (check {0})")]
    Check(String),
    /// A column that must have a value got none. Holds `table.column`.
    #[error("a value is missing (column {0})")]
    Missing(String),
    /// A foreign key refused the row.
    #[error("the row refers to nothing, or is referred to ({0})")]
    Foreign(String),
    /// The connection was lost while COMMIT was in the air: the write is there or it is not.
    /// Write again under the same key. A look alone does not settle it: the server may still be at
    /// the commit, and only the key's uniqueness waits for that.
    #[error("the connection was lost during commit, the outcome is unknown ({0})")]
    CommitUnknown(String),
    /// There is no room left on the disk; nothing was done.
    #[error("the database's disk is full")]
    Full,
    /// The database server cannot be reached; nothing was done.
    #[error("the database cannot be reached ({0})")]
    Unreachable(String),
    /// The closure took longer than the time budget; nothing of it is left.
    #[error("the work took longer than its time budget")]
    TimedOut,
    /// The closure panicked; nothing of it is left.
    #[error("the work panicked")]
    Panicked,
    /// The store is shutting down.
    #[error("the database is closed")]
    Closed,
    /// A row does not look as the code expects.
    #[error("column {column} should be {expected} but is {found}")]
    Shape {
        /// Position in the statement's columns, from 0.
        column: usize,
        /// What the code asked for.
        expected: &'static str,
        /// What the row holds.
        found: &'static str,
    },
    /// The database could not be opened, or must not be.
    #[error("{0}")]
    Open(String),
    /// A migration was edited after it ran, is out of order, or failed.
    #[error("migration {name}: {why}")]
    Migration {
        /// The migration's name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// Everything else the engine said.
    #[error("the database answered: {0}")]
    Engine(String),
}

impl Error {
    /// Whether some unique index refused the row.
    pub fn is_unique(&self) -> bool {
        matches!(self, Error::Unique(_))
    }

    /// Whether this unique index refused the row.
    pub fn is_unique_on(&self, index: &str) -> bool {
        matches!(self, Error::Unique(name) if name == index)
    }

    /// Whether a constraint refused the row.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self, Error::Unique(_) | Error::Check(_) | Error::Missing(_) | Error::Foreign(_))
    }

    pub(crate) fn read_only() -> Error {
        Error::Open("the database is open to read only".into())
    }
}
