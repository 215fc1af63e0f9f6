//! クレジットカード決済.

use std::collections::BTreeSet;

use shop::settings::card::CardForm;

use super::Place::{Checkout, Confirmation, Mail, Order, Wire};
use super::terms::TERMS;
use super::{Effect, Sheet, Words, effect, names, prove};
use crate::settings::CARD;

pub(super) const SHEET: Sheet = Sheet {
    path: CARD,
    fields,
    fills: &[("pay", "card")],
    tables: &[OWN, TERMS],
    elsewhere: ELSEWHERE,
};

/// What is typed beside the form's own type and never shown again.
const SECRETS: [&str; 7] = [
    "connect_password",
    "three_ds_key",
    "notice_key",
    "client_pem",
    "client_pem_file",
    "client_passphrase",
    "token_receipt_key",
];

fn fields() -> BTreeSet<String> {
    names::<CardForm>().into_iter().chain(SECRETS.map(str::to_owned)).collect()
}

const OWN: &[Effect] = &[
    effect(
        &[("timing", "later")],
        &[(Confirmation, "発送のときに"), (Wire, "telegram_kind=020")],
        &[],
    ),
    effect(
        &[("timing", "at_once")],
        &[(Confirmation, "ご注文と同時に"), (Order, "オーソリ+売上"), (Wire, "sales_mode=1")],
        &[],
    ),
    effect(&[("instalments", "lump")], &[(Checkout, "1回払い")], &[(Checkout, "3回払い")]),
    effect(
        &[("instalments", "offered")],
        &[
            (Checkout, "24回払い"),
            (Mail, "お支払回数：3回払い"),
            (Order, "3回払い"),
            (Wire, "payment_class=61"),
            (Wire, "split_count=3"),
        ],
        &[(Checkout, "ボーナス一括払い")],
    ),
    effect(&[("bonus", "on")], &[(Checkout, "ボーナス一括払い")], &[]),
    effect(
        &[("instalments_note", "分割は国内のカードだけ")],
        &[(Checkout, "分割は国内のカードだけ")],
        &[],
    ),
    effect(
        &[("three_ds", "use"), ("merchant_name", "NUNO TO UTSUWA")],
        &[(Wire, "telegram_kind=450"), (Wire, "merchant_name=NUNO TO UTSUWA")],
        &[],
    ),
    effect(&[("three_ds", "not")], &[(Wire, "telegram_kind=020")], &[(Wire, "telegram_kind=450")]),
    // Whoever is no member has the card area alone, whatever is chosen.
    effect(&[("linking", "always")], INPUT_ONLY, NOT_REGISTERED),
    effect(&[("linking", "choice")], INPUT_ONLY, NOT_REGISTERED),
    effect(&[("linking", "never")], INPUT_ONLY, NOT_REGISTERED),
    effect(&[("limit", "100")], &[(Checkout, "合計100円まで")], &[]),
    effect(&[("limit", "")], &[(Checkout, "3回払い")], &[(Checkout, "合計100円まで")]),
];

const INPUT_ONLY: Words = &[(Checkout, "カード番号")];
const NOT_REGISTERED: Words =
    &[(Checkout, "ご登録のクレジットカード"), (Checkout, "カード情報を保持し次回も利用する")];

/// What another test shows, or what the page itself says has no effect yet.
const ELSEWHERE: &[&str] = &[
    // Where telegrams go and what opens them: connection.rs and certificate.rs of the shop, the
    // browser's settings spec.
    "environment",
    "telegrams",
    "token_script",
    "ca_pem",
    "merchant",
    "connect_id",
    "token_key",
    // attempt.rs: `attempt_level_by_outcome_of_the_authentication`.
    "attempt_level",
    // settings.rs: `secrets_are_never_shown_and_nothing_typed_is_lost`.
    "connect_password",
    "three_ds_key",
    // settings.rs: `a_client_certificate_is_shown_by_its_subject_and_end_only`.
    "client_pem",
    "client_pem_file",
    "client_passphrase",
    // card.rs: `a_token_that_is_not_what_the_script_answered_pays_nothing`.
    "token_receipt_key",
    // No effect yet: no notice is taken.
    "notice_key",
    // registered_card.rs: `the_limit_is_the_shops`.
    "changes_of_member",
    "changes_of_address",
    // change.rs of the shop: `an_authenticated_order_is_reduced_only_by_setting_and_consent`.
    "three_ds_reduction",
    // No effect yet: there are no subscriptions.
    "subscriptions",
];

#[tokio::test]
async fn each_field_is_seen_where_it_counts() {
    prove(&SHEET, async |_| ()).await;
}
