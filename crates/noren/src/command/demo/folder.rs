//! The demo's folder: what is in it, and starting over.

use std::fs::{OpenOptions, remove_dir_all, remove_file};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use shop::secret::Secret;

use crate::{founding, installation, master_key};

/// Files the demo makes; `--fresh` deletes these and nothing else.
const FILES: &[&str] = &[
    "admin-password",
    "master.key",
    "noren.db",
    "noren.db-shm",
    "noren.db-wal",
    "sandbox.db",
    "sandbox.db-shm",
    "sandbox.db-wal",
];
const MAILS: &str = "mails";

/// An opened folder.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes it, or opens it as the last run left it; `fresh` forgets that run.
    pub fn open(dir: &Path, fresh: bool) -> Result<Folder> {
        installation::make_folder(dir)?;
        let folder = Folder(dir.to_owned());
        if fresh {
            folder.clear()?;
        }
        let key = dir.join("master.key");
        if !key.exists() {
            master_key::make(&key)?;
        }
        Ok(folder)
    }

    fn clear(&self) -> Result<()> {
        let gone = |told: std::io::Result<()>, path: &Path| match told {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot delete {}", path.display()))
            }
            _ => Ok(()),
        };
        for name in FILES {
            let path = self.0.join(name);
            gone(remove_file(&path), &path)?;
        }
        gone(remove_dir_all(self.mails()), &self.mails())
    }

    /// The sandbox's ledger.
    pub fn ledger(&self) -> PathBuf {
        self.0.join("sandbox.db")
    }

    /// The mailbox's folder.
    pub fn mails(&self) -> PathBuf {
        self.0.join(MAILS)
    }

    /// The owner's password: made by the first run, told by every run.
    pub fn password(&self) -> Result<Secret> {
        let path = self.0.join("admin-password");
        if let Ok(password) = std::fs::read_to_string(&path) {
            return Ok(Secret::new(password.trim()));
        }
        let password = founding::new_password();
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        writeln!(file, "{}", password.expose())?;
        Ok(password)
    }
}

#[cfg(test)]
mod tests {
    use super::Folder;

    #[test]
    fn kept_between_runs_and_forgotten_when_fresh() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("demo");
        let folder = Folder::open(&dir, false).unwrap();
        let password = folder.password().unwrap().expose().to_owned();
        std::fs::write(folder.ledger(), "x").unwrap();
        std::fs::write(dir.join("my notes.txt"), "x").unwrap();

        let again = Folder::open(&dir, false).unwrap();
        assert_eq!(again.password().unwrap().expose(), password);
        assert!(again.ledger().exists());

        let fresh = Folder::open(&dir, true).unwrap();
        assert!(!fresh.ledger().exists());
        assert!(dir.join("my notes.txt").exists(), "only what the demo made is deleted");
        assert_ne!(fresh.password().unwrap().expose(), password);
    }
}
