//! The product without HTTP, on both engines, against the sandbox over real HTTP.

mod attempt;
mod card_testing;
mod certificate;
mod change;
mod connection;
mod moves;
mod nodes;
mod notice;
mod numbers;
mod odd;
mod order_files;
mod order_mail;
mod payment;
mod proof;
mod receipts;
mod settings;
mod staff;
mod stage;
mod statements;
mod upload;
