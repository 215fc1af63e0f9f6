//! Consumption tax. Prices are 税込; the tax in them is derived once per rate and document, so that
//! the rows of a page, a mail and an invoice can never differ (DESIGN section 10). Knows amounts
//! only, neither goods nor orders.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::money::Yen;

/// The two rates of Japan's consumption tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
pub enum TaxRate {
    /// 軽減税率 8 %: food and drink; marked ※ beside the name.
    Reduced,
    /// 標準税率 10 %: everything else, shipping and fees included.
    Standard,
}

/// A number that is not one of Japan's two rates.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0} % is no rate of consumption tax: 8 or 10")]
pub struct NoSuchRate(pub i64);

impl TaxRate {
    /// Highest rate first, as documents list them.
    pub const ALL: [TaxRate; 2] = [TaxRate::Standard, TaxRate::Reduced];

    /// Per cent.
    pub fn percent(self) -> i64 {
        match self {
            TaxRate::Reduced => 8,
            TaxRate::Standard => 10,
        }
    }

    /// Whether ※ stands beside the name.
    pub fn is_reduced(self) -> bool {
        self == TaxRate::Reduced
    }
}

impl TryFrom<i64> for TaxRate {
    type Error = NoSuchRate;
    fn try_from(percent: i64) -> Result<TaxRate, NoSuchRate> {
        TaxRate::ALL.into_iter().find(|rate| rate.percent() == percent).ok_or(NoSuchRate(percent))
    }
}

impl From<TaxRate> for i64 {
    fn from(rate: TaxRate) -> i64 {
        rate.percent()
    }
}

impl From<TaxRate> for store::Val {
    fn from(rate: TaxRate) -> store::Val {
        store::Val::Int(rate.percent())
    }
}

impl fmt::Display for TaxRate {
    /// `10%`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.percent())
    }
}

/// What happens to the part of a yen (端数処理). A shop may choose; the law asks only for one way per
/// document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// 切り捨て
    #[default]
    Down,
    /// 切り上げ
    Up,
    /// 四捨五入
    HalfUp,
}

/// All that a document charges at one rate, and the tax contained in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRow {
    /// The rate.
    pub rate: TaxRate,
    /// Sum at this rate, tax included.
    pub amount: Yen,
    /// 内消費税.
    pub tax: Yen,
}

/// The rows of one document from its parts (tax included), highest rate first. `adjustment` (a
/// discount is negative) has no rate of its own and is spread pro rata. A rate without parts gives
/// no row.
pub fn rows(parts: &[(TaxRate, Yen)], adjustment: Yen, rounding: Rounding) -> Vec<TaxRow> {
    let sums: Vec<(TaxRate, Yen)> = TaxRate::ALL
        .into_iter()
        .filter(|rate| parts.iter().any(|part| part.0 == *rate))
        .map(|rate| {
            let of_rate = parts.iter().filter(|part| part.0 == rate);
            (rate, Yen(of_rate.fold(0, |sum, part| sum.saturating_add(part.1.0))))
        })
        .collect();
    let amounts: Vec<Yen> = sums.iter().map(|sum| sum.1).collect();
    let shares = spread(adjustment, &amounts);
    sums.iter()
        .zip(shares)
        .map(|((rate, sum), share)| {
            let amount = Yen(sum.0.saturating_add(share.0));
            TaxRow { rate: *rate, amount, tax: contained(amount, *rate, rounding) }
        })
        .collect()
}

/// The tax contained in `amount`: amount × rate ÷ (100 + rate). A negative amount gives the same
/// tax with its sign, so that a refund takes back exactly what the sale contained.
pub fn contained(amount: Yen, rate: TaxRate, rounding: Rounding) -> Yen {
    let (numerator, denominator) = (
        i128::from(amount.0.unsigned_abs()) * i128::from(rate.percent()),
        i128::from(100 + rate.percent()),
    );
    let tax = match rounding {
        Rounding::Down => numerator / denominator,
        Rounding::Up => (numerator + denominator - 1) / denominator,
        Rounding::HalfUp => (2 * numerator + denominator) / (2 * denominator),
    };
    let tax = i64::try_from(tax).expect("a part of an i64 fits an i64");
    Yen(if amount.0 < 0 { -tax } else { tax })
}

