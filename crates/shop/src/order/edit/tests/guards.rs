//! What is refused: too much, too little in stock, orders elsewhere or in flight, a total of a 3-D
//! Secure order without the tick.

use store::sql;

use super::super::{Blocked, EditError, Next, Saved, save};
use super::{Bench, HELD, ORDER, Paid, TOTAL, on_each, told};
use crate::id::{OrderId, ShopId};
use crate::money::Yen;
use crate::order::List;
use crate::payment::ThreeDs;
use crate::profile::Shop;

/// Nothing was written: neither order nor stock nor 変更履歴.
async fn stands(bench: &Bench, version: i64) {
    let order = bench.order().await;
    assert_eq!((order.version, order.total, order.lines.len()), (version, TOTAL, 2));
    assert!(order.history.is_empty(), "{:?}", order.history);
    assert_eq!(bench.row().await[1], TOTAL.0);
}

/// What is typed; the field that is complained about, and how.
type Case = (&'static [(&'static str, &'static str)], &'static str, &'static str);

#[tokio::test]
async fn what_cannot_be_is_told_beside_its_field_and_nothing_is_lost() {
    let cases: &[Case] = &[
        (&[("quantity_1", "0")], "quantity_1", "数量を1〜9999の数字で"),
        (&[("quantity_1", "")], "quantity_1", "「削除」を押してください"),
        (&[("quantity_1", "-1")], "quantity_1", "数量を"),
        (&[("quantity_1", "10000")], "quantity_1", "数量を"),
        (&[("price_2", "-1")], "price_2", "単価を0〜99,999,999円の数字で"),
        (&[("price_2", "100000000")], "price_2", "単価を"),
        (&[("price_2", "99999999999999999999")], "price_2", "単価を"),
        (&[("price_2", "1.5")], "price_2", "単価を"),
        (
            &[("price_1", "99999999"), ("price_2", "99999999"), ("quantity_2", "9")],
            "total",
            "合計を",
        ),
        (&[("shipping", "x")], "shipping", "送料を"),
        (&[("shipping", "")], "shipping", "送料を"),
        (&[("fee", "")], "fee", "手数料を"),
        (&[("discount", "5705")], "discount", "値引きを5,704円までに"),
        (&[("discount", "3000"), ("price_1", "0")], "discount", "値引きを2,624円までに"),
        (&[("add_code", "nothing")], "add_code", "この商品コードの商品はありません"),
        (&[("add_code", "konpeito"), ("add_quantity", "0")], "add_quantity", "数量を"),
        (&[("add_code", "konpeito"), ("add_price", "高い")], "add_price", "単価を"),
        (&[("free_price", "100"), ("free_rate", "10")], "free_name", "商品名を入力してください"),
        (&[("free_name", "名入れ"), ("free_rate", "10")], "free_price", "単価を"),
        (&[("free_name", "名入れ"), ("free_price", "1"), ("free_rate", "3")], "free_rate", "税率"),
        // Stock: 12 cups, 1 角皿, no 土鍋
        (&[("quantity_1", "14")], "quantity_1", "「湯のみ」の在庫は、あと12点です"),
        (&[("add_code", "kakuzara-ruri"), ("add_quantity", "2")], "add_quantity", "あと1点です"),
        (&[("add_code", "donabe-ame")], "add_quantity", "在庫はもうありません"),
        (&[("do", "take_206")], "find", "在庫はもうありません"),
        (&[("do", "take_999")], "find", "もうありません"),
        // Two lines of one product are taken together
        (&[("quantity_1", "13"), ("add_code", "yunomi-shinogi")], "add_quantity", "あと12点"),
    ];
    on_each(HELD, async |bench| {
        for (typed, field, says) in cases {
            let stock = bench.stock().await;
            let mut form = bench.form().await;
            for (name, text) in *typed {
                form = if *name == "do" { form.by(text) } else { form.with(name, text) };
            }
            let again = bench.again(&form).await;
            let wrong = again.wrongs.iter().find(|wrong| wrong.field == *field);
            let wrong = wrong.unwrap_or_else(|| panic!("{typed:?}: {:?}", again.wrongs));
            assert!(wrong.message.contains(says), "{typed:?}: {}", wrong.message);
            for (name, text) in typed.iter().filter(|(name, _)| again.fields.contains_key(*name)) {
                assert_eq!(again.fields[*name], **text, "typed stays");
            }
            stands(bench, 1).await;
            assert_eq!(bench.stock().await, stock);
        }
    })
    .await;
}

#[tokio::test]
async fn the_last_line_stays() {
    on_each(HELD, async |bench| {
        bench.saved(&bench.form().await.by("remove_2")).await;
        let again = bench.again(&bench.form().await.by("remove_1")).await;
        assert!(again.wrongs[0].message.contains("1行は残して"), "{:?}", again.wrongs);
        assert!(again.fields.contains_key("quantity_1"), "the line is still there");
        let swapped = bench.form().await.by("remove_1").with("add_code", "konpeito");
        assert_eq!(bench.saved(&swapped).await.lines.len(), 1, "unless another one comes");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_kept_in_stock_any_more_can_go_but_not_grow() {
    on_each(HELD, async |bench| {
        bench.exec(sql!("delete from stock where product_id = 301")).await;
        bench.exec(sql!("delete from product where product_id = 301")).await;
        let more = bench.again(&bench.form().await.with("quantity_2", "3")).await;
        assert_eq!(more.wrongs[0].field, "quantity_2");
        assert!(more.wrongs[0].message.contains("登録されていません"));
        let order = bench.saved(&bench.form().await.with("quantity_2", "1")).await;
        assert_eq!(order.total, Yen(4_732));
        let order = bench.saved(&bench.form().await.by("remove_2")).await;
        assert_eq!(order.total, Yen(3_760));
        assert!(!bench.stock().await.contains_key(&super::TEA), "nothing comes back from nowhere");
    })
    .await;
}

#[tokio::test]
async fn an_order_that_is_elsewhere_or_in_flight_stays_as_it_is() {
    on_each(HELD, async |bench| {
        let form = bench.form().await.with("quantity_1", "2");
        for (statement, list) in [
            (sql!("update orders set list = 'completed'"), List::Completed),
            (sql!("update orders set list = 'cancelled'"), List::Cancelled),
        ] {
            bench.exec(statement).await;
            let again = bench.again(&form).await;
            assert_eq!(again.blocked, Some(Blocked::Moved(list)));
            assert_eq!(again.fields["quantity_1"], "2", "what was typed is there");
            stands(bench, 1).await;
        }
        bench.exec(sql!("update orders set list = 'open'")).await;
        bench
            .exec(sql!(
                "insert into payment_op (shop_id, op_id, order_id, trading_id, payment_id,
                   merchant_id, kind, state, amount, asked_by, owner, fence, asked_at, looks)
                 values (1, 'op', 1, '01795496731000000001', 'p', '900000001', 'capture',
                   'unknown', 5704, '佐藤', 'me', 0, 1, 0)"
            ))
            .await;
        for statement in [
            sql!("update payment_op set state = 'queued'"),
            sql!("update payment_op set state = 'sending'"),
            sql!("update payment_op set state = 'unknown'"),
        ] {
            bench.exec(statement).await;
            let again = bench.again(&form).await;
            assert_eq!(again.blocked, Some(Blocked::InFlight));
            assert_eq!(again.fields["quantity_1"], "2");
            stands(bench, 1).await;
        }
        bench.exec(sql!("update payment_op set state = 'not_done'")).await;
        assert_eq!(bench.saved(&form).await.total, Yen(8_784), "and then it goes on");
    })
    .await;
}

#[tokio::test]
async fn a_three_ds_order_asks_for_the_tick_before_its_amount_changes() {
    let all = [ThreeDs::Authenticated, ThreeDs::AttemptIssuer, ThreeDs::AttemptMerchant];
    for three_ds in all.into_iter().chain([ThreeDs::Lost]) {
        for state in ["held", "captured"] {
            on_each(Paid::Card(state, three_ds), async |bench| {
                let form = bench.form().await.with("quantity_1", "2");
                let again = bench.again(&form).await;
                assert_eq!(again.wrongs[0].field, "ack", "{three_ds:?} {state}");
                stands(bench, 1).await;
                // The same by every way that changes it.
                for way in [
                    bench.form().await.by("remove_2"),
                    bench.form().await.by("take_305"),
                    bench.form().await.with("discount", "1"),
                    bench
                        .form()
                        .await
                        .with("free_name", "箱")
                        .with("free_price", "1")
                        .with("free_rate", "10"),
                ] {
                    assert_eq!(bench.again(&way).await.wrongs[0].field, "ack");
                }
                stands(bench, 1).await;
                // People and delivery ask for nothing, nor do lines that change no total.
                let street = bench.form().await.with("street", "梅忠町21");
                bench.saved(&street).await;
                let same = bench.form().await.with("price_1", "1540").with("quantity_1", "2");
                bench.saved(&same).await;
                let order = bench.saved(&bench.form().await.with("fee", "300").read()).await;
                assert_eq!(order.total, Yen(6_004));
                // Back to what is held: nothing is lost by that.
                assert_eq!(bench.saved(&bench.form().await.with("fee", "0")).await.total, TOTAL);
            })
            .await;
        }
    }
    for paid in [HELD, Paid::Bank, Paid::Card("cancelled", ThreeDs::Authenticated)] {
        on_each(paid, async |bench| {
            let form = bench.form().await.with("quantity_1", "2");
            assert_eq!(bench.saved(&form).await.total, Yen(8_784), "{paid:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn the_next_step_is_the_frames() {
    let cases = [
        (HELD, "fee", "300", Some(Next::Update)),
        (HELD, "discount", "300", Some(Next::Update)),
        (HELD, "price_1", "9999999", Some(Next::AboveLimit)),
        (HELD, "street", "梅忠町21", None),
        (Paid::Card("held", ThreeDs::Authenticated), "fee", "300", Some(Next::ThreeDs)),
        (Paid::Card("held", ThreeDs::Lost), "discount", "300", Some(Next::ThreeDs)),
        (Paid::Card("captured", ThreeDs::NotUsed), "fee", "300", Some(Next::Captured)),
        (Paid::Card("cancelled", ThreeDs::NotUsed), "fee", "300", None),
        (Paid::Bank, "fee", "300", None),
    ];
    for (paid, field, text, next) in cases {
        on_each(paid, async |bench| {
            bench.saved(&bench.form().await.with(field, text).read()).await;
            assert_eq!(bench.ground().await.next(), next, "{paid:?} {field}");
        })
        .await;
    }
}

#[tokio::test]
async fn nothing_changed_is_nothing_written() {
    on_each(HELD, async |bench| {
        let form = bench.form().await.with("price_1", "３，０８０円").with("find", "茶");
        assert!(matches!(bench.save(&form).await, Ok(Saved::Nothing)));
        stands(bench, 1).await;
    })
    .await;
}

#[tokio::test]
async fn another_shops_order_is_not_there() {
    on_each(HELD, async |bench| {
        let form = bench.form().await.with("quantity_1", "2");
        let other = Shop { id: ShopId(2), ..bench.shop.clone() };
        let found = save(&bench.world, &other, ORDER, &form, "佐藤").await;
        assert!(matches!(found, Err(EditError::Gone)));
        let found = save(&bench.world, &bench.shop, OrderId(2), &form, "佐藤").await;
        assert!(matches!(found, Err(EditError::Gone)));
        assert!(told(&bench.order().await).is_empty());
    })
    .await;
}
