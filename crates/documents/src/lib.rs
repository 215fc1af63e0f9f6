//! What a shop hands on as a file: data in, bytes out.
//!
//! Begins with the files that carriers' programs print slips from ([`slip`]). Knows no shop, no
//! database and no clock: the caller brings everything as plain data and keeps the result. It uses
//! no other crate of the workspace.

pub mod charset;
pub mod slip;
