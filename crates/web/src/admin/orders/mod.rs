//! 受注: the lists and their files, one order, what may be done to its payment, and its ways from
//! list to list.

pub(crate) mod alignment;
pub(crate) mod bulk;
pub(crate) mod cancellation;
pub(crate) mod capture;
pub(crate) mod cards;
pub(crate) mod confirmation;
pub(crate) mod dispatch;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod files;
mod frame;
pub(crate) mod index;
pub(crate) mod mail;
pub(crate) mod mails;
pub(crate) mod marks;
pub(crate) mod move_form;
mod move_words;
pub(crate) mod moves;
pub(crate) mod numbers;
mod outcome;
pub(crate) mod papers;
pub(crate) mod show;
pub(crate) mod successor;
pub(crate) mod takeover;
pub(crate) mod todo;
pub(crate) mod update;

pub(crate) use confirmation::Confirmation;
pub(crate) use frame::Frame;
