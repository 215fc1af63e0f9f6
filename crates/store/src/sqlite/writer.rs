//! The thread that writes: many closures in one commit, each in its own savepoint.

use std::sync::mpsc::SyncSender;

use rusqlite::Connection;

use super::error::engine;
use super::lock::ProcessLock;
use super::{Guard, LiteTx, reader};
use crate::job::Job;
use crate::queue::Queue;
use crate::{Error, Migration, migrate, tx};

/// Most closures in one commit.
const BATCH: usize = 64;

pub(crate) enum Command {
    Write(Box<dyn Job>),
    /// In memory there is one connection: readers stand in the same line.
    Read(Box<dyn Job>),
    Migrate(Vec<Migration>, SyncSender<Result<(), Error>>),
}

impl Command {
    pub(crate) fn refuse(self, error: Error) {
        match self {
            Command::Write(job) | Command::Read(job) => job.answer(Err(error)),
            Command::Migrate(_, answer) => drop(answer.send(Err(error))),
        }
    }
}

/// Works until the queue is closed and empty; then the lock goes.
pub(crate) fn run(guard: &Guard, queue: &Queue<Command>, lock: Option<ProcessLock>) {
    while let Some(command) = queue.pop() {
        match command {
            Command::Write(job) => write(guard, job, queue),
            Command::Read(job) => read_here(guard, job),
            Command::Migrate(migrations, answer) => {
                let ground = &mut migrate::OnSqlite(&guard.connection);
                drop(answer.send(migrate::migrate(ground, &migrations)));
            }
        }
    }
    drop(lock);
}

/// One commit for one closure (inline: nobody else is there).
pub(crate) fn write_alone(guard: &Guard, job: Box<dyn Job>) {
    write(guard, job, &Queue::new(1));
}

/// One commit for `first` and whoever comes while it is being made.
fn write(guard: &Guard, first: Box<dyn Job>, queue: &Queue<Command>) {
    let mut batch = vec![first];
    let fate = loop {
        match fill(guard, &mut batch, queue) {
            Filled::Whole => break commit(&guard.connection),
            Filled::Broken(error) => break Err(error),
            Filled::RolledBack(culprit) => {
                // SQLite undid the whole transaction with the interrupted statement. The culprit
                // has its error; the others did nothing wrong and run again without it.
                batch.remove(culprit).answer(Ok(()));
                if batch.is_empty() {
                    return;
                }
            }
        }
    };
    if fate.is_err() {
        roll_back(&guard.connection);
    }
    for job in batch {
        job.answer(fate.clone());
    }
}

enum Filled {
    Whole,
    RolledBack(usize),
    Broken(Error),
}

/// Opens the transaction, runs the batch, and takes in whoever has arrived meanwhile.
fn fill(guard: &Guard, batch: &mut Vec<Box<dyn Job>>, queue: &Queue<Command>) -> Filled {
    if let Err(error) = statement(&guard.connection, "begin immediate") {
        return Filled::Broken(error);
    }
    let mut next = 0;
    loop {
        if next == batch.len() {
            let arrived = (next < BATCH)
                .then(|| queue.pop_if(|command| matches!(command, Command::Write(_))))
                .flatten();
            match arrived {
                Some(Command::Write(job)) => batch.push(job),
                _ => return Filled::Whole,
            }
        }
        match run_one(guard, &mut *batch[next]) {
            Ok(true) => next += 1,
            Ok(false) => return Filled::RolledBack(next),
            Err(error) => return Filled::Broken(error),
        }
    }
}

/// Runs one closure in its savepoint. False: the transaction around it is gone.
fn run_one(guard: &Guard, job: &mut dyn Job) -> Result<bool, Error> {
    statement(&guard.connection, "savepoint job")?;
    guard.start_budget();
    let keep = tx::run(job, &mut LiteTx::new(guard));
    guard.stop_budget();
    if guard.connection.is_autocommit() {
        return Ok(false);
    }
    if !keep {
        statement(&guard.connection, "rollback to job")?;
    }
    statement(&guard.connection, "release job")?;
    Ok(true)
}

fn commit(connection: &Connection) -> Result<(), Error> {
    statement(connection, "commit")
}

fn roll_back(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("rollback")
    {
        tracing::error!(%error, "a transaction did not roll back");
    }
}

fn statement(connection: &Connection, text: &str) -> Result<(), Error> {
    connection.prepare_cached(text).and_then(|mut it| it.raw_execute()).map_err(engine)?;
    Ok(())
}

pub(crate) fn read_here(guard: &Guard, job: Box<dyn Job>) {
    if let Err(error) = statement(&guard.connection, "pragma query_only = on") {
        return job.answer(Err(error));
    }
    reader::read(guard, job);
    if let Err(error) = statement(&guard.connection, "pragma query_only = off") {
        tracing::error!(%error, "the connection stays read-only");
    }
}
