//! Tokens and salts: the sandbox's only randomness beside `uuid`.

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

fn text<const LENGTH: usize>() -> String {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).expect("the machine has randomness");
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}
