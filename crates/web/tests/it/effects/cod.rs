//! 代金引換.

use std::collections::BTreeSet;

use shop::settings::cod::{BELOW, CodForm, FEE};

use super::Place::{Checkout, Confirmation, Mail, Order, Thanks};
use super::terms::TERMS;
use super::{Effect, Sheet, effect, names, prove, take};

pub(super) const SHEET: Sheet = Sheet {
    path: "/settings/payments/cod",
    fields,
    fills: &[("pay", "cod")],
    tables: &[STEPS, TERMS],
    elsewhere: &[],
};

/// The fee table's fields are in no struct.
fn fields() -> BTreeSet<String> {
    let table = BELOW.into_iter().chain(FEE).map(str::to_owned);
    names::<CodForm>().into_iter().chain(table).collect()
}

/// So many pieces come with their shipping, 680円, to 1,652円, 2,624円, 3,596円, 4,568円, 5,540円.
const STEPS: &[Effect] = &[
    effect(
        &[("below_1", "1653"), ("fee_1", "110")],
        &[
            (Checkout, "<dt>手数料</dt><dd>110円</dd>"),
            (Confirmation, "<dt>手数料</dt><dd>110円</dd>"),
            (Confirmation, "配達員へお支払いください"),
            (Thanks, "1,762円"),
            (Mail, "手数料：110円"),
            (Mail, "合計：1,762円"),
            (Order, "110円"),
            (Order, "1,762円"),
            (Order, "代金は、お届けのときに配達員が受け取ります。"),
        ],
        &[(Order, "ご入金を確認")],
    ),
    effect(&[("below_1", "1652")], &[(Checkout, "手数料を除いて1,652円未満まで")], &[]),
    effect(
        &[("below_2", "2000"), ("fee_2", "220")],
        &[(Checkout, "<dt>手数料</dt><dd>220円</dd>")],
        &[(Checkout, "手数料を除いて")],
    ),
    effect(
        &[("below_3", "3000"), ("fee_3", "330")],
        &[(Checkout, "<dt>手数料</dt><dd>330円</dd>")],
        &[],
    )
    .of(&[("301", "2")]),
    effect(
        &[("below_4", "4000"), ("fee_4", "440")],
        &[(Checkout, "<dt>手数料</dt><dd>440円</dd>")],
        &[],
    )
    .of(&[("301", "3")]),
    effect(
        &[("below_5", "5000"), ("fee_5", "550")],
        &[(Checkout, "<dt>手数料</dt><dd>550円</dd>")],
        &[],
    )
    .of(&[("301", "4")]),
    effect(
        &[("below_6", "6000"), ("fee_6", "0")],
        &[(Checkout, "<dd class=\"total\">5,540円</dd>")],
        &[(Checkout, "<dt>手数料</dt>")],
    )
    .of(&[("301", "5")]),
];

#[tokio::test]
async fn each_field_is_seen_where_it_counts() {
    prove(&SHEET, async |desk| take(desk, "cod").await).await;
}
