//! 自分のアカウント: what each person settles for themselves.

mod email;
mod password;
mod qr;
mod sessions;
mod show;
mod totp;

pub(crate) use email::save as save_email;
pub(crate) use password::{ask as ask_password, save as save_password};
pub(crate) use sessions::end as end_sessions;
pub(crate) use show::show;
pub(crate) use totp::{ask as ask_totp, codes as new_codes, confirm as confirm_totp};
