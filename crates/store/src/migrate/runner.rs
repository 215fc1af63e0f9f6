//! Running what has not run yet, and refusing what was changed.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::portable::for_engine;
use crate::{Dialect, Error, Migration};

const TABLE: &str = "create table if not exists store_migration \
                     (name text primary key, checksum text not null)";

pub(crate) fn on_sqlite(connection: &Connection, migrations: &[Migration]) -> Result<(), Error> {
    in_transaction(connection, "", || connection.execute_batch(&format!("{TABLE} strict")))?;
    let mut find = connection
        .prepare("select name, checksum from store_migration")
        .map_err(|error| fault("", error))?;
    let applied = find
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect::<Result<BTreeMap<String, String>, _>>)
        .map_err(|error| fault("", error))?;
    for migration in pending(migrations, &applied)? {
        let text = for_engine(migration.text, Dialect::Sqlite);
        in_transaction(connection, migration.name, || {
            connection.execute_batch(&text)?;
            connection.execute(
                "insert into store_migration (name, checksum) values ($1, $2)",
                (migration.name, checksum(migration.text)),
            )?;
            Ok(())
        })?;
    }
    Ok(())
}

fn in_transaction(
    connection: &Connection,
    name: &str,
    run: impl FnOnce() -> Result<(), rusqlite::Error>,
) -> Result<(), Error> {
    connection.execute_batch("begin immediate").map_err(|error| fault(name, error))?;
    match run().and_then(|()| connection.execute_batch("commit")) {
        Ok(()) => Ok(()),
        Err(error) => {
            crate::sqlite::roll_back(connection);
            Err(fault(name, error))
        }
    }
}

/// What has not run yet, in order.
fn pending<'a>(
    migrations: &'a [Migration],
    applied: &BTreeMap<String, String>,
) -> Result<Vec<&'a Migration>, Error> {
    let newest = applied.keys().next_back().map_or("", String::as_str);
    let mut waiting = Vec::new();
    let mut before = "";
    for migration in migrations {
        if migration.name <= before {
            return Err(fault(migration.name, "stands after a migration that sorts behind it"));
        }
        before = migration.name;
        match applied.get(migration.name) {
            Some(known) if *known == checksum(migration.text) => {}
            Some(_) => return Err(fault(migration.name, "was edited after it had run")),
            None if migration.name < newest => {
                return Err(fault(migration.name, format!("comes too late: {newest} has run")));
            }
            None => waiting.push(migration),
        }
    }
    Ok(waiting)
}

fn checksum(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn fault(name: &str, why: impl ToString) -> Error {
    Error::Migration { name: name.to_owned(), why: why.to_string() }
}
