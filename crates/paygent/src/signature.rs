//! Hashes that Paygent puts beside what travels through the browser: made and verified.
//!
//! Verifying takes the same time wherever the difference is; upper and lower case are equal.

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
    hex::encode(hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTICE: Notice<'_> = Notice {
        payment_notice_id: "12345",
        payment_id: "123456789",
        trading_id: "TRADE12345",
        payment_type: "02",
        payment_amount: "1000",
    };

    #[test]
    fn notice_agrees_with_the_protocol_reference() {
        let hc = NOTICE.sign("abcdefg1234567");
        assert!(hc.starts_with("6485eb02") && hc.ends_with("cb8c"), "{hc}");
        // Whole, by `sha256sum`.
        assert_eq!(hc, "6485eb02c7db9afccfe1076b740ffa87fc84f912aab24961153891e848b8cb8c");
    }

    // The inputs of the reference's other vectors are not given: these are ours, by `sha256sum`.
    #[test]
    fn token_result() {
        let result = TokenResult {
            token: "tok_noren0001",
            masked_card_number: "************1111",
            valid_until: "20261231235959",
            fingerprint: "fingerprint01",
        };
        let hc = "9b7f6aac1318d870adea8827d108e3dceb377dc671ba63d0bc64ff7a995174f2";
        assert_eq!(result.sign("tokenreceiptkey01"), hc);
        assert!(result.verify("tokenreceiptkey01", hc));
    }

    #[test]
    fn three_ds_result_with_and_without_attempt() {
        let authenticated = ThreeDsResult {
            result: "0",
            auth_id: "12345678-1234-4123-8123-1234567890ab",
            attempt: "",
        };
        let hc = "5e9b61d73f199a5f784ba2e6fa24b6ec8ace8747996f1859ae75af686a442d65";
        assert_eq!(authenticated.sign("threedsresultkey01"), hc);
        let caution = ThreeDsResult { attempt: "1", ..authenticated };
        let hc = "2a07d2665ab4435083c3137cbb9d88931cd62e67669bc87e41b3a2f630beeb60";
        assert_eq!(caution.sign("threedsresultkey01"), hc);
    }

    #[test]
    fn only_the_right_hash_under_a_key_verifies() {
        let key = "abcdefg1234567";
        let hc = NOTICE.sign(key);
        assert!(NOTICE.verify(key, &hc));
        assert!(NOTICE.verify(key, &hc.to_uppercase()));
        assert!(!NOTICE.verify(key, &hc[..63]));
        assert!(!NOTICE.verify(key, &format!("{hc}0")));
        assert!(!NOTICE.verify(key, ""));
        assert!(!NOTICE.verify("abcdefg1234568", &hc));
        assert!(!Notice { payment_amount: "1001", ..NOTICE }.verify(key, &hc));
        assert!(!NOTICE.verify("", &NOTICE.sign("")), "no key, no proof");
    }
}
