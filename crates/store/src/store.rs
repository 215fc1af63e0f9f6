//! The face of the crate.

use std::sync::{Arc, mpsc};

use tokio::sync::oneshot;

use crate::inline::Inline;
use crate::job::{Closure, Job, Reply, is_in_closure};
use crate::options::Place;
use crate::{Dialect, Error, Migration, Options, Tx, migrate, postgres, sqlite};

/// A database. Cheap to clone; closed when the last clone is gone.
#[derive(Clone)]
pub struct Store {
    engine: Arc<Engine>,
}

enum Engine {
    Inline(Inline),
    Sqlite(sqlite::Engine),
    Postgres(Box<postgres::Engine>),
}

impl Store {
    /// Opens the database and starts its threads.
    #[expect(clippy::needless_pass_by_value, reason = "options are built for one store")]
    pub fn open(options: Options) -> Result<Store, Error> {
        let engine = match &options.place {
            Place::SqliteFile(_) | Place::SqliteMemory => {
                Engine::Sqlite(sqlite::Engine::open(&options)?)
            }
            Place::Postgres(url) => {
                Engine::Postgres(Box::new(postgres::Engine::open(url, &options)?))
            }
        };
        Ok(Store { engine: Arc::new(engine) })
    }

    /// SQLite in memory that runs every closure on the caller's thread, for a simulator that owns
    /// everything, time and threads included.
    pub fn inline_memory() -> Store {
        Store { engine: Arc::new(Engine::Inline(Inline::open())) }
    }

    /// The engine under it.
    pub fn dialect(&self) -> Dialect {
        match &*self.engine {
            Engine::Inline(_) | Engine::Sqlite(_) => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Brings the tables up to date; runs what has not run yet, in order, each in one transaction.
    pub fn migrate(&self, migrations: &[Migration]) -> Result<(), Error> {
        match &*self.engine {
            Engine::Inline(engine) => engine.migrate(migrations),
            Engine::Sqlite(engine) => engine.migrate(migrations),
            Engine::Postgres(engine) => engine.migrate(migrations),
        }
    }

    /// The migrations that have not run yet, for a command that must not run them itself.
    pub fn pending(&self, migrations: &[Migration]) -> Result<Vec<&'static str>, Error> {
        let migrations = migrations.to_vec();
        self.read_blocking(move |tx| migrate::pending(tx, &migrations))
    }

    /// Runs a closure on one snapshot of the database; it cannot write.
    pub async fn read<T, E>(
        &self,
        run: impl Fn(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.task(run, Engine::read).await
    }

    /// Runs a closure that may write, undone alone if it fails. The result comes back only after
    /// the commit is durable; an `Err` of the closure leaves nothing.
    pub async fn write<T, E>(
        &self,
        run: impl Fn(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.task(run, |engine, job| engine.write(None, job)).await
    }

    /// As [`Store::write`]; closures with the same key share commits instead of fighting over the
    /// same rows (PostgreSQL: one lane per key).
    pub async fn write_on<T, E>(
        &self,
        key: i64,
        run: impl Fn(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.task(run, |engine, job| engine.write(Some(key), job)).await
    }

    /// As [`Store::read`], for a thread that may block.
    pub fn read_blocking<T, E>(
        &self,
        run: impl Fn(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.thread(run, Engine::read)
    }

    /// As [`Store::write`], for a thread that may block.
    pub fn write_blocking<T, E>(
        &self,
        run: impl Fn(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.thread(run, |engine, job| engine.write(None, job))
    }

    async fn task<T, E>(
        &self,
        run: impl Fn(&mut dyn Tx) -> Result<T, E> + Send + 'static,
        submit: impl FnOnce(&Engine, Box<dyn Job>),
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        self.submit(Box::new(Closure::new(run, Reply::Task(sender))), submit);
        receiver.await.unwrap_or_else(|_| Err(E::from(Error::Closed)))
    }

    fn thread<T, E>(
        &self,
        run: impl Fn(&mut dyn Tx) -> Result<T, E> + Send + 'static,
        submit: impl FnOnce(&Engine, Box<dyn Job>),
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.submit(Box::new(Closure::new(run, Reply::Thread(sender))), submit);
        receiver.recv().unwrap_or_else(|_| Err(E::from(Error::Closed)))
    }

    fn submit(&self, job: Box<dyn Job>, submit: impl FnOnce(&Engine, Box<dyn Job>)) {
        if is_in_closure() {
            return job.answer(Err(Error::Engine("a closure called the store again".into())));
        }
        submit(&self.engine, job);
    }
}

impl Engine {
    fn read(&self, job: Box<dyn Job>) {
        match self {
            Engine::Inline(engine) => engine.read(job),
            Engine::Sqlite(engine) => engine.read(job),
            Engine::Postgres(engine) => engine.read(job),
        }
    }

    fn write(&self, key: Option<i64>, job: Box<dyn Job>) {
        match self {
            Engine::Inline(engine) => engine.write(job),
            Engine::Sqlite(engine) => engine.write(job),
            Engine::Postgres(engine) => engine.write(key, job),
        }
    }
}
