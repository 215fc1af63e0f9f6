//! The form of a search: what is looked for, or what is wrong with it.

use serde::Deserialize;

use crate::clock::{self, DAY_MS};
use crate::ledger::search::Wanted;

/// The form as it was filled in.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::online) struct Asked {
    pub(super) trading_id: String,
    pub(super) payment_id: String,
    pub(super) status: String,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) before: String,
}

/// What cannot be looked for, by field.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Errors {
    pub(super) payment_id: Option<&'static str>,
    pub(super) from: Option<&'static str>,
    pub(super) until: Option<&'static str>,
}

impl Asked {
    /// Without what a paste brings along.
    pub(super) fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            trading_id: trim(self.trading_id),
            payment_id: trim(self.payment_id),
            status: self.status,
            from: trim(self.from),
            until: trim(self.until),
            before: self.before,
        }
    }

    /// Whether anything is looked for, or all is shown.
    pub(super) fn is_all(&self) -> bool {
        [&self.trading_id, &self.payment_id, &self.status, &self.from, &self.until]
            .iter()
            .all(|field| field.is_empty())
    }

    /// What to look for; what cannot be looked for is left out.
    pub(super) fn wanted(&self) -> (Wanted, Errors) {
        let mut errors = Errors::default();
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let payment_id = given(&self.payment_id).map(|text| text.parse::<i64>());
        if payment_id.as_ref().is_some_and(Result::is_err) {
            errors.payment_id = Some("決済IDは数字だけで入力してください。");
        }
        let day = "日付は 2026-11-24 のように入力してください。";
        let from = given(&self.from).map(|text| clock::midnight(&text));
        if from == Some(None) {
            errors.from = Some(day);
        }
        let until = given(&self.until).map(|text| clock::midnight(&text));
        if until == Some(None) {
            errors.until = Some(day);
        }
        let (from, last) = (from.flatten(), until.flatten());
        if from.zip(last).is_some_and(|(from, last)| last < from) {
            errors.until = Some("終わりの日を、始まりの日かその後にしてください。");
        }
        let wanted = Wanted {
            trading_id: given(&self.trading_id),
            payment_id: payment_id.and_then(Result::ok),
            status: self.status.parse().ok(),
            from,
            until: last.map(|day| day.saturating_add(DAY_MS)),
            before: self.before.parse().ok(),
        };
        (wanted, errors)
    }

    /// The address of what comes after this payment.
    pub(super) fn after(&self, payment_id: i64) -> String {
        self.address(&payment_id.to_string())
    }

    fn address(&self, before: &str) -> String {
        let fields = [
            ("trading_id", self.trading_id.as_str()),
            ("payment_id", &self.payment_id),
            ("status", &self.status),
            ("from", &self.from),
            ("until", &self.until),
            ("before", before),
        ];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
        format!("/online?{query}")
    }

    /// The address of the first page.
    pub(super) fn first(&self) -> String {
        self.address("")
    }
}

impl Errors {
    /// Whether there is one.
    pub(super) fn any(&self) -> bool {
        *self != Self::default()
    }
}
