//! The hashes beside what travels through strangers, computed a second time.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Panics unless `accepted` is what the hash says: true exactly if there is a key and `hc` is the
/// hash of the parts and the key.
pub fn assert_right(accepted: bool, parts: &[&str], key: &str, hc: Option<&str>) {
    let right = !key.is_empty() && hc.is_some_and(|hc| hc.eq_ignore_ascii_case(&hash(parts, key)));
    assert_eq!(accepted, right, "{parts:?} {hc:?}");
}

/// The hash of the parts under the key.
pub fn hash(parts: &[&str], key: &str) -> String {
    let text = parts.concat() + key;
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
