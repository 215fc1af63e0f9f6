//! 送料 through the database: what is set up is what page and commit charge, and what goods say.

use std::collections::BTreeMap;

use shop::checkout::{self, Choices, Quote, Sheet, Wish};
use shop::delivery::{self, CarrierForm, Fares, Fees, GoodsForm, GroupsForm, Kind, Prefecture};
use shop::id::{CarrierId, ShippingGroupId};
use shop::money::Yen;
use shop::settings::SaveError;

use crate::shelf::{NOW, Shelf, cart_id, choices, on_each};

const FIRST: CarrierId = CarrierId(1);

/// Sets these fields of a carrier, all others of the fee aside.
async fn set(shelf: &Shelf, id: CarrierId, fields: &[(&str, &str)]) {
    let (world, shop) = (&shelf.world, shelf.shop.id);
    let sheet = delivery::open(world, shop, id).await.expect("a look").expect("a carrier");
    let mut form = CarrierForm { more: BTreeMap::default(), ..sheet.form() };
    form.more.extend([("takes_card", "on"), ("takes_bank", "on")].map(owned));
    form.more.extend(fields.iter().copied().map(owned));
    delivery::save(world, shop, id, "佐藤", sheet.version, &form).await.expect("it is saved");
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// The same price in every prefecture, for each of these columns.
fn everywhere(columns: &[(&str, &str)]) -> Vec<(String, String)> {
    let row = |number| {
        let cell = move |(column, yen): &(&str, &str)| {
            (format!("fee_{number}{column}"), (*yen).to_owned())
        };
        columns.iter().map(cell).collect::<Vec<_>>()
    };
    (1..=47).flat_map(row).collect()
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (&**name, &**value)).collect()
}

async fn fees(shelf: &Shelf) -> Fees {
    let shop = shelf.shop.id;
    shelf.world.store.read(move |tx| delivery::fees_in(tx, shop)).await.expect("fees")
}

async fn name_groups(shelf: &Shelf, names: &[&str]) {
    for name in names {
        let form = GroupsForm { new: (*name).to_owned(), ..GroupsForm::default() };
        delivery::save_groups(&shelf.world, shelf.shop.id, "佐藤", &form).await.expect("saved");
    }
}

/// 送料区分 of a product: group, points, メール便.
async fn class(shelf: &Shelf, code: &str, group: &str, points: &str, by_mail: &str) {
    let id = shelf.product(code).await;
    let fields = [("product", "on"), ("group", group), ("points", points), ("by_mail", by_mail)];
    let more = fields.map(|(what, value)| (format!("{what}_{id}"), value.to_owned()));
    let form = GoodsForm { more: more.into() };
    delivery::save_goods(&shelf.world, shelf.shop.id, "佐藤", &form).await.expect("saved");
}

/// What the cart costs to Kyoto, as the commit reads it.
async fn priced(shelf: &Shelf, to: Prefecture) -> (Quote, Fares) {
    let (shop, cart) = (shelf.shop.id, shelf.cart(&cart_id("one")).await);
    let wish = Wish { prefecture: Some(to), ..Wish::default() };
    let read = move |tx: &mut dyn store::Tx| {
        checkout::priced_in(tx, shop, &cart, wish, &Choices::default())
    };
    shelf.world.store.read(read).await.expect("a price")
}

