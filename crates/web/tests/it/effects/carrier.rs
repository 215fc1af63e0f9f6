//! 宅配便: everything but the reckoning of its fee.

use std::collections::BTreeSet;
use std::sync::Arc;

use shop::checkout::Method;
use shop::clock::{Day, HandClock, Timestamp};
use shop::delivery::form::{BELOW, UP_TO};
use shop::delivery::{
    Carrier, CarrierForm, Charge, Cool, Days, FeeTable, Kind, Measure, Prefecture, Rule,
    ShippingGroup, SlipCool, Slot, Terms, Threshold,
};
use shop::id::{CarrierId, LayoutId, ShippingGroupId};
use shop::money::Yen;

use super::Place::{Checkout, Confirmation, Mail, Order, Thanks};
use super::tariff::{GOODS, MORE, TARIFF};
use super::{Effect, Sheet, effect, fields_of, prove, take};
use crate::delivery::CARRIER;
use crate::desk::Desk;
use crate::settings::set;

pub(super) const SHEET: Sheet = Sheet {
    path: CARRIER,
    fields,
    fills: &[],
    tables: &[NAMES, TARIFF, MORE, TIMES],
    elsewhere: &[
        // delivery.rs: `mail_and_the_shop_itself_are_set_up_and_chosen`; no field of a 宅配便.
        "mail_alone",
        // order_mail.rs: `the_number_leads_to_the_carriers_page`.
        "tracking_by",
        "tracking",
        // slips.rs: `a_days_parcels_leave_the_desk`.
        "slip",
        "slip_cool",
    ],
};

/// The fields of carriers that lack nothing, one a way of reckoning. One prefecture stands for all
/// (tariff.rs: `each_prefecture_has_its_own_price`).
fn fields() -> BTreeSet<String> {
    let goods = |bounds: usize| Measure::Goods((1..).map(Yen).take(bounds).collect());
    let groups: Vec<_> = [1, 2].map(ShippingGroupId).into();
    let ways = [
        (Measure::Order, false),
        (goods(1), false),
        (Measure::Order, true),
        (goods(BELOW.len()), true),
        (Measure::Points((1..).take(UP_TO.len()).collect()), true),
        (Measure::Groups { groups: groups.clone(), rule: Rule::EachPiece }, true),
    ];
    let groups: Vec<_> =
        groups.into_iter().map(|id| ShippingGroup { id, name: String::new() }).collect();
    let forms = ways.into_iter().map(|(measure, is_nationwide)| {
        let row = vec![Charge::Undecided; measure.columns()];
        let carrier = lacks_nothing(measure, is_nationwide.then(|| row.clone()));
        let kyoto = Prefecture::find("京都府").expect("a prefecture");
        CarrierForm::of(&carrier, &FeeTable::from([(kyoto, row)]), &groups)
    });
    forms.flat_map(|form| fields_of(&form)).collect()
}

/// Every field is written out: a new one does not compile until it has a value here.
fn lacks_nothing(measure: Measure, nationwide: Option<Vec<Charge>>) -> Carrier {
    let terms = Terms {
        measure,
        nationwide,
        threshold: Some(Threshold { from: Yen(1), fee: Yen(1) }),
        cool: Some(Cool { fee: Yen(1), even_if_free: true }),
        slots: vec![Slot { label: "夜".into(), from: Day::parse("2026-04-01"), until: None }],
        days: Some(Days { earliest: 1, latest: 2 }),
        note: "案内".into(),
        mail_alone: true,
        slip: Some(LayoutId(1)),
        slip_cool: SlipCool::Ordinary,
        tracking: "https://example.jp/{no}".into(),
    };
    Carrier {
        id: CarrierId(1),
        name: "便".into(),
        service: "便".into(),
        methods: Method::ALL.to_vec(),
        kind: Kind::Parcel,
        terms: Arc::new(terms),
    }
}

