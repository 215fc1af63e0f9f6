//! The threads of an engine, and how work reaches them.

use std::sync::Arc;
use std::thread::JoinHandle;

use crate::Error;
use crate::job::Job;
use crate::queue::{Queue, Refused};

/// Every thread of one engine.
#[derive(Default)]
pub(crate) struct Threads {
    running: Vec<JoinHandle<()>>,
}

impl Threads {
    /// Starts a thread that serves `queue`. Should it ever panic, the queue is closed and emptied,
    /// so that nobody waits for an answer that cannot come.
    pub(crate) fn start<T: Send + 'static>(
        &mut self,
        name: &str,
        queue: &Arc<Queue<T>>,
        run: impl FnOnce() + Send + 'static,
    ) -> Result<(), Error> {
        let alarm = Alarm { queue: Arc::clone(queue) };
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _alarm = alarm;
            run();
        });
        self.running.push(thread.map_err(|error| Error::Open(format!("no thread: {error}")))?);
        Ok(())
    }

    /// Waits until all have finished what waited in their (closed) queues.
    pub(crate) fn join(&mut self) {
        let here = std::thread::current().id();
        for thread in self.running.drain(..) {
            // The last clone of a store may live in a closure that ran on one of these threads.
            if thread.thread().id() != here && thread.join().is_err() {
                tracing::error!("a database thread had panicked");
            }
        }
    }
}

struct Alarm<T> {
    queue: Arc<Queue<T>>,
}

impl<T> Drop for Alarm<T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.queue.abandon();
        }
    }
}

/// Queues a closure, or answers it at once when the queue takes no more.
pub(crate) fn push(queue: &Queue<Box<dyn Job>>, job: Box<dyn Job>) {
    match queue.push(job) {
        Ok(()) => {}
        Err(Refused::Full(job)) => job.answer(Err(Error::Busy)),
        Err(Refused::Closed(job)) => job.answer(Err(Error::Closed)),
    }
}
