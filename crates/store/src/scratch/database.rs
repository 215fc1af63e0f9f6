//! One test's database.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use postgres::NoTls;
use tempfile::TempDir;

use super::{Kind, server};
use crate::{Migration, Options, Store};

/// A database that goes with this value, tables, folder and all.
pub struct Scratch {
    store: Option<Store>,
    options: Option<Options>,
    kind: Kind,
    place: Place,
}

enum Place {
    Memory,
    Folder { _dir: TempDir },
    Schema { url: String, name: String },
}

impl Scratch {
    /// A fresh database with its tables.
    pub fn new(kind: Kind, migrations: &[Migration]) -> Scratch {
        Scratch::with(kind, migrations, |options| options)
    }

    /// As [`Scratch::new`], with other options (which the inline store has not).
    pub fn with(
        kind: Kind,
        migrations: &[Migration],
        adjust: impl FnOnce(Options) -> Options,
    ) -> Scratch {
        let (options, place) = match kind {
            Kind::Inline => (None, Place::Memory),
            Kind::SqliteMemory => (Some(Options::sqlite_memory()), Place::Memory),
            Kind::SqliteFile => {
                let dir = TempDir::new().expect("a temporary folder");
                let options = Options::sqlite(dir.path().join("scratch.db")).readers(2);
                (Some(options), Place::Folder { _dir: dir })
            }
            Kind::Postgres => {
                let (url, name) = (server(), unique_name());
                administer(&url, format!("create schema {name}"));
                let mark = if url.contains('?') { '&' } else { '?' };
                let named = format!("{url}{mark}application_name={name}");
                let options = Options::postgres(named).schema(&name).lanes(4).readers(2);
                (Some(options), Place::Schema { url, name })
            }
        };
        let options = options.map(adjust);
        let store = match &options {
            Some(options) => Store::open(options.clone()).expect("the scratch database opens"),
            None => Store::inline_memory(),
        };
        let scratch = Scratch { store: Some(store), options, kind, place };
        scratch.store().migrate(migrations).expect("the migrations run");
        scratch
    }

    /// The store.
    pub fn store(&self) -> Store {
        self.store.clone().expect("the store is open")
    }

    /// On which kind of store.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How to open the same database again. None: in memory there is no second opening.
    pub fn options(&self) -> Option<Options> {
        match self.place {
            Place::Memory => None,
            _ => self.options.clone(),
        }
    }

    /// The schema on PostgreSQL; its connections have the same name as application name.
    pub fn schema(&self) -> Option<&str> {
        match &self.place {
            Place::Schema { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Closes the store and opens the same database again, as a restart does; every other clone
    /// of the store must be gone by then. In memory: as it is.
    pub fn reopen(&mut self) -> Store {
        if let Some(options) = self.options() {
            self.store = None;
            self.store = Some(
                Store::open(options).expect("no clone of the store is left, so it opens again"),
            );
        }
        self.store()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.store = None;
        if let Place::Schema { url, name } = &self.place {
            // A test that failed in the middle may still hold locks: its schema stays behind.
            administer(url, format!("set lock_timeout = '2s'; drop schema {name} cascade"));
        }
    }
}

/// Readable by age in a server that somebody keeps: process, time, count.
fn unique_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("scratch_{}_{}_{count}", now.as_millis(), std::process::id())
}

/// On a thread of its own: the caller may be inside an asynchronous runtime.
fn administer(url: &str, text: String) {
    let url = url.to_owned();
    let done = thread::spawn(move || {
        let mut client = postgres::Client::connect(&url, NoTls)?;
        client.batch_execute("set client_min_messages = warning")?;
        client.batch_execute(&text)
    })
    .join();
    match done {
        Ok(Ok(())) => {}
        Ok(Err(error)) if !thread::panicking() => {
            panic!("PostgreSQL for tests: {}", crate::postgres::chain(&error))
        }
        _ => eprintln!("the scratch schema stays behind"),
    }
}
