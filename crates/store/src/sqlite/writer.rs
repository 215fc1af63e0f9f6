//! The thread that writes: many closures in one commit, each undone alone when it fails.

use std::sync::mpsc::SyncSender;

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
pub(crate) fn run(
    mut guard: Guard,
    queue: &Queue<Command>,
    lock: Option<ProcessLock>,
    reopen: &dyn Fn() -> Result<Guard, Error>,
) {
    while let Some(command) = queue.pop() {
        let usable = match command {
            Command::Write(job) => write(&guard, job, Some(queue)),
            Command::Read(job) => read_here(&guard, job),
            Command::Migrate(migrations, answer) => {
                let ground = &mut migrate::OnSqlite(&guard.connection);
                drop(answer.send(migrate::migrate(ground, &migrations)));
                guard.roll_back()
            }
        };
        if !usable {
            guard.replace(reopen);
        }
    }
    drop(lock);
}

/// One commit for `first` and whoever comes while it is being made. False: the connection is not
/// to be used again.
pub(crate) fn write(guard: &Guard, first: Box<dyn Job>, queue: Option<&Queue<Command>>) -> bool {
    let mut batch = vec![first];
    let fate = loop {
        match fill(guard, &mut batch, queue) {
            Filled::Whole => match commit(guard) {
                // Somebody's constraint is checked at COMMIT: alone, each has its own fate.
                Err(error) if error.is_refusal() && batch.len() > 1 => {
                    let usable = guard.roll_back();
                    return batch
                        .into_iter()
                        .fold(usable, |usable, job| write(guard, job, None) && usable);
                }
                fate => break fate,
            },
            Filled::Broken(error) => break Err(error),
            Filled::RolledBack(culprit) => {
                // SQLite undid the whole transaction with the interrupted statement. The culprit
                // has its error; the others did nothing wrong and run again without it.
                batch.remove(culprit).answer(Ok(()));
                if batch.is_empty() {
                    return true;
                }
            }
        }
    };
    let usable = guard.roll_back();
    for job in batch {
        job.answer(fate.clone());
    }
    usable
}

enum Filled {
    Whole,
    RolledBack(usize),
    Broken(Error),
}

/// Opens the transaction, runs the batch, and takes in whoever has arrived meanwhile.
fn fill(guard: &Guard, batch: &mut Vec<Box<dyn Job>>, queue: Option<&Queue<Command>>) -> Filled {
    if let Err(error) = guard.say("begin immediate") {
        return Filled::Broken(error);
    }
    let mut next = 0;
    loop {
        if next == batch.len() {
            match arrived(batch.len(), queue).or_else(|| last_call(batch.len(), queue)) {
                Some(job) => batch.push(job),
                None => return Filled::Whole,
            }
        }
        match run_one(guard, &mut *batch[next], next == 0) {
            Ok(true) => next += 1,
            Ok(false) => return Filled::RolledBack(next),
            Err(error) => return Filled::Broken(error),
        }
    }
}

/// Who is about to write shall come along: on a busy machine with few cores this thread would else
/// commit, and wait for the disk, before anybody else had a turn. Alone it costs nothing.
fn last_call(batched: usize, queue: Option<&Queue<Command>>) -> Option<Box<dyn Job>> {
    std::thread::yield_now();
    arrived(batched, queue)
}

fn arrived(batched: usize, queue: Option<&Queue<Command>>) -> Option<Box<dyn Job>> {
    if batched >= BATCH {
        return None;
    }
    match queue?.pop_if(|command| matches!(command, Command::Write(_))) {
        Some(Command::Write(job)) => Some(job),
        _ => None,
    }
}

/// Runs one closure, in a savepoint unless it is the first: before that there is nothing to keep,
/// and inside a savepoint SQLite copies every page before it changes it. False: the transaction
/// around it is gone.
fn run_one(guard: &Guard, job: &mut dyn Job, first: bool) -> Result<bool, Error> {
    if !first {
        guard.say("savepoint job")?;
    }
    guard.start_budget();
    let keep = tx::run(job, &mut LiteTx::new(guard));
    guard.stop_budget();
    if guard.connection.is_autocommit() {
        return Ok(false);
    }
    let after: &[&'static str] = match (first, keep) {
        (true, true) => &[],
        (true, false) => &["rollback", "begin immediate"],
        (false, true) => &["release job"],
        (false, false) => &["rollback to job", "release job"],
    };
    after.iter().try_for_each(|text| guard.say(text))?;
    Ok(true)
}

/// A disk that fails at this moment may hold the commit or not: after a crash the log decides.
fn commit(guard: &Guard) -> Result<(), Error> {
    guard.say("commit").map_err(|error| match error {
        Error::Engine(why) => Error::CommitUnknown(why),
        other => other,
    })
}

/// In memory there is one connection: it reads with writing forbidden.
pub(crate) fn read_here(guard: &Guard, job: Box<dyn Job>) -> bool {
    if let Err(error) = guard.say("pragma query_only = on") {
        job.answer(Err(error));
        return true;
    }
    let usable = reader::read(guard, job);
    guard.say("pragma query_only = off").is_ok() && usable
}
