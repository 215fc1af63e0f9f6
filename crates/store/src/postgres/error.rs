//! What PostgreSQL says, in the store's words.

use std::error::Error as _;

use postgres::error::{DbError, Severity, SqlState};

use crate::Error;

/// What an error means for the transaction around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The statement was refused; its savepoint can be rolled back.
    Statement(Error),
    /// Another transaction was in the way: run the whole batch again.
    Conflict,
    /// The tables changed under a prepared statement: prepare anew and run again.
    Stale,
    /// The connection is gone, or not to be trusted.
    Lost(String),
}

pub(crate) fn meaning(error: &postgres::Error) -> Meaning {
    let Some(db) = error.as_db_error() else {
        return Meaning::Lost(chain(error));
    };
    if matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic)) {
        return Meaning::Lost(chain(error));
    }
    match db.code() {
        &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => {
            Meaning::Conflict
        }
        &SqlState::FEATURE_NOT_SUPPORTED if db.message().starts_with("cached plan") => {
            Meaning::Stale
        }
        _ => Meaning::Statement(of_statement(db)),
    }
}

/// An error outside of any closure's statement.
pub(crate) fn plain(error: &postgres::Error) -> Error {
    match meaning(error) {
        Meaning::Statement(error) => error,
        Meaning::Conflict | Meaning::Stale => Error::Busy,
        Meaning::Lost(why) => Error::Unreachable(why),
    }
}

fn of_statement(db: &DbError) -> Error {
    let constraint = || db.constraint().unwrap_or("without name").to_owned();
    match db.code() {
        &SqlState::UNIQUE_VIOLATION => Error::Unique(constraint()),
        &SqlState::CHECK_VIOLATION => Error::Check(constraint()),
        &SqlState::FOREIGN_KEY_VIOLATION => Error::Foreign(constraint()),
        &SqlState::NOT_NULL_VIOLATION => Error::Missing(format!(
            "{}.{}",
            db.table().unwrap_or_default(),
            db.column().unwrap_or_default()
        )),
        &SqlState::DISK_FULL => Error::Full,
        &SqlState::QUERY_CANCELED => Error::TimedOut,
        code => Error::Engine(format!("{} ({})", db.message(), code.code())),
    }
}

/// The error with its causes: the client's own words say only where it happened.
pub(crate) fn chain(error: &postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
