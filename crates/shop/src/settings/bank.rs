//! 銀行振込.

use serde::{Deserialize, Serialize};

use super::form::{Checks, TermsForm};
use super::{MethodTerms, Plain, Setting};
use crate::checkout::FieldError;

/// Longest 振込先 and 支払時期.
const TEXT_MAX: usize = 500;

/// One version of its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankSettings {
    /// Name, conditions, note.
    #[serde(flatten)]
    pub terms: MethodTerms,
    /// 振込先: bank, branch, number, holder; several lines.
    #[serde(alias = "bank_account")]
    pub account: String,
    /// 支払時期.
    #[serde(alias = "bank_timing")]
    pub timing: String,
}

/// Its form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BankForm {
    /// 振込先.
    pub account: String,
    /// 支払時期.
    pub timing: String,
    /// ⑬ to ⑮.
    #[serde(flatten)]
    pub terms: TermsForm,
}

impl Setting for BankSettings {
    const KIND: &'static str = "bank";

    fn method_terms(&self) -> Option<&MethodTerms> {
        Some(&self.terms)
    }
}

impl Plain for BankSettings {
    type Form = BankForm;

    fn form(current: Option<&BankSettings>) -> BankForm {
        let usual =
            BankSettings { terms: MethodTerms::named("銀行振込"), ..BankSettings::default() };
        let bank = current.unwrap_or(&usual);
        BankForm {
            account: bank.account.clone(),
            timing: bank.timing.clone(),
            terms: TermsForm::of(&bank.terms),
        }
    }

    fn check(form: &BankForm) -> Result<BankSettings, Vec<FieldError>> {
        let mut checks = Checks::default();
        let account = checks.text("account", "振込先", &form.account, TEXT_MAX);
        if account.is_empty() {
            checks.refuse(
                "account",
                "振込先を入力してください。お客様は、ここに書いた口座へお振り込みになります。",
            );
        }
        let timing = checks.text("timing", "支払時期", &form.timing, TEXT_MAX);
        let terms = checks.terms(&form.terms);
        checks.end(BankSettings { terms, account, timing })
    }
}

#[cfg(test)]
mod tests {
    use super::BankSettings;

    /// As migration 0002 finds it among a shop's texts.
    #[test]
    fn what_older_shops_had_among_their_texts_is_read() {
        let json = r#"{"bank_name":"銀行振込","bank_note":"注","bank_account":"口座",
            "bank_timing":"7日以内","delivery_time":"","pages":[]}"#;
        let bank: BankSettings = serde_json::from_str(json).unwrap();
        assert_eq!((bank.terms.name.as_str(), bank.terms.choice_note()), ("銀行振込", "注"));
        assert_eq!((bank.account.as_str(), bank.timing.as_str()), ("口座", "7日以内"));
        let again = serde_json::to_string(&bank).unwrap();
        assert_eq!(serde_json::from_str::<BankSettings>(&again).unwrap(), bank);
    }
}
