//! Installing Debian packages, where we may: as root, or by sudo without a password.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::run;

/// How to become root here, if we may: no prefix for root, `sudo -n` if it asks for no password.
fn prefix() -> Option<&'static [&'static str]> {
    if run::said("id", &["-u"]).as_deref() == Some("0") {
        Some(&[])
    } else {
        run::said("sudo", &["-n", "true"]).map(|_| ["sudo", "-n"].as_slice())
    }
}

/// True if packages can be installed here without asking anybody.
pub fn may_install() -> bool {
    run::on_path("apt-get").is_some() && prefix().is_some()
}

/// Installs `packages`, streaming what apt says.
pub fn install(packages: &[&str]) -> Result<()> {
    println!("installing with apt-get: {}", packages.join(" "));
    apt_get(&["update", "-qq"])?;
    let mut line = vec!["install", "-qq", "-y", "--no-install-recommends"];
    line.extend(packages);
    apt_get(&line)
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let prefix = prefix().unwrap_or_default();
    let words: Vec<&str> = prefix
        .iter()
        .chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .copied()
        .collect();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).args(arguments);
    ensure!(run::stream(command, |_| ())?, "apt-get {} failed", arguments.join(" "));
    Ok(())
}
