//! `cargo xtask …`: the chores of this repository. It uses no crate of the workspace, so that it
//! runs while one of them does not compile; torture and bench are in `xtask/proof`.

mod browser;
mod debian;
mod fuzz;
mod needs;
mod postgres;
mod repository;
mod run;
mod suite;
mod tally;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The chores of this repository")]
struct Line {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Format, clippy, tidy and unit tests: the loop while you write
    Check,
    /// Everything: all tests on SQLite and PostgreSQL, browser specs, a short torture
    Test(suite::Test),
    /// The rules of the house that a program can check
    Tidy,
    /// Feed what a stranger's bytes reach with inputs that a fuzzer makes up
    Fuzz(fuzz::Fuzz),
    /// Kill the shop again and again and check what it promises (`cargo xtask torture --help`)
    #[command(disable_help_flag = true)]
    Torture(Rest),
    /// Measure, beside the figures the project means to reach (`cargo xtask bench --help`)
    #[command(disable_help_flag = true)]
    Bench(Rest),
    /// Make the data files that are committed (`cargo xtask data --help`)
    #[command(disable_help_flag = true)]
    Data(Rest),
}

/// Arguments that belong to `proof`.
#[derive(clap::Args)]
struct Rest {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

fn main() -> ExitCode {
    match act(Line::parse().chore) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn act(chore: Chore) -> anyhow::Result<bool> {
    match chore {
        Chore::Check => Ok(suite::check()),
        Chore::Test(wish) => Ok(suite::test(&wish)),
        Chore::Tidy => Ok(suite::tidy()?.is_green()),
        Chore::Fuzz(wish) => fuzz::fuzz(&wish),
        Chore::Torture(rest) => run::proof("torture", &rest.arguments),
        Chore::Bench(rest) => run::proof("bench", &rest.arguments),
        Chore::Data(rest) => run::proof("data", &rest.arguments),
    }
}
