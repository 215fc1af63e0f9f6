//! クレジットカード決済 (トークン方式): the guide's fields ①-⑰ (R-056..R-085). ②③④⑩ belong to the merchant account.

mod form;
mod history;
mod linking;
mod parse;
mod save;
mod secrets;
mod subscriptions;

use serde::{Deserialize, Serialize};

pub use form::CardForm;
pub use history::{Entry, history};
pub use linking::{CardArea, Holder, Link, Linking, PaidWith};
pub use parse::{MERCHANT_NAME_MAX, parse};
pub use save::{Desk, check, may_be_live, open, save};
pub use secrets::CardSecrets;
pub use subscriptions::{SubscriptionsError, set_subscriptions, subscriptions_run};

use super::{MethodTerms, Setting};
use crate::checkout::CardChoices;
use crate::id::MerchantId;
use crate::money::Yen;
use crate::payment::{AttemptLevel, CaptureTiming};

/// ⑥ 支払回数.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instalments {
    /// 分割あり.
    Offered {
        /// ボーナス一括払いを含める.
        bonus: bool,
    },
    /// 一括のみ.
    LumpOnly,
}

/// One version of the method's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardSettings {
    /// ① マーチャントID; ②③④⑩ stand in its account.
    pub merchant: MerchantId,
    /// ⑤ 同時売上フラグ.
    pub timing: CaptureTiming,
    /// ⑥ 支払回数.
    pub instalments: Instalments,
    /// ⑦ 支払回数欄の注意書き.
    pub instalments_note: String,
    /// ⑧ 3Dセキュア2.0 (本人認証) の利用.
    pub three_ds: bool,
    /// ⑨ 加盟店名(英字).
    pub merchant_name: String,
    /// ⑪ Attemptオーソリ制御区分.
    pub attempt_level: AttemptLevel,
    /// ⑫ クレジットカード紐づけ設定.
    pub linking: Linking,
    /// ⑬, ⑭, ⑮.
    #[serde(flatten)]
    pub terms: MethodTerms,
    /// 「3Dセキュア受注の減額を許可する（認証の効果は失われます）」 (DESIGN section 10).
    pub three_ds_reduction: bool,
    /// The most the contract takes for one payment, where the shop knows it.
    pub limit: Option<Yen>,
    /// How often a card is registered or changed on マイページ.
    #[serde(default)]
    pub changes: CardChanges,
    /// ⑰ 定期購入での利用設定; without effect as long as there are no subscriptions.
    #[serde(default)]
    pub subscriptions: bool,
}

/// Registrations and changes on マイページ that are taken within 24 hours (R-225, R-230; DESIGN section
/// 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardChanges {
    /// From one member.
    pub of_member: i64,
    /// From one address.
    pub of_address: i64,
}

impl CardChanges {
    /// The most that a shop can allow.
    pub const MOST: i64 = 1_000;
}

impl Default for CardChanges {
    fn default() -> CardChanges {
        CardChanges { of_member: 5, of_address: 20 }
    }
}

/// What the checkout page needs of the settings.
pub fn choices(card: &CardSettings) -> CardChoices {
    CardChoices {
        installments: matches!(card.instalments, Instalments::Offered { .. }),
        bonus: matches!(card.instalments, Instalments::Offered { bonus: true }),
        split_note: card.instalments_note.clone(),
        capture_at_once: card.timing == CaptureTiming::AtOnce,
        amount_max: card.limit,
        paused: false,
        linking: card.linking,
        three_ds: card.three_ds,
        subscriptions_run: false,
    }
}

impl Setting for CardSettings {
    const KIND: &'static str = "card";

    fn method_terms(&self) -> Option<&MethodTerms> {
        Some(&self.terms)
    }
}

impl CardSettings {
    /// A new shop's defaults (DESIGN section 10).
    pub fn new(merchant: MerchantId, merchant_name: &str) -> CardSettings {
        CardSettings {
            merchant,
            timing: CaptureTiming::Later,
            instalments: Instalments::Offered { bonus: false },
            instalments_note: "カードによっては選べない回数があります。".into(),
            three_ds: true,
            merchant_name: merchant_name.into(),
            attempt_level: AttemptLevel::Low,
            linking: Linking::Never,
            terms: MethodTerms {
                hide_below: Some(Yen(1)),
                ..MethodTerms::named("クレジットカード決済")
            },
            three_ds_reduction: false,
            limit: None,
            changes: CardChanges::default(),
            subscriptions: false,
        }
    }
}
