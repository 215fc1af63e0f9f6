//! What `check` and `test` run, in which order, and the counting at the end.

use std::time::Instant;

use anyhow::Result;

use crate::run::{self, cargo};
use crate::tally::{Runner, Tally};
use crate::{browser, needs, postgres, repository, tidy};

/// How `cargo xtask test` is wished.
#[derive(clap::Args)]
pub struct Test {
    /// Install nothing: name what is missing and fail
    #[arg(long)]
    no_install: bool,
    /// Everything longer: for a release, not for every change
    #[arg(long)]
    long: bool,
}

/// `cargo xtask check`. True if green.
pub fn check() -> bool {
    let mut suite = Suite::begin();
    suite.step("format", format);
    suite.step("clippy", clippy);
    suite.step("tidy", tidy);
    suite.step("unit tests (`cargo xtask test` runs all)", || rust_tests(&["--lib", "--bins"]));
    suite.end()
}

/// `cargo xtask test`. True if green.
pub fn test(wish: &Test) -> bool {
    let mut suite = Suite::begin();
    suite.step("what the tests need", || needs::provide(!wish.no_install).map(Tally::one));
    if !suite.tally.is_green() {
        return suite.end();
    }
    suite.step("format", format);
    suite.step("clippy", clippy);
    suite.step("tidy", tidy);
    suite.step("tests on SQLite and PostgreSQL", || rust_tests(&["--all-targets"]));
    suite.step("examples in the documentation", documentation);
    suite.step("browser", || browser::specs(if wish.long { 200 } else { 24 }));
    if wish.long {
        suite.step("torture of placing, 2,000 kills", || torture("place", &["--runs", "2000"]));
        suite.step("torture of placing, planted faults", || torture("place", &["--planted"]));
        suite.step("torture of changing, 400 kills", || torture("change", &["--runs", "400"]));
        suite.step("torture of changing, planted faults", || torture("change", &["--planted"]));
    } else {
        suite.step("torture of placing, 40 kills (--long: 2,000)", || torture("place", &[]));
        suite.step("torture of changing, 40 kills (--long: 400)", || torture("change", &[]));
    }
    suite.end()
}

/// One case, of both workspaces.
fn format() -> Result<Tally> {
    let ours = run::shown(&mut cargo(&["fmt", "--all", "--check"]))?;
    let fuzz = ["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"];
    Ok(Tally::one(run::shown(&mut cargo(&fuzz))? && ours))
}

fn clippy() -> Result<Tally> {
    let line = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    run::shown(&mut cargo(&line)).map(Tally::one)
}

/// Prints every problem; one case.
pub fn tidy() -> Result<Tally> {
    let problems = tidy::problems(&repository::files()?);
    for problem in &problems {
        println!("{problem}");
    }
    Ok(Tally::one(problems.is_empty()))
}

/// All Rust tests of the `targets`, by nextest if it is there, beside a PostgreSQL for them all.
fn rust_tests(targets: &[&str]) -> Result<Tally> {
    let cluster = postgres::Cluster::start()?;
    let nextest = run::said("cargo", &["nextest", "--version"]).is_some();
    if !nextest {
        println!("cargo-nextest is not here: `cargo test` runs them, more slowly");
    }
    let (runner, line) = if nextest {
        (Runner::Nextest, "nextest run --status-level=slow --show-progress=none")
    } else {
        (Runner::Libtest, "test")
    };
    let mut command = cargo(&line.split(' ').collect::<Vec<_>>());
    command.args(["--workspace", "--no-fail-fast"]).args(targets).env("CARGO_TERM_COLOR", "never");
    command.env(postgres::VARIABLE, cluster.url());
    counted(command, runner)
}

/// nextest does not run the examples in doc comments.
fn documentation() -> Result<Tally> {
    counted(cargo(&["test", "--quiet", "--workspace", "--doc"]), Runner::Libtest)
}

/// The shop is killed during this and its promises are checked; one case.
fn torture(subject: &str, wish: &[&str]) -> Result<Tally> {
    let wish = [subject].iter().chain(wish).map(|word| (*word).to_owned()).collect::<Vec<_>>();
    run::proof("torture", &wish).map(Tally::one)
}

/// Runs a test runner and reads its counts.
pub fn counted(command: std::process::Command, runner: Runner) -> Result<Tally> {
    let mut tally = Tally::default();
    let ended_well = run::stream(command, |line| tally.read(runner, line))?;
    Ok(tally.settle(ended_well))
}

/// Runs steps one after another; a failed one does not keep the next from telling what it knows.
struct Suite {
    tally: Tally,
    lines: Vec<String>,
    begun: Instant,
}

impl Suite {
    fn begin() -> Self {
        Self { tally: Tally::default(), lines: Vec::new(), begun: Instant::now() }
    }

    fn step(&mut self, name: &str, act: impl FnOnce() -> Result<Tally>) {
        println!("\n== {name}");
        let begun = Instant::now();
        let tally = act().unwrap_or_else(|error| {
            println!("{error:#}");
            Tally::one(false)
        });
        self.tally.add(tally);
        let line = format!(
            "{} {name}: {} passed, {} failed ({:.1} s)",
            if tally.is_green() { "ok    " } else { "FAILED" },
            tally.passed,
            tally.failed,
            begun.elapsed().as_secs_f32()
        );
        println!("{line}");
        self.lines.push(line);
    }

    /// Prints the closing lines; the last is the one that `.ci/run` promises.
    fn end(self) -> bool {
        println!("\n== in all ({:.1} s)", self.begun.elapsed().as_secs_f32());
        for line in &self.lines {
            println!("{line}");
        }
        println!("{} passed, {} failed", self.tally.passed, self.tally.failed);
        self.tally.is_green()
    }
}
