//! Mail on its way, on both engines, over real SMTP.

#![allow(clippy::unwrap_used)]

mod delivery;
mod failure;
mod stage;
mod workers;
