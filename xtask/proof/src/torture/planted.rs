//! Planted faults: the product is copied, one line of it is made wrong, and the same torture must
//! turn red. A fault whose text is no longer in the source fails too, so that none goes stale.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::place::{self, Plan};

/// A fault, as a replacement in one file.
struct Fault {
    name: &'static str,
    file: &'static str,
    right: &'static str,
    wrong: &'static str,
}

const FAULTS: &[Fault] = &[
    Fault {
        name: "charge before intent",
        file: "crates/shop/src/attempt/authorise.rs",
        right: "let moved = row::to_sending(tx, &attempt, &owner, now, due)?;",
        wrong: "let (_, moved) = (&owner, tx.dialect() == tx.dialect() && due > now);",
    },
    Fault {
        name: "mail outside the commit",
        file: "crates/shop/src/order/place.rs",
        right: "    enqueue_mails(tx, shop, attempt, order, &words, now)?;\n    Ok(order)",
        wrong: "    if attempt.method != Some(Method::Card) {\n        \
                enqueue_mails(tx, shop, attempt, order, &words, now)?;\n    }\n    Ok(order)",
    },
    Fault {
        name: "unknown taken for refused",
        file: "crates/shop/src/attempt/authorise.rs",
        right: "Outcome::Unknown(Unknown { why, .. }) => Evidence::Unclear(why),",
        wrong: "Outcome::Unknown(Unknown { why, .. }) => Evidence::NotSent(why),",
    },
    Fault {
        name: "what a dead process sent is taken for never sent",
        file: "crates/shop/src/attempt/sweep.rs",
        right: "State::Created | State::Challenge { .. } => expire(world, attempt).await,\n        \
                State::Sending { .. } => {\n            \
                let why = Evidence::Unclear(\"nobody waits for the answer any more\".into());",
        wrong: "State::Created | State::Challenge { .. } => expire(world, attempt).await,\n        \
                State::Sending { .. } => {\n            \
                let why = Evidence::NotSent(\"nobody waits for the answer any more\".into());",
    },
    Fault {
        name: "a mail is done before the server took it",
        file: "crates/shop/src/mail/outbox.rs",
        right: "\"update outbox set owner = $4, fence = $3, due_at = $5",
        wrong: "\"update outbox set owner = $4, fence = $3, state = 'sent', \
                due_at = nullif($5, $5)",
    },
];

/// Runs of torture a fault has to be found in.
const RUNS: usize = 72;

/// Plants each fault in turn; true if every one was caught.
pub fn run(jobs: usize) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    copy(folder.path())?;
    let mut caught = 0;
    for fault in FAULTS {
        let file = folder.path().join(fault.file);
        let source = std::fs::read_to_string(&file)?;
        ensure!(source.contains(fault.right), "{}: its line is no longer there", fault.name);
        std::fs::write(&file, source.replace(fault.right, fault.wrong))?;
        let program = build(folder.path()).with_context(|| fault.name.to_owned())?;
        let report = place::torture(&program, Plan { runs: RUNS, jobs })?;
        match report.broken.first() {
            Some(broken) => println!("caught: {} — {broken}", fault.name),
            None => println!("NOT CAUGHT: {}", fault.name),
        }
        caught += usize::from(!report.broken.is_empty());
        std::fs::write(&file, source)?;
    }
    let figure = |name, value| {
        println!("{}", serde_json::json!({ "figure": name, "value": value, "unit": "faults" }));
    };
    figure("planted faults", FAULTS.len());
    figure("planted faults caught", caught);
    Ok(caught == FAULTS.len())
}

/// Copies what is in the work tree and known to git.
fn copy(to: &Path) -> Result<()> {
    let files = Command::new("git").args(["ls-files", "-z"]).output()?;
    ensure!(files.status.success(), "git ls-files failed");
    for file in String::from_utf8(files.stdout)?.split('\0').filter(|file| !file.is_empty()) {
        let target = to.join(file);
        std::fs::create_dir_all(target.parent().context("a file has a folder")?)?;
        if Path::new(file).is_file() {
            std::fs::copy(file, target)?;
        }
    }
    Ok(())
}

/// Builds the copy, in a target folder of its own: a program with a fault must never lie where the
/// right one is looked for.
fn build(copy: &Path) -> Result<std::path::PathBuf> {
    let own = std::env::current_exe()?;
    let target = own.parent().and_then(Path::parent).context("a target folder")?.join("planted");
    let status = Command::new("cargo")
        .args(["build", "--quiet", "--release", "-p", "noren", "--target-dir"])
        .arg(&target)
        .current_dir(copy)
        .status()?;
    ensure!(status.success(), "the copy does not build");
    Ok(target.join("release/noren"))
}
