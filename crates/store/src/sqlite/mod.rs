//! SQLite: one writer thread with one connection, readers beside it.

mod connection;
mod error;
mod lock;
mod reader;
mod tx;
mod writer;

pub(crate) use connection::{Guard, open_memory};
pub(crate) use tx::LiteTx;
pub(crate) use writer::{read_here, roll_back, write_alone};

use std::sync::Arc;
use std::thread::JoinHandle;

use crate::job::Job;
use crate::options::Place;
use crate::queue::{Queue, Refused};
use crate::{Error, Migration, Options};
use lock::ProcessLock;

/// The threads of one SQLite database.
pub(crate) struct Engine {
    writes: Arc<Queue<writer::Command>>,
    /// None: in memory, or opened to read only in one of the two; reads go through the writer.
    reads: Option<Arc<Queue<Box<dyn Job>>>>,
    threads: Vec<JoinHandle<()>>,
    read_only: bool,
}

impl Engine {
    pub(crate) fn open(options: &Options) -> Result<Engine, Error> {
        let writes = Arc::new(Queue::new(options.queue));
        let mut engine =
            Engine { writes, reads: None, threads: Vec::new(), read_only: options.read_only };
        match &options.place {
            Place::SqliteFile(path) => {
                if !options.read_only {
                    let lock = ProcessLock::take(path)?;
                    let guard = Guard::new(connection::open_file(path)?, options.budget)?;
                    engine.start_writer(guard, Some(lock))?;
                }
                let reads = Arc::new(Queue::new(options.queue));
                engine.reads = Some(Arc::clone(&reads));
                for _ in 0..options.readers {
                    let guard = Guard::new(connection::open_reader(path)?, options.budget)?;
                    engine.start_reader(guard, &reads)?;
                }
            }
            _ => {
                let guard = Guard::new(open_memory()?, options.budget)?;
                engine.start_writer(guard, None)?;
            }
        }
        Ok(engine)
    }

    pub(crate) fn read(&self, job: Box<dyn Job>) {
        match &self.reads {
            Some(reads) => refuse(reads.push(job), |job| job),
            None => self.command(writer::Command::Read(job)),
        }
    }

    pub(crate) fn write(&self, job: Box<dyn Job>) {
        if self.read_only {
            return job.answer(Err(Error::Open("the database is open to read only".into())));
        }
        self.command(writer::Command::Write(job));
    }

    pub(crate) fn migrate(&self, migrations: &[Migration]) -> Result<(), Error> {
        if self.read_only {
            return Err(Error::Open("the database is open to read only".into()));
        }
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        let command = writer::Command::Migrate(migrations.to_vec(), sender);
        self.writes.push(command).map_err(|refused| match refused {
            Refused::Full(_) => Error::Busy,
            Refused::Closed(_) => Error::Closed,
        })?;
        receiver.recv().unwrap_or(Err(Error::Closed))
    }

    fn command(&self, command: writer::Command) {
        match self.writes.push(command) {
            Ok(()) => {}
            Err(Refused::Full(command)) => command.refuse(Error::Busy),
            Err(Refused::Closed(command)) => command.refuse(Error::Closed),
        }
    }

    fn start_writer(&mut self, guard: Guard, lock: Option<ProcessLock>) -> Result<(), Error> {
        let queue = Arc::clone(&self.writes);
        self.start("store-writer", move || writer::run(&guard, &queue, lock))
    }

    fn start_reader(
        &mut self,
        guard: Guard,
        reads: &Arc<Queue<Box<dyn Job>>>,
    ) -> Result<(), Error> {
        let queue = Arc::clone(reads);
        self.start("store-reader", move || reader::run(&guard, &queue))
    }

    fn start(&mut self, name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), Error> {
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(run);
        self.threads.push(thread.map_err(|error| Error::Open(format!("no thread: {error}")))?);
        Ok(())
    }
}

fn refuse<T>(pushed: Result<(), Refused<T>>, job: impl FnOnce(T) -> Box<dyn Job>) {
    match pushed {
        Ok(()) => {}
        Err(Refused::Full(item)) => job(item).answer(Err(Error::Busy)),
        Err(Refused::Closed(item)) => job(item).answer(Err(Error::Closed)),
    }
}

impl Drop for Engine {
    /// Finishes what waits, then frees the file and its lock before the last owner goes on.
    fn drop(&mut self) {
        self.writes.close();
        if let Some(reads) = &self.reads {
            reads.close();
        }
        let here = std::thread::current().id();
        for thread in self.threads.drain(..) {
            // The last clone may live in a closure that ran on one of these threads.
            if thread.thread().id() != here && thread.join().is_err() {
                tracing::error!("a database thread had panicked");
            }
        }
    }
}
