//! Tokens, salts and keys: the sandbox's only randomness beside `uuid`.

use crate::card::Salt;

const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// `tok_` and 26 characters: 30, the most a `card_token` may have.
pub(crate) fn token() -> String {
    format!("tok_{}", text::<26>())
}

/// For a new ledger.
pub(crate) fn salt() -> Salt {
    Salt(text::<32>())
}

/// Small letters and digits without those that look alike.
pub(crate) fn text<const LENGTH: usize>() -> String {
    bytes::<LENGTH>().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

/// Digits; the first six are a little likelier, which does not matter to an id.
pub(crate) fn digits<const LENGTH: usize>() -> String {
    bytes::<LENGTH>().map(|byte| char::from(b'0' + byte % 10)).collect()
}

fn bytes<const LENGTH: usize>() -> impl Iterator<Item = u8> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).expect("the machine has randomness");
    bytes.into_iter()
}
