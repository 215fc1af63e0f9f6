//! The proofs that take minutes: `cargo xtask torture …` and `cargo xtask bench …` run this program
//! from its release build. It prints its figures last, one JSON object a line:
//! `{"figure": "…", "value": 0, "unit": "…"}`, and exits 0 only if what it claims holds.

mod bench;
mod child;
mod data;
mod torture;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Noren's long proofs")]
struct Line {
    #[command(subcommand)]
    proof: Proof,
}

#[derive(Subcommand)]
enum Proof {
    /// Measures, beside the figures the project means to reach
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Makes the data files that are committed
    #[command(subcommand)]
    Data(data::Data),
    /// Kills the shop again and again and checks what it promises
    #[command(subcommand)]
    Torture(torture::Torture),
}

fn main() -> ExitCode {
    let holds = match Line::parse().proof {
        Proof::Bench(bench) => bench::run(bench),
        Proof::Data(data) => data::run(data).map(|()| true),
        Proof::Torture(torture) => torture::run(&torture),
    };
    match holds {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("proof: {error:#}");
            ExitCode::FAILURE
        }
    }
}
