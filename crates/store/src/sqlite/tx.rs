//! The transaction of a closure on SQLite.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, ToSql};

use super::Guard;
use super::error::{engine, explain};
use crate::{Dialect, Error, Row, Sql, Tx, Val};

pub(crate) struct LiteTx<'a> {
    guard: &'a Guard,
    timed_out: bool,
}

impl<'a> LiteTx<'a> {
    pub(crate) fn new(guard: &'a Guard) -> LiteTx<'a> {
        LiteTx { guard, timed_out: false }
    }

    /// Whether some statement was stopped by the time budget, whatever the closure made of it.
    pub(crate) fn timed_out(&self) -> bool {
        self.timed_out
    }

    fn prepare(&mut self, sql: Sql, params: &[Val]) -> Result<CachedStatement<'a>, Error> {
        if self.guard.is_over() {
            self.timed_out = true;
            return Err(Error::TimedOut);
        }
        let guard: &'a Guard = self.guard;
        let mut statement =
            guard.connection.prepare_cached(sql.text()).map_err(|error| engine_at(&error, sql))?;
        bind(&mut statement, params).map_err(|error| engine_at(&error, sql))?;
        Ok(statement)
    }

    fn explain(&mut self, error: &rusqlite::Error, sql: Sql) -> Error {
        let error = explain(&self.guard.connection, error, sql);
        self.timed_out |= error == Error::TimedOut;
        error
    }
}

impl Tx for LiteTx<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn exec(&mut self, sql: Sql, params: &[Val]) -> Result<u64, Error> {
        let mut statement = self.prepare(sql, params)?;
        let touched = statement.raw_execute();
        drop(statement);
        let touched = touched.map_err(|error| self.explain(&error, sql))?;
        Ok(u64::try_from(touched).unwrap_or(u64::MAX))
    }

    fn rows(&mut self, sql: Sql, params: &[Val]) -> Result<Vec<Row>, Error> {
        let mut statement = self.prepare(sql, params)?;
        let rows = collect(&mut statement);
        drop(statement);
        rows.map_err(|error| self.explain(&error, sql))
    }
}

/// SQLite takes `$1` as a name, not as a number: bind by what the name says.
fn bind(statement: &mut CachedStatement<'_>, params: &[Val]) -> Result<(), rusqlite::Error> {
    let count = statement.parameter_count();
    for index in 1..=count {
        let number = statement
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|digits| digits.parse::<usize>().ok())
            .unwrap_or(index);
        let value = number.checked_sub(1).and_then(|at| params.get(at));
        let value = value.ok_or(rusqlite::Error::InvalidParameterCount(params.len(), count))?;
        statement.raw_bind_parameter(index, value)?;
    }
    if params.len() > count {
        return Err(rusqlite::Error::InvalidParameterCount(params.len(), count));
    }
    Ok(())
}

fn collect(statement: &mut CachedStatement<'_>) -> Result<Vec<Row>, rusqlite::Error> {
    let columns = statement.column_count();
    let mut found = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            values.push(match row.get_ref(column)? {
                ValueRef::Null => Val::Null,
                ValueRef::Integer(value) => Val::Int(value),
                ValueRef::Text(text) => Val::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => Val::Bytes(bytes.to_vec()),
                ValueRef::Real(value) => {
                    return Err(rusqlite::Error::FromSqlConversionFailure(
                        column,
                        rusqlite::types::Type::Real,
                        format!("{value} is not a whole number").into(),
                    ));
                }
            });
        }
        found.push(Row::new(values));
    }
    Ok(found)
}

fn engine_at(error: &rusqlite::Error, sql: Sql) -> Error {
    match engine(error) {
        Error::Engine(why) => Error::Engine(format!("{why} [{}]", sql.text())),
        other => other,
    }
}

impl ToSql for Val {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Val::Null => ValueRef::Null,
            Val::Int(value) => ValueRef::Integer(*value),
            Val::Text(text) => ValueRef::Text(text.as_bytes()),
            Val::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