/// Every way of reckoning, with fees that differ from place to place where they can.
fn tariffs() -> Vec<(&'static str, Vec<(String, String)>)> {
    let of = |fields: &[(&str, &str)], rows: Vec<(String, String)>| {
        let mut all: Vec<_> = rows;
        all.extend(fields.iter().copied().map(owned));
        all
    };
    let nationwide = ("area", "nationwide");
    let free = [("free", "on"), ("free_from", "3000"), ("cool", "330")];
    let groups = [("measure", "groups"), ("rule", "each_piece")];
    let points = [("measure", "points"), ("upto_1", "5"), ("upto_2", "50")];
    let goods = [("measure", "goods"), ("below_1", "2000")];
    let islands = [("fee_47", "別途"), ("fee_1", ""), ("fee_46_g2", "別途"), ("fee_47_p1", "")];
    let mut all = vec![
        ("order", of(&islands, everywhere(&[("", "680")]))),
        ("order nationwide", of(&[nationwide, ("fee_all", "500")], vec![])),
        ("piece", of(&[("measure", "piece"), islands[0]], everywhere(&[("", "100")]))),
        ("goods", of(&goods, everywhere(&[("_t1", "800"), ("_t", "0")]))),
        (
            "goods nationwide",
            of(&[nationwide, goods[0], goods[1], ("fee_all_t1", "1"), ("fee_all_t", "0")], vec![]),
        ),
        (
            "groups",
            of(&[groups[0], groups[1], islands[2]], everywhere(&[("_g1", "500"), ("_g2", "900")])),
        ),
        (
            "points",
            of(
                &[points[0], points[1], points[2], islands[3]],
                everywhere(&[("_p1", "600"), ("_p2", "950")]),
            ),
        ),
    ];
    let cold: Vec<_> =
        all.iter().map(|(_, fields)| ("cold and free", of(&free, fields.clone()))).collect();
    all.extend(cold);
    all
}

#[tokio::test]
async fn page_and_commit_agree_everywhere_by_every_tariff() {
    on_each(async |shelf| {
        let id = cart_id("one");
        shelf.add(&id, "konpeito", 1).await.unwrap();
        shelf.add(&id, "yunomi-shinogi", 2).await.unwrap();
        name_groups(&shelf, &["小物", "大型"]).await;
        class(&shelf, "konpeito", "1", "3", "on").await;
        class(&shelf, "yunomi-shinogi", "2", "20", "").await;
        let (mut fixed, mut open) = (0, 0);
        for (name, fields) in tariffs() {
            set(&shelf, FIRST, &pairs(&fields)).await;
            let kept = fees(&shelf).await;
            let cart = shelf.cart(&id).await;
            for to in Prefecture::all() {
                let wish = Wish { prefecture: Some(to), ..Wish::default() };
                let page = Sheet::of(cart.clone(), &kept, wish, &Choices::default(), NOW.day());
                let (quote, fares) = priced(&shelf, to).await;
                assert_eq!(page.quote, quote, "{name} {to}");
                assert_eq!(kept.to(Some(to), &cart.parcel()), fares, "{name} {to}");
                fixed += usize::from(quote.shipping.is_some());
                open += usize::from(quote.is_shipping_undecided());
            }
        }
        assert!(fixed > 600 && open >= 6, "{fixed} {open}: the tariffs say something");
    })
    .await;
}

#[tokio::test]
async fn goods_carry_their_classes_into_the_price() {
    on_each(async |shelf| {
        let id = cart_id("one");
        shelf.add(&id, "konpeito", 2).await.unwrap();
        name_groups(&shelf, &["小物", "大型"]).await;
        let groups = |rule| {
            vec![
                ("measure", "groups"),
                ("area", "nationwide"),
                ("rule", rule),
                ("fee_all_g1", "300"),
                ("fee_all_g2", "1200"),
            ]
        };
        set(&shelf, FIRST, &groups("each_piece")).await;
        let (open, _) = priced(&shelf, Prefecture::KYOTO).await;
        assert!(open.is_shipping_undecided(), "no group yet: 別途連絡");
        class(&shelf, "konpeito", "1", "7", "").await;
        assert_eq!(priced(&shelf, Prefecture::KYOTO).await.0.shipping, Some(Yen(600)));
        shelf.add(&id, "yunomi-shinogi", 1).await.unwrap();
        class(&shelf, "yunomi-shinogi", "2", "30", "").await;
        for (rule, fee) in [
            ("each_piece", Some(1_800)),
            ("dearest", Some(1_200)),
            ("cheapest", Some(300)),
            ("each_group", Some(1_500)),
            ("one_group", None),
        ] {
            set(&shelf, FIRST, &groups(rule)).await;
            let (quote, _) = priced(&shelf, Prefecture::OKINAWA).await;
            assert_eq!(quote.shipping, fee.map(Yen), "{rule}");
        }
        let points = |last| {
            vec![
                ("measure", "points"),
                ("area", "nationwide"),
                ("upto_1", "20"),
                ("upto_2", last),
                ("fee_all_p1", "500"),
                ("fee_all_p2", "900"),
            ]
        };
        for (last, fee) in [("44", Some(Yen(900))), ("43", None)] {
            set(&shelf, FIRST, &points(last)).await;
            let (quote, _) = priced(&shelf, Prefecture::KYOTO).await;
            assert_eq!(quote.shipping, fee, "2 x 7 + 30 points, up to {last}");
        }
    })
    .await;
}

