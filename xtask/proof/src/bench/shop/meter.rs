//! What a process costs, from `/proc`.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

/// CPU time of a process so far, all its threads that live: to the nanosecond, where
/// `/proc/…/stat` counts hundredths of a second.
pub fn cpu(process: u32) -> Result<Duration> {
    let mut sum = 0;
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
        let Ok(text) = std::fs::read_to_string(thread?.path().join("schedstat")) else { continue };
        let ran = text.split(' ').next().and_then(|ran| ran.parse::<u64>().ok());
        sum += ran.context("schedstat cannot be read")?;
    }
    Ok(Duration::from_nanos(sum))
}

/// Memory of a process, shared pages by their share, in MiB.
pub fn memory(process: u32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).context("no Pss")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

/// Which CPU is whose: the server alone on 0, everything else on 1.
#[derive(Clone, Copy, Debug)]
pub struct Pinning(bool);

impl Pinning {
    /// Puts this process and the children it will start on CPU 1, if there are two and `taskset`.
    pub fn begin() -> Pinning {
        let pins = Path::new("/sys/devices/system/cpu/cpu1").exists();
        let own = std::process::id().to_string();
        let pinned = pins
            && Command::new("taskset")
                .args(["-a", "-p", "-c", "1", &own])
                .stdout(Stdio::null())
                .status()
                .is_ok_and(|status| status.success());
        if !pinned {
            println!("not pinned to CPUs: server and clients disturb each other");
        }
        Pinning(pinned)
    }

    /// What stands before the server's command line.
    pub fn server(self) -> &'static [&'static str] {
        if self.0 { &["taskset", "-c", "0"] } else { &[] }
    }
}
