use super::*;
use crate::clock::Day;
use crate::delivery::{Charge, Cool, Days, Measure, Rule, Slot, Terms, Threshold};
use crate::id::ShippingGroupId;
use crate::money::Yen;

type Fields<'a> = &'a [(&'a str, &'a str)];

fn typed(changes: Fields) -> CarrierForm {
    let more = changes.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    CarrierForm { name: "みなも便".into(), service: "通常便".into(), more: more.collect() }
}

fn groups() -> Vec<ShippingGroup> {
    let group =
        |(id, name): (i64, &str)| ShippingGroup { id: ShippingGroupId(id), name: name.to_owned() };
    [(3, "小物"), (7, "大型")].map(group).into()
}

fn about(kind: Kind, groups: &[ShippingGroup]) -> About<'_> {
    About { id: CarrierId(7), kind, groups }
}

/// What the form comes to, and that it is itself again as a form.
fn kept(kind: Kind, form: &CarrierForm) -> (Terms, super::super::FeeTable) {
    let groups = groups();
    let (carrier, fees) = check(about(kind, &groups), form).unwrap();
    let again = CarrierForm::of(&carrier, &fees, &groups);
    let twice = check(about(kind, &groups), &again).unwrap();
    assert_eq!(twice, (carrier.clone(), fees.clone()), "{again:?}");
    let json = serde_json::to_string(&*carrier.terms).unwrap();
    assert_eq!(serde_json::from_str::<Terms>(&json).unwrap(), *carrier.terms);
    ((*carrier.terms).clone(), fees)
}

fn to(number: i64) -> Prefecture {
    Prefecture::try_from(number).unwrap()
}

fn yen(amount: i64) -> Charge {
    Charge::Fee(Yen(amount))
}

#[test]
fn fees_are_yen_nothing_or_agreed_on_later() {
    let form = typed(&[
        ("takes_bank", "on"),
        ("fee_1", "１，４８０円"),
        ("fee_13", "0"),
        ("fee_47", " 別途 "),
        ("fee_2", ""),
    ]);
    let (carrier, fees) = check(about(Kind::Parcel, &[]), &form).unwrap();
    assert_eq!((carrier.id, carrier.methods.as_slice()), (CarrierId(7), &[Method::Bank][..]));
    assert_eq!(fees[&to(1)], [yen(1_480)]);
    assert_eq!((&fees[&to(13)], &fees[&to(47)]), (&vec![yen(0)], &vec![Charge::Undecided]));
    assert_eq!((fees.get(&to(2)), fees.len()), (None, 3));
    kept(Kind::Parcel, &form);
}

#[test]
fn every_way_of_reckoning_is_kept() {
    let nationwide = ("area", "nationwide");
    let (terms, fees) = kept(Kind::Parcel, &typed(&[nationwide, ("fee_all", "500")]));
    assert_eq!((terms.measure, terms.nationwide), (Measure::Order, Some(vec![yen(500)])));
    assert!(fees.is_empty());

    let (terms, _) = kept(
        Kind::Parcel,
        &typed(&[
            nationwide,
            ("measure", "goods"),
            ("below_1", "5,000"),
            ("below_4", "10000円"),
            ("fee_all_t1", "800"),
            ("fee_all_t4", "400"),
            ("fee_all_t", "0"),
        ]),
    );
    assert_eq!(terms.measure, Measure::Goods(vec![Yen(5_000), Yen(10_000)]));
    assert_eq!(terms.nationwide, Some(vec![yen(800), yen(400), yen(0)]));

    let (terms, fees) = kept(
        Kind::Parcel,
        &typed(&[
            ("measure", "groups"),
            ("rule", "dearest"),
            ("fee_13_g3", "500"),
            ("fee_13_g7", "1500"),
            ("fee_47_g3", "別途"),
        ]),
    );
    let ids = vec![ShippingGroupId(3), ShippingGroupId(7)];
    assert_eq!(terms.measure, Measure::Groups { groups: ids, rule: Rule::Dearest });
    assert_eq!(fees[&to(13)], [yen(500), yen(1_500)]);
    assert_eq!(fees[&to(47)], [Charge::Undecided, Charge::NotServed]);

    let (terms, fees) = kept(
        Kind::Parcel,
        &typed(&[
            ("measure", "points"),
            ("upto_1", "10"),
            ("upto_2", "20"),
            ("fee_26_p1", "600"),
            ("fee_26_p2", "900"),
        ]),
    );
    assert_eq!(terms.measure, Measure::Points(vec![10, 20]));
    assert_eq!(fees[&to(26)], [yen(600), yen(900)]);

    let mail = typed(&[("measure", "piece"), ("fee_all", "250"), ("mail_alone", "on")]);
    let (terms, _) = kept(Kind::Mail, &mail);
    assert_eq!((terms.measure, terms.nationwide), (Measure::Piece, Some(vec![yen(250)])));
    assert!(terms.mail_alone);
    // What is none of 店頭渡し is not taken from it.
    let (terms, _) = kept(Kind::Pickup, &typed(&[("fee_all", "x"), ("carrier_note", "11時から")]));
    assert_eq!(terms, Terms { note: "11時から".into(), ..Terms::default() });
}