#[tokio::test]
async fn mail_takes_what_is_marked_for_it_and_the_shop_gives_without_a_fee() {
    on_each(async |shelf| {
        let (world, shop, id) = (&shelf.world, shelf.shop.id, cart_id("one"));
        shelf.add(&id, "tenugui-asanoha", 2).await.unwrap();
        let mail = delivery::add(world, shop, "佐藤", Kind::Mail, "ポスト便").await.unwrap();
        let pickup = delivery::add(world, shop, "佐藤", Kind::Pickup, "三条店").await.unwrap();
        let offered = async |to| {
            let parcel = shelf.cart(&id).await.parcel();
            let fares = fees(&shelf).await.to(to, &parcel);
            fares.iter().map(|(carrier, fee)| (carrier.id, *fee)).collect::<Vec<_>>()
        };
        let to = Some(Prefecture::OKINAWA);
        assert_eq!(offered(to).await, [(FIRST, None), (pickup, Some(Yen::ZERO))]);
        set(&shelf, mail, &[("measure", "piece"), ("fee_all", "250")]).await;
        assert_eq!(offered(to).await.len(), 2, "not marked for it");
        class(&shelf, "tenugui-asanoha", "", "", "on").await;
        let all = [(FIRST, None), (mail, Some(Yen(500))), (pickup, Some(Yen::ZERO))];
        assert_eq!(offered(to).await, all);
        assert_eq!(offered(None).await, all.map(|(id, _)| (id, None)));
        set(&shelf, mail, &[("fee_all", "250"), ("mail_alone", "on")]).await;
        assert_eq!(offered(to).await, [(mail, Some(Yen(250)))], "once an order, alone");
        shelf.add(&id, "yunomi-shinogi", 1).await.unwrap();
        assert_eq!(offered(to).await, [(FIRST, None), (pickup, Some(Yen::ZERO))]);
    })
    .await;
}

#[tokio::test]
async fn what_is_left_until_free_shipping_is_said_where_it_helps() {
    on_each(async |shelf| {
        let id = cart_id("one");
        shelf.add(&id, "konpeito", 2).await.unwrap();
        let rows = everywhere(&[("", "680")]);
        let mut fields = pairs(&rows);
        fields.extend([
            ("free", "on"),
            ("free_from", "2000"),
            ("free_fee", "0"),
            ("fee_47", "別途"),
        ]);
        set(&shelf, FIRST, &fields).await;
        let (kept, cart) = (fees(&shelf).await, shelf.cart(&id).await);
        let left = |to| {
            let wish = Wish { prefecture: to, ..Wish::default() };
            let sheet = Sheet::of(cart.clone(), &kept, wish, &choices(), NOW.day());
            sheet.until_free.map(|left| (left.more.0, left.everywhere))
        };
        assert_eq!(left(Some(Prefecture::KYOTO)), Some((488, true)));
        assert_eq!(left(Some(Prefecture::OKINAWA)), None, "別途連絡 stays so");
        assert_eq!(left(None), Some((488, false)), "not in 沖縄");
        let first = kept.first_until_free(&cart.parcel());
        assert_eq!(first.map(|left| left.more), Some(Yen(488)), "the cart's page");
        shelf.add(&id, "konpeito", 1).await.unwrap();
        let (quote, _) = priced(&shelf, Prefecture::KYOTO).await;
        assert_eq!((quote.goods, quote.shipping), (Yen(2_268), Some(Yen::ZERO)));
        assert_eq!(kept.first_until_free(&shelf.cart(&id).await.parcel()), None);
    })
    .await;
}

