//! What an order costs and the tax in it: the one engine of checkout, 受注明細, 編集モード and whatever
//! is made from an order later, so that no two of them can differ by a yen (N22; DESIGN section
//! 10). Pure.

use crate::money::Yen;
use crate::tax::{self, Rounding, TaxRate, TaxRow};

/// The highest total of an order, in yen: nine digits, as forms and slips have room for.
pub const TOTAL_MAX: Yen = Yen(999_999_999);

/// What is added to the goods and taken off them, in yen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Charges {
    /// 送料; none while it is to be agreed on (別途連絡).
    pub shipping: Option<Yen>,
    /// 手数料.
    pub fee: Yen,
    /// 値引き: how much is taken off.
    pub discount: Yen,
    /// 金額調整, with its sign.
    pub adjustment: Yen,
}

/// Sums of an order, tax included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// 小計.
    pub goods: Yen,
    /// 合計 = goods + shipping + fee − discount + adjustment.
    pub total: Yen,
    /// (10%対象), (8%対象): what the total holds at each rate, and the tax in it.
    pub tax: Vec<TaxRow>,
}

/// Why there is no total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TotalsError {
    /// More is taken off than there is.
    #[error("the total is below 0")]
    Negative,
    /// Above [`TOTAL_MAX`].
    #[error("the total is above {TOTAL_MAX}")]
    TooMuch,
}

impl Charges {
    /// What has no rate of its own.
    fn spread(&self) -> Yen {
        Yen(self.adjustment.0.saturating_sub(self.discount.0))
    }
}

/// The sums of lines (rate and amount of each) and charges.
pub fn totals(lines: &[(TaxRate, Yen)], charges: &Charges) -> Result<Totals, TotalsError> {
    let goods = lines.iter().try_fold(Yen::ZERO, |sum, line| sum.plus(line.1));
    let goods = goods.ok_or(TotalsError::TooMuch)?;
    let added = [charges.shipping.unwrap_or_default(), charges.fee, charges.spread()];
    let total = added.into_iter().try_fold(goods, Yen::plus).ok_or(TotalsError::TooMuch)?;
    match total {
        total if total < Yen::ZERO => Err(TotalsError::Negative),
        total if total > TOTAL_MAX => Err(TotalsError::TooMuch),
        total => Ok(Totals { goods, total, tax: tax_rows(lines, charges) }),
    }
}

/// What is charged at each rate: shipping and fee at the standard one, discount and 金額調整 spread
/// over both. A rate that nothing was sold at still has its row: the guide's page shows both.
pub fn tax_rows(lines: &[(TaxRate, Yen)], charges: &Charges) -> Vec<TaxRow> {
    let others = [charges.shipping.unwrap_or_default(), charges.fee];
    let others = others.map(|part| (TaxRate::Standard, part));
    let none = TaxRate::ALL.map(|rate| (rate, Yen::ZERO));
    let parts: Vec<_> = lines.iter().copied().chain(others).chain(none).collect();
    tax::rows(&parts, charges.spread(), Rounding::default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Charges, TOTAL_MAX, TotalsError, totals};
    use crate::money::Yen;
    use crate::tax::TaxRate;

    const R10: TaxRate = TaxRate::Standard;
    const R8: TaxRate = TaxRate::Reduced;

    /// Lines; shipping, fee, discount, adjustment; goods, total, at 10 %, at 8 %.
    type Case = (&'static [(TaxRate, i64)], [i64; 4], [i64; 4]);

    #[test]
    fn a_total_is_what_its_parts_say() {
        const CASES: &[Case] = &[
            (&[], [0, 0, 0, 0], [0, 0, 0, 0]),
            (&[(R10, 7_920), (R8, 1_080)], [680, 0, 0, 0], [9_000, 9_680, 8_600, 1_080]),
            (&[(R10, 7_920), (R8, 1_080)], [680, 330, 0, 0], [9_000, 10_010, 8_930, 1_080]),
            // 100 yen off 8,600 and 1,080: 88.8 and 11.2, what is left over to the larger.
            (&[(R10, 7_920), (R8, 1_080)], [680, 0, 100, 0], [9_000, 9_580, 8_511, 1_069]),
            (&[(R10, 7_920), (R8, 1_080)], [680, 0, 0, -100], [9_000, 9_580, 8_511, 1_069]),
            (&[(R8, 1_080)], [0, 0, 1_080, 0], [1_080, 0, 0, 0]),
            (&[(R8, 1_080)], [0, 0, 1_080, 50], [1_080, 50, 0, 50]),
        ];
        for (lines, [shipping, fee, discount, adjustment], expected) in CASES {
            let lines: Vec<_> = lines.iter().map(|(rate, yen)| (*rate, Yen(*yen))).collect();
            let charges = Charges {
                shipping: Some(Yen(*shipping)),
                fee: Yen(*fee),
                discount: Yen(*discount),
                adjustment: Yen(*adjustment),
            };
            let found = totals(&lines, &charges).unwrap();
            let rates = [found.tax[0].amount.0, found.tax[1].amount.0];
            let found = [found.goods.0, found.total.0, rates[0], rates[1]];
            assert_eq!(&found, expected, "{lines:?} {charges:?}");
        }
    }

    #[test]
    fn too_much_off_or_too_much_is_no_total() {
        let off = |discount| Charges { discount: Yen(discount), ..Charges::default() };
        for (amount, charges, found) in [
            (100, off(100), Ok(0)),
            (100, off(101), Err(TotalsError::Negative)),
            (TOTAL_MAX.0, off(0), Ok(TOTAL_MAX.0)),
            (TOTAL_MAX.0 + 1, off(0), Err(TotalsError::TooMuch)),
            (i64::MAX, Charges { fee: Yen(1), ..off(0) }, Err(TotalsError::TooMuch)),
        ] {
            let sums = totals(&[(R10, Yen(amount))], &charges);
            assert_eq!(sums.map(|sums| sums.total.0), found, "{amount} {charges:?}");
        }
        let twice = [(R10, Yen(i64::MAX)); 2];
        assert_eq!(totals(&twice, &Charges::default()), Err(TotalsError::TooMuch));
    }

    proptest! {
        #[test]
        fn rates_add_up_to_the_total_and_none_is_negative(
            parts in prop::collection::vec((any::<bool>(), 0_i64..1_000_000), 0..12),
            [shipping, fee, discount] in [0_i64..3_000, 0_i64..1_000, 0_i64..2_000_000],
            adjustment in -5_000_i64..5_000,
        ) {
            let rate = |reduced| if reduced { R8 } else { R10 };
            let lines: Vec<_> =
                parts.into_iter().map(|(reduced, yen)| (rate(reduced), Yen(yen))).collect();
            let charges = Charges {
                shipping: Some(Yen(shipping)),
                fee: Yen(fee),
                discount: Yen(discount),
                adjustment: Yen(adjustment),
            };
            let whole = lines.iter().map(|line| line.1.0).sum::<i64>() + shipping + fee - discount
                + adjustment;
            match totals(&lines, &charges) {
                Ok(sums) => {
                    prop_assert_eq!(sums.total.0, whole);
                    prop_assert_eq!(sums.tax.iter().map(|row| row.amount.0).sum::<i64>(), whole);
                    prop_assert!(sums.tax.iter().all(|row| row.amount.0 >= 0 && row.tax.0 >= 0));
                }
                Err(error) => {
                    prop_assert_eq!(error, TotalsError::Negative);
                    prop_assert!(whole < 0);
                }
            }
        }
    }
}
