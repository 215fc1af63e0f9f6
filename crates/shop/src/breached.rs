//! Passwords that have leaked somewhere: whoever runs the installation may give a list of them
//! (reliability-security X9). It is looked up here; no password, nor any part of one, leaves the
//! machine.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha1::{Digest, Sha1};

use crate::secret::Secret;

/// Letters of a hash.
const HASH: usize = 40;
/// Longer than any line of such a list.
const LINE_MAX: u64 = 100;

/// Why a file is no such list.
#[derive(Debug, thiserror::Error)]
pub enum NotAList {
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A line is no hash, or not in its place.
    #[error(
        "not SHA-1 hashes (40 hexadecimal digits at the beginning of each line) in their order"
    )]
    Shape,
}

/// The list: a text file with the SHA-1 of a password at the beginning of each line, in the order
/// of the hashes, as such lists are handed out. The default: none was given, nothing is known.
#[derive(Clone, Debug, Default)]
pub struct Breached(Option<Arc<PathBuf>>);

impl Breached {
    /// The list in this file; its first lines are looked at.
    pub fn open(path: &Path) -> Result<Breached, NotAList> {
        let mut file = File::open(path)?;
        let first = line_after(&mut file, 0)?.ok_or(NotAList::Shape)?;
        let second = line_after(&mut file, first.end)?;
        if second.is_some_and(|second| second.hash <= first.hash) {
            return Err(NotAList::Shape);
        }
        Ok(Breached(Some(Arc::new(path.to_owned()))))
    }

    /// Whether the password is in the list. A list that can no longer be read is logged, and keeps
    /// nobody from choosing a password.
    pub async fn holds(&self, password: &Secret) -> bool {
        let Some(path) = self.0.clone() else { return false };
        let hash = Sha1::digest(password.expose().as_bytes());
        let hash = hash.iter().fold(String::with_capacity(HASH), |mut text, byte| {
            // A `String` takes everything.
            let _ = write!(text, "{byte:02X}");
            text
        });
        let looked = tokio::task::spawn_blocking(move || holds(&path, &hash)).await;
        match looked {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => {
                tracing::error!(%error, "the list of leaked passwords cannot be read");
                false
            }
            Err(error) => {
                tracing::error!(%error, "the list of leaked passwords was not looked at");
                false
            }
        }
    }
}

/// Halves the file until the line is found or cannot be there: some thirty reads in a list of a
/// thousand million lines.
fn holds(path: &Path, wanted: &str) -> Result<bool, NotAList> {
    let mut file = File::open(path)?;
    let (mut low, mut high) = (0, file.metadata()?.len());
    while low < high {
        let middle = low.midpoint(high);
        // The first line that begins after `middle`, or at the very beginning.
        let Some(line) = line_after(&mut file, middle)?.filter(|line| line.start < high) else {
            // No line begins in the upper half.
            high = middle;
            continue;
        };
        match line.hash.as_str().cmp(wanted) {
            std::cmp::Ordering::Equal => return Ok(true),
            std::cmp::Ordering::Less => low = line.end,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    Ok(false)
}

/// A line of the list.
struct Line {
    hash: String,
    /// Where it begins.
    start: u64,
    /// Where the next one begins.
    end: u64,
}

/// The first line that begins at or after `from`.
fn line_after(file: &mut File, from: u64) -> Result<Option<Line>, NotAList> {
    // One byte before: a line begins where the byte before it ends one.
    let before = from.saturating_sub(1);
    file.seek(SeekFrom::Start(before))?;
    let mut bytes = Vec::new();
    file.take(2 * LINE_MAX).read_to_end(&mut bytes)?;
    let skipped = match from {
        0 => 0,
        _ => match bytes.iter().position(|byte| *byte == b'\n') {
            Some(end) => end + 1,
            None => return Ok(None),
        },
    };
    let rest = bytes.get(skipped..).unwrap_or_default();
    if rest.is_empty() {
        return Ok(None);
    }
    let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
    let hash = rest.get(..HASH).and_then(|hash| std::str::from_utf8(hash).ok());
    let hash = hash.filter(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let start = before + skipped as u64;
    let hash = hash.ok_or(NotAList::Shape)?.to_ascii_uppercase();
    Ok(Some(Line { hash, start, end: start + length as u64 }))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;
    use sha1::{Digest, Sha1};
    use tempfile::NamedTempFile;

    use super::{Breached, NotAList, holds};
    use crate::secret::Secret;

    fn hash(password: &str) -> String {
        hex::encode_upper(Sha1::digest(password.as_bytes()))
    }

    /// A list of these passwords; `ending` follows each hash.
    fn list(passwords: &[String], ending: &str) -> NamedTempFile {
        let mut hashes: Vec<String> = passwords.iter().map(|one| hash(one)).collect();
        hashes.sort();
        let mut file = NamedTempFile::new().unwrap();
        for (index, hash) in hashes.iter().enumerate() {
            write!(file, "{hash}{}", ending.replace('N', &"7".repeat(index % 9))).unwrap();
        }
        file
    }

    proptest! {
        #[test]
        fn what_is_in_the_list_is_found_and_nothing_else(
            count in 0_usize..60,
            other in "[a-z]{8}",
            ending in prop::sample::select(vec![":1N\r\n", ":N\n", "\n"]),
        ) {
            let inside: Vec<String> = (0..count).map(|number| format!("leaked-{number}")).collect();
            let file = list(&inside, ending);
            for password in &inside {
                prop_assert!(holds(file.path(), &hash(password)).unwrap(), "{password}");
            }
            prop_assert!(!holds(file.path(), &hash(&other)).unwrap());
        }
    }

    #[tokio::test]
    async fn a_list_is_looked_at_before_it_is_taken() {
        let file = list(&["p4ssw0rd!".to_owned(), "kyoto1234".to_owned()], ":3\n");
        let breached = Breached::open(file.path()).unwrap();
        assert!(breached.holds(&Secret::new("p4ssw0rd!")).await);
        assert!(!breached.holds(&Secret::new("noren-no-uchi")).await);
        assert!(!Breached::default().holds(&Secret::new("p4ssw0rd!")).await);
        for wrong in ["", "password\nqwerty\n", &format!("{}\n{}\n", hash("b"), hash("b"))] {
            let mut file = NamedTempFile::new().unwrap();
            write!(file, "{wrong}").unwrap();
            assert!(matches!(Breached::open(file.path()), Err(NotAList::Shape)), "{wrong}");
        }
        let gone = list(&["p4ssw0rd!".to_owned()], "\n");
        let breached = Breached::open(gone.path()).unwrap();
        drop(gone);
        assert!(!breached.holds(&Secret::new("p4ssw0rd!")).await, "nobody is kept out");
    }
}
