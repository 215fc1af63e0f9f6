//! Noren without HTTP: what a shop is and does.
//!
//! Folders are the shop's nouns, files are its verbs: `payment/capture.rs` captures a payment. A use-case is a free
//! function that takes the [`world::World`] it acts in. This crate speaks no HTTP and writes no HTML; clock,
//! randomness, gateway and mail come in as parameters.

pub mod attempt;
pub mod clock;
pub mod id;
pub mod migrations;
pub mod money;
pub mod order;
pub mod payment;
pub mod secret;
pub mod settings;
pub mod world;
