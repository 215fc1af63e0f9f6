//! A bounded queue from many callers to one or more engine threads.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    filled: Condvar,
    limit: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    sleepers: usize,
    closed: bool,
}

/// Why a queue takes nothing more. Gives the thing back.
pub(crate) enum Refused<T> {
    Full(T),
    Closed(T),
}

impl<T> Queue<T> {
    pub(crate) fn new(limit: usize) -> Queue<T> {
        let state = State { waiting: VecDeque::new(), sleepers: 0, closed: false };
        Queue { state: Mutex::new(state), filled: Condvar::new(), limit }
    }

    pub(crate) fn push(&self, item: T) -> Result<(), Refused<T>> {
        let mut state = self.lock();
        if state.closed {
            return Err(Refused::Closed(item));
        }
        if state.waiting.len() >= self.limit {
            return Err(Refused::Full(item));
        }
        state.waiting.push_back(item);
        let wake = state.sleepers > 0;
        drop(state);
        if wake {
            self.filled.notify_one();
        }
        Ok(())
    }

    /// The next thing, as soon as there is one. None: closed and empty.
    pub(crate) fn pop(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(item) = state.waiting.pop_front() {
                return Some(item);
            }
            if state.closed {
                return None;
            }
            state.sleepers += 1;
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.sleepers -= 1;
        }
    }

    /// The next thing if it is there already and passes `fits`.
    pub(crate) fn pop_if(&self, fits: impl FnOnce(&T) -> bool) -> Option<T> {
        let mut state = self.lock();
        if state.waiting.front().is_some_and(fits) { state.waiting.pop_front() } else { None }
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.lock().waiting.len()
    }

    /// Takes nothing more, and drops what waits: the thread that would do it is gone.
    pub(crate) fn abandon(&self) {
        let mut state = self.lock();
        state.closed = true;
        let dropped = std::mem::take(&mut state.waiting);
        drop(state);
        drop(dropped);
        self.filled.notify_all();
    }

    /// Takes nothing more; what waits is still done.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
