//! The people who work in the admin: who they are, how they sign in, how long that lasts.
//!
//! A password is kept as an Argon2id hash, a session as the SHA-256 of its token: whoever reads the
//! database can neither sign in nor take a session over (reliability-security X5, X9).

mod create;
mod session;
mod sign_in;

pub use crate::token::Token as SessionToken;
pub use create::{CreateError, PASSWORD_LETTERS_MIN, change_password, create};
pub use session::{IDLE_MAX, find_session, sign_out};
pub use sign_in::{FAILURES_MAX, LOCKED_FOR, SignInError, sign_in};

use crate::id::StaffId;

/// A person who works in the admin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The person's number in this shop.
    pub id: StaffId,
    /// What the person types to sign in.
    pub login: String,
    /// What history lines and the page's head call the person.
    pub name: String,
}

#[cfg(test)]
mod tests;
