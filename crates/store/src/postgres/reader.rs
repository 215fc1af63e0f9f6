//! A thread that reads: each closure on a snapshot of its own.

use super::error::{self, Meaning};
use super::session::Session;
use super::tx::PgTx;
use crate::job::Job;
use crate::queue::Queue;
use crate::{Error, tx};

const BEGIN: &str = "begin isolation level repeatable read read only";
/// Runs of one closure before the loss of the connection is told to its caller.
const TRIES: usize = 3;

pub(crate) fn run(mut session: Session, queue: &Queue<Box<dyn Job>>) {
    while let Some(mut job) = queue.pop() {
        let fate = read(&mut session, &mut *job);
        job.answer(fate);
    }
}

fn read(session: &mut Session, job: &mut dyn Job) -> Result<(), Error> {
    let mut fate = Err(Error::Closed);
    for _ in 0..TRIES {
        let trouble = match begin(session) {
            Ok(()) => {
                let mut pg = PgTx::new(session);
                tx::run(job, &mut pg);
                pg.trouble
            }
            Err(Meaning::Statement(error)) => return Err(error),
            Err(trouble) => Some(trouble),
        };
        end(session);
        fate = match trouble {
            None | Some(Meaning::Statement(_)) => return Ok(()),
            Some(Meaning::Lost(why)) => {
                session.forget();
                Err(Error::Unreachable(why))
            }
            Some(Meaning::Stale) => {
                session.forget_statements();
                Err(Error::Busy)
            }
            Some(Meaning::Conflict) => Err(Error::Busy),
        };
    }
    fate
}

fn begin(session: &mut Session) -> Result<(), Meaning> {
    let client = session.client().map_err(Meaning::Statement)?;
    client.batch_execute(BEGIN).map_err(|error| error::meaning(&error))
}

/// A reader that cannot end its transaction starts over with a new connection.
fn end(session: &mut Session) {
    let ended = session.current().is_some_and(|client| client.batch_execute("rollback").is_ok());
    if !ended {
        session.forget();
    }
}
