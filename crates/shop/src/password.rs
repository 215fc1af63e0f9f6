//! Argon2id, m = 19 MiB, t = 2, p = 1, in bounded lines: a flood of sign-ins waits, and a longer
//! one is turned away, before it fills the memory.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::clock::Random;
use crate::secret::Secret;

/// Memory of one hash in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over that memory.
const PASSES: u32 = 2;
/// Length of a salt in bytes.
const SALT: usize = 16;

/// The line of the staff's sign-in.
pub(crate) static STAFF: Line = Line::new(2, 32);
/// The line of those of the staff who are signed in and asked again: the sign-in, which anybody can
/// fill, does not keep them from a refund.
pub(crate) static PROOFS: Line = Line::new(2, 32);
/// The members' line: buyers at the door keep no staff waiting, nor staff them.
pub(crate) static MEMBERS: Line = Line::new(2, 64);

/// Too many people are signing in at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many sign-ins at one time")]
pub(crate) struct Crowded;

/// Where hashes wait for their turn. The memory belongs to the process, so the limit does too.
pub(crate) struct Line {
    running: Semaphore,
    waiting: Semaphore,
}

impl Line {
    /// So many hashes at one time, and so many running or waiting; one more is [`Crowded`].
    const fn new(running_max: usize, waiting_max: usize) -> Line {
        Line {
            running: Semaphore::const_new(running_max),
            waiting: Semaphore::const_new(waiting_max),
        }
    }

    /// The hash to keep for `password`, as a PHC string with a fresh salt.
    pub(crate) async fn hash(
        &'static self,
        random: &dyn Random,
        password: &Secret,
    ) -> Result<String, Crowded> {
        let mut salt = [0; SALT];
        random.fill(&mut salt);
        let password = password.clone();
        self.in_turn(move || hash_with(&salt, &password)).await
    }

    /// Whether `password` is the one that `kept` was made of. Without a `kept` (nobody has that
    /// login) the answer is no, after the same work: the time must not tell who exists.
    pub(crate) async fn fits(
        &'static self,
        kept: Option<String>,
        password: &Secret,
    ) -> Result<bool, Crowded> {
        let password = password.clone();
        self.in_turn(move || {
            let Some(kept) = kept else {
                std::hint::black_box(hash_with(&[0; SALT], &password));
                return false;
            };
            PasswordHash::new(&kept).is_ok_and(|kept| {
                argon2().verify_password(password.expose().as_bytes(), &kept).is_ok()
            })
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Crowded> {
        let _place = self.waiting.try_acquire().map_err(|_| Crowded)?;
        let turn = self.running.acquire().await.expect("the semaphore is never closed");
        let done = tokio::task::spawn_blocking(move || {
            // Given back by the thread: a visitor who leaves does not free memory that is still in
            // use.
            let _turn = turn;
            work()
        });
        done.await.map_err(|_| Crowded)
    }
}

fn hash_with(salt: &[u8], password: &Secret) -> String {
    argon2()
        .hash_password_with_salt(password.expose().as_bytes(), salt)
        .expect("parameters and the salt's length are constants that Argon2 accepts")
        .to_string()
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("constants in Argon2's range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::{Crowded, Line, MEMBERS, STAFF};
    use crate::clock::SystemRandom;
    use crate::secret::Secret;

    #[tokio::test]
    async fn keeps_a_salted_argon2id_hash_and_knows_its_password_again() {
        let password = Secret::new("日本橋の暖簾");
        let kept = STAFF.hash(&SystemRandom, &password).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, STAFF.hash(&SystemRandom, &password).await.unwrap(), "two salts");
        assert!(STAFF.fits(Some(kept.clone()), &password).await.unwrap());
        assert!(!STAFF.fits(Some(kept), &Secret::new("日本橋の暖廉")).await.unwrap());
        assert!(!STAFF.fits(None, &password).await.unwrap());
        assert!(!STAFF.fits(Some("damaged".to_owned()), &password).await.unwrap());
    }

    #[tokio::test]
    async fn a_full_line_turns_away_and_leaves_the_other_open() {
        static FULL: Line = Line::new(1, 1);
        let held = FULL.waiting.try_acquire();
        assert_eq!(FULL.fits(None, &Secret::default()).await, Err(Crowded));
        assert_eq!(MEMBERS.fits(None, &Secret::default()).await, Ok(false));
        drop(held);
        assert_eq!(FULL.fits(None, &Secret::default()).await, Ok(false));
    }
}
