//! 3-D Secure: what an authentication was worth, and whether the shop goes on with it
//! (R-073..R-075).

use serde::{Deserialize, Serialize};

/// How a payment was authenticated. Kept with the payment for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreeDs {
    /// No authentication took place.
    NotUsed,
    /// The card issuer knew the buyer (`attempt_kbn` empty).
    Authenticated,
    /// Attempt区分 正常 (`attempt_kbn` 0): not authenticated, yet the card company bears the loss.
    AttemptIssuer,
    /// Attempt区分 注意 (`attempt_kbn` 1): the shop bears the loss.
    AttemptMerchant,
    /// Was one of the three above, until the amount changed on either side.
    Lost,
}

/// Who bears a chargeback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Liability {
    /// カード会社.
    Issuer,
    /// 加盟店.
    Merchant,
}

impl Liability {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Liability::Issuer => "カード会社",
            Liability::Merchant => "加盟店",
        }
    }
}

/// ⑪ Attemptオーソリ制御区分.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptLevel {
    /// セキュリティ低: go on with every Attempt.
    #[default]
    Low,
    /// 中: go on with Attempt区分 正常.
    Middle,
    /// 高: only with a full authentication.
    High,
}

impl ThreeDs {
    /// All values, for tables and tests.
    pub const ALL: [ThreeDs; 5] = [
        ThreeDs::NotUsed,
        ThreeDs::Authenticated,
        ThreeDs::AttemptIssuer,
        ThreeDs::AttemptMerchant,
        ThreeDs::Lost,
    ];

    /// The word of the database.
    pub fn word(self) -> &'static str {
        match self {
            ThreeDs::NotUsed => "not_used",
            ThreeDs::Authenticated => "authenticated",
            ThreeDs::AttemptIssuer => "attempt_issuer",
            ThreeDs::AttemptMerchant => "attempt_merchant",
            ThreeDs::Lost => "lost",
        }
    }

    /// Reads the word of the database.
    pub fn from_word(word: &str) -> Option<ThreeDs> {
        ThreeDs::ALL.into_iter().find(|three_ds| three_ds.word() == word)
    }

    /// What `attempt_kbn` of a good result says (protocol reference 5.4).
    pub fn from_attempt_kbn(attempt_kbn: &str) -> Option<ThreeDs> {
        match attempt_kbn {
            "" => Some(ThreeDs::Authenticated),
            "0" => Some(ThreeDs::AttemptIssuer),
            "1" => Some(ThreeDs::AttemptMerchant),
            _ => None,
        }
    }

    /// Who bears a chargeback.
    pub fn liability(self) -> Liability {
        match self {
            ThreeDs::Authenticated | ThreeDs::AttemptIssuer => Liability::Issuer,
            ThreeDs::NotUsed | ThreeDs::AttemptMerchant | ThreeDs::Lost => Liability::Merchant,
        }
    }

    /// The value after the amount changed on either side: what was authenticated is no longer so.
    #[must_use]
    pub fn after_change(self) -> ThreeDs {
        if self == ThreeDs::NotUsed { ThreeDs::NotUsed } else { ThreeDs::Lost }
    }
}

impl AttemptLevel {
    /// Whether the shop sends 020 after this result of the authentication.
    pub fn goes_on_with(self, three_ds: ThreeDs) -> bool {
        match three_ds {
            ThreeDs::Authenticated => true,
            ThreeDs::AttemptIssuer => self != AttemptLevel::High,
            // Without 3-D Secure (31012) the loss is the shop's, as with 注意.
            ThreeDs::AttemptMerchant | ThreeDs::NotUsed => self == AttemptLevel::Low,
            ThreeDs::Lost => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AttemptLevel as Level, Liability, ThreeDs};

    #[test]
    fn level_by_result_is_the_guides_table() {
        let table = [
            (ThreeDs::Authenticated, [true, true, true]),
            (ThreeDs::AttemptIssuer, [true, true, false]),
            (ThreeDs::AttemptMerchant, [true, false, false]),
            (ThreeDs::NotUsed, [true, false, false]),
            (ThreeDs::Lost, [false, false, false]),
        ];
        for (three_ds, expected) in table {
            let got =
                [Level::Low, Level::Middle, Level::High].map(|level| level.goes_on_with(three_ds));
            assert_eq!(got, expected, "{three_ds:?}");
        }
    }

    #[test]
    fn words_read_back_and_liability_follows() {
        for three_ds in ThreeDs::ALL {
            assert_eq!(ThreeDs::from_word(three_ds.word()), Some(three_ds));
            assert_eq!(three_ds.after_change() == ThreeDs::NotUsed, three_ds == ThreeDs::NotUsed);
            assert_eq!(three_ds.after_change().liability(), Liability::Merchant);
        }
        assert_eq!(ThreeDs::from_attempt_kbn("2"), None);
        assert_eq!(ThreeDs::Authenticated.liability(), Liability::Issuer);
        assert_eq!(ThreeDs::AttemptIssuer.liability(), Liability::Issuer);
    }
}
