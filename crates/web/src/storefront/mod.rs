//! What buyers see: shelves, cart, checkout, and what became of an order.

mod alert;
pub(crate) mod cart;
pub(crate) mod checkout;
pub(crate) mod legal;
pub(crate) mod list;
pub(crate) mod member;
pub(crate) mod notice;
pub(crate) mod orders;
pub(crate) mod person;
pub(crate) mod picture;
pub(crate) mod postal;
pub(crate) mod product;
pub(crate) mod receipt;
pub(crate) mod registered_card;
pub(crate) mod three_ds;
mod visit;
mod words;

use visit::Visit;