const NAME: &str = "かもめ便 おいそぎ";
const BY_CARD: &str = "name=\"pay\" value=\"card\"";
const BY_BANK: &str = "name=\"pay\" value=\"bank\"";
const BY_COD: &str = "name=\"pay\" value=\"cod\"";
const IN_STORE: &str = "name=\"pay\" value=\"in_store\"";

const NAMES: &[Effect] = &[
    effect(
        &[("name", "かもめ便"), ("service", "おいそぎ")],
        &[(Checkout, NAME), (Confirmation, NAME), (Thanks, NAME), (Mail, NAME), (Order, NAME)],
        &[],
    ),
    effect(&[("carrier_note", "置き配もできます。")], &[(Checkout, "置き配もできます。")], &[]),
    effect(
        &[("takes_card", "on"), ("takes_bank", ""), ("takes_cod", ""), ("takes_in_store", "on")],
        &[(Checkout, BY_CARD), (Checkout, IN_STORE)],
        &[(Checkout, BY_BANK), (Checkout, BY_COD)],
    ),
    effect(
        &[("takes_card", ""), ("takes_bank", "on"), ("takes_cod", "on"), ("takes_in_store", "")],
        &[(Checkout, BY_BANK), (Checkout, BY_COD)],
        &[(Checkout, BY_CARD), (Checkout, IN_STORE)],
    ),
    effect(&[("takes_card", "on")], &[(Checkout, BY_CARD)], &[]),
];

const WISH: &str = "2026/04/04(土) 夜";

/// It is the first of April, as [`ready`] has it.
const TIMES: &[Effect] = &[
    effect(
        &[
            ("days", "on"),
            ("earliest", "2"),
            ("latest", "3"),
            ("slots", "夕方, , 2026-04-02\n夜, 2026-04-04, \n午前中"),
        ],
        &[
            (Checkout, "value=\"2026-04-03\""),
            (Checkout, "value=\"2026-04-04\""),
            (Checkout, "<option value=\"午前中\">"),
            (Confirmation, WISH),
            (Thanks, WISH),
            (Mail, WISH),
            (Order, WISH),
        ],
        &[
            (Checkout, "value=\"2026-04-02\""),
            (Checkout, "value=\"2026-04-05\""),
            (Checkout, "夕方"),
        ],
    )
    .filling(&[("deliver_on", "2026-04-04"), ("slot", "夜")]),
    effect(
        &[("days", "")],
        &[
            (Checkout, "お届け時間帯"),
            (Confirmation, "お届け希望　<b>午前中</b>"),
            (Mail, "お届け希望：午前中\n"),
        ],
        &[(Checkout, "お届け希望日"), (Confirmation, "2026/04/04")],
    )
    .filling(&[("deliver_on", "2026-04-04"), ("slot", "午前中")]),
    effect(&[("slots", "")], &[], &[(Checkout, "お届け時間帯"), (Confirmation, "お届け希望")])
        .filling(&[("slot", "午前中")]),
];

/// The first of April, every method set up, and 茎ほうじ茶 and 煎茶 in two 送料グループ.
async fn ready(desk: &mut Desk) {
    let now = Timestamp::from_gateway_text("20260401100000").expect("a time");
    desk.town.world.clock = Arc::new(HandClock::at(now));
    for (method, own) in [
        ("cod", &[("below_1", "300000"), ("fee_1", "330")][..]),
        ("in_store", &[("place", "三条店")]),
    ] {
        take(desk, method).await;
        set(&mut desk.staff, &format!("/settings/payments/{method}"), own).await;
    }
    for group in ["小さい", "大きい"] {
        desk.staff.post("/settings/delivery/groups", &[("new", group)]).await;
    }
    let saved = desk.staff.post("/settings/delivery/goods", GOODS).await;
    assert_eq!(saved.location(), "/settings/delivery/goods?answer=saved");
}

#[tokio::test]
async fn each_field_is_seen_where_it_counts() {
    prove(&SHEET, async |desk| Box::pin(ready(desk)).await).await;
}
