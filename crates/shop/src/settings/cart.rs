//! カートの設定: which cart the shop's buttons open, and what buyers may ask for beside the goods.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::form::{Checks, TICKED, Words, ticked, word};
use super::{Plain, Setting};
use crate::checkout::{FieldError, normalise};

/// Most 表書き.
const NOSHI_MAX: usize = 20;
/// Longest 表書き.
const TITLE_MAX: usize = 10;

/// Which cart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// ゼロステップカート: one page, and the confirmation over it (R-117..R-120).
    #[default]
    ZeroStep,
    /// 3ステップカート: カゴの中身, Step1 to Step4 (R-121..R-125).
    ThreeStep,
}

/// One version of these settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CartSettings {
    /// Which cart 注文手続きへ opens.
    pub flow: Flow,
    /// ギフトメッセージ can be written.
    pub gift_message: bool,
    /// 表書き that can be chosen; none: no のし.
    pub noshi: Vec<String>,
    /// 領収書の宛名 can be told.
    pub receipt_name: bool,
}

impl Default for CartSettings {
    fn default() -> CartSettings {
        CartSettings {
            flow: Flow::ZeroStep,
            gift_message: false,
            noshi: Vec::new(),
            receipt_name: true,
        }
    }
}

/// Their form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CartForm {
    /// `zero_step` or `three_step`.
    pub flow: String,
    /// ギフトメッセージ.
    pub gift_message: String,
    /// 表書き, one a line.
    pub noshi: String,
    /// 領収書の宛名.
    pub receipt_name: String,
}

const FLOWS: Words<Flow> = &[("zero_step", Flow::ZeroStep), ("three_step", Flow::ThreeStep)];

impl Setting for CartSettings {
    const KIND: &'static str = "cart";
}

impl Plain for CartSettings {
    type Form = CartForm;

    fn form(current: Option<&CartSettings>) -> CartForm {
        let usual = CartSettings::default();
        let kept = current.unwrap_or(&usual);
        CartForm {
            flow: word(FLOWS, &kept.flow),
            gift_message: ticked(kept.gift_message),
            noshi: kept.noshi.join("\n"),
            receipt_name: ticked(kept.receipt_name),
        }
    }

    fn check(form: &CartForm) -> Result<CartSettings, Vec<FieldError>> {
        let mut checks = Checks::default();
        let flow = checks.choice("flow", "使うカート", FLOWS, &form.flow);
        let noshi = titles(&mut checks, &form.noshi);
        checks.end(CartSettings {
            flow,
            gift_message: form.gift_message == TICKED,
            noshi,
            receipt_name: form.receipt_name == TICKED,
        })
    }
}

/// One a line, each once.
fn titles(checks: &mut Checks, typed: &str) -> Vec<String> {
    let text = normalise::paragraphs(typed);
    let mut seen = BTreeSet::new();
    let lines = text.lines().filter(|line| !line.is_empty() && seen.insert(line.to_owned()));
    let titles: Vec<String> = lines.map(str::to_owned).collect();
    if titles.iter().any(|title| title.chars().count() > TITLE_MAX) {
        checks.refuse("noshi", format!("のしの表書きは、1行{TITLE_MAX}文字までです。"));
    }
    if titles.len() > NOSHI_MAX {
        checks.refuse("noshi", format!("のしの表書きは{NOSHI_MAX}種類までです。"));
    }
    titles
}

#[cfg(test)]
mod tests {
    use super::{CartForm, CartSettings, Flow, Plain};

    #[test]
    fn what_is_typed_comes_back() {
        let form = CartForm {
            flow: "three_step".into(),
            gift_message: "on".into(),
            noshi: " 御祝\n\n御祝\n内祝 ".into(),
            receipt_name: String::new(),
        };
        let cart = CartSettings::check(&form).unwrap();
        assert_eq!(
            (cart.flow, cart.gift_message, cart.receipt_name),
            (Flow::ThreeStep, true, false)
        );
        assert_eq!(cart.noshi, ["御祝", "内祝"]);
        assert_eq!(CartSettings::check(&CartSettings::form(Some(&cart))).unwrap(), cart);
        let usual = CartSettings::check(&CartSettings::form(None)).unwrap();
        assert_eq!(usual, CartSettings::default());
    }

    #[test]
    fn what_fits_no_slip_is_refused() {
        let many: Vec<String> = (0..21).map(|number| format!("表{number}")).collect();
        for noshi in [many.join("\n"), "あ".repeat(11)] {
            let form = CartForm { noshi, flow: "zero_step".into(), ..CartForm::default() };
            assert_eq!(CartSettings::check(&form).unwrap_err()[0].field, "noshi");
        }
        assert_eq!(CartSettings::check(&CartForm::default()).unwrap_err()[0].field, "flow");
    }
}
