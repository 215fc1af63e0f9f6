//! HTTP and HTML: what a buyer and a shop's staff see.
//!
//! Handlers read a request, call one use-case of `shop`, and answer with a page. Every page is one
//! view struct with `samples()`; templates hold no rule. The URL map is [`routes`]; both surfaces
//! are plain [`axum::Router`]s, so a test needs no socket.

mod admin;
pub mod assets;
pub mod client;
pub mod cookie;
mod field;
mod form;
mod front;
mod headers;
mod host;
mod layout;
mod respond;
pub mod routes;
pub mod storefront;
mod surface;
mod uploads;

pub use host::AtShop;
pub use layout::Layout;
pub use respond::Fault;
pub use routes::{admin, storefront};
pub use surface::{App, Surface};
