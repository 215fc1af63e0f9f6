//! A closure with the place its result goes to, without its types.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use tokio::sync::oneshot;

use crate::{Error, Tx};

thread_local! {
    static IN_CLOSURE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a closure, which would wait for itself if it called the store.
pub(crate) fn is_in_closure() -> bool {
    IN_CLOSURE.get()
}

/// One closure on its way through an engine.
pub(crate) trait Job: Send {
    /// Runs the closure (again). False: roll its savepoint back.
    fn run(&mut self, tx: &mut dyn Tx) -> bool;
    /// Puts an error in place of whatever the closure gave.
    fn fail(&mut self, error: Error);
    /// Hands the result to the caller; `Err` is the fate of the commit and replaces it.
    fn answer(self: Box<Self>, commit: Result<(), Error>);
}

/// Where a result goes.
pub(crate) enum Reply<R> {
    /// To a task that awaits it.
    Task(oneshot::Sender<R>),
    /// To a thread that blocks for it.
    Thread(mpsc::SyncSender<R>),
}

impl<R> Reply<R> {
    fn send(self, result: R) {
        // A caller that went away (a closed browser) does not undo what was committed.
        match self {
            Reply::Task(sender) => drop(sender.send(result)),
            Reply::Thread(sender) => drop(sender.send(result)),
        }
    }
}

pub(crate) struct Closure<F, T, E> {
    run: F,
    result: Option<Result<T, E>>,
    reply: Reply<Result<T, E>>,
}

impl<F, T, E> Closure<F, T, E> {
    pub(crate) fn new(run: F, reply: Reply<Result<T, E>>) -> Self {
        Closure { run, result: None, reply }
    }
}

impl<F, T, E> Job for Closure<F, T, E>
where
    F: Fn(&mut dyn Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut dyn Tx) -> bool {
        IN_CLOSURE.set(true);
        let result = catch_unwind(AssertUnwindSafe(|| (self.run)(tx)))
            .unwrap_or_else(|_| Err(E::from(Error::Panicked)));
        IN_CLOSURE.set(false);
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn fail(&mut self, error: Error) {
        self.result = Some(Err(E::from(error)));
    }

    fn answer(self: Box<Self>, commit: Result<(), Error>) {
        let result = match commit {
            Ok(()) => self.result.unwrap_or_else(|| Err(E::from(Error::Closed))),
            Err(error) => Err(E::from(error)),
        };
        self.reply.send(result);
    }
}
