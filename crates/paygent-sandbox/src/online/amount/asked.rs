//! The form of a change of amount, as people fill it in.

use serde::Deserialize;

use crate::ledger::amount::Subject;

/// The form as it was filled in; `from` is the status that was confirmed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::online) struct Asked {
    pub(super) total: Option<String>,
    pub(super) kind: String,
    pub(super) from: u8,
}

impl Asked {
    /// What the chosen telegram changes.
    pub(super) fn subject(&self) -> Option<Subject> {
        [Subject::Hold, Subject::Sale].into_iter().find(|subject| kind(*subject) == self.kind)
    }

    /// The amount, also in full width and with commas.
    pub(super) fn yen(&self) -> Option<i64> {
        let half = |c: char| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            other => other,
        };
        let text = self.total.as_deref()?.trim().trim_end_matches('円');
        let digits: String = text.chars().filter(|c| !",，".contains(*c)).map(half).collect();
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| plain)
    }

    /// What stands in the field.
    pub(super) fn kept(&self) -> &str {
        self.total.as_deref().unwrap_or_default()
    }
}

/// Its telegram.
pub(super) fn kind(subject: Subject) -> &'static str {
    match subject {
        Subject::Hold => "028",
        Subject::Sale => "029",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        for (text, yen) in [
            ("9000", Some(9_000)),
            (" 9,000円 ", Some(9_000)),
            ("９，０００", Some(9_000)),
            ("0", Some(0)),
            ("", None),
            ("-5", None),
            ("+5", None),
            ("9.5", None),
            ("たくさん", None),
            ("99999999999999999999", None),
        ] {
            let asked = Asked { total: Some(text.into()), ..Asked::default() };
            assert_eq!(asked.yen(), yen, "{text}");
        }
        assert_eq!(Asked::default().yen(), None);
    }
}
