//! What a closure sees of its transaction.

use crate::job::Job;
use crate::{Error, Row, Sql, Val};

/// The engine under the store. Asked for in three places only: claiming work, search, migrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite, inside the process.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// One transaction. Both engines take the same statements: `$1` parameters, bigint, text, bytea.
///
/// A statement's error is final: every later statement of the closure answers the same error, and
/// an `Ok` of the closure becomes that error. (PostgreSQL would refuse to go on, SQLite would not;
/// here they are equal.) Where a conflict is expected, say `on conflict do nothing` and look at
/// the count.
pub trait Tx {
    /// The engine under it.
    fn dialect(&self) -> Dialect;
    /// Runs a statement and tells how many rows it touched.
    fn exec(&mut self, sql: Sql, params: &[Val]) -> Result<u64, Error>;
    /// Runs a statement and gives all its rows.
    fn rows(&mut self, sql: Sql, params: &[Val]) -> Result<Vec<Row>, Error>;
    /// Prepares a statement without running it.
    fn describe(&mut self, sql: Sql) -> Result<Description, Error>;
}

/// What an engine says of a statement that it has only prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// How many values it takes.
    pub parameters: usize,
    /// The names of the columns it gives.
    pub columns: Vec<String>,
}

impl dyn Tx + '_ {
    /// The first row, or none.
    pub fn row(&mut self, sql: Sql, params: &[Val]) -> Result<Option<Row>, Error> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }
}

/// An engine's own way to run statements.
pub(crate) trait Statements {
    fn dialect(&self) -> Dialect;
    fn exec(&mut self, sql: Sql, params: &[Val]) -> Result<u64, Error>;
    fn rows(&mut self, sql: Sql, params: &[Val]) -> Result<Vec<Row>, Error>;
    fn describe(&mut self, sql: Sql) -> Result<Description, Error>;
}

/// Runs a closure on an engine. False: nothing of it may be kept.
pub(crate) fn run(job: &mut dyn Job, statements: &mut dyn Statements) -> bool {
    let mut tx = Watched { statements, fault: None };
    let kept = job.run(&mut tx);
    match tx.fault {
        Some(fault) if kept => {
            job.fail(fault);
            false
        }
        _ => kept,
    }
}

/// Holds a closure to the law that its first error is final.
struct Watched<'a> {
    statements: &'a mut dyn Statements,
    fault: Option<Error>,
}

impl Watched<'_> {
    fn guarded<R>(
        &mut self,
        params: &[Val],
        run: impl FnOnce(&mut dyn Statements) -> Result<R, Error>,
    ) -> Result<R, Error> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        // PostgreSQL has no zero byte in a text; SQLite would take it.
        let zero = params.iter().any(|val| matches!(val, Val::Text(text) if text.contains('\0')));
        let result = if zero {
            Err(Error::Engine("a text holds a zero byte".into()))
        } else {
            run(self.statements)
        };
        if let Err(error) = &result {
            self.fault = Some(error.clone());
        }
        result
    }
}

impl Tx for Watched<'_> {
    fn dialect(&self) -> Dialect {
        self.statements.dialect()
    }

    fn exec(&mut self, sql: Sql, params: &[Val]) -> Result<u64, Error> {
        self.guarded(params, |statements| statements.exec(sql, params))
    }

    fn rows(&mut self, sql: Sql, params: &[Val]) -> Result<Vec<Row>, Error> {
        self.guarded(params, |statements| statements.rows(sql, params))
    }

    fn describe(&mut self, sql: Sql) -> Result<Description, Error> {
        self.guarded(&[], |statements| statements.describe(sql))
    }
}
