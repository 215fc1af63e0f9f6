//! What can be bought and how: shelves, cart, price, form; each on both engines.

mod cart;
mod catalogue;
mod checkout;
mod delivery;
mod fares;
mod form;
mod old_carts;
mod profile;
mod shelf;
mod upgrade;
