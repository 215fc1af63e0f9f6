//! Members (会員): buyers with an account, how they register and sign in, and what is theirs.
//!
//! A password is kept as an Argon2id hash; a session, a link and a known browser as the SHA-256 of
//! a token (reliability-security X9). Nothing here tells a stranger who is a member.

mod session;

pub use session::{IDLE_MAX, find_session, sign_out};

use crate::checkout::Buyer;
use crate::clock::Timestamp;
use crate::id::MemberId;
pub use crate::token::Token;

/// A member whose address is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The member's number in this shop.
    pub id: MemberId,
    /// 会員ID, as it was typed.
    pub login: String,
    /// Name, kana, e-mail, phone and address: what a checkout is filled in with.
    pub buyer: Buyer,
    /// 登録日時.
    pub registered_at: Timestamp,
    /// Counts every change: a form that was opened before another change does not undo it.
    pub version: i64,
}
