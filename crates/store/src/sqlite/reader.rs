//! A thread that reads: each closure on a snapshot of its own.

use super::{Guard, LiteTx};
use crate::job::Job;
use crate::queue::Queue;
use crate::sqlite::error::engine;
use crate::tx;

pub(crate) fn run(guard: &Guard, queue: &Queue<Box<dyn Job>>) {
    while let Some(job) = queue.pop() {
        read(guard, job);
    }
}

/// Runs one closure in a transaction that is rolled back: there is nothing to keep.
pub(crate) fn read(guard: &Guard, mut job: Box<dyn Job>) {
    if let Err(error) = guard.connection.execute_batch("begin") {
        return job.answer(Err(engine(error)));
    }
    guard.start_budget();
    tx::run(&mut *job, &mut LiteTx::new(guard));
    guard.stop_budget();
    if !guard.connection.is_autocommit()
        && let Err(error) = guard.connection.execute_batch("rollback")
    {
        tracing::error!(%error, "a read transaction did not end");
    }
    job.answer(Ok(()));
}
