//! What SQLite says, in the store's words.

use std::borrow::Borrow;

use rusqlite::{Connection, ErrorCode, ffi};

use crate::{Error, Sql};

/// An error outside of any statement of a closure.
pub(crate) fn engine(error: impl Borrow<rusqlite::Error>) -> Error {
    let error = error.borrow();
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => Error::TimedOut,
        Some(ErrorCode::DatabaseBusy) => Error::Busy,
        Some(ErrorCode::DiskFull) => Error::Full,
        // At COMMIT, of a key that is checked only then.
        Some(ErrorCode::ConstraintViolation) if is_foreign(error) => {
            Error::Foreign("at commit".into())
        }
        _ => Error::Engine(error.to_string()),
    }
}

fn is_foreign(error: &rusqlite::Error) -> bool {
    error.sqlite_extended_error_code() == Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY)
}

/// An error of a closure's statement. Asks the schema for the name of the index that refused.
pub(crate) fn explain(connection: &Connection, error: &rusqlite::Error, sql: Sql) -> Error {
    let rusqlite::Error::SqliteFailure(code, Some(text)) = error else {
        return at(engine(error), sql);
    };
    let subject = text.split_once(": ").map_or(text.as_str(), |(_, subject)| subject);
    match code.extended_code {
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            Error::Unique(format!("{}_pkey", table_of(subject)))
        }
        ffi::SQLITE_CONSTRAINT_UNIQUE => Error::Unique(index_name(connection, subject)),
        ffi::SQLITE_CONSTRAINT_CHECK => Error::Check(subject.to_owned()),
        ffi::SQLITE_CONSTRAINT_NOTNULL => Error::Missing(subject.to_owned()),
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::Foreign(sql.text().to_owned()),
        _ => at(engine(error), sql),
    }
}

fn at(error: Error, sql: Sql) -> Error {
    match error {
        Error::Engine(why) => Error::Engine(format!("{why} [{}]", sql.text())),
        other => other,
    }
}

fn table_of(subject: &str) -> &str {
    subject.split_once('.').map_or(subject, |(table, _)| table)
}

/// SQLite names the columns (`t.a, t.b`), PostgreSQL the index: find the index by its columns.
fn index_name(connection: &Connection, subject: &str) -> String {
    if let Some(quoted) = subject.strip_prefix("index '") {
        return quoted.trim_end_matches('\'').to_owned();
    }
    let table = table_of(subject);
    let columns: Vec<&str> = subject
        .split(", ")
        .map(|column| column.split_once('.').map_or(column, |(_, name)| name))
        .collect();
    let columns = columns.join(",");
    let named = connection
        .prepare_cached(
            "select l.name from pragma_index_list($1) l where l.\"unique\" = 1 and l.origin = 'c' \
             and (select group_concat(i.name, ',' order by i.seqno) \
                  from pragma_index_info(l.name) i) = $2 order by l.name limit 1",
        )
        .and_then(|mut find| find.query_row((table, &columns), |row| row.get::<_, String>(0)));
    // An unnamed `unique (a, b)` gets the name that PostgreSQL would give it.
    named.unwrap_or_else(|_| format!("{table}_{}_key", columns.replace(',', "_")))
}
