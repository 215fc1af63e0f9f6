//! The settings form of クレジットカード決済 as it is filled in, and what it is filled with.

use serde::{Deserialize, Serialize};

use super::{CardSettings, Instalments, Linking};
use crate::payment::account::{Account, Endpoints};
use crate::payment::{AttemptLevel, CaptureTiming};
use crate::settings::form::{TermsForm, Words, amount, ticked, word};

/// Everything but the secrets, as typed; absent fields are empty. Field names are the form's
/// `name`s.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardForm {
    /// 接続環境: `live` or `sandbox`.
    pub environment: String,
    /// Where telegrams go.
    pub telegrams: String,
    /// Where browsers load `PaygentToken.js`.
    pub token_script: String,
    /// The gateway's own CA (PEM).
    pub ca_pem: String,
    /// ① マーチャントID.
    pub merchant: String,
    /// ② 接続ID.
    pub connect_id: String,
    /// ④ トークン生成鍵.
    pub token_key: String,
    /// ⑤ 同時売上フラグ: `later` or `at_once`.
    pub timing: String,
    /// ⑥ 支払回数: `offered` or `lump`.
    pub instalments: String,
    /// ⑥ ボーナス一括払いを含める.
    pub bonus: String,
    /// ⑦ 支払回数欄の注意書き.
    pub instalments_note: String,
    /// ⑧ 3Dセキュア2.0: `use` or `not`.
    pub three_ds: String,
    /// ⑨ 加盟店名(英字).
    pub merchant_name: String,
    /// ⑪ Attemptオーソリ制御区分: `low`, `middle` or `high`.
    pub attempt_level: String,
    /// 3Dセキュア受注の減額を許可する.
    pub three_ds_reduction: String,
    /// The most the contract takes for one payment.
    pub limit: String,
    /// ⑫ クレジットカード紐づけ設定: `always`, `choice` or `never`.
    pub linking: String,
    /// Registrations and changes of one member within 24 hours.
    pub changes_of_member: String,
    /// The same from one address.
    pub changes_of_address: String,
    /// ⑰ 定期購入での利用設定: `use` or `not`.
    pub subscriptions: String,
    /// ⑬ to ⑮.
    #[serde(flatten)]
    pub terms: TermsForm,
}

pub(super) const TIMING: Words<CaptureTiming> =
    &[("later", CaptureTiming::Later), ("at_once", CaptureTiming::AtOnce)];
pub(super) const LEVEL: Words<AttemptLevel> =
    &[("low", AttemptLevel::Low), ("middle", AttemptLevel::Middle), ("high", AttemptLevel::High)];
pub(super) const LINKING: Words<Linking> =
    &[("always", Linking::Always), ("choice", Linking::BuyerChooses), ("never", Linking::Never)];
pub(super) const USE: Words<bool> = &[("use", true), ("not", false)];
/// 本番, the word of the form.
pub(super) const LIVE: &str = "live";
pub(super) const SANDBOX: Words<bool> = &[(LIVE, false), ("sandbox", true)];
pub(super) const OFFERED: Words<bool> = &[("offered", true), ("lump", false)];

impl CardForm {
    /// What is in force.
    pub fn of(card: &CardSettings, account: &Account) -> CardForm {
        let Account { connect_id, token_key, endpoints, .. } = account;
        CardForm::with(card, Some((connect_id, token_key, endpoints)))
    }

    /// Settings, and ②, ④ and 接続環境 of their account if they are known.
    pub(super) fn with(card: &CardSettings, account: Option<(&str, &str, &Endpoints)>) -> CardForm {
        let mut form = CardForm {
            merchant: card.merchant.0.clone(),
            timing: word(TIMING, &card.timing),
            instalments: word(OFFERED, &matches!(card.instalments, Instalments::Offered { .. })),
            bonus: ticked(card.instalments == Instalments::Offered { bonus: true }),
            instalments_note: card.instalments_note.clone(),
            three_ds: word(USE, &card.three_ds),
            merchant_name: card.merchant_name.clone(),
            attempt_level: word(LEVEL, &card.attempt_level),
            three_ds_reduction: ticked(card.three_ds_reduction),
            limit: amount(card.limit),
            linking: word(LINKING, &card.linking),
            changes_of_member: card.changes.of_member.to_string(),
            changes_of_address: card.changes.of_address.to_string(),
            subscriptions: word(USE, &card.subscriptions),
            terms: TermsForm::of(&card.terms),
            ..CardForm::default()
        };
        if let Some((connect_id, token_key, endpoints)) = account {
            connect_id.clone_into(&mut form.connect_id);
            token_key.clone_into(&mut form.token_key);
            form.environment = word(SANDBOX, &endpoints.sandbox);
            form.telegrams.clone_from(&endpoints.telegrams);
            form.token_script.clone_from(&endpoints.token_script);
            form.ca_pem = endpoints.ca_pem.clone().unwrap_or_default();
        }
        form
    }

    /// A shop that has not set it up yet (DESIGN section 10).
    pub fn new() -> CardForm {
        let usual = CardSettings::new(crate::id::MerchantId(String::new()), "");
        let account = Account {
            merchant: usual.merchant.clone(),
            connect_id: String::new(),
            connect_password: paygent::Secret::new(""),
            token_key: String::new(),
            three_ds_key: None,
            notice_key: None,
            token_receipt_key: None,
            certificate: None,
            endpoints: Endpoints {
                telegrams: LIVE_TELEGRAMS.to_owned(),
                token_script: LIVE_TOKEN_SCRIPT.to_owned(),
                sandbox: false,
                ca_pem: None,
            },
        };
        CardForm::of(&usual, &account)
    }
}

/// Where production takes telegrams, and has `PaygentToken.js`.
const LIVE_TELEGRAMS: &str = "https://module.paygent.co.jp";
const LIVE_TOKEN_SCRIPT: &str = "https://token.paygent.co.jp/js/PaygentToken.js";
