//! The people who work in the admin: who they are and what they may do, how they sign in, how long
//! that lasts, and what is kept of it.
//!
//! A password is kept as an Argon2id hash, the secret of the second factor sealed, a session as the
//! SHA-256 of its token: whoever reads the database can neither sign in nor take a session over
//! (reliability-security X5, X9).

mod access;
mod browser;
mod change;
mod code;
mod create;
mod form;
mod limit;
mod list;
mod log;
mod old;
mod open;
mod own;
mod proof_lock;
mod prove;
mod recovery;
mod role;
mod second;
mod session;
mod sessions;
mod sign_in;
mod sign_ins;
mod totp;
mod view;

pub use access::{AccessForm, StaffAccess, clear_access, networks_in};
pub use browser::browser_said;
pub use change::{change, reset_password, set_active};
pub use code::{CODE_TIME, enter_code};
pub use create::{CreateError, PASSWORD_LETTERS_MIN, add, change_password, create, new_password};
pub use form::{EMAIL_MAX, LOGIN_MAX, NAME_MAX, StaffForm};
pub use limit::{ADDRESSES_OF_A_LOGIN, LOGINS_OF_AN_ADDRESS, TRIES_OF_A_PAIR};
pub use list::{Account, STAFF_MAX, account, accounts};
pub use log::log;
pub use old::forget_old;
pub use open::{Entry, Opened, Visitor};
pub use own::{change_own_password, set_own_email};
pub use prove::{PROVED_FOR, ProveError, prove};
pub use recovery::{RECOVERY_CODES, codes_left, new_codes};
pub use role::{Permission, Role};
pub use second::{Offer, confirm_totp, offer_totp, remove_totp};
pub use session::{IDLE_MAX, Session, SessionKey, SessionToken, find_session, sign_out};
pub use sessions::{OpenSession, end_others, end_session, open_sessions};
pub use sign_in::{FAILURES_MAX, LOCKED_FOR, SignInError, sign_in};
pub use sign_ins::{Outcome, SignIn, SignInsPage, sign_ins};
pub use totp::code_at;
pub use view::{Subject, View, ViewsPage, note_view, views};

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
    /// What the person may do.
    pub role: Role,
}

#[cfg(test)]
mod tests;
