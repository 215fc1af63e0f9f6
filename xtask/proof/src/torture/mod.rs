//! Torture: the shop is killed at every step and at random, restarted, and its promises are checked
//! against the gateway's ledger and the mailbox. Real programs, real HTTP, real SMTP, a real
//! database on a disk.

mod browser;
mod buyer;
mod change;
mod drive;
mod fault;
mod oracle;
mod place;
mod planted;
mod point;
mod report;
mod scene;
mod staff;
mod wiretap;

use anyhow::Result;
use clap::Subcommand;

use self::drive::Subject;
use crate::child;

/// What is tortured.
#[derive(Subcommand)]
pub enum Torture {
    /// Placing an order
    Place(drive::Wish),
    /// Changing the amount of an order that is paid (取引更新)
    Change(drive::Wish),
}

/// Runs it; false when a promise was broken.
pub fn run(torture: &Torture) -> Result<bool> {
    match torture {
        Torture::Place(wish) => drive::run(Subject::Place, wish),
        Torture::Change(wish) => drive::run(Subject::Change, wish),
    }
}
