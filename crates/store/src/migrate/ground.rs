//! The two engines as grounds for migrations.

use rusqlite::Connection;

use super::runner::{Applied, Ground};
use crate::{Dialect, Error, Migration, Tx, sql};

pub(crate) struct OnSqlite<'a>(pub &'a Connection);

impl Ground for OnSqlite<'_> {
    const DIALECT: Dialect = Dialect::Sqlite;
    const BEGIN: &'static str = "begin immediate";

    fn run(&mut self, text: &str) -> Result<(), String> {
        self.0.execute_batch(text).map_err(|error| error.to_string())
    }

    fn applied(&mut self) -> Result<Applied, String> {
        let mut find = self
            .0
            .prepare("select name, checksum from store_migration")
            .map_err(|error| error.to_string())?;
        let rows = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.and_then(Iterator::collect).map_err(|error| error.to_string())
    }

    fn record(&mut self, name: &str, checksum: &str) -> Result<(), String> {
        let insert = "insert into store_migration (name, checksum) values ($1, $2)";
        self.0.execute(insert, (name, checksum)).map(|_| ()).map_err(|error| error.to_string())
    }
}

pub(crate) struct OnPostgres<'a>(pub &'a mut postgres::Client);

impl Ground for OnPostgres<'_> {
    const DIALECT: Dialect = Dialect::Postgres;
    /// The lock goes with the transaction, also when the process dies.
    const BEGIN: &'static str = "begin; lock table store_migration in access exclusive mode";

    fn run(&mut self, text: &str) -> Result<(), String> {
        self.0.batch_execute(text).map_err(|error| told(&error))
    }

    fn applied(&mut self) -> Result<Applied, String> {
        let rows = self.0.query("select name, checksum from store_migration", &[]);
        let rows = rows.map_err(|error| told(&error))?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<_, postgres::Error>>()
            .map_err(|error| told(&error))
    }

    fn record(&mut self, name: &str, checksum: &str) -> Result<(), String> {
        let insert = "insert into store_migration (name, checksum) values ($1, $2)";
        self.0.execute(insert, &[&name, &checksum]).map(|_| ()).map_err(|error| told(&error))
    }
}

fn told(error: &postgres::Error) -> String {
    crate::postgres::chain(error)
}

/// The names of what has not run yet; reads only.
pub(crate) fn pending(
    tx: &mut dyn Tx,
    migrations: &[Migration],
) -> Result<Vec<&'static str>, Error> {
    let is_there = match tx.dialect() {
        Dialect::Sqlite => {
            sql!(sqlite: "select 1 from sqlite_master where name = 'store_migration'")
        }
        Dialect::Postgres => {
            sql!(postgres: "select 1 where to_regclass('store_migration') is not null")
        }
    };
    let mut applied = Applied::new();
    if tx.row(is_there, &[])?.is_some() {
        for row in tx.rows(sql!("select name, checksum from store_migration"), &[])? {
            applied.insert(row.text(0)?, row.text(1)?);
        }
    }
    let waiting = super::runner::waiting(migrations, &applied)?;
    Ok(waiting.iter().map(|migration| migration.name).collect())
}
