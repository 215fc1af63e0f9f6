//! 送料, pattern by pattern: a table of parcels with what they cost, and what always holds.

use proptest::prelude::*;

use super::Charge::{Fee, NotServed, Undecided};
use super::{Charge, Cool, Item, Measure, Parcel, Rule, Shipping, Terms, Threshold};
use crate::id::ShippingGroupId;
use crate::money::Yen;

const SMALL: Option<i64> = Some(1);
const LARGE: Option<i64> = Some(2);
const NEW: Option<i64> = Some(9);

/// Pieces, group and points of each product.
fn parcel(goods: i64, items: &[(i64, Option<i64>, Option<i64>)]) -> Parcel {
    let item = |(pieces, group, points): &(i64, Option<i64>, Option<i64>)| Item {
        pieces: *pieces,
        shipping: Shipping { group: group.map(ShippingGroupId), points: *points, by_mail: false },
    };
    Parcel { goods: Yen(goods), items: items.iter().map(item).collect() }
}

fn yen(amount: i64) -> Charge {
    Fee(Yen(amount))
}

fn groups(rule: Rule) -> Measure {
    Measure::Groups { groups: [1, 2].map(ShippingGroupId).into(), rule }
}

#[test]
fn one_price_counts_an_order_or_a_piece() {
    let three = parcel(5_000, &[(2, None, None), (1, SMALL, None)]);
    for (row, order, piece) in [
        (vec![yen(680)], yen(680), yen(2_040)),
        (vec![yen(0)], yen(0), yen(0)),
        (vec![Undecided], Undecided, Undecided),
        (vec![NotServed], NotServed, NotServed),
        (vec![], NotServed, NotServed),
    ] {
        assert_eq!(Measure::Order.charge(&row, &three), order, "{row:?}");
        assert_eq!(Measure::Piece.charge(&row, &three), piece, "{row:?}");
    }
}

#[test]
fn the_total_of_the_goods_chooses_the_price() {
    let tiers = Measure::Goods(vec![Yen(3_000), Yen(8_000)]);
    let row = [yen(800), yen(400), yen(0)];
    for (goods, charge) in
        [(0, 800), (2_999, 800), (3_000, 400), (7_999, 400), (8_000, 0), (i64::MAX, 0)]
    {
        assert_eq!(tiers.charge(&row, &parcel(goods, &[])), yen(charge), "{goods}");
    }
    let islands = [Undecided, Undecided, NotServed];
    assert_eq!(tiers.charge(&islands, &parcel(1, &[])), Undecided);
    assert_eq!(tiers.charge(&islands, &parcel(8_000, &[])), NotServed);
}

#[test]
fn groups_come_together_by_their_rule() {
    let row = [yen(500), yen(1_500)];
    let small = [(3, SMALL, None)];
    let mixed = [(2, SMALL, None), (1, LARGE, None), (1, SMALL, None)];
    for (rule, one, several) in [
        (Rule::EachPiece, yen(1_500), yen(3_000)),
        (Rule::Dearest, yen(500), yen(1_500)),
        (Rule::Cheapest, yen(500), yen(500)),
        (Rule::EachGroup, yen(500), yen(2_000)),
        (Rule::OneGroup, yen(500), Undecided),
        (Rule::OneGroupEachPiece, yen(1_500), Undecided),
    ] {
        let measure = groups(rule);
        assert_eq!(measure.charge(&row, &parcel(1, &small)), one, "{rule:?}");
        assert_eq!(measure.charge(&row, &parcel(1, &mixed)), several, "{rule:?}");
        for (what, items) in [("no group", None), ("a group without a price", NEW)] {
            let items = [(1, SMALL, None), (1, items, None)];
            assert_eq!(measure.charge(&row, &parcel(1, &items)), Undecided, "{rule:?}: {what}");
        }
        let nowhere = measure.charge(&[NotServed, NotServed], &parcel(1, &[(1, None, None)]));
        assert_eq!(nowhere, NotServed, "{rule:?}: it does not go there at all");
    }
    // A group that is not brought there, or for a price agreed on later, decides over the others.
    for (large, charge) in [(NotServed, NotServed), (Undecided, Undecided)] {
        for rule in [Rule::EachPiece, Rule::Dearest, Rule::Cheapest, Rule::EachGroup] {
            let row = [yen(500), large];
            assert_eq!(groups(rule).charge(&row, &parcel(1, &mixed)), charge, "{rule:?}");
            assert_ne!(groups(rule).charge(&row, &parcel(1, &small)), charge, "{rule:?}");
        }
    }
}