#[test]
fn what_is_added_and_when_it_comes_is_kept() {
    let form = typed(&[
        ("free", "on"),
        ("free_from", "8,000"),
        ("cool", "330"),
        ("cool_always", "on"),
        ("days", "on"),
        ("earliest", "３"),
        ("latest", "14"),
        ("slots", "午前中\r\n14時〜16時, 2026-04-01, 2027-03-31\n\n夜、、2026-12-31"),
    ]);
    let (terms, _) = kept(Kind::Parcel, &form);
    assert_eq!(terms.threshold, Some(Threshold { from: Yen(8_000), fee: Yen::ZERO }));
    assert_eq!(terms.cool, Some(Cool { fee: Yen(330), even_if_free: true }));
    assert_eq!(terms.days, Some(Days { earliest: 3, latest: 14 }));
    let slot = |label: &str, from, until| Slot {
        label: label.to_owned(),
        from: Day::parse(from),
        until: Day::parse(until),
    };
    let slots = [
        slot("午前中", "", ""),
        slot("14時～16時", "2026-04-01", "2027-03-31"),
        slot("夜", "", "2026-12-31"),
    ];
    assert_eq!(terms.slots, slots);
}

#[test]
fn what_is_wrong_is_said_beside_its_field() {
    let eleven = (1..=11).map(|hour| format!("{hour}時")).collect::<Vec<_>>().join("\n");
    let cases: &[(Fields, &str, &str)] = &[
        (&[("fee_26", "-1")], "fee_26", "京都府の送料を"),
        (&[("fee_26", "100000")], "fee_26", "京都府の送料を"),
        (&[("fee_26", "1.5")], "fee_26", "京都府の送料を"),
        (&[("fee_26", "高い")], "fee_26", "京都府の送料を"),
        (&[("area", "nationwide"), ("fee_all", "x")], "fee_all", "全国一律の送料を"),
        (&[("measure", "goods")], "below_1", "区分の金額を1つ以上"),
        (&[("measure", "goods"), ("below_1", "0")], "below_1", "金額を1以上"),
        (&[("measure", "goods"), ("below_1", "9"), ("below_2", "9")], "below_2", "前の区分より"),
        (&[("measure", "points"), ("upto_3", "多い")], "upto_3", "ポイントを1以上"),
        (&[("measure", "groups")], "rule", "グループがちがうとき"),
        (
            &[("measure", "groups"), ("rule", "dearest"), ("fee_13_g7", "x")],
            "fee_13",
            "東京都（大型）の送料を",
        ),
        (&[("free", "on")], "free_from", "商品合計の金額を"),
        (&[("free", "on"), ("free_from", "1"), ("free_fee", "x")], "free_fee", "送料を0〜"),
        (&[("cool", "100000")], "cool", "クール料金を0〜"),
        (&[("days", "on"), ("earliest", "3")], "latest", "日数を0〜90"),
        (&[("days", "on"), ("earliest", "91"), ("latest", "91")], "earliest", "日数を0〜90"),
        (&[("days", "on"), ("earliest", "3"), ("latest", "2")], "latest", "終わりの日数を"),
        (&[("slots", "夜\n夜")], "slots", "「夜」が2行"),
        (&[("slots", "夜, 2026/4/1")], "slots", "日付は2026-04-01の形"),
        (&[("slots", "夜, 2026-04-02, 2026-04-01")], "slots", "始まりの日より前"),
        (&[("slots", "夜, , , ")], "slots", "3つまで"),
        (&[("slots", ", 2026-04-02")], "slots", "名前を1〜20文字"),
        (&[("slots", &eleven)], "slots", "10行まで"),
    ];
    let groups = groups();
    for (fields, field, said) in cases {
        let errors = check(about(Kind::Parcel, &groups), &typed(fields)).unwrap_err();
        assert_eq!(errors[0].field, *field, "{fields:?}: {errors:?}");
        assert!(errors[0].message.contains(said), "{fields:?}: {}", errors[0].message);
    }
    let nameless = CarrierForm { name: "　".into(), ..typed(&[]) };
    let errors = check(about(Kind::Mail, &[]), &nameless).unwrap_err();
    assert_eq!((errors[0].field, errors[0].message.contains("メール便名")), ("name", true));
    let no_groups = typed(&[("measure", "groups"), ("rule", "dearest")]);
    let errors = check(about(Kind::Parcel, &[]), &no_groups).unwrap_err();
    assert_eq!(errors[0].field, "measure");
}

#[test]
fn a_group_that_came_later_has_no_price_and_one_that_went_is_left_out() {
    let form = typed(&[
        ("measure", "groups"),
        ("rule", "each_group"),
        ("area", "nationwide"),
        ("fee_all_g3", "500"),
        ("fee_all_g7", "900"),
    ]);
    let before = groups();
    let (carrier, fees) = check(about(Kind::Parcel, &before), &form).unwrap();
    let now = [
        ShippingGroup { id: ShippingGroupId(7), name: "大型".into() },
        ShippingGroup { id: ShippingGroupId(9), name: "冷凍".into() },
    ];
    let shown = CarrierForm::of(&carrier, &fees, &now);
    let prices = ["fee_all_g3", "fee_all_g7", "fee_all_g9"].map(|name| shown.field(name));
    assert_eq!(prices, ["", "900", ""]);
}
