//! Opaque tokens: what a browser or a link shows to be believed. The database knows the SHA-256
//! only, so that whoever reads it can show none.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::clock::{Random, random_hex};

/// Length of a token in bytes; its text is hex.
const BYTES: usize = 32;

/// 256 random bits. Never stored, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new token: no two are alike.
    pub fn new(random: &dyn Random) -> Token {
        Token(random_hex(random, BYTES))
    }

    /// Reads what a browser sent; anything that we would not have given out is `None`.
    pub fn parse(text: &str) -> Option<Token> {
        let ours = text.len() == 2 * BYTES
            && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        ours.then(|| Token(text.to_owned()))
    }

    /// The text for the cookie or the link.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the database keeps.
    pub(crate) fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn only_what_we_give_out_is_a_token() {
        let ours = "0123456789abcdef".repeat(4);
        assert!(Token::parse(&ours).is_some());
        for text in ["", &ours[1..], &ours.to_uppercase(), &format!("{ours}0"), &"é".repeat(32)] {
            assert!(Token::parse(text).is_none(), "{text}");
        }
    }
}
