//! Starting `noren` and hearing what it says.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A machine under load is slow; a hang is not waited for.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running command that printed its line of JSON.
pub struct Running {
    child: Child,
    pub places: Value,
}

/// `noren` with `arguments`; nothing of our own environment decides for it.
pub fn noren(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_noren"));
    command
        .args(arguments)
        .env_clear()
        .env("NOREN_LOG", "warn")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

/// Runs it to its end.
pub async fn end(arguments: &[&str]) -> Output {
    let output = noren(arguments).output();
    tokio::time::timeout(PATIENCE, output).await.expect("it ends").expect("it starts")
}

impl Running {
    /// Starts it and waits for its line.
    pub async fn start(arguments: &[&str]) -> Running {
        let mut child = noren(arguments).stdout(Stdio::piped()).spawn().expect("it starts");
        let out = child.stdout.take().expect("stdout is piped");
        let line = BufReader::new(out).lines().next_line().await.expect("stdout is text");
        let line = line.unwrap_or_else(|| panic!("{arguments:?} ended without a word"));
        let places = serde_json::from_str(&line).expect("the first line is JSON");
        Running { child, places }
    }

    /// A demo in `dir`, on free ports.
    pub async fn demo(dir: &Path) -> Running {
        Running::demo_with(dir, &[]).await
    }

    /// The same, told more.
    pub async fn demo_with(dir: &Path, more: &[&str]) -> Running {
        let dir = dir.to_str().expect("the path is text");
        let ports = ["shop", "admin", "sandbox", "control", "mailbox", "smtp"]
            .map(|name| format!("--{name}-addr=127.0.0.1:0"));
        let mut arguments = vec!["demo", "--json", "--dir", dir];
        arguments.extend(ports.iter().map(String::as_str));
        arguments.extend(more);
        Running::start(&arguments).await
    }

    pub fn place(&self, name: &str) -> &str {
        self.places[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.places))
    }

    /// Ends it by SIGKILL, in the middle of whatever it does.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it was ours");
    }

    /// Ends it by SIGTERM; it ends well and in time.
    pub async fn stop(mut self) {
        let id = self.child.id().expect("it runs").to_string();
        let told = Command::new("sh").args(["-c", &format!("kill -TERM {id}")]).status().await;
        assert!(told.expect("sh starts").success());
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        let status = ended.expect("it ends").expect("it was ours");
        assert!(status.success(), "{status}");
    }
}
