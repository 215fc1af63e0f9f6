//! What is kept of a card number: the last four digits, a mask, a fingerprint.

use sha2::{Digest, Sha256};

use super::{Brand, TestCard};

/// Makes fingerprints of this ledger useless elsewhere: random, made with the ledger.
#[derive(Clone)]
pub(crate) struct Salt(pub(crate) String);

/// A card as the ledger keeps it. The number itself is forgotten with the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// [`TestCard::key`].
    pub(crate) key: String,
    pub(crate) brand: Brand,
    /// `masked_card_number`: asterisks and the last four.
    pub(crate) masked: String,
    /// `fingerprint`: 64 hexadecimal digits, equal for equal numbers of one ledger.
    pub(crate) fingerprint: String,
    /// `card_valid_term`: MMYY.
    pub(crate) valid_term: String,
}

impl Kept {
    pub(crate) fn of(card: &TestCard, number: &str, valid_term: &str, salt: &Salt) -> Self {
        let shown = number.len().saturating_sub(4);
        Self {
            key: card.key.to_owned(),
            brand: Brand::of(number),
            masked: format!("{}{}", "*".repeat(shown), &number[shown..]),
            fingerprint: fingerprint(number, salt),
            valid_term: valid_term.to_owned(),
        }
    }

    /// For a token of a security code only: it stands for no card.
    pub(crate) fn none(card: &TestCard) -> Self {
        Self {
            key: card.key.to_owned(),
            brand: card.brand,
            masked: String::new(),
            fingerprint: String::new(),
            valid_term: String::new(),
        }
    }
}

/// Whether this is a card number at all: 14 to 16 digits (reference 8.1; no Luhn check).
pub(crate) fn digits(number: &str) -> bool {
    (14..=16).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn fingerprint(number: &str, salt: &Salt) -> String {
    let mut hash = Sha256::new();
    hash.update(salt.0.as_bytes());
    hash.update(number.as_bytes());
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::ANY_CARD;

    #[test]
    fn only_mask_and_fingerprint_are_kept() {
        let kept = Kept::of(&ANY_CARD, "4900000000000003", "1230", &Salt("a".into()));
        assert_eq!(kept.masked, "************0003");
        assert_eq!(kept.fingerprint.len(), 64);
        let other = Kept::of(&ANY_CARD, "4900000000000003", "1230", &Salt("b".into()));
        assert_ne!(kept.fingerprint, other.fingerprint);
        let short = Kept::of(&ANY_CARD, "36000000000008", "1230", &Salt("a".into()));
        assert_eq!(short.masked, "**********0008");
    }

    #[test]
    fn a_number_has_14_to_16_digits() {
        for (number, fine) in [
            ("4900000000000003", true),
            ("36000000000008", true),
            ("3600000000000", false),
            ("49000000000000030", false),
            ("4900000000000003 ", false),
            ("490000000000000a", false),
            ("", false),
        ] {
            assert_eq!(digits(number), fine, "{number:?}");
        }
    }
}
