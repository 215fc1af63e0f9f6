//! The proofs that take minutes: `cargo xtask torture …` and `cargo xtask bench …` run this program
//! from its release build. It prints its figures last, one JSON object a line:
//! `{"figure": "…", "value": 0, "unit": "…"}`, and exits 0 only if what it claims holds.

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Noren's long proofs")]
struct Line {
    #[command(subcommand)]
    proof: Proof,
}

#[derive(Subcommand)]
enum Proof {}

fn main() -> anyhow::Result<()> {
    let line = Line::parse();
    match line.proof {}
}
