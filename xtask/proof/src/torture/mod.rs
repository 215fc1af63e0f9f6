//! Torture: the shop is killed at every step and at random, restarted, and its promises are checked
//! against the gateway's ledger and the mailbox. Real programs, real HTTP, real SMTP, a real
//! database on a disk.

mod buyer;
mod fault;
mod oracle;
mod place;
mod planted;
mod point;
mod report;
mod run;
mod scene;
mod wiretap;

use anyhow::Result;
use clap::Subcommand;

use crate::child;

/// What is tortured.
#[derive(Subcommand)]
pub enum Torture {
    /// Placing an order
    Place(place::Wish),
}

/// Runs it; false when a promise was broken.
pub fn run(torture: &Torture) -> Result<bool> {
    match torture {
        Torture::Place(wish) => place::run(wish),
    }
}
