//! The transaction of a closure on PostgreSQL.

use std::time::Instant;

use postgres::types::ToSql;
use postgres::{Client, Statement};

use super::error::{Meaning, meaning};
use super::session::{Fault, Session};
use super::value;
use crate::tx::{Description, Statements};
use crate::{Dialect, Error, Row, Sql, Val};

type Param<'a> = &'a (dyn ToSql + Sync);

pub(crate) struct PgTx<'a> {
    session: &'a mut Session,
    deadline: Option<Instant>,
    /// What befell the transaction as a whole, whatever the closure makes of its error.
    pub(crate) trouble: Option<Meaning>,
}

impl<'a> PgTx<'a> {
    pub(crate) fn new(session: &'a mut Session) -> PgTx<'a> {
        let deadline = Instant::now().checked_add(session.target.budget);
        PgTx { session, deadline, trouble: None }
    }

    fn prepare(&mut self, sql: Sql) -> Result<Statement, Error> {
        if self.deadline.is_some_and(|deadline| Instant::now() > deadline) {
            return Err(Error::TimedOut);
        }
        self.session.prepare(sql.text()).map_err(|fault| match fault {
            Fault::NoConnection => self.note(Meaning::Lost("no connection".into()), sql),
            Fault::Said(error) => self.note(meaning(&error), sql),
        })
    }

    fn run<R>(
        &mut self,
        sql: Sql,
        params: &[Val],
        run: impl FnOnce(&mut Client, &Statement, &[Param]) -> Result<R, postgres::Error>,
    ) -> Result<R, Error> {
        let statement = self.prepare(sql)?;
        value::check(&statement, params).map_err(|error| at(error, sql))?;
        let params: Vec<Param> = params.iter().map(|val| val as Param).collect();
        let Some(client) = self.session.current() else {
            return Err(self.note(Meaning::Lost("no connection".into()), sql));
        };
        // Stays if the client panics: then nobody knows where the connection stands.
        self.trouble = Some(Meaning::Lost("a statement panicked".into()));
        let result = run(client, &statement, &params);
        self.trouble = None;
        result.map_err(|error| self.note(meaning(&error), sql))
    }

    fn note(&mut self, meaning: Meaning, sql: Sql) -> Error {
        let told = match &meaning {
            Meaning::Statement(error) => return at(error.clone(), sql),
            Meaning::Conflict | Meaning::Stale => Error::Busy,
            Meaning::Lost(why) => Error::Unreachable(why.clone()),
        };
        self.trouble = Some(meaning);
        told
    }
}

fn at(error: Error, sql: Sql) -> Error {
    match error {
        Error::Engine(why) => Error::Engine(format!("{why} [{}]", sql.text())),
        other => other,
    }
}

impl Statements for PgTx<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn exec(&mut self, sql: Sql, params: &[Val]) -> Result<u64, Error> {
        self.run(sql, params, |client, statement, params| client.execute(statement, params))
    }

    fn rows(&mut self, sql: Sql, params: &[Val]) -> Result<Vec<Row>, Error> {
        let rows =
            self.run(sql, params, |client, statement, params| client.query(statement, params))?;
        rows.iter().map(value::row).collect::<Result<_, _>>().map_err(|error| at(error, sql))
    }

    fn describe(&mut self, sql: Sql) -> Result<Description, Error> {
        let statement = self.prepare(sql)?;
        value::check_types(&statement).map_err(|error| at(error, sql))?;
        Ok(Description {
            parameters: statement.params().len(),
            columns: statement.columns().iter().map(|column| column.name().to_owned()).collect(),
        })
    }
}
