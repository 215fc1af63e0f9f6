//! Both surfaces over their routers: no socket, the sample shop in memory, the sandbox over real
//! HTTP.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod browser;
mod calm;
mod card;
mod card_testing;
mod cart;
mod checkout;
mod customers;
mod delivery;
mod desk;
mod effects;
mod frames;
mod free;
mod linking;
mod linking_faults;
mod linking_page;
mod linking_told;
mod member;
mod members;
mod notice;
mod order_edit;
mod order_lists;
mod order_work;
mod owner;
mod policy;
mod registered_card;
mod same_yen;
mod settings;
mod shelves;
mod staff;
mod staff_matrix;
mod staff_proof;
mod steps;
mod town;
mod walk;