#[test]
fn points_add_up_by_the_piece() {
    let measure = Measure::Points(vec![10, 30]);
    let row = [yen(600), yen(900)];
    for (items, charge) in [
        (&[(1, None, Some(10))][..], yen(600)),
        (&[(2, None, Some(5)), (1, None, Some(1))], yen(900)),
        (&[(3, None, Some(10))], yen(900)),
        (&[(31, None, Some(1))], Undecided),
        (&[(1, None, Some(0))], yen(600)),
        (&[(1, None, Some(1)), (1, None, None)], Undecided),
        (&[(99, None, Some(i64::MAX))], Undecided),
    ] {
        assert_eq!(measure.charge(&row, &parcel(1, items)), charge, "{items:?}");
    }
    assert_eq!(measure.charge(&[], &parcel(1, &[(1, None, None)])), NotServed);
}

fn with(threshold: Option<(i64, i64)>, cool: Option<(i64, bool)>) -> Terms {
    Terms {
        threshold: threshold.map(|(from, fee)| Threshold { from: Yen(from), fee: Yen(fee) }),
        cool: cool.map(|(fee, even_if_free)| Cool { fee: Yen(fee), even_if_free }),
        ..Terms::default()
    }
}

#[test]
fn much_bought_costs_less_and_cold_costs_more() {
    let free = Some((8_000, 0));
    for (threshold, cool, price, goods, charge) in [
        (None, None, yen(680), 99_999, yen(680)),
        (free, None, yen(680), 7_999, yen(680)),
        (free, None, yen(680), 8_000, yen(0)),
        (Some((8_000, 300)), None, yen(680), 8_000, yen(300)),
        (Some((8_000, 300)), None, yen(200), 8_000, yen(200)),
        (free, None, Undecided, 8_000, Undecided),
        (free, None, NotServed, 8_000, NotServed),
        (None, Some((330, false)), yen(680), 1, yen(1_010)),
        (None, Some((330, false)), yen(0), 1, yen(0)),
        (None, Some((330, true)), yen(0), 1, yen(330)),
        (free, Some((330, false)), yen(680), 8_000, yen(0)),
        (free, Some((330, true)), yen(680), 8_000, yen(330)),
        (Some((8_000, 300)), Some((330, false)), yen(680), 8_000, yen(630)),
        (None, Some((330, true)), Undecided, 1, Undecided),
        (None, Some((330, true)), NotServed, 1, NotServed),
    ] {
        let found = with(threshold, cool).charge(&[price], &parcel(goods, &[]));
        assert_eq!(found, charge, "{threshold:?} {cool:?} {price:?} {goods}");
    }
}

#[test]
fn it_says_how_much_is_left_until_free_shipping() {
    let tiers = Terms { measure: Measure::Goods(vec![Yen(3_000), Yen(9_000)]), ..Terms::default() };
    let row = [yen(800), yen(400), yen(0)];
    for (terms, row, goods, left) in [
        (with(Some((8_000, 0)), None), &[yen(680)][..], 5_000, Some(3_000)),
        (with(Some((8_000, 0)), None), &[yen(680)], 8_000, None),
        (with(Some((8_000, 0)), None), &[yen(0)], 5_000, None),
        (with(Some((8_000, 0)), None), &[Undecided], 5_000, None),
        (with(Some((8_000, 100)), None), &[yen(680)], 5_000, None),
        (with(Some((8_000, 0)), Some((330, false))), &[yen(680)], 5_000, Some(3_000)),
        (with(Some((8_000, 0)), Some((330, true))), &[yen(680)], 5_000, None),
        (tiers.clone(), &row, 1_000, Some(8_000)),
        (tiers.clone(), &row, 3_500, Some(5_500)),
        (
            Terms { threshold: with(Some((5_000, 0)), None).threshold, ..tiers },
            &row,
            1_000,
            Some(4_000),
        ),
    ] {
        let found = terms.until_free(row, &parcel(goods, &[]));
        assert_eq!(found, left.map(Yen), "{terms:?} {row:?} {goods}");
    }
}

