//! 支払回数.

use std::fmt;

use paygent::telegram::authorise;
use serde::{Deserialize, Serialize};

/// How a card payment is divided. As text: `1`, `3`, `bonus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Split {
    /// 1回払い
    Once,
    /// 分割払い in that many instalments, 2 or more.
    Times(u8),
    /// ボーナス一括払い
    Bonus,
}

/// The instalments offered with 分割あり: those that the gateway's clients have in common with what
/// issuers print on their statements (ecosystem 4.2). The card's issuer decides in the end.
const INSTALMENTS: [u8; 10] = [2, 3, 5, 6, 10, 12, 15, 18, 20, 24];

/// Not a 支払回数 that we know.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is no number of instalments")]
pub struct NoSuchSplit(String);

impl Split {
    /// The choices of settings ⑥: 一括のみ, 分割あり, and with it ボーナス一括払い.
    pub fn choices(installments: bool, bonus: bool) -> Vec<Split> {
        let mut choices = vec![Split::Once];
        if installments {
            choices.extend(INSTALMENTS.map(Split::Times));
            choices.extend(bonus.then_some(Split::Bonus));
        }
        choices
    }

    /// The form's value.
    pub fn value(self) -> String {
        match self {
            Split::Once => "1".to_owned(),
            Split::Times(times) => times.to_string(),
            Split::Bonus => "bonus".to_owned(),
        }
    }

    /// What a telegram says; where nothing was chosen it is 1回払い.
    pub(crate) fn at_paygent(split: Option<Split>) -> authorise::Split {
        match split {
            None | Some(Split::Once) => authorise::Split::Once,
            Some(Split::Times(times)) => authorise::Split::Instalments(times),
            Some(Split::Bonus) => authorise::Split::Bonus,
        }
    }

    /// From the form's value.
    pub fn find(value: &str) -> Option<Split> {
        match value {
            "1" => Some(Split::Once),
            "bonus" => Some(Split::Bonus),
            _ => value.parse().ok().filter(|times| INSTALMENTS.contains(times)).map(Split::Times),
        }
    }
}

impl fmt::Display for Split {
    /// `1回払い`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Split::Once => f.write_str("1回払い"),
            Split::Times(times) => write!(f, "{times}回払い"),
            Split::Bonus => f.write_str("ボーナス一括払い"),
        }
    }
}

impl From<Split> for String {
    fn from(split: Split) -> String {
        split.value()
    }
}

impl TryFrom<String> for Split {
    type Error = NoSuchSplit;
    fn try_from(value: String) -> Result<Split, NoSuchSplit> {
        Split::find(&value).ok_or(NoSuchSplit(value))
    }
}

#[cfg(test)]
mod tests {
    use super::Split;

    #[test]
    fn choices_follow_settings_six() {
        let shown = |installments, bonus| {
            let choices = Split::choices(installments, bonus);
            choices.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(false, true), "1回払い", "bonus takes effect with 分割あり only (R-064)");
        assert!(shown(true, false).starts_with("1回払い 2回払い 3回払い 5回払い"));
        assert!(shown(true, true).ends_with("24回払い ボーナス一括払い"));
        assert!(!shown(true, false).contains("ボーナス"));
    }

    #[test]
    fn values_come_back() {
        for split in Split::choices(true, true) {
            assert_eq!(Split::find(&split.value()), Some(split));
            let json = serde_json::to_string(&split).unwrap();
            assert_eq!(serde_json::from_str::<Split>(&json).unwrap(), split);
        }
        for value in ["", "0", "4", "01 ", "300", "ボーナス"] {
            assert_eq!(Split::find(value), None, "{value}");
        }
    }
}
