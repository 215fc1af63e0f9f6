//! Buyer, recipient, delivery, wishes.

use store::{Tx, sql};

use super::super::{EditForm, LINES_MAX};
use super::{Bench, HELD, ORDER, TOTAL, on_each, shop_id, told};
use crate::order::history;

/// What the row holds to be found by.
async fn row(bench: &Bench) -> [String; 4] {
    let read = bench.world.store.read(|tx: &mut dyn Tx| {
        let sql =
            sql!("select buyer_name, buyer_kana, email, phone from orders where order_id = 1");
        let row = tx.row(sql, &[])?.expect("an order");
        Ok::<_, store::Error>([row.text(0)?, row.text(1)?, row.text(2)?, row.text(3)?])
    });
    read.await.unwrap()
}

#[tokio::test]
async fn people_are_read_as_the_checkout_reads_them() {
    on_each(HELD, async |bench| {
        let form = bench.form().await;
        let typed = [
            ("family", "　小森"),
            ("family_kana", "こもり"),
            ("email", "Aoi@EXAMPLE.jp"),
            ("phone", "０９０ー００００ー０１２３"),
            ("building", "水面ハイツ３０２"),
        ];
        let form = typed.into_iter().fold(form, |form, (name, text)| form.with(name, text));
        let order = bench.saved(&form).await;
        assert_eq!(order.total, TOTAL);
        assert_eq!(order.checkout.buyer.address.building, "水面ハイツ302");
        let kept = ["小森 葵", "コモリ アオイ", "Aoi@example.jp", "09000000123"];
        assert_eq!(row(bench).await, kept);
        let history = told(&order);
        let name = history.iter().find(|line| line.0 == "ご購入者の氏名を変更しました。").unwrap();
        assert_eq!(name.1, "小林 葵（コバヤシ アオイ）");
        assert_eq!(name.2, "小森 葵（コモリ アオイ）");
        assert_eq!(history.len(), 4, "name, address, phone, mail: {history:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_person_stands_beside_the_field() {
    on_each(HELD, async |bench| {
        for (field, text) in [
            ("family", ""),
            ("given_kana", "葵"),
            ("postal", "123"),
            ("prefecture", "北海道"),
            ("city", ""),
            ("phone", "123"),
            ("email", "aoi"),
            ("carrier", "7"),
            ("deliver_on", "あした"),
            ("slot", "夜中"),
            ("noshi", "御祝"),
        ] {
            let again = bench.again(&bench.form().await.with(field, text)).await;
            let fields: Vec<_> = again.wrongs.iter().map(|one| one.field.as_str()).collect();
            assert_eq!(fields, [field], "{text:?}");
            assert_eq!(again.fields[field], text);
            assert!(again.wrongs[0].of_checkout().is_some());
        }
        let long = "あ".repeat(501);
        assert_eq!(
            bench.again(&bench.form().await.with("note", &long)).await.wrongs[0].field,
            "note"
        );
    })
    .await;
}

#[tokio::test]
async fn a_recipient_comes_and_goes() {
    on_each(HELD, async |bench| {
        let elsewhere = bench.form().await.with("elsewhere", "1");
        let missing = bench.again(&elsewhere.clone()).await;
        assert!(missing.wrongs.iter().all(|one| one.field.starts_with("ship_")));
        let typed = [
            ("ship_family", "森"),
            ("ship_given", "栞"),
            ("ship_family_kana", "モリ"),
            ("ship_given_kana", "シオリ"),
            ("ship_phone", "0750000124"),
            ("ship_postal", "604-8136"),
            ("ship_prefecture", "京都府"),
            ("ship_city", "京都市中京区"),
            ("ship_street", "梅忠町1"),
        ];
        let form = typed.into_iter().fold(elsewhere, |form, (name, text)| form.with(name, text));
        let order = bench.saved(&form).await;
        assert_eq!(order.checkout.recipient.as_ref().unwrap().name(), "森 栞");
        assert_eq!(told(&order)[0].1, "ご購入者と同じ");
        let mut back = bench.form().await;
        back.more.remove("elsewhere");
        assert_eq!(bench.saved(&back).await.checkout.recipient, None);
    })
    .await;
}

#[tokio::test]
async fn delivery_and_wishes_are_changed_with_what_the_shop_does_not_ask_buyers_for() {
    on_each(HELD, async |bench| {
        let typed = [
            ("deliver_on", "2026-12-24"),
            ("slot", "午前中"),
            ("gift_message", "おめでとう"),
            ("receipt_name", "小林商店"),
            ("note", "一行目\r\n二行目"),
        ];
        let form = bench.form().await;
        let form = typed.into_iter().fold(form, |form, (name, text)| form.with(name, text));
        let checkout = bench.saved(&form).await.checkout;
        assert_eq!(checkout.arrival.text().unwrap(), "2026/12/24(木) 午前中");
        assert_eq!(checkout.extras.gift_message, "おめでとう");
        assert_eq!(checkout.note, "一行目\n二行目");
        let cleared = bench.form().await.with("deliver_on", "").with("slot", "");
        assert!(bench.saved(&cleared).await.checkout.arrival.is_none());
    })
    .await;
}

#[tokio::test]
async fn what_was_never_touched_is_not_read_again() {
    on_each(HELD, async |bench| {
        // Erased, its carrier gone, with a name that no form would take.
        bench
            .exec(sql!(
                "update orders set checkout = replace(checkout, '梅忠町20-1', ''), carrier_id = 1"
            ))
            .await;
        bench.exec(sql!("delete from carrier where carrier_id = 1")).await;
        let order = bench.saved(&bench.form().await.with("quantity_1", "2")).await;
        assert_eq!(order.carrier_name, "みなも便 通常便");
        assert_eq!(told(&order).len(), 2, "{:?}", told(&order));
    })
    .await;
}

#[tokio::test]
async fn before_and_after_of_a_person_go_when_the_person_is_erased() {
    on_each(HELD, async |bench| {
        let form = bench.form().await;
        let typed = [
            ("family", "小森"),
            ("street", "梅忠町21"),
            ("phone", "0750000124"),
            ("email", "mori@example.jp"),
            ("note", "小森まで"),
            ("gift_message", "小森より"),
            ("receipt_name", "小森商店"),
            ("quantity_1", "2"),
        ];
        let form = typed.into_iter().fold(form, |form, (name, text)| form.with(name, text));
        bench.saved(&form).await;
        let forget = |tx: &mut dyn Tx| history::forget_person(tx, shop_id(), ORDER);
        bench.world.store.write(forget).await.unwrap();
        let left = format!("{:?}", told(&bench.order().await));
        for word in ["小林", "小森", "梅忠町", "0124", "example.jp", "門の前"] {
            assert!(!left.contains(word), "{word} in {left}");
        }
        assert!(left.contains("5,704円") && left.contains("氏名を変更しました"), "books stay");
    })
    .await;
}

#[tokio::test]
async fn an_order_has_so_many_lines_at_most() {
    on_each(HELD, async |bench| {
        bench
            .exec(sql!(
                "insert into order_line (shop_id, order_id, line_no, product_id, code, name,
                   unit_price, quantity, tax_rate)
                 with recursive n (no) as (select 3 union all select no + 1 from n where no < 200)
                 select 1, 1, no, 0, '', 'x', 0, 1, 10 from n"
            ))
            .await;
        assert_eq!(bench.order().await.lines.len(), LINES_MAX);
        let add = |form: EditForm| form.with("add_code", "konpeito");
        let again = bench.again(&add(bench.form().await)).await;
        assert!(again.wrongs[0].message.contains("200行まで"), "{:?}", again.wrongs);
        bench.saved(&add(bench.form().await).by("remove_200")).await;
    })
    .await;
}
