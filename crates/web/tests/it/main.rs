//! The storefront over its router: no socket, the sample shop in memory, the sandbox over real HTTP.

mod browser;
mod cart;
mod checkout;
mod policy;
mod shelves;
mod town;