#[tokio::test]
async fn groups_come_get_other_names_and_go() {
    on_each(async |shelf| {
        let (world, shop) = (&shelf.world, shelf.shop.id);
        name_groups(&shelf, &["小物", "大型"]).await;
        class(&shelf, "konpeito", "2", "", "").await;
        let save = async |new: &str, names: &[(&str, &str)]| {
            let more = names.iter().copied().map(owned).collect();
            delivery::save_groups(world, shop, "佐藤", &GroupsForm { new: new.into(), more }).await
        };
        let names = async || {
            let groups = delivery::groups(world, shop).await.unwrap();
            groups.iter().map(|group| (group.id.0, group.name.clone())).collect::<Vec<_>>()
        };
        for (new, changed) in [("小物", "大型"), ("", "小物"), ("あ".repeat(21).as_str(), "大型")]
        {
            let refused = save(new, &[("name_2", changed)]).await;
            assert!(matches!(refused, Err(SaveError::Fields(_))), "{new} {changed}");
        }
        assert_eq!(names().await, [(1, "小物".into()), (2, "大型".into())], "nothing was saved");
        save("冷凍", &[("name_1", "小さいもの"), ("name_2", "")]).await.unwrap();
        assert_eq!(names().await, [(1, "小さいもの".into()), (3, "冷凍".into())]);
        let page = delivery::goods(world, shop, "konpeito", "").await.unwrap();
        assert_eq!(page.goods[0].shipping.group, None, "its group went");
        save("", &[("name_3", "")]).await.unwrap();
        save("常温", &[]).await.unwrap();
        assert_eq!(names().await[1], (4, "常温".into()), "a number is never used again");
        for number in 3..=30 {
            save(&format!("グループ{number}"), &[]).await.unwrap();
        }
        assert!(matches!(save("もう1つ", &[]).await, Err(SaveError::Fields(_))), "30 at most");
    })
    .await;
}

#[tokio::test]
async fn classes_of_goods_are_saved_a_page_at_a_time() {
    on_each(async |shelf| {
        let (world, shop) = (&shelf.world, shelf.shop.id);
        shelf.write(move |tx| shop::sample::fill_shelves(tx, shop, 90)).await;
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = delivery::goods(world, shop, "", &after).await.unwrap();
            assert!(page.goods.len() <= 50);
            seen.extend(page.goods.iter().map(|product| product.code.clone()));
            let Some(next) = page.next else { break };
            after = next;
        }
        assert_eq!(seen.len(), 106, "every product once");
        assert!(seen.is_sorted());
        for (search, found) in [("こんぺいとう", 1), ("konpeito", 1), ("%", 50), ("無い", 0)]
        {
            let page = delivery::goods(world, shop, search, "").await.unwrap();
            assert_eq!(page.goods.len(), found, "{search}");
        }
        class(&shelf, "konpeito", "99", " １２ ", "").await;
        let page = delivery::goods(world, shop, "konpeito", "").await.unwrap();
        let shipping = page.goods[0].shipping;
        assert_eq!((shipping.group, shipping.points), (None, Some(12)), "there is no group 99");
        let wrong = [("product_101", "on"), ("points_101", "多い"), ("by_mail_101", "on")];
        let form = GoodsForm { more: wrong.map(owned).into() };
        let refused = delivery::save_goods(world, shop, "佐藤", &form).await;
        assert!(matches!(refused, Err(SaveError::Fields(_))), "{refused:?}");
        let cart = cart_id("one");
        shelf.add(&cart, "konpeito", 1).await.unwrap();
        name_groups(&shelf, &["小物"]).await;
        class(&shelf, "konpeito", "1", "12", "on").await;
        let line = &shelf.cart(&cart).await.lines[0];
        let shipping = line.shipping;
        assert_eq!((shipping.group, shipping.by_mail), (Some(ShippingGroupId(1)), true));
    })
    .await;
}

