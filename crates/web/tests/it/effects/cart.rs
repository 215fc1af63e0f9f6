//! カートの設定, in both carts.

use shop::settings::cart::CartForm;

use super::Place::{Checkout, Confirmation, Mail, Order};
use super::{Effect, Pairs, Sheet, effect, names, prove};

pub(super) const SHEET: Sheet = Sheet {
    path: "/settings/cart",
    fields: names::<CartForm>,
    fills: WISHES,
    tables: &[ONE_PAGE, EXTRAS, STEPS, EXTRAS],
    elsewhere: &[],
};

/// Sent in any case, and carried along hidden: what is not asked for is not looked at.
const WISHES: Pairs = &[
    ("noshi", "内祝"),
    ("noshi_name", "小林家"),
    ("gift_message", "おめでとうございます"),
    ("receipt_name", "小林商店"),
];

const ONE_PAGE: &[Effect] =
    &[effect(&[("flow", "zero_step")], &[(Checkout, "確認画面へ")], &[(Checkout, "Step1")])];

const STEPS: &[Effect] = &[effect(
    &[("flow", "three_step")],
    &[(Checkout, "Step1"), (Checkout, "Step2"), (Confirmation, "Step3")],
    &[(Checkout, "確認画面へ")],
)];

const EXTRAS: &[Effect] = &[
    effect(
        &[("noshi", ""), ("gift_message", ""), ("receipt_name", "")],
        &[(Checkout, "備考")],
        &[
            (Checkout, "表書き"),
            (Checkout, "ギフトメッセージ"),
            (Checkout, "領収書の宛名"),
            (Confirmation, "<dt>のし</dt>"),
            (Confirmation, "<dt>ギフトメッセージ</dt>"),
            (Confirmation, "<dt>領収書の宛名</dt>"),
            (Mail, "小林商店"),
            (Order, "小林商店"),
        ],
    ),
    effect(
        &[("noshi", "御祝\n内祝")],
        &[
            (Checkout, "<option>御祝"),
            (Checkout, "内祝</option>"),
            (Confirmation, "<dt>のし</dt><dd>内祝（蝶結び・外のし）名入れ：小林家"),
            (Mail, "内祝（蝶結び・外のし）名入れ：小林家"),
            (Order, "内祝（蝶結び・外のし）名入れ：小林家"),
        ],
        &[(Mail, "おめでとうございます")],
    ),
    effect(
        &[("gift_message", "on")],
        &[
            (Checkout, "ギフトメッセージ"),
            (Confirmation, "<dt>ギフトメッセージ</dt><dd>おめでとうございます"),
            (Mail, "おめでとうございます"),
            (Order, "おめでとうございます"),
        ],
        &[(Mail, "小林商店")],
    ),
    effect(
        &[("receipt_name", "on")],
        &[
            (Checkout, "領収書の宛名"),
            (Confirmation, "<dt>領収書の宛名</dt><dd>小林商店"),
            (Mail, "小林商店"),
            (Order, "小林商店"),
        ],
        &[],
    ),
];

#[tokio::test]
async fn each_field_is_seen_where_it_counts() {
    prove(&SHEET, async |_| ()).await;
}
