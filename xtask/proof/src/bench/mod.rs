//! Measuring: how fast it is, beside what it must reach.

mod door;
mod figure;
mod orders;
mod sandbox;
mod shop;
mod store;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;

/// What is measured.
#[derive(Subcommand)]
pub enum Bench {
    /// What sharing commits is worth: the store against a raw loop
    Store,
    /// The sandbox: authorisations a second, memory over 100,000 of them
    Sandbox,
    /// Whether the time of an answer tells who has an account
    Door(door::Wish),
    /// The lists of 1,000,000 orders: every page and filter, on both engines
    Orders(orders::Wish),
    /// The whole shop over HTTP: pages, checkouts, the admin's list, memory, start
    Shop(shop::Wish),
}

/// Runs it; false when a figure is not reached.
pub fn run(bench: Bench) -> Result<bool> {
    match bench {
        Bench::Store => store::run(&folder()?),
        Bench::Sandbox => sandbox::run(&folder()?),
        Bench::Door(wish) => door::run(wish, &folder()?),
        Bench::Orders(wish) => orders::run(&wish, &folder()?),
        Bench::Shop(wish) => shop::run(&wish, &folder()?),
    }
}

/// A folder on the disk that the build is on: `/tmp` may be memory, where a commit costs nothing.
fn folder() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let target = own.parent().and_then(std::path::Path::parent).context("no target folder")?;
    let folder = target.join("bench");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