fn any_charge() -> impl Strategy<Value = Charge> {
    prop_oneof![
        8 => (0_i64..100_000).prop_map(yen),
        1 => Just(Undecided),
        1 => Just(NotServed),
    ]
}

fn rising(values: Vec<i64>) -> Vec<i64> {
    let mut values = values;
    values.sort_unstable();
    values.dedup();
    values
}

fn any_measure() -> impl Strategy<Value = Measure> {
    let bounds = || prop::collection::vec(1_i64..1_000_000, 1..6).prop_map(rising);
    let rule = prop::sample::select(vec![
        Rule::EachPiece,
        Rule::Dearest,
        Rule::Cheapest,
        Rule::EachGroup,
        Rule::OneGroup,
        Rule::OneGroupEachPiece,
    ]);
    prop_oneof![
        Just(Measure::Order),
        Just(Measure::Piece),
        bounds().prop_map(|bounds| Measure::Goods(bounds.into_iter().map(Yen).collect())),
        bounds().prop_map(Measure::Points),
        (prop::collection::btree_set(1_i64..6, 0..5), rule).prop_map(|(groups, rule)| {
            Measure::Groups { groups: groups.into_iter().map(ShippingGroupId).collect(), rule }
        }),
    ]
}

fn any_parcel() -> impl Strategy<Value = Parcel> {
    let item = (1_i64..100, prop::option::of(1_i64..6), prop::option::of(0_i64..1_000_000));
    (0_i64..10_000_000, prop::collection::vec(item, 1..6))
        .prop_map(|(goods, items)| parcel(goods, &items))
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let threshold = prop::option::of((1_i64..1_000_000, 0_i64..2_000));
    let cool = prop::option::of((0_i64..100_000, any::<bool>()));
    (any_measure(), threshold, cool)
        .prop_map(|(measure, threshold, cool)| Terms { measure, ..with(threshold, cool) })
}

proptest! {
    #[test]
    fn a_fee_is_never_less_than_nothing_and_never_more_than_all_pieces_of_the_dearest(
        terms in any_terms(),
        row in prop::collection::vec(any_charge(), 0..7),
        parcel in any_parcel(),
    ) {
        let charge = terms.charge(&row, &parcel);
        let dearest = row.iter().filter_map(|charge| charge.fee()).max().unwrap_or_default();
        let cool = terms.cool.map_or(0, |cool| cool.fee.0);
        if let Fee(fee) = charge {
            prop_assert!((0..=dearest.0 * parcel.pieces() + cool).contains(&fee.0), "{fee}");
        }
        if row.iter().all(|charge| *charge == NotServed) {
            prop_assert_eq!(charge, NotServed);
        }
        let json = serde_json::to_string(&row).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<Charge>>(&json).unwrap(), row);
    }

    #[test]
    fn every_total_has_one_price_and_buying_as_much_as_is_left_makes_it_free(
        terms in any_terms(),
        parcel in any_parcel(),
        fees in prop::collection::vec(1_i64..100_000, 6),
    ) {
        // With a price in every column, only missing groups and points leave it open.
        let row: Vec<Charge> = fees.into_iter().map(yen).collect();
        let charge = terms.charge(&row, &parcel);
        prop_assert_ne!(charge, NotServed);
        if !matches!(terms.measure, Measure::Groups { .. } | Measure::Points(_)) {
            prop_assert!(charge.fee().is_some());
        }
        if let Some(left) = terms.until_free(&row, &parcel) {
            prop_assert!(left > Yen::ZERO);
            let more = parcel.at(Yen(parcel.goods.0 + left.0));
            prop_assert_eq!(terms.charge(&row, &more), yen(0));
            let almost = parcel.at(Yen(more.goods.0 - 1));
            prop_assert_ne!(terms.charge(&row, &almost), yen(0));
        }
    }

    #[test]
    fn a_threshold_never_makes_it_dearer(
        terms in any_terms(),
        row in prop::collection::vec(any_charge(), 1..7),
        parcel in any_parcel(),
    ) {
        let without = Terms { threshold: None, ..terms.clone() }.charge(&row, &parcel);
        let with = terms.charge(&row, &parcel);
        prop_assert_eq!(with.fee().is_some(), without.fee().is_some());
        prop_assert!(with.fee() <= without.fee());
    }
}
