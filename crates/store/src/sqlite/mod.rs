//! SQLite: one writer thread with one connection, readers beside it.

mod connection;
mod error;
mod lock;
mod reader;
mod tx;
mod writer;

pub(crate) use connection::{Guard, open_memory};
pub(crate) use tx::LiteTx;
pub(crate) use writer::{read_here, write};

use std::sync::{Arc, mpsc};

use crate::job::Job;
use crate::options::Place;
use crate::queue::{Queue, Refused};
use crate::threads::{Threads, push};
use crate::{Error, Migration, Options};
use lock::ProcessLock;
use writer::Command;

/// The threads of one SQLite database.
pub(crate) struct Engine {
    /// None: opened to read only.
    writes: Option<Arc<Queue<Command>>>,
    /// None: in memory there is one connection, reads go through the writer.
    reads: Option<Arc<Queue<Box<dyn Job>>>>,
    threads: Threads,
}

impl Engine {
    pub(crate) fn open(options: &Options) -> Result<Engine, Error> {
        let mut engine = Engine { writes: None, reads: None, threads: Threads::default() };
        let Place::SqliteFile(path) = &options.place else {
            let budget = options.budget;
            engine.start_writer(move || Guard::new(open_memory()?, budget), None, options)?;
            return Ok(engine);
        };
        if !options.read_only {
            let lock = ProcessLock::take(path)?;
            let (path, budget) = (path.clone(), options.budget);
            let open = move || Guard::new(connection::open_file(&path)?, budget);
            engine.start_writer(open, Some(lock), options)?;
        }
        for _ in 0..options.readers {
            let (path, budget) = (path.clone(), options.budget);
            let open = move || Guard::new(connection::open_reader(&path)?, budget);
            engine.start_reader(open, options)?;
        }
        Ok(engine)
    }

    pub(crate) fn read(&self, job: Box<dyn Job>) {
        match &self.reads {
            Some(reads) => push(reads, job),
            None => self.command(Command::Read(job)),
        }
    }

    pub(crate) fn write(&self, job: Box<dyn Job>) {
        self.command(Command::Write(job));
    }

    pub(crate) fn migrate(&self, migrations: &[Migration]) -> Result<(), Error> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.command(Command::Migrate(migrations.to_vec(), sender));
        receiver.recv().unwrap_or(Err(Error::Closed))
    }

    fn command(&self, command: Command) {
        let Some(writes) = &self.writes else {
            return command.refuse(Error::read_only());
        };
        match writes.push(command) {
            Ok(()) => {}
            Err(Refused::Full(command)) => command.refuse(Error::Busy),
            Err(Refused::Closed(command)) => command.refuse(Error::Closed),
        }
    }

    fn start_writer(
        &mut self,
        open: impl Fn() -> Result<Guard, Error> + Send + 'static,
        lock: Option<ProcessLock>,
        options: &Options,
    ) -> Result<(), Error> {
        let guard = open()?;
        let queue = Arc::new(Queue::new(options.queue));
        self.writes = Some(Arc::clone(&queue));
        let served = Arc::clone(&queue);
        self.threads.start("store-writer", &queue, move || {
            writer::run(guard, &served, lock, &open);
        })
    }

    fn start_reader(
        &mut self,
        open: impl Fn() -> Result<Guard, Error> + Send + 'static,
        options: &Options,
    ) -> Result<(), Error> {
        let guard = open()?;
        let new = || Arc::new(Queue::new(options.queue));
        let queue = Arc::clone(self.reads.get_or_insert_with(new));
        let served = Arc::clone(&queue);
        self.threads.start("store-reader", &queue, move || reader::run(guard, &served, &open))
    }
}

impl Drop for Engine {
    /// Finishes what waits, then frees the file and its lock before the last owner goes on.
    fn drop(&mut self) {
        if let Some(writes) = &self.writes {
            writes.close();
        }
        if let Some(reads) = &self.reads {
            reads.close();
        }
        self.threads.join();
    }
}
