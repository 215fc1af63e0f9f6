//! The browser specs in `e2e/`: Playwright drives Debian's Chromium against `noren demo`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::run::{self, cargo};
use crate::tally::{Runner, Tally};
use crate::{repository, suite};

/// Names the browser if it is not on PATH.
const CHROMIUM: &str = "NOREN_CHROMIUM";

/// The browser: what the environment names, else what is on PATH.
pub fn chromium() -> Option<PathBuf> {
    std::env::var_os(CHROMIUM)
        .map(PathBuf::from)
        .filter(|file| file.is_file())
        .or_else(|| run::on_path("chromium"))
        .or_else(|| run::on_path("google-chrome"))
}

/// `node --test` with a concurrency setting came with 18.19.
pub fn node_is_here() -> bool {
    let version = run::said("node", &["--version"]).unwrap_or_default();
    let mut parts =
        version.trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= (18, 19)
}

/// Brings `e2e/node_modules` to what the lock file says. A stamp tells that it is there already.
pub fn packages(may_install: bool) -> Result<bool> {
    let folder = repository::root().join("e2e");
    let stamp = folder.join("node_modules/.installed");
    let wanted =
        std::fs::read(folder.join("package-lock.json")).context("e2e/package-lock.json")?;
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        println!("here    npm's packages of e2e/");
        return Ok(true);
    }
    if !may_install {
        println!("MISSING npm's packages of e2e/ (npm ci)");
        return Ok(false);
    }
    println!("installing npm's packages of e2e/: npm ci");
    let mut command = Command::new("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
    let installed = run::stream(command, |_| ())?;
    if installed {
        std::fs::write(stamp, wanted)?;
    }
    Ok(installed)
}

/// Builds `noren` and runs every spec. Each file starts a demo and a browser of its own. `orders`:
/// how many make a day that is worked by keyboard.
pub fn specs(orders: u32) -> Result<Tally> {
    if !run::shown(&mut cargo(&["build", "-p", "noren"]))? {
        return Ok(Tally::one(false));
    }
    let folder = repository::root().join("e2e");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("specs"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    let mut command = Command::new("node");
    command
        .args(["--test", "--test-reporter=spec", "--test-concurrency=2"])
        .args(files)
        .current_dir(folder)
        .env("NOREN", repository::target().join("debug/noren"))
        .env("NOREN_ORDERS", orders.to_string())
        .env(CHROMIUM, chromium().context("no Chromium")?);
    suite::counted(command, Runner::Node)
}
