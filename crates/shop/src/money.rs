//! Money: whole yen, checked.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount of money in whole yen, tax included unless a name says otherwise.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Yen(pub i64);

impl Yen {
    /// Nothing to pay.
    pub const ZERO: Yen = Yen(0);

    /// The sum, or `None` where it leaves the range of an `i64`.
    pub fn plus(self, other: Yen) -> Option<Yen> {
        self.0.checked_add(other.0).map(Yen)
    }

    /// The price of `quantity` pieces, or `None` where it leaves the range of an `i64`.
    pub fn times(self, quantity: i64) -> Option<Yen> {
        self.0.checked_mul(quantity).map(Yen)
    }
}

impl fmt::Display for Yen {
    /// `9,680円`; a negative amount has the sign of RULES: `−2,420円`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 6);
        if self.0 < 0 {
            text.push('−');
        }
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        write!(f, "{text}円")
    }
}

impl From<Yen> for store::Val {
    fn from(yen: Yen) -> store::Val {
        store::Val::Int(yen.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Yen;

    #[test]
    fn is_written_with_commas_and_a_true_minus() {
        for (amount, text) in [
            (0, "0円"),
            (999, "999円"),
            (1_000, "1,000円"),
            (9_999_999, "9,999,999円"),
            (-2_420, "−2,420円"),
        ] {
            assert_eq!(Yen(amount).to_string(), text);
        }
    }

    #[test]
    fn never_wraps() {
        assert_eq!(Yen(i64::MAX).plus(Yen(1)), None);
        assert_eq!(Yen(i64::MAX).times(2), None);
        assert_eq!(Yen(330).times(3), Some(Yen(990)));
    }
}
