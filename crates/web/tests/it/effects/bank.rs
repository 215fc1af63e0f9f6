//! 銀行振込.

use shop::settings::bank::BankForm;

use super::Place::{Confirmation, Mail, Order, Thanks};
use super::terms::TERMS;
use super::{Effect, Sheet, effect, names, prove};

pub(super) const SHEET: Sheet = Sheet {
    path: "/settings/payments/bank",
    fields: names::<BankForm>,
    fills: &[("pay", "bank")],
    tables: &[OWN, TERMS],
    elsewhere: &[],
};

const OWN: &[Effect] = &[
    effect(
        &[("account", "かわら銀行 本店\n普通 7654321")],
        &[
            (Confirmation, "かわら銀行 本店"),
            (Confirmation, "普通 7654321"),
            (Thanks, "かわら銀行 本店"),
            (Thanks, "普通 7654321"),
            (Mail, "かわら銀行 本店\n普通 7654321\n"),
            (Order, "ご入金を確認してから発送してください。"),
        ],
        &[(Mail, "見本銀行")],
    ),
    effect(
        &[("timing", "三日のうちにお振り込みください。")],
        &[(Confirmation, "三日のうちにお振り込みください。")],
        &[],
    ),
    effect(
        &[("timing", "")],
        &[(Confirmation, "ご注文のあと、振込先へお振り込みください。")],
        &[(Confirmation, "三日のうち")],
    ),
];

#[tokio::test]
async fn each_field_is_seen_where_it_counts() {
    prove(&SHEET, async |_| ()).await;
}
