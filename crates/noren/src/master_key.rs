//! The master key: 32 random bytes in a file of mode 600, never in the database. Everything sealed
//! there (Paygent's password, tokens that wait) opens only with it.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Length in bytes.
const LENGTH: usize = 32;

/// The key in `file`.
pub fn read(file: &Path) -> Result<[u8; LENGTH]> {
    let text = std::fs::read_to_string(file).with_context(|| {
        format!("cannot read the master key {}; `noren init` makes one", file.display())
    })?;
    let mode = std::fs::metadata(file)?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!("the master key {0} can be read by others; chmod 600 {0}", file.display());
    }
    parse(text.trim()).with_context(|| {
        format!("{} is no master key: it has {} hex digits", file.display(), LENGTH * 2)
    })
}

/// Makes a new key in `file`; never writes over one.
pub fn make(file: &Path) -> Result<[u8; LENGTH]> {
    let mut key = [0; LENGTH];
    getrandom::fill(&mut key).context("the operating system gives no random bytes")?;
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let mut opened = match opened {
        Ok(opened) => opened,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{} is there already; a master key is never replaced", file.display())
        }
        Err(error) => return Err(error).with_context(|| format!("cannot make {}", file.display())),
    };
    writeln!(opened, "{}", hex::encode(key))?;
    opened.sync_all()?;
    Ok(key)
}

fn parse(text: &str) -> Option<[u8; LENGTH]> {
    let mut key = [0; LENGTH];
    hex::decode_to_slice(text, &mut key).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, metadata, set_permissions, write};
    use std::os::unix::fs::PermissionsExt;

    use super::{make, read};

    #[test]
    fn made_once_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master.key");
        let key = make(&file).unwrap();
        assert_eq!(metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read(&file).unwrap(), key);
        assert!(make(&file).unwrap_err().to_string().contains("never replaced"));
        set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
        assert!(read(&file).unwrap_err().to_string().contains("chmod 600"));
    }

    #[test]
    fn other_texts_are_no_keys() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master.key");
        for text in ["", "00", &"0".repeat(63), &"g".repeat(64), &"0".repeat(65), &"あ".repeat(22)]
        {
            write(&file, text).unwrap();
            set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
            assert!(read(&file).is_err(), "{text}");
        }
    }
}
