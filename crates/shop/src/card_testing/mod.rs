//! Limits against card testing (クレジットマスター): somebody tries stolen or made-up card numbers at
//! the checkout to find those that work. Cards that were refused are counted by browser, by address
//! and for the whole shop, those left at the card issuer by browser and address; a card's attempt
//! passes all of them before its first commit. Other ways to pay are never touched (X8 of the
//! security table, N15).
//!
//! [`refused`] and [`left()`] count, in the commit that ends an attempt; [`admit`] looks, in the
//! commit that begins one; between them is nothing but rows, so that a restart or a second process
//! changes nothing.

mod admit;
mod brake;
mod left;
mod limits;
mod old;
mod refused;
mod resume;
mod tally;

pub use brake::{Brake, Resumed, brake, brake_in};
pub use old::forget_old;
pub use resume::resume;

pub(crate) use admit::{Admission, Others, admit};
pub(crate) use left::left;
pub(crate) use refused::{is_about_the_card, refused};
