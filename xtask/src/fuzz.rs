//! `cargo xtask fuzz`: cargo-fuzz over the targets of `fuzz/`. What a run finds stays in the target
//! folder; `--keep` takes into `fuzz/corpus/` what reaches code that the kept inputs do not.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::run::{self, cargo};
use crate::tally::Tally;
use crate::{debian, repository};

/// The cargo-fuzz that is installed where none is.
const VERSION: &str = "0.13.2";

/// How `cargo xtask fuzz` is wished.
#[derive(clap::Args)]
pub struct Fuzz {
    /// One of `fuzz/fuzz_targets/`; without it all, one after another
    target: Option<String>,
    /// How long each target runs
    #[arg(long, default_value_t = 600)]
    seconds: u32,
    /// Then make `fuzz/corpus/` anew: few inputs that reach all code that was reached
    #[arg(long)]
    keep: bool,
}

/// Runs the targets. True if none found anything.
pub fn fuzz(wish: &Fuzz) -> Result<bool> {
    let mut targets = targets()?;
    if let Some(wanted) = &wish.target {
        targets.retain(|target| target == wanted);
        ensure!(!targets.is_empty(), "no target {wanted} in fuzz/fuzz_targets/");
    }
    provide()?;
    let mut tally = Tally::default();
    for target in &targets {
        println!("\n== {target}, {} s", wish.seconds);
        let passed = hunt(target, wish.seconds)? && (!wish.keep || keep(target)?);
        tally.add(Tally::one(passed));
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    Ok(tally.is_green())
}

fn folder() -> PathBuf {
    repository::root().join("fuzz")
}

/// The inputs of a target that are kept.
fn corpus(target: &str) -> PathBuf {
    folder().join("corpus").join(target)
}

/// Where a target's run keeps what is new.
fn found(target: &str) -> PathBuf {
    repository::target().join("fuzz/found").join(target)
}

fn targets() -> Result<Vec<String>> {
    let mut names: Vec<String> = std::fs::read_dir(folder().join("fuzz_targets"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<PathBuf>>>()?
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}

/// Installs what a run needs, where that may be done.
fn provide() -> Result<()> {
    if run::on_path("c++").is_none() {
        ensure!(debian::may_install(), "libFuzzer needs a C++ compiler (Debian: g++)");
        debian::install(&["g++"])?;
    }
    if run::said("cargo", &["fuzz", "--version"]).is_none() {
        println!("installing cargo-fuzz {VERSION}");
        let line = ["install", "--locked", "cargo-fuzz", "--version", VERSION];
        ensure!(run::shown(&mut cargo(&line))?, "cargo-fuzz cannot be installed");
    }
    Ok(())
}

/// Feeds a target for so long. An input that breaks a promise is left in `fuzz/artifacts/`.
fn hunt(target: &str, seconds: u32) -> Result<bool> {
    let found = found(target);
    std::fs::create_dir_all(&found)?;
    let time = format!("-max_total_time={seconds}");
    let options = [time.as_str(), "-max_len=4096", "-timeout=10", "-print_final_stats=1"];
    run::shown(&mut libfuzzer(target, &[&found, &corpus(target)], &options))
}

/// Replaces the kept inputs. Which code they reach counts; how often would keep thousands.
fn keep(target: &str) -> Result<bool> {
    let (corpus, found) = (corpus(target), found(target));
    let fresh = tempfile::tempdir()?;
    let folders = [fresh.path(), &corpus, &found];
    let options = ["-set_cover_merge=1", "-use_counters=0"];
    if !run::shown(&mut libfuzzer(target, &folders, &options))? {
        return Ok(false);
    }
    std::fs::remove_dir_all(&corpus)?;
    std::fs::create_dir_all(&corpus)?;
    for entry in std::fs::read_dir(fresh.path())? {
        let entry = entry?;
        std::fs::copy(entry.path(), corpus.join(entry.file_name())).context("fuzz/corpus")?;
    }
    Ok(true)
}

/// `cargo fuzz run` on the toolchain that builds all else: the sanitizer is an unstable option.
fn libfuzzer(target: &str, folders: &[&Path], options: &[&str]) -> Command {
    let mut command = cargo(&["fuzz", "run", "--target-dir"]);
    command.arg(repository::target().join("fuzz")).arg(target).args(folders);
    command.arg("--").args(options).env("RUSTC_BOOTSTRAP", "1");
    command
}