/// Splits `adjustment` over `amounts` in proportion to them; the yen left over by rounding go to
/// the largest. The shares always sum up to the adjustment. Without anything to weigh by, the first
/// takes all of it.
pub fn spread(adjustment: Yen, amounts: &[Yen]) -> Vec<Yen> {
    let weight = |amount: &Yen| i128::from(amount.0.max(0));
    let whole: i128 = amounts.iter().map(weight).sum();
    let mut shares: Vec<Yen> = amounts
        .iter()
        .map(|amount| match whole {
            0 => Yen::ZERO,
            _ => {
                let share = i128::from(adjustment.0) * weight(amount) / whole;
                Yen(i64::try_from(share).expect("a share is no larger than the whole"))
            }
        })
        .collect();
    let given: i64 = shares.iter().map(|share| share.0).sum();
    let largest = (0..amounts.len()).rev().max_by_key(|index| weight(&amounts[*index]));
    if let Some(largest) = largest {
        shares[largest].0 += adjustment.0 - given;
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Rounding, TaxRate, contained, rows, spread};
    use crate::money::Yen;

    const R10: TaxRate = TaxRate::Standard;
    const R8: TaxRate = TaxRate::Reduced;

    #[test]
    fn contained_tax_by_rounding() {
        for (amount, rate, down, up, half_up) in [
            (0, R10, 0, 0, 0),
            (1, R10, 0, 1, 0),
            (5, R10, 0, 1, 0),
            (6, R10, 0, 1, 1),
            (110, R10, 10, 10, 10),
            (8_600, R10, 781, 782, 782),
            (1_080, R8, 80, 80, 80),
            (1_000, R8, 74, 75, 74),
            (9_999_999, R10, 909_090, 909_091, 909_091),
            (-8_600, R10, -781, -782, -782),
        ] {
            for (rounding, tax) in
                [(Rounding::Down, down), (Rounding::Up, up), (Rounding::HalfUp, half_up)]
            {
                let found = contained(Yen(amount), rate, rounding);
                assert_eq!(found, Yen(tax), "{amount} at {rate}, {rounding:?}");
            }
        }
    }

    #[test]
    fn rows_are_derived_once_per_rate() {
        // Three lines of 105 yen: line by line the tax would be 27, once per document it is 28.
        let three = [(R10, Yen(105)); 3];
        assert_eq!(rows(&three, Yen::ZERO, Rounding::Down)[0].tax, Yen(28));
        // The picture of look/checkout-confirm: goods 7,920 + 1,080※, shipping 680.
        let mixed = [(R10, Yen(6_600)), (R8, Yen(1_080)), (R10, Yen(1_320)), (R10, Yen(680))];
        let found: Vec<_> = rows(&mixed, Yen::ZERO, Rounding::Down)
            .iter()
            .map(|row| (row.rate, row.amount.0, row.tax.0))
            .collect();
        assert_eq!(found, [(R10, 8_600, 781), (R8, 1_080, 80)]);
        assert_eq!(rows(&[(R8, Yen(540))], Yen::ZERO, Rounding::Down).len(), 1);
        assert!(rows(&[], Yen::ZERO, Rounding::Down).is_empty());
    }

    #[test]
    fn an_adjustment_is_spread_and_its_remainder_goes_to_the_largest() {
        for (adjustment, amounts, shares) in [
            (-100, vec![8_600, 1_080], vec![-89, -11]),
            (-10, vec![5, 5, 5], vec![-4, -3, -3]),
            (7, vec![1, 2], vec![2, 5]),
            (-50, vec![0, 0], vec![-50, 0]),
            (-50, vec![], vec![]),
        ] {
            let amounts: Vec<Yen> = amounts.into_iter().map(Yen).collect();
            let found: Vec<i64> = spread(Yen(adjustment), &amounts).iter().map(|y| y.0).collect();
            assert_eq!(found, shares, "{adjustment} over {amounts:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost(
            adjustment in -10_000_000_i64..10_000_000,
            parts in prop::collection::vec((any::<bool>(), 0_i64..10_000_000), 1..20),
        ) {
            let rated = |(reduced, amount)| (if reduced { R8 } else { R10 }, Yen(amount));
            let parts: Vec<_> = parts.into_iter().map(rated).collect();
            let whole: i64 = parts.iter().map(|part| part.1.0).sum();
            let found = rows(&parts, Yen(adjustment), Rounding::Down);
            prop_assert_eq!(found.iter().map(|row| row.amount.0).sum::<i64>(), whole + adjustment);
            for row in found {
                let percent = row.rate.percent();
                let exact = row.amount.0 * percent;
                prop_assert!((row.tax.0 * (100 + percent) - exact).abs() < 100 + percent);
            }
        }

        #[test]
        fn is_total(amount: i64, parts: Vec<i64>) {
            contained(Yen(amount), R10, Rounding::HalfUp);
            let parts: Vec<_> = parts.into_iter().map(|amount| (R8, Yen(amount / 1_000))).collect();
            rows(&parts, Yen(amount / 1_000), Rounding::Up);
        }
    }
}
