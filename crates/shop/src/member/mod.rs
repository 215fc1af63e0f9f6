//! Members (会員): buyers with an account, how they register and sign in, and what is theirs.
//!
//! A password is kept as an Argon2id hash; a session, a link and a known browser as the SHA-256 of
//! a token (reliability-security X9). Nothing here tells a stranger who is a member: an address
//! that a member has and one that nobody has are answered alike, and only its owner is told by
//! mail.

mod account;
mod addresses;
mod brake;
mod change;
mod common;
mod confirm;
mod device;
mod door;
mod email;
mod link;
pub(crate) mod log;
mod login;
mod moment;
mod old;
mod orders;
mod phrase;
mod register;
mod reset;
mod session;
mod sign_in;
pub(crate) mod term;
mod tries;
mod withdraw;

pub(crate) use account::email_key;
pub use account::find;
pub(crate) use account::hold;
pub use addresses::{
    ADDRESSES_MAX, AddressId, SaveAddressError, SavedAddress, add_address, addresses, addresses_in,
    change_address, find_address, remove_address,
};
pub use change::{ChangeError, change_login, change_password, change_profile};
pub use confirm::{ConfirmError, Pending, confirm, pending};
pub use device::admit_device;
pub use door::{FAILURES_MAX, LOCKED_FOR};
pub use email::{ask_for_email, change_email, wanted_email};
pub use link::{Asked, LinkKind};
pub use log::{LogPage, LogRow, log};
pub use login::{LOGIN_MAX, LOGIN_MIN};
pub use moment::Browser;
pub use old::forget_old;
pub use orders::{OrderKey, OrderPage, OrderRow, order, orders};
pub use phrase::PASSWORD_LETTERS_MIN;
pub use register::{RegisterError, Registration, register};
pub use reset::{ask_for_reset, is_resettable, reset};
pub use session::{IDLE_MAX, find_session, sign_out};
pub use sign_in::{Entered, SignInError, sign_in};
pub use tries::{ADDRESSES_A_MINUTE, SUBJECTS_A_MINUTE, TRIES_A_MINUTE};
pub use withdraw::{WithdrawError, withdraw};
pub(crate) use withdraw::{count_registrations, erase_account, forget_registrations};

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
