//! 受注: the lists and their files, one order, and what may be done to its payment.

pub(crate) mod alignment;
pub(crate) mod cancellation;
pub(crate) mod capture;
pub(crate) mod confirmation;
pub(crate) mod edit;
pub(crate) mod export;
mod frame;
pub(crate) mod index;
mod outcome;
pub(crate) mod show;
pub(crate) mod update;

pub(crate) use confirmation::Confirmation;
pub(crate) use frame::Frame;
