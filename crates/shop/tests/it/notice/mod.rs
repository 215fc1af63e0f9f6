//! Paygent's word: notices and 091, and what becomes of an order's payment by them. What happens at
//! Paygent happens in the sandbox, by the telegrams that its console is made of.

mod changed;
mod feed;
mod forged;
mod heard;
mod silent;
mod tools;
