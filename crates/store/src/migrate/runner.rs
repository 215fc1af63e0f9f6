//! Running what has not run yet, and refusing what was changed.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::portable::for_engine;
use crate::{Dialect, Error, Migration};

/// Name to checksum of what has run.
pub(crate) type Applied = BTreeMap<String, String>;

/// What a migration needs from an engine. Errors are the engine's words.
pub(crate) trait Ground {
    const DIALECT: Dialect;
    /// Opens a transaction that no other migrating process can be in.
    const BEGIN: &'static str;
    fn run(&mut self, text: &str) -> Result<(), String>;
    fn applied(&mut self) -> Result<Applied, String>;
    fn record(&mut self, name: &str, checksum: &str) -> Result<(), String>;
}

/// Runs what has not run yet, in order, each in one transaction of its own.
pub(crate) fn migrate<G: Ground>(ground: &mut G, migrations: &[Migration]) -> Result<(), Error> {
    make_table(ground)?;
    while run_next(ground, migrations)? {}
    Ok(())
}

/// Two processes may make the table at the same time; PostgreSQL then refuses one of them, which
/// finds it made when it looks again.
fn make_table<G: Ground>(ground: &mut G) -> Result<(), Error> {
    const TRIES: usize = 5;
    const TABLE: &str = "create table if not exists store_migration \
                         (name text not null primary key, checksum text not null);";
    let text = for_engine(TABLE, G::DIALECT);
    let mut made = ground.run(&text);
    for _ in 1..TRIES {
        if made.is_ok() {
            break;
        }
        made = ground.run(&text);
    }
    made.map_err(|why| fault("store_migration", why))
}

/// Takes the lock anew for each migration. False: nothing is left to run.
fn run_next<G: Ground>(ground: &mut G, migrations: &[Migration]) -> Result<bool, Error> {
    ground.run(G::BEGIN).map_err(|why| fault("store_migration", why))?;
    let outcome = match ground.applied().map_err(|why| fault("store_migration", why)) {
        Ok(applied) => run_first(ground, migrations, &applied),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(Some(name)) => {
            ground.run("commit").map_err(|why| fault(name, why))?;
            Ok(true)
        }
        other => {
            if let Err(why) = ground.run("rollback") {
                tracing::error!(why, "a migration did not roll back");
            }
            other.map(|_| false)
        }
    }
}

fn run_first<'a, G: Ground>(
    ground: &mut G,
    migrations: &'a [Migration],
    applied: &Applied,
) -> Result<Option<&'a str>, Error> {
    let Some(next) = waiting(migrations, applied)?.into_iter().next() else {
        return Ok(None);
    };
    ground
        .run(&for_engine(next.text, G::DIALECT))
        .and_then(|()| ground.record(next.name, &checksum(next.text)))
        .map_err(|why| fault(next.name, why))?;
    tracing::info!(name = next.name, "migration has run");
    Ok(Some(next.name))
}

/// What has not run yet, in order.
pub(crate) fn waiting<'a>(
    migrations: &'a [Migration],
    applied: &Applied,
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
    hex::encode(Sha256::digest(text.as_bytes()))
}

fn fault(name: &str, why: impl Into<String>) -> Error {
    Error::Migration { name: name.to_owned(), why: why.into() }
}
