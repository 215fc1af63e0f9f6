//! Members (会員): becoming one, signing in, and マイページ (guide chapter 9).

pub(crate) mod addresses;
pub(crate) mod confirm;
pub(crate) mod device;
mod door;
pub(crate) mod email;
pub(crate) mod home;
pub(crate) mod log;
pub(crate) mod login;
pub(crate) mod orders;
mod page;
pub(crate) mod password;
pub(crate) mod profile;
pub(crate) mod register;
pub(crate) mod reset;
pub(crate) mod sign_in;
pub(crate) mod withdrawal;
mod words;

use door::{Guest, Signed, with_cookies};
use page::{FormPage, SaidPage};
