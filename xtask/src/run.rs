//! Starting other programs: streamed, with what they said seen line by line.

use std::io::{BufRead, BufReader, pipe};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::{postgres, repository};

/// Runs `command` in the repository without standard input, prints its output as it comes and
/// shows each line to `seen`. True if it ended with 0.
pub fn stream(mut command: Command, mut seen: impl FnMut(&str)) -> Result<bool> {
    let name = command.get_program().to_string_lossy().into_owned();
    let (reader, writer) = pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    drop(command); // it holds our ends of the pipe; the reader would wait for them for ever
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        let line = String::from_utf8_lossy(&bytes);
        println!("{}", line.trim_end());
        seen(line.trim_end());
        bytes.clear();
    }
    Ok(child.wait()?.success())
}

/// Runs `command` with its output where ours goes. True if it ended with 0.
pub fn shown(command: &mut Command) -> Result<bool> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.stdin(Stdio::null()).status();
    Ok(status.with_context(|| format!("cannot start {name}"))?.success())
}

/// What `command` prints, or None if it cannot start or fails.
pub fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Where `program` is on PATH.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The cargo that runs us, in the repository.
pub fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(repository::root());
    // Set by the `cargo run` that started us; a nested build would be made again because of them.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_")) {
            command.env_remove(name);
        }
    }
    command.env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_MANIFEST_PATH");
    command
}

/// Runs a chore of `proof`: on the release build, of itself and of `noren`, since figures are read.
pub fn proof(name: &str, arguments: &[String]) -> Result<bool> {
    // A proof that needs PostgreSQL finds it where tests do.
    let is_served = arguments.first().is_some_and(|first| first == "orders")
        && !arguments.iter().any(|argument| argument == "sqlite");
    let cluster = if is_served { Some(postgres::Cluster::start()?) } else { None };
    if !shown(&mut cargo(&["build", "--quiet", "--release", "-p", "noren", "-p", "proof"]))? {
        return Ok(false);
    }
    let mut command = Command::new(repository::target().join("release/proof"));
    command.envs(cluster.iter().map(|cluster| (postgres::VARIABLE, cluster.url())));
    shown(command.arg(name).args(arguments).current_dir(repository::root()))
}
