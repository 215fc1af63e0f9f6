//! The transaction of a closure on SQLite.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, ToSql};

use super::Guard;
use super::error::explain;
use crate::tx::{Description, Statements};
use crate::{Dialect, Error, Row, Sql, Val};

pub(crate) struct LiteTx<'a> {
    guard: &'a Guard,
}

impl<'a> LiteTx<'a> {
    pub(crate) fn new(guard: &'a Guard) -> LiteTx<'a> {
        LiteTx { guard }
    }

    fn prepare(&self, sql: Sql) -> Result<CachedStatement<'a>, Error> {
        if self.guard.is_over() {
            return Err(Error::TimedOut);
        }
        let prepared = self.guard.connection.prepare_cached(sql.text());
        prepared.map_err(|error| self.explain(&error, sql))
    }

    fn explain(&self, error: &rusqlite::Error, sql: Sql) -> Error {
        explain(&self.guard.connection, error, sql)
    }
}

impl Statements for LiteTx<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn exec(&mut self, sql: Sql, params: &[Val]) -> Result<u64, Error> {
        let mut statement = self.prepare(sql)?;
        let touched = bind(&mut statement, params).and_then(|()| run(&mut statement));
        drop(statement);
        touched.map_err(|error| self.explain(&error, sql))
    }

    fn rows(&mut self, sql: Sql, params: &[Val]) -> Result<Vec<Row>, Error> {
        let mut statement = self.prepare(sql)?;
        let rows = bind(&mut statement, params).and_then(|()| collect(&mut statement));
        drop(statement);
        rows.map_err(|error| self.explain(&error, sql))
    }

    fn describe(&mut self, sql: Sql) -> Result<Description, Error> {
        let statement = self.prepare(sql)?;
        Ok(Description {
            parameters: statement.parameter_count(),
            columns: statement.column_names().map(str::to_owned).collect(),
        })
    }
}

/// Counts as PostgreSQL does: rows changed, or rows found.
fn run(statement: &mut CachedStatement<'_>) -> Result<u64, rusqlite::Error> {
    if statement.column_count() == 0 {
        return Ok(u64::try_from(statement.raw_execute()?).unwrap_or(u64::MAX));
    }
    let mut rows = statement.raw_query();
    let mut count = 0;
    while rows.next()?.is_some() {
        count += 1;
    }
    Ok(count)
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
                ValueRef::Text(text) => Val::Text(text_of(text)),
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

/// Text that something else put there may be anything; ours is UTF-8, and to see that is quicker
/// than to mend it.
fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
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
