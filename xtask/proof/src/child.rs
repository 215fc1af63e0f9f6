//! The real programs as child processes: the shop, which torture kills again and again, and a
//! sandbox and a mailbox that live.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// Where the programs are.
pub fn noren() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let noren = own.with_file_name("noren");
    ensure!(noren.is_file(), "{} is not built", noren.display());
    Ok(noren)
}

/// A child that answers, with what it said of itself in its first line.
pub struct Running {
    child: Child,
    /// `--json`.
    pub said: Value,
}

impl Running {
    /// Starts `noren …` and waits for its first line.
    pub fn start<S: AsRef<OsStr>>(program: &Path, arguments: &[S], log: &Path) -> Result<Running> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
        let mut child = Command::new(program)
            .args(arguments)
            .arg("--json")
            .env("NOREN_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let out = child.stdout.take().context("no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let Ok(said) = serde_json::from_str(&line) else {
            let _ = child.kill();
            let _ = child.wait();
            bail!("{} said {line:?} instead of its addresses", program.display());
        };
        Ok(Running { child, said })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// One of the addresses it said.
    pub fn url(&self, name: &str) -> Result<String> {
        let url = self.said[name].as_str();
        url.map(str::to_owned).with_context(|| format!("no address {name} in {}", self.said))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The shop's process, killed from wherever the moment is seen.
#[derive(Clone, Default)]
pub struct Mortal(Arc<Mutex<Option<Running>>>);

impl Mortal {
    /// Puts a fresh process in place.
    pub fn set(&self, running: Running) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
    }

    /// SIGKILL, and waits until the process is gone. False if it was dead already.
    pub fn kill(&self) -> bool {
        // Dropping kills: the process gets no chance to finish anything.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().is_some()
    }

    /// Whether it lives.
    pub fn is_alive(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}

/// Tries until it works or `limit` is over.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = std::time::Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        ensure!(start.elapsed() < limit, "{what}: not within {limit:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
