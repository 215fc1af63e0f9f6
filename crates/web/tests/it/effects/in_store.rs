//! 店頭払い.

use shop::settings::in_store::InStoreForm;

use super::Place::{Checkout, Confirmation, Mail, Order, Thanks};
use super::terms::TERMS;
use super::{Effect, Sheet, effect, names, prove, take};

pub(super) const SHEET: Sheet = Sheet {
    path: "/settings/payments/in_store",
    fields: names::<InStoreForm>,
    fills: &[("pay", "in_store")],
    tables: &[OWN, TERMS],
    elsewhere: &[],
};

const OWN: &[Effect] = &[
    effect(
        &[("place", "みなも堂 三条店\n水曜定休")],
        &[
            (Checkout, "店頭払い"),
            (Confirmation, "みなも堂 三条店"),
            (Confirmation, "ご来店のときに、店頭でお支払いください。"),
            (Thanks, "みなも堂 三条店"),
            (Thanks, "水曜定休"),
            (Mail, "みなも堂 三条店\n水曜定休\n"),
            (Order, "店頭払い"),
            (Order, "代金は、ご来店のときに店頭でお受け取りください。"),
        ],
        &[(Order, "ご入金を確認")],
    ),
    effect(
        &[("timing", "お受け取りの前にお支払いください。")],
        &[(Confirmation, "お受け取りの前にお支払いください。")],
        &[(Confirmation, "ご来店のときに")],
    ),
];

#[tokio::test]
async fn each_field_is_seen_where_it_counts() {
    prove(&SHEET, async |desk| take(desk, "in_store").await).await;
}
