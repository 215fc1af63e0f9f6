//! The proofs that take minutes: `cargo xtask torture …` and `cargo xtask bench …` run this program
//! from its release build. It prints its figures last, one JSON object a line:
//! `{"figure": "…", "value": 0, "unit": "…"}`, and exits 0 only if what it claims holds.

mod data;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Noren's long proofs")]
struct Line {
    #[command(subcommand)]
    proof: Proof,
}

#[derive(Subcommand)]
enum Proof {
    /// Makes the data files that are committed
    #[command(subcommand)]
    Data(data::Data),
}

fn main() -> anyhow::Result<()> {
    let line = Line::parse();
    match line.proof {
        Proof::Data(data) => data::run(data),
    }
}
