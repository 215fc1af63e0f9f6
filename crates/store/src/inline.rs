//! SQLite in memory on the caller's own thread.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::job::Job;
use crate::sqlite::{Guard, open_memory, read_here, write};
use crate::{Error, Migration, migrate};

/// A simulator's closures are not measured by the machine's clock.
const NO_LIMIT: Duration = Duration::MAX;

pub(crate) struct Inline {
    guard: Mutex<Guard>,
}

impl Inline {
    pub(crate) fn open() -> Inline {
        let guard = open_memory().and_then(|connection| Guard::new(connection, NO_LIMIT));
        Inline { guard: Mutex::new(guard.expect("SQLite in memory needs nothing but memory")) }
    }

    pub(crate) fn read(&self, job: Box<dyn Job>) {
        read_here(&self.lock(), job);
    }

    pub(crate) fn write(&self, job: Box<dyn Job>) {
        write(&self.lock(), job, None);
    }

    pub(crate) fn migrate(&self, migrations: &[Migration]) -> Result<(), Error> {
        migrate::migrate(&mut migrate::OnSqlite(&self.lock().connection), migrations)
    }

    fn lock(&self) -> MutexGuard<'_, Guard> {
        self.guard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
