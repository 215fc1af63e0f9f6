//! 店頭払い: the buyer pays where the goods are fetched.

use serde::{Deserialize, Serialize};

use super::form::{Checks, TermsForm};
use super::{MethodTerms, Plain, Setting};
use crate::checkout::FieldError;

/// Longest ご来店のご案内 and 支払時期.
const TEXT_MAX: usize = 500;

/// One version of its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InStoreSettings {
    /// Name, conditions, note.
    #[serde(flatten)]
    pub terms: MethodTerms,
    /// ご来店のご案内: address, opening hours, what is taken there; several lines.
    pub place: String,
    /// 支払時期.
    pub timing: String,
}

/// Its form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InStoreForm {
    /// ご来店のご案内.
    pub place: String,
    /// 支払時期.
    pub timing: String,
    /// ⑬ to ⑮.
    #[serde(flatten)]
    pub terms: TermsForm,
}

impl Setting for InStoreSettings {
    const KIND: &'static str = "in_store";

    fn method_terms(&self) -> Option<&MethodTerms> {
        Some(&self.terms)
    }
}

impl Plain for InStoreSettings {
    type Form = InStoreForm;

    fn form(current: Option<&InStoreSettings>) -> InStoreForm {
        let usual = InStoreSettings {
            terms: MethodTerms::named("店頭払い"),
            ..InStoreSettings::default()
        };
        let kept = current.unwrap_or(&usual);
        InStoreForm {
            place: kept.place.clone(),
            timing: kept.timing.clone(),
            terms: TermsForm::of(&kept.terms),
        }
    }

    fn check(form: &InStoreForm) -> Result<InStoreSettings, Vec<FieldError>> {
        let mut checks = Checks::default();
        let place = checks.text("place", "ご来店のご案内", &form.place, TEXT_MAX);
        if place.is_empty() {
            checks.refuse(
                "place",
                "ご来店のご案内を入力してください。お客様は、ここに書いた場所でお支払いになります。",
            );
        }
        let timing = checks.text("timing", "支払時期", &form.timing, TEXT_MAX);
        let terms = checks.terms(&form.terms);
        checks.end(InStoreSettings { terms, place, timing })
    }
}
