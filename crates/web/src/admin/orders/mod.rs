//! 受注: the list, one order, and what may be done to its payment.

pub(crate) mod cancellation;
pub(crate) mod capture;
pub(crate) mod confirmation;
pub(crate) mod edit;
mod frame;
pub(crate) mod index;
mod outcome;
pub(crate) mod show;

pub(crate) use confirmation::Confirmation;
pub(crate) use frame::Frame;
