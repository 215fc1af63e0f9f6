//! Planted faults: the product is copied, one thing in it is made wrong, and the same torture must
//! turn red, but only when it kills. A fault whose text is no longer in the source fails too, so
//! that none goes stale.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::drive::{self, Mood, Plan, Subject};
use super::fault::FAULTS;

/// Runs that a shop with a fault must do without one promise broken, while nothing is killed:
/// what any test would find shows nothing about torture.
const CALM_RUNS: usize = 16;
/// Runs of torture a fault has to be found in: four lose an answer while the shop lives.
const RUNS: usize = 120;

/// Plants each fault in turn; true if every one was caught.
pub fn run(subject: Subject, jobs: usize) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let files = files()?;
    copy(&files, folder.path())?;
    let (mut planted, mut caught) = (0, 0);
    for fault in FAULTS.iter().filter(|fault| fault.subject == subject) {
        fault.plant(folder.path())?;
        let program = build(folder.path()).with_context(|| fault.name.to_owned())?;
        let verdict = verdict(&program, subject, jobs).with_context(|| fault.name.to_owned())?;
        match &verdict {
            Ok(broken) => println!("caught: {} — {broken}", fault.name),
            Err(why) => println!("NOT CAUGHT: {} — {why}", fault.name),
        }
        planted += 1;
        caught += usize::from(verdict.is_ok());
        fault.pull_out(folder.path(), Path::new("."))?;
    }
    let figure = |name, value| {
        println!("{}", serde_json::json!({ "figure": name, "value": value, "unit": "faults" }));
    };
    figure("planted faults", planted);
    figure("planted faults caught", caught);
    Ok(caught == planted)
}

/// The promise that a kill broke, with the run and the moment; or why the fault is not caught.
fn verdict(program: &Path, subject: Subject, jobs: usize) -> Result<Result<String, String>> {
    let plan = |mood, runs| Plan { subject, runs, jobs, mood };
    let calm = drive::torture(program, plan(Mood::Calm, CALM_RUNS))?;
    if let Some(broken) = calm.broken.into_iter().next() {
        return Ok(Err(format!("breaks without a kill: {broken}")));
    }
    let killed = drive::torture(program, plan(Mood::Deadly, RUNS))?;
    let none = || format!("{RUNS} kills broke nothing");
    Ok(killed.broken.into_iter().next().ok_or_else(none))
}

/// What is in the work tree and known to git.
fn files() -> Result<Vec<PathBuf>> {
    let files = Command::new("git").args(["ls-files", "-z"]).output()?;
    ensure!(files.status.success(), "git ls-files failed");
    let names = String::from_utf8(files.stdout)?;
    let names = names.split('\0').map(PathBuf::from);
    Ok(names.filter(|file| file.is_file()).collect())
}

fn copy(files: &[PathBuf], to: &Path) -> Result<()> {
    for file in files {
        let target = to.join(file);
        std::fs::create_dir_all(target.parent().context("a file has a folder")?)?;
        std::fs::copy(file, target)?;
    }
    Ok(())
}

/// Builds the copy, in a target folder of its own: a program with a fault must never lie where the
/// right one is looked for.
fn build(copy: &Path) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let target = own.parent().and_then(Path::parent).context("a target folder")?.join("planted");
    let status = Command::new("cargo")
        .args(["build", "--quiet", "--release", "-p", "noren", "--target-dir"])
        .arg(&target)
        // From one fault to the next little changes.
        .env("CARGO_INCREMENTAL", "1")
        .current_dir(copy)
        .status()?;
    ensure!(status.success(), "the copy does not build");
    Ok(target.join("release/noren"))
}
