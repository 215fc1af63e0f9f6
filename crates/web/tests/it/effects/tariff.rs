//! 送料の計算 of a 宅配便: prices, patterns, discount, クール料金.

use shop::delivery::Prefecture;
use shop::delivery::form::fee;
use store::scratch::on_each;
use web::Surface;

use super::Place::{Cart, Checkout, Confirmation, Mail, Order};
use super::{Effect, Pairs, effect};
use crate::browser::Browser;
use crate::checkout::send;
use crate::delivery::CARRIER;
use crate::desk::Desk;
use crate::settings::set;

/// What 商品の送料区分 says: one in each group, one point a piece.
pub(super) const GOODS: Pairs = &[
    ("product_301", "on"),
    ("group_301", "1"),
    ("points_301", "1"),
    ("product_302", "on"),
    ("group_302", "2"),
    ("points_302", ""),
];

/// Two pieces of one group and one of the other.
const BOTH: Pairs = &[("301", "2"), ("302", "1")];

/// A price that the checkout says of one purchase.
macro_rules! costs {
    ($set:expr, $pieces:literal, $yen:literal) => {
        effect($set, &[(Checkout, concat!("<dd>", $yen, "</dd>"))], &[]).of(&[("301", $pieces)])
    };
}

/// The same for [`BOTH`].
macro_rules! rule {
    ($rule:literal, $yen:literal) => {
        effect(&[("rule", $rule)], &[(Checkout, concat!("<dd>", $yen, "</dd>"))], &[]).of(BOTH)
    };
}

pub(super) const TARIFF: &[Effect] = &[
    effect(
        &[("measure", "order"), ("area", "prefecture"), ("fee_26", "701")],
        &[
            (Checkout, "<dd>701円</dd>"),
            (Confirmation, "<dd>701円</dd>"),
            (Mail, "送料：701円"),
            (Order, "701円"),
        ],
        &[],
    ),
    effect(
        &[("fee_26", "別途")],
        &[
            (Checkout, "送料を別途ご連絡するため、クレジットカードは"),
            (Checkout, "送料を別途ご連絡するため、代金引換は"),
            (Confirmation, "別途ご連絡"),
            (Mail, "送料：別途ご連絡します"),
            (Order, "別途"),
        ],
        &[],
    ),
    effect(&[("fee_26", "")], &[], &[(Checkout, "name=\"carrier\"")]),
    costs!(&[("measure", "piece"), ("fee_26", "300")], "2", "600円"),
    costs!(
        &[("measure", "goods"), ("below_1", "1500"), ("fee_26_t1", "800"), ("fee_26_t", "400")],
        "1",
        "800円"
    ),
    costs!(&[], "2", "400円"),
    effect(
        &[("measure", "order"), ("area", "nationwide"), ("fee_all", "510")],
        &[(Checkout, "<dd>510円</dd>")],
        &[],
    )
    .filling(&[("prefecture", "沖縄県"), ("postal", "900-0001")]),
    costs!(
        &[
            ("measure", "goods"),
            ("below_1", "1000"),
            ("below_2", "2000"),
            ("below_3", "3000"),
            ("below_4", "4000"),
            ("below_5", "5000"),
            ("fee_all_t1", "610"),
            ("fee_all_t2", "620"),
            ("fee_all_t3", "630"),
            ("fee_all_t4", "640"),
            ("fee_all_t5", "650"),
            ("fee_all_t", "660"),
        ],
        "1",
        "610円"
    ),
    costs!(&[], "2", "620円"),
    costs!(&[], "3", "630円"),
    costs!(&[], "4", "640円"),
    costs!(&[], "5", "650円"),
    costs!(&[], "6", "660円"),
    costs!(
        &[
            ("measure", "points"),
            ("upto_1", "1"),
            ("upto_2", "2"),
            ("upto_3", "3"),
            ("upto_4", "4"),
            ("upto_5", "5"),
            ("upto_6", "6"),
            ("upto_7", "7"),
            ("upto_8", "8"),
            ("upto_9", "9"),
            ("upto_10", "10"),
            ("fee_all_p1", "510"),
            ("fee_all_p2", "520"),
            ("fee_all_p3", "530"),
            ("fee_all_p4", "540"),
            ("fee_all_p5", "550"),
            ("fee_all_p6", "560"),
            ("fee_all_p7", "570"),
            ("fee_all_p8", "580"),
            ("fee_all_p9", "590"),
            ("fee_all_p10", "600"),
        ],
        "1",
        "510円"
    ),
    costs!(&[], "2", "520円"),
    costs!(&[], "3", "530円"),
    costs!(&[], "4", "540円"),
    costs!(&[], "5", "550円"),
    costs!(&[], "6", "560円"),
    costs!(&[], "7", "570円"),
    costs!(&[], "8", "580円"),
    costs!(&[], "9", "590円"),
    costs!(&[], "10", "600円"),
    costs!(&[], "11", "別途ご連絡"),
    effect(
        &[
            ("measure", "groups"),
            ("rule", "each_piece"),
            ("fee_all_g1", "500"),
            ("fee_all_g2", "700"),
        ],
        &[(Checkout, "<dd>1,700円</dd>")],
        &[],
    )
    .of(BOTH),
    rule!("dearest", "700円"),
    rule!("cheapest", "500円"),
    rule!("each_group", "1,200円"),
    rule!("one_group", "別途ご連絡"),
    costs!(&[], "2", "500円"),
    rule!("one_group_each_piece", "別途ご連絡"),
    costs!(&[], "2", "1,000円"),
];

/// まとめ買いの送料 and クール料金: one piece is below the threshold, two are over it.
pub(super) const MORE: &[Effect] = &[
    costs!(
        &[
            ("measure", "order"),
            ("fee_all", "700"),
            ("free", "on"),
            ("free_from", "1500"),
            ("free_fee", "100"),
        ],
        "1",
        "700円"
    ),
    costs!(&[], "2", "100円"),
    effect(
        &[("free_fee", "0")],
        &[(Cart, "あと528円で送料無料"), (Checkout, "あと528円で送料無料")],
        &[],
    ),
    costs!(&[], "2", "0円"),
    effect(
        &[("cool", "330")],
        &[
            (Checkout, "送料にクール料金330円を含みます。"),
            (Confirmation, "<dd>1,030円</dd>"),
            (Mail, "送料：1,030円"),
            (Order, "1,030円"),
        ],
        &[],
    ),
    costs!(&[], "2", "0円"),
    costs!(&[("cool_always", "on")], "2", "330円"),
    costs!(&[("free", "")], "2", "1,030円"),
];

#[tokio::test]
async fn each_prefecture_has_its_own_price() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let yen = |to: Prefecture| 500 + i64::from(to.number());
        let prices: Vec<_> =
            Prefecture::all().map(|to| (fee(Some(to)), yen(to).to_string())).collect();
        let prices: Vec<_> = prices.iter().map(|(name, price)| (*name, price.as_str())).collect();
        set(&mut desk.staff, CARRIER, &prices).await;
        let mut buyer = Browser::new(&web::storefront(desk.town.world.clone(), Surface::default()));
        buyer.post("/cart/lines", &[("product_id", "301"), ("quantity", "1")]).await;
        for to in Prefecture::all() {
            let sums = send(&mut buyer, "sums", &[("prefecture", to.name())]).await;
            let price = format!("<dd>{}円</dd>", yen(to));
            assert!(sums.text().contains(&price), "{price} to {}: {}", to.name(), sums.text());
        }
    })
    .await;
}
