//! What a shop hands on as a file: data in, bytes out.
//!
//! The files that carriers' programs print slips from ([`slip`]), and papers as PDF ([`forms`]).
//! Knows no shop, no database and no clock: the caller brings everything as plain data and keeps
//! the result. It uses no other crate of the workspace.

pub mod charset;
mod day;
pub mod forms;
pub mod slip;

pub use day::Day;
