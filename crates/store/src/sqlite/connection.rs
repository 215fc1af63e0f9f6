//! Opening connections, and the time budget that watches over what they run.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::engine;
use crate::Error;

/// Statements kept prepared per connection; the product has a few hundred.
const STATEMENTS_KEPT: usize = 512;
/// Virtual-machine steps between two looks at the clock (some 10 microseconds).
const STEPS_PER_LOOK: i32 = 2_000;
/// How long to wait for another process's lock (a backup's checkpoint, a shell).
const OTHERS_LOCK: Duration = Duration::from_secs(5);

/// The one connection that writes.
pub(crate) fn open_file(path: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(path).map_err(|error| cannot_open(path, &error))?;
    prepare(&connection)?;
    connection.pragma_update(None, "journal_mode", "wal").map_err(engine)?;
    // NORMAL may lose the last commits when the power goes: not for paid orders.
    connection.pragma_update(None, "synchronous", "full").map_err(engine)?;
    // What is deleted is overwritten: an erased person must not stay in free pages of the file.
    connection.pragma_update(None, "secure_delete", true).map_err(engine)?;
    Ok(connection)
}

/// A connection that reads beside the writer.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(|error| cannot_open(path, &error))?;
    prepare(&connection)?;
    connection.pragma_update(None, "query_only", true).map_err(engine)?;
    Ok(connection)
}

/// A database of its own that dies with the connection.
pub(crate) fn open_memory() -> Result<Connection, Error> {
    let connection = Connection::open_in_memory().map_err(engine)?;
    prepare(&connection)?;
    Ok(connection)
}

fn prepare(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(OTHERS_LOCK).map_err(engine)?;
    // A torn file under mmap kills the process with SIGBUS; read() gives an error instead.
    connection.pragma_update(None, "mmap_size", 0).map_err(engine)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(engine)?;
    // `like` looks at case, as PostgreSQL's does.
    connection.pragma_update(None, "case_sensitive_like", true).map_err(engine)?;
    // Savepoint journals stay in memory.
    connection.pragma_update(None, "temp_store", "memory").map_err(engine)?;
    // A plan does not depend on what is bound: else the planner, which has STAT4, plans a kept
    // statement again whenever other values come.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(engine)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}

fn cannot_open(path: &Path, error: &rusqlite::Error) -> Error {
    Error::Open(format!("cannot open {}: {error}", path.display()))
}

/// A connection whose statements stop when the running closure's time is up.
pub(crate) struct Guard {
    pub(crate) connection: Connection,
    clock: Clock,
    budget: Duration,
}

/// Shared with SQLite's progress handler. 0: nothing is limited now.
#[derive(Clone)]
pub(crate) struct Clock {
    start: Instant,
    deadline_micros: Arc<AtomicU64>,
}

impl Guard {
    pub(crate) fn new(mut connection: Connection, budget: Duration) -> Result<Guard, Error> {
        let clock = Clock { start: Instant::now(), deadline_micros: Arc::default() };
        let watch = clock.clone();
        connection
            .progress_handler(STEPS_PER_LOOK, Some(move || watch.is_over()))
            .map_err(engine)?;
        Ok(Guard { connection, clock, budget })
    }

    /// Puts a new connection in place of one that is not to be used again.
    pub(crate) fn replace(&mut self, reopen: &dyn Fn() -> Result<Guard, Error>) {
        match reopen() {
            Ok(guard) => *self = guard,
            Err(error) => tracing::error!(%error, "the database did not open again"),
        }
    }

    /// Runs a statement of the store's own.
    pub(crate) fn say(&self, text: &'static str) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(text).map_err(engine)?;
        statement.raw_execute().map_err(engine)?;
        Ok(())
    }

    /// Rolls back whatever is open. False: it did not, the connection is not to be used again.
    pub(crate) fn roll_back(&self) -> bool {
        if !self.connection.is_autocommit()
            && let Err(error) = self.say("rollback")
        {
            tracing::error!(%error, "a transaction did not roll back");
        }
        self.connection.is_autocommit()
    }

    /// Gives the next closure its time.
    pub(crate) fn start_budget(&self) {
        self.clock.limit(self.budget);
    }

    /// Limits nothing until the next closure: COMMIT and ROLLBACK take what they need.
    pub(crate) fn stop_budget(&self) {
        self.clock.deadline_micros.store(0, Ordering::Relaxed);
    }

    pub(crate) fn is_over(&self) -> bool {
        self.clock.is_over()
    }
}

impl Clock {
    fn limit(&self, budget: Duration) {
        let deadline = self.elapsed().saturating_add(as_micros(budget)).max(1);
        self.deadline_micros.store(deadline, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        let deadline = self.deadline_micros.load(Ordering::Relaxed);
        deadline != 0 && self.elapsed() > deadline
    }

    fn elapsed(&self) -> u64 {
        as_micros(self.start.elapsed())
    }
}

fn as_micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, StatementStatus};

    use super::open_memory;

    /// How often a kept statement is planned again when other values are bound.
    fn plans(connection: &Connection) -> i32 {
        let tables = "create table a (k integer primary key, b int); create index ab on a (b);
             with recursive n (i) as (select 1 union all select i + 1 from n where i < 100)
             insert into a (b) select i / 9 from n; analyze;";
        connection.execute_batch(tables).unwrap();
        let mut statement = connection.prepare("select k from a where b > ?1 limit ?2").unwrap();
        for (least, limit) in [(1, 5), (9, 7), (10, 2)] {
            let rows = statement.query_map([least, limit], |row| row.get::<_, i64>(0));
            assert!(rows.unwrap().count() > 0);
        }
        statement.get_status(StatementStatus::RePrepare)
    }

    #[test]
    fn a_kept_statement_is_planned_once() {
        assert_eq!(plans(&open_memory().unwrap()), 0);
        // Without our settings it is planned anew: the test can fail.
        let plain = Connection::open_in_memory().unwrap();
        assert!(plans(&plain) > 0);
    }
}
