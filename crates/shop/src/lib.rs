//! Noren without HTTP: what a shop is and does.
//!
//! Folders are the shop's nouns, files are its verbs: `payment/capture.rs` captures a payment. A
//! use-case is a free function that takes the [`world::World`] it acts in. This crate speaks no
//! HTTP and writes no HTML; clock, randomness, gateway and mail come in as parameters.

pub mod attempt;
pub mod breached;
pub mod bulk;
pub mod card_testing;
pub mod cart;
pub mod catalogue;
pub mod checkout;
pub mod clock;
mod counter;
pub mod customer;
pub mod delivery;
pub mod id;
pub mod mail;
pub mod member;
pub mod migrations;
pub mod money;
pub mod network;
pub mod numbers;
pub mod order;
pub mod order_file;
pub mod order_mail;
pub mod paper;
mod password;
pub mod payment;
pub mod profile;
pub mod receipt;
pub mod sample;
pub mod secret;
pub mod settings;
pub mod slip;
pub mod staff;
pub mod stored_card;
pub mod task;
pub mod tax;
pub mod token;
pub mod upload;
pub mod work;
pub mod world;
