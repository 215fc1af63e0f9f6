//! Sessions of the console, and tries to open one. In memory: a restart ends them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::random;

/// Nobody has touched it for so long: signed out. By the machine's clock; the sandbox's jumps.
const IDLE: Duration = Duration::from_mins(30);
/// Wrong passwords of one merchant in [`TRIES_WITHIN`].
const TRIES_MAX: usize = 5;
const TRIES_WITHIN: Duration = Duration::from_mins(1);
/// Other merchant ids whose tries are remembered; more only comes from somebody who guesses.
const IDS_MAX: usize = 1_000;

/// Sessions and tries.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<State>);

#[derive(Default)]
struct State {
    /// By the hash of the token: looking one up tells nothing of the others.
    open: HashMap<[u8; 32], Session>,
    tries: HashMap<String, Vec<Instant>>,
}

struct Session {
    merchant_id: String,
    touched: Instant,
}

impl Sessions {
    /// Whether one more password may be tried for this merchant; the try counts.
    pub(super) fn may_try(&self, merchant_id: &str, now: Instant) -> bool {
        self.with(|state| {
            state.tries.retain(|_, tries| {
                tries.retain(|at| now.duration_since(*at) < TRIES_WITHIN);
                !tries.is_empty()
            });
            if state.tries.len() >= IDS_MAX && !state.tries.contains_key(merchant_id) {
                return false;
            }
            let tries = state.tries.entry(merchant_id.to_owned()).or_default();
            let may = tries.len() < TRIES_MAX;
            if may {
                tries.push(now);
            }
            may
        })
    }

    /// Opens a session and tells its token; the merchant's tries are forgotten.
    pub(super) fn open(&self, merchant_id: &str, now: Instant) -> String {
        let token = random::text::<32>();
        self.with(|state| {
            state.tries.remove(merchant_id);
            state.open.retain(|_, session| session.is_fresh(now));
            let session = Session { merchant_id: merchant_id.to_owned(), touched: now };
            state.open.insert(hash(&token), session);
        });
        token
    }

    /// Whose session it is; it is touched by that.
    pub(super) fn touch(&self, token: &str, now: Instant) -> Option<String> {
        self.with(|state| {
            let session = state.open.get_mut(&hash(token)).filter(|one| one.is_fresh(now))?;
            session.touched = now;
            Some(session.merchant_id.clone())
        })
    }

    /// Ends the session of this token.
    pub(super) fn end(&self, token: &str) {
        self.with(|state| state.open.remove(&hash(token)));
    }

    fn with<T>(&self, run: impl FnOnce(&mut State) -> T) -> T {
        run(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Session {
    fn is_fresh(&self, now: Instant) -> bool {
        now.duration_since(self.touched) < IDLE
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_by_itself_when_nobody_touches_it() {
        let (sessions, start) = (Sessions::default(), Instant::now());
        let token = sessions.open("1", start);
        let almost = IDLE * 9 / 10;
        assert_eq!(sessions.touch(&token, start + almost).as_deref(), Some("1"));
        assert_eq!(sessions.touch(&token, start + almost * 2).as_deref(), Some("1"));
        assert_eq!(sessions.touch(&token, start + almost * 2 + IDLE), None);
        assert_eq!(sessions.touch("", start), None);
        assert_ne!(sessions.open("1", start), token, "never the same");
    }

    #[test]
    fn a_few_tries_a_minute_each_merchant_for_itself() {
        let (sessions, start) = (Sessions::default(), Instant::now());
        for _ in 0..TRIES_MAX {
            assert!(sessions.may_try("1", start));
        }
        let later = start + Duration::from_secs(59);
        assert!(!sessions.may_try("1", later) && sessions.may_try("2", later));
        assert!(sessions.may_try("1", start + TRIES_WITHIN), "a refused try does not count");
        for _ in 1..TRIES_MAX {
            assert!(sessions.may_try("1", start + TRIES_WITHIN));
        }
        sessions.open("1", later);
        assert!(sessions.may_try("1", start + TRIES_WITHIN), "a right one begins anew");
        for number in 0..IDS_MAX {
            sessions.may_try(&format!("guess {number}"), later);
        }
        assert!(!sessions.may_try("one more", later), "a guesser fills no memory");
    }
}
