//! What every payment method says of itself to buyers, and when it is shown: ⑬ to ⑯ of the guide
//! (R-078..R-084).

use serde::{Deserialize, Serialize};

use crate::id::PictureId;
use crate::money::Yen;

/// Name, conditions and note of a payment method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodTerms {
    /// ⑬ 支払方法の名称.
    #[serde(alias = "bank_name")]
    pub name: String,
    /// ⑭ hidden when the goods cost less.
    #[serde(default)]
    pub hide_below: Option<Yen>,
    /// ⑭ hidden when the goods cost as much or more.
    #[serde(default)]
    pub hide_from: Option<Yen>,
    /// ⑮ 注意書き, may be empty; always on the confirmation.
    #[serde(alias = "bank_note")]
    pub note: String,
    /// ⑮ also beside the payment choice.
    #[serde(default = "yes")]
    pub note_in_choice: bool,
    /// ⑮ also in the thanks mail.
    #[serde(default = "yes")]
    pub note_in_mail: bool,
    /// ⑯ 決済サービスロゴ画像, beside the payment choice.
    #[serde(default)]
    pub logo: Option<Logo>,
}

/// ⑯.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// The picture.
    pub picture: PictureId,
    /// ALT属性; empty where the name beside it says everything.
    pub alt: String,
}

/// 銀行振込 had no such switches once: its note was everywhere.
fn yes() -> bool {
    true
}

impl MethodTerms {
    /// Only a name.
    pub fn named(name: &str) -> MethodTerms {
        MethodTerms { name: name.to_owned(), ..MethodTerms::default() }
    }

    /// ⑭ looks at the goods alone, without shipping and fees.
    pub fn is_shown_for(&self, goods: Yen) -> bool {
        self.hide_below.is_none_or(|lowest| goods >= lowest)
            && self.hide_from.is_none_or(|highest| goods < highest)
    }

    /// The note as it stands beside the choice.
    pub fn choice_note(&self) -> &str {
        if self.note_in_choice { &self.note } else { "" }
    }

    /// The note as it stands in the thanks mail.
    pub fn mail_note(&self) -> &str {
        if self.note_in_mail { &self.note } else { "" }
    }
}
