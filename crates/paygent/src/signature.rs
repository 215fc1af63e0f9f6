//! Hashes that Paygent puts beside what travels through the browser: made and verified.
//!
//! Verifying takes the same time wherever the difference is; upper and lower case are equal.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The result of `PaygentToken.js` (`hc` beside `tokenizedCardObject`).
#[derive(Clone, Copy, Debug)]
pub struct TokenResult<'a> {
    /// `token`.
    pub token: &'a str,
    /// `masked_card_number`.
    pub masked_card_number: &'a str,
    /// `valid_until`.
    pub valid_until: &'a str,
    /// `fingerprint`.
    pub fingerprint: &'a str,
}

/// The 3-D Secure return (`hc` in the query of `term_url`).
#[derive(Clone, Copy, Debug)]
pub struct ThreeDsResult<'a> {
    /// `result`.
    pub result: &'a str,
    /// `3ds_auth_id`.
    pub auth_id: &'a str,
    /// `attempt_kbn`; empty if it did not come.
    pub attempt: &'a str,
}

/// A payment notice. The hash does not cover the status: a notice is no evidence.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// `payment_notice_id`.
    pub payment_notice_id: &'a str,
    /// `payment_id`.
    pub payment_id: &'a str,
    /// `trading_id`.
    pub trading_id: &'a str,
    /// `payment_type`.
    pub payment_type: &'a str,
    /// `payment_amount`.
    pub payment_amount: &'a str,
}

macro_rules! signed {
    ($name:ident, $($field:ident),*) => {
        impl $name<'_> {
            /// The hash, 64 lower-case hexadecimal digits.
            pub fn sign(&self, key: &str) -> String {
                hash(&[$(self.$field,)* key])
            }

            /// Whether `hc` is the hash. An empty key verifies nothing.
            pub fn verify(&self, key: &str, hc: &str) -> bool {
                let ours = self.sign(key);
                let theirs = hc.to_ascii_lowercase();
                !key.is_empty() && bool::from(ours.as_bytes().ct_eq(theirs.as_bytes()))
            }
        }
    };
}

signed!(TokenResult, token, masked_card_number, valid_until, fingerprint);
signed!(ThreeDsResult, result, auth_id, attempt);
signed!(Notice, payment_notice_id, payment_id, trading_id, payment_type, payment_amount);

fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
    }
    let mut text = String::with_capacity(64);
    for byte in hasher.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
