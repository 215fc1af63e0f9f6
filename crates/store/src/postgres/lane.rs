//! A thread that writes: what waits in its queue shares a commit, each closure in a savepoint.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::error::{self, Meaning};
use super::session::Session;
use super::tx::PgTx;
use crate::job::Job;
use crate::queue::Queue;
use crate::threads::push;
use crate::{Error, tx};

/// Most closures in one commit; PostgreSQL gets slower beyond some 64 savepoints.
const BATCH: usize = 32;
/// Runs of a batch before its callers hear of the conflict.
const TRIES: u32 = 20;
/// Lost connections before its callers hear of the loss: the closure itself may be the cause.
const LOSSES: u32 = 3;
/// Pause before a batch runs again, times the number of runs: two lanes that met in a deadlock
/// shall not meet there again.
const PAUSE: Duration = Duration::from_millis(2);

/// The queue of one lane, and how much of it is not answered yet.
pub(crate) struct Lane {
    queue: Arc<Queue<Box<dyn Job>>>,
    running: AtomicUsize,
}

impl Lane {
    pub(crate) fn new(limit: usize) -> Lane {
        Lane { queue: Arc::new(Queue::new(limit)), running: AtomicUsize::new(0) }
    }

    pub(crate) fn queue(&self) -> Arc<Queue<Box<dyn Job>>> {
        Arc::clone(&self.queue)
    }

    pub(crate) fn push(&self, job: Box<dyn Job>) {
        push(&self.queue, job);
    }

    pub(crate) fn load(&self) -> usize {
        self.queue.len() + self.running.load(Ordering::Relaxed)
    }

    fn arrived(&self, batched: usize) -> Option<Box<dyn Job>> {
        let job = (batched < BATCH).then(|| self.queue.pop_if(|_| true)).flatten()?;
        self.running.store(batched + 1, Ordering::Relaxed);
        Some(job)
    }
}

pub(crate) fn run(mut session: Session, lane: &Lane) {
    while let Some(first) = lane.queue.pop() {
        lane.running.store(1, Ordering::Relaxed);
        settle(&mut session, vec![first], Some(lane));
        lane.running.store(0, Ordering::Relaxed);
    }
}

/// How one run of a batch ended.
enum Fate {
    Committed,
    /// Nothing was written; running again may help.
    Again(Meaning),
    /// COMMIT was refused: nothing was written.
    Refused(Error),
    /// The connection went while COMMIT was in the air.
    Unknown(String),
}

/// Runs a batch until its fate is decided, then answers it.
fn settle(session: &mut Session, mut batch: Vec<Box<dyn Job>>, lane: Option<&Lane>) {
    let mut losses = 0;
    let mut told = Error::Busy;
    for tries in 1..=TRIES {
        let trouble = match attempt(session, &mut batch, lane) {
            Fate::Committed => return answer(batch, &Ok(())),
            Fate::Unknown(why) => {
                session.forget();
                return answer(batch, &Err(Error::CommitUnknown(why)));
            }
            // Somebody's constraint is checked at COMMIT, or the batch is in the way as a whole:
            // alone, each has its own fate.
            Fate::Refused(_) | Fate::Again(Meaning::Conflict) if batch.len() > 1 => {
                return batch.into_iter().for_each(|job| settle(session, vec![job], None));
            }
            Fate::Refused(error) => return answer(batch, &Err(error)),
            Fate::Again(trouble) => trouble,
        };
        match trouble {
            Meaning::Statement(error) => return answer(batch, &Err(error)),
            Meaning::Conflict => told = Error::Busy,
            Meaning::Stale => session.forget_statements(),
            Meaning::Lost(why) => {
                session.forget();
                losses += 1;
                if losses == LOSSES {
                    return answer(batch, &Err(Error::Unreachable(why)));
                }
            }
        }
        thread::sleep(PAUSE * tries);
    }
    answer(batch, &Err(told));
}

fn answer(batch: Vec<Box<dyn Job>>, fate: &Result<(), Error>) {
    for job in batch {
        job.answer(fate.clone());
    }
}

/// One transaction for the batch, and for whoever arrives while it runs.
fn attempt(session: &mut Session, batch: &mut Vec<Box<dyn Job>>, lane: Option<&Lane>) -> Fate {
    let begin = Arc::clone(&session.begin);
    if let Err(trouble) = say(session, &begin) {
        return Fate::Again(trouble);
    }
    let mut savepoint = false;
    let mut kept = 0;
    let mut next = 0;
    loop {
        if next == batch.len() {
            match lane.and_then(|lane| lane.arrived(batch.len())) {
                Some(job) => batch.push(job),
                None => break,
            }
        }
        match run_one(session, &mut *batch[next], next > 0, &mut savepoint) {
            Ok(keep) => kept += usize::from(keep),
            Err(trouble) => {
                if say(session, "rollback").is_err() {
                    session.forget();
                }
                return Fate::Again(trouble);
            }
        }
        next += 1;
    }
    if kept == 0 {
        if say(session, "rollback").is_err() {
            session.forget();
        }
        return Fate::Committed;
    }
    match say(session, "commit") {
        Ok(()) => Fate::Committed,
        Err(Meaning::Statement(error)) => Fate::Refused(error),
        Err(Meaning::Lost(why)) => Fate::Unknown(why),
        Err(trouble) => Fate::Again(trouble),
    }
}

/// Runs one closure. The first needs no savepoint: before it there is nothing to keep.
fn run_one(
    session: &mut Session,
    job: &mut dyn Job,
    others_before: bool,
    savepoint: &mut bool,
) -> Result<bool, Meaning> {
    if others_before {
        let text = if *savepoint { "release job; savepoint job" } else { "savepoint job" };
        say(session, text)?;
        *savepoint = true;
    }
    let mut pg = PgTx::new(session);
    let keep = tx::run(job, &mut pg);
    if let Some(trouble) = pg.trouble {
        return Err(trouble);
    }
    if !keep {
        if *savepoint {
            say(session, "rollback to job")?;
        } else {
            say(session, "rollback")?;
            let begin = Arc::clone(&session.begin);
            say(session, &begin)?;
        }
    }
    Ok(keep)
}

fn say(session: &mut Session, text: &str) -> Result<(), Meaning> {
    let client = session.client().map_err(Meaning::Statement)?;
    client.batch_execute(text).map_err(|error| error::meaning(&error))
}