#[tokio::test]
async fn every_save_of_a_carrier_is_kept_with_who_and_when() {
    on_each(async |shelf| {
        let (world, shop) = (&shelf.world, shelf.shop.id);
        assert!(delivery::past(world, shop, FIRST, 9).await.unwrap().is_empty());
        set(&shelf, FIRST, &[("fee_26", "500")]).await;
        shelf.clock.advance(1_000);
        set(&shelf, FIRST, &[("fee_26", "0"), ("slots", "午前中")]).await;
        let past = delivery::past(world, shop, FIRST, 9).await.unwrap();
        let said: Vec<_> = past
            .iter()
            .map(|one| (one.number, one.by.as_str(), one.at.0, one.said.field("fee_26")))
            .collect();
        let (first, later) = (NOW.0, NOW.0 + 1_000);
        assert_eq!(
            said,
            [(3, "佐藤", later, "0"), (2, "佐藤", first, "500"), (1, "noren", first, "680")]
        );
        assert_eq!(past[0].said.field("slots"), "午前中");
        // A number is never used again: orders and the history still know whose it was.
        let new = delivery::add(world, shop, "佐藤", Kind::Parcel, "第二便").await.unwrap();
        set(&shelf, new, &[("fee_26", "1")]).await;
        delivery::remove(world, shop, "佐藤", new).await.unwrap();
        let next = delivery::add(world, shop, "佐藤", Kind::Mail, "ポスト便").await.unwrap();
        assert_eq!(next.0, new.0 + 1);
        assert!(delivery::past(world, shop, next, 9).await.unwrap().is_empty());
        assert_eq!(delivery::past(world, shop, new, 9).await.unwrap().len(), 2);
        // A shop from before numbers were counted: its history knows them.
        delivery::remove(world, shop, "佐藤", next).await.unwrap();
        shelf
            .write(|tx| tx.exec(store::sql!("delete from counter where name = 'carrier'"), &[]))
            .await;
        let after = delivery::add(world, shop, "佐藤", Kind::Mail, "ポスト便").await.unwrap();
        assert!(after.0 > new.0, "{after}");
    })
    .await;
}

#[tokio::test]
async fn what_has_no_form_of_its_own_leaves_a_line_in_the_log() {
    on_each(async |shelf| {
        let (world, shop) = (&shelf.world, shelf.shop.id);
        let new = delivery::add(world, shop, "佐藤", Kind::Mail, "新しいメール便").await.unwrap();
        for _ in 0..2 {
            delivery::remove(world, shop, "佐藤", new).await.unwrap();
        }
        name_groups(&shelf, &["小物"]).await;
        class(&shelf, "konpeito", "1", "12", "on").await;
        // The same again changes nothing.
        class(&shelf, "konpeito", "1", "12", "on").await;
        shelf.clock.advance(1_000);
        class(&shelf, "konpeito", "", "", "").await;
        let more = [("name_1", "")].map(owned).into();
        let form = GroupsForm { new: "大型".into(), more };
        delivery::save_groups(world, shop, "鈴木", &form).await.unwrap();
        let log = delivery::log(world, shop, 9).await.unwrap();
        let said: Vec<_> =
            log.iter().map(|one| (one.by.as_str(), one.at.0 - NOW.0, one.said.join(" "))).collect();
        let said: Vec<_> = said.iter().map(|(by, at, said)| (*by, *at, said.as_str())).collect();
        assert_eq!(
            said,
            [
                (
                    "鈴木",
                    1_000,
                    "送料グループ「小物」を削除しました。 送料グループ「大型」を追加しました。"
                ),
                (
                    "佐藤",
                    1_000,
                    "商品「konpeito」の送料区分を、小物・12ポイント・メール便対応から区分なしに\
                     しました。"
                ),
                (
                    "佐藤",
                    0,
                    "商品「konpeito」の送料区分を、区分なしから小物・12ポイント・メール便対応に\
                     しました。"
                ),
                ("佐藤", 0, "送料グループ「小物」を追加しました。"),
                ("佐藤", 0, "「新しいメール便」を削除しました。"),
                ("佐藤", 0, "「新しいメール便」を追加しました。"),
            ]
        );
        assert_eq!(delivery::log(world, shop, 2).await.unwrap().len(), 2);
    })
    .await;
}
