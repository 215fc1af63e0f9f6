//! 銀行振込.

mod form;

pub use form::{BankForm, check, open, save};

use serde::{Deserialize, Serialize};

use super::{MethodTerms, Setting};

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

impl Setting for BankSettings {
    const KIND: &'static str = "bank";
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
