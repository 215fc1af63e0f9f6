//! A thread that reads: each closure on a snapshot of its own.

use super::{Guard, LiteTx};
use crate::job::Job;
use crate::queue::Queue;
use crate::{Error, tx};

pub(crate) fn run(
    mut guard: Guard,
    queue: &Queue<Box<dyn Job>>,
    reopen: &dyn Fn() -> Result<Guard, Error>,
) {
    while let Some(job) = queue.pop() {
        if !read(&guard, job) {
            guard.replace(reopen);
        }
    }
}

/// Runs one closure in a transaction that is rolled back: there is nothing to keep. False: the
/// connection is not to be used again.
pub(crate) fn read(guard: &Guard, mut job: Box<dyn Job>) -> bool {
    if let Err(error) = guard.say("begin") {
        job.answer(Err(error));
        return guard.roll_back();
    }
    guard.start_budget();
    tx::run(&mut *job, &mut LiteTx::new(guard));
    guard.stop_budget();
    let usable = guard.roll_back();
    job.answer(Ok(()));
    usable
}
