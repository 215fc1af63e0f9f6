//! 代金引換: the carrier collects the money, for a fee that grows with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::form::{Checks, TermsForm, amount, read_yen};
use super::{MethodTerms, Plain, Setting};
use crate::checkout::{CARD_MAX, FieldError};
use crate::money::Yen;

/// Rows of the fee table.
pub const STEPS: usize = 6;
/// The highest fee.
const FEE_MAX: Yen = Yen(99_999);

/// One version of its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodSettings {
    /// Name, conditions, note.
    #[serde(flatten)]
    pub terms: MethodTerms,
    /// 代引手数料; the bounds rise from one to the next. From the last on the method cannot be chosen.
    pub steps: Vec<FeeStep>,
}

/// One row of 代引手数料.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeStep {
    /// For goods and shipping of less than this.
    pub below: Yen,
    /// 手数料, tax included.
    pub fee: Yen,
}

impl CodSettings {
    /// 手数料 for `amount`, goods with their shipping; none where the table has no row for so much.
    pub fn fee(&self, amount: Yen) -> Option<Yen> {
        self.steps.iter().find(|step| amount < step.below).map(|step| step.fee)
    }

    /// From here on the method cannot be chosen.
    pub fn limit(&self) -> Option<Yen> {
        self.steps.last().map(|step| step.below)
    }
}

/// Its form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodForm {
    /// ⑬ to ⑮.
    #[serde(flatten)]
    pub terms: TermsForm,
    /// The fee table, by its field names ([`BELOW`], [`FEE`]).
    #[serde(flatten)]
    pub more: BTreeMap<String, String>,
}

/// Names of the bounds' fields.
pub const BELOW: [&str; STEPS] = ["below_1", "below_2", "below_3", "below_4", "below_5", "below_6"];
/// Names of the fees' fields.
pub const FEE: [&str; STEPS] = ["fee_1", "fee_2", "fee_3", "fee_4", "fee_5", "fee_6"];

impl CodForm {
    /// What a field of [`CodForm::more`] holds.
    pub fn field(&self, name: &str) -> &str {
        self.more.get(name).map_or("", |typed| typed.trim())
    }
}

impl Setting for CodSettings {
    const KIND: &'static str = "cod";

    fn method_terms(&self) -> Option<&MethodTerms> {
        Some(&self.terms)
    }
}

impl Plain for CodSettings {
    type Form = CodForm;

    fn form(current: Option<&CodSettings>) -> CodForm {
        let usual = CodSettings { terms: MethodTerms::named("代金引換"), steps: Vec::new() };
        let kept = current.unwrap_or(&usual);
        let rows = BELOW.iter().zip(FEE).zip(&kept.steps);
        let fields = rows.flat_map(|((below, fee), step)| {
            [(*below, amount(Some(step.below))), (fee, amount(Some(step.fee)))]
        });
        CodForm {
            terms: TermsForm::of(&kept.terms),
            more: fields.map(|(name, value)| (name.to_owned(), value)).collect(),
        }
    }

    fn check(form: &CodForm) -> Result<CodSettings, Vec<FieldError>> {
        let mut checks = Checks::default();
        let steps = steps(&mut checks, form);
        let terms = checks.terms(&form.terms);
        checks.end(CodSettings { terms, steps })
    }
}

/// The rows that hold something, wherever they stand.
fn steps(checks: &mut Checks, form: &CodForm) -> Vec<FeeStep> {
    let mut steps: Vec<FeeStep> = Vec::new();
    for (below_field, fee_field) in BELOW.into_iter().zip(FEE) {
        let (below, fee) = (form.field(below_field), form.field(fee_field));
        if below.is_empty() && fee.is_empty() {
            continue;
        }
        let below = read_yen(below).filter(|yen| (Yen(1)..=CARD_MAX).contains(yen));
        let fee = read_yen(fee).filter(|yen| *yen <= FEE_MAX);
        match (below, fee) {
            (None, _) => checks.refuse(below_field, "金額を1〜9,999,999の数字で入力してください。"),
            (Some(below), _) if steps.last().is_some_and(|last| last.below >= below) => {
                checks.refuse(below_field, "上の行より大きい金額を入力してください。");
            }
            (Some(_), None) => {
                checks.refuse(fee_field, "手数料を0〜99,999の数字で入力してください。");
            }
            (Some(below), Some(fee)) => steps.push(FeeStep { below, fee }),
        }
    }
    if form.more.values().all(|typed| typed.trim().is_empty()) {
        checks
            .refuse(BELOW[0], "代引手数料を1行以上入力してください。手数料がなければ0円とします。");
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(rows: &[(&str, &str)]) -> CodForm {
        let fields = BELOW.iter().zip(FEE).zip(rows);
        let fields = fields.flat_map(|((below, fee), row)| [(*below, row.0), (fee, row.1)]);
        CodForm {
            more: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            ..CodSettings::form(None)
        }
    }

    #[test]
    fn the_fee_follows_the_amount() {
        let form = typed(&[("１０，０００円", "330"), ("", ""), ("30000", "440"), ("300000", "0")]);
        let cod = CodSettings::check(&form).unwrap();
        for (amount, fee) in [
            (0, Some(330)),
            (9_999, Some(330)),
            (10_000, Some(440)),
            (299_999, Some(0)),
            (300_000, None),
        ] {
            assert_eq!(cod.fee(Yen(amount)), fee.map(Yen), "{amount}");
        }
        assert_eq!(cod.limit(), Some(Yen(300_000)));
        assert_eq!(CodSettings::check(&CodSettings::form(Some(&cod))).unwrap(), cod);
    }

    #[test]
    fn a_table_that_says_nothing_is_refused_beside_its_field() {
        for (rows, field) in [
            (&[][..], "below_1"),
            (&[("", "330")], "below_1"),
            (&[("0", "330")], "below_1"),
            (&[("1000", "")], "fee_1"),
            (&[("1000", "-1")], "fee_1"),
            (&[("1000", "100000")], "fee_1"),
            (&[("1000", "1"), ("1000", "2")], "below_2"),
            (&[("1000", "1"), ("", ""), ("999", "2")], "below_3"),
        ] {
            let errors = CodSettings::check(&typed(rows)).unwrap_err();
            assert_eq!(errors[0].field, field, "{rows:?}");
        }
    }
}
