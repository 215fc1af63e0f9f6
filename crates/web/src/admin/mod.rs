//! The admin (管理画面): sign-in, 受注一覧, 受注明細 and the payment's buttons on it.
//!
//! Nothing here decides what may be done to a payment: `shop::payment` does, for the page and for
//! the POST alike.

pub(crate) mod account;
pub(crate) mod customers;
mod desk;
pub(crate) mod door;
mod letter;
pub(crate) mod manual;
pub(crate) mod orders;
mod refused;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod staff;
pub(crate) mod step_up;
pub(crate) mod text;
mod tid;

pub(crate) use desk::{Desk, Here};
pub(crate) use session::{AtSession, SignedIn};
pub(crate) use tid::Tid;

#[cfg(test)]
mod gate_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
