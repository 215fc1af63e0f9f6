//! What a closure sees of its transaction.

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
pub trait Tx {
    /// The engine under it.
    fn dialect(&self) -> Dialect;
    /// Runs a statement and tells how many rows it touched.
    fn exec(&mut self, sql: Sql, params: &[Val]) -> Result<u64, Error>;
    /// Runs a statement and gives all its rows.
    fn rows(&mut self, sql: Sql, params: &[Val]) -> Result<Vec<Row>, Error>;
}

impl dyn Tx + '_ {
    /// The first row, or none.
    pub fn row(&mut self, sql: Sql, params: &[Val]) -> Result<Option<Row>, Error> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }
}
