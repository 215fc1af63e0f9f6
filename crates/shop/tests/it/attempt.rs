//! Placing an order: every end of an attempt, and that charges are orders at each of them (DESIGN
//! sections 2 and 4).

use paygent_sandbox::{Trade, Trick};
use shop::attempt::{self, AttemptView, SubmitError, Viewer};
use shop::cart;
use shop::checkout::{Method, Pay};
use shop::clock::{DAY, MINUTE, SECOND, Timestamp};
use shop::id::CartId;
use shop::money::Yen;
use shop::payment::{AttemptLevel, CaptureTiming};
use shop::settings::cod::FeeStep;
use shop::settings::{self, BankSettings, CodSettings, InStoreSettings, MethodTerms, Methods};
use store::{Tx, sql};

use crate::stage::{CUP, Count, STOCK, Stage, TEA, on_each, plain};

/// What must be true when everything is settled: live payments are orders, mails follow, nothing
/// secret is left.
async fn settled(stage: &Stage, orders: i64) {
    let live = stage.trades().await.into_iter().filter(Trade::is_live).count();
    assert_eq!(i64::try_from(live), Ok(orders), "live payments at the gateway");
    assert_eq!(stage.count(Count::Orders).await, orders, "orders");
    assert_eq!(stage.count(Count::Mails).await, orders * 2, "thanks and copy");
    assert_eq!(stage.count(Count::Secrets).await, 0, "tokens are wiped");
    stage.stock_is(orders * 2).await;
}

#[tokio::test]
async fn a_card_is_authorised_and_the_order_placed_once() {
    for (timing, status) in [(CaptureTiming::Later, 20), (CaptureTiming::AtOnce, 40)] {
        let settings = |card: &mut shop::settings::CardSettings| {
            plain(card);
            card.timing = timing;
        };
        on_each(settings, async |stage| {
            let cart = stage.fill_cart("cart").await;
            let id = stage.buy(&cart, "frictionless").await;
            let AttemptView::Placed(placed) = stage.view(&id, &cart).await else {
                panic!("the order is placed")
            };
            assert_eq!((placed.number.as_str(), placed.total), ("order00001", Yen(2_320)));
            let trades = stage.trades().await;
            assert_eq!(trades.len(), 1);
            assert_eq!((trades[0].status.0, trades[0].amount), (status, 2_320));
            settled(stage, 1).await;
        })
        .await;
    }
}

#[tokio::test]
async fn bank_transfer_places_at_once_without_the_gateway() {
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        let id = stage.submit(&cart, Pay::Bank).await.unwrap();
        assert!(matches!(stage.view(&id, &cart).await, AttemptView::Placed(_)));
        assert!(stage.trades().await.is_empty());
        assert_eq!(stage.count(Count::Orders).await, 1);
        assert_eq!(stage.count(Count::Mails).await, 2);
        stage.stock_is(2).await;
    })
    .await;
}

/// 代金引換 for 330円 below 3,000円, and 店頭払い.
async fn with_more_methods(stage: &Stage) {
    let shop = stage.shop.id;
    let cod = CodSettings {
        terms: MethodTerms::named("代金引換"),
        steps: vec![FeeStep { below: Yen(3_000), fee: Yen(330) }],
    };
    let in_store = InStoreSettings {
        terms: MethodTerms::named("店頭払い"),
        place: "みなも堂 三条店".into(),
        timing: String::new(),
    };
    let save = move |tx: &mut dyn Tx| {
        settings::save(tx, shop, &cod, "test", Timestamp(0))?;
        settings::save(tx, shop, &in_store, "test", Timestamp(0))?;
        let mut methods = Methods::default();
        methods.add(Method::Cod);
        methods.add(Method::InStore);
        settings::save(tx, shop, &methods, "test", Timestamp(0))?;
        tx.exec(sql!("update carrier set methods = 'card,bank,cod,in_store'"), &[])
    };
    stage.world.store.write(save).await.expect("settings are saved");
}

#[tokio::test]
async fn what_is_paid_at_the_door_places_at_once_with_its_fee_and_words() {
    on_each(plain, async |stage| {
        with_more_methods(stage).await;
        for (pay, fee, name, words) in [
            (Pay::Cod, 330, "代金引換", "配達員へお支払いください"),
            (Pay::InStore, 0, "店頭払い", "みなも堂 三条店"),
        ] {
            let cart = stage.fill_cart(name).await;
            let id = stage.submit(&cart, pay).await.unwrap();
            let AttemptView::Placed(placed) = stage.view(&id, &cart).await else {
                panic!("{name}")
            };
            assert_eq!((placed.method_name.as_str(), placed.quote.fee), (name, Yen(fee)));
            assert_eq!(placed.total, Yen(2_320 + fee), "goods, shipping and fee");
            let mails = move |tx: &mut dyn Tx| {
                let rows = tx.rows(sql!("select body from outbox order by created_at"), &[])?;
                rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, store::Error>>()
            };
            let mails = stage.world.store.read(mails).await.unwrap();
            assert!(mails.iter().filter(|mail| mail.contains(words)).count() == 2, "{mails:?}");
            let says_fee = mails.iter().any(|mail| mail.contains("手数料：330円"));
            assert!(says_fee, "{mails:?}");
        }
        assert!(stage.trades().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn another_fee_than_the_buyer_agreed_to_places_nothing() {
    on_each(plain, async |stage| {
        with_more_methods(stage).await;
        let cart = stage.fill_cart("cart").await;
        let agreed = stage.submission(&cart, Pay::Cod).await;
        for (below, fee) in [(3_000, 331), (2_320, 330)] {
            let shop = stage.shop.id;
            let dearer = CodSettings {
                terms: MethodTerms::named("代金引換"),
                steps: vec![FeeStep { below: Yen(below), fee: Yen(fee) }],
            };
            let save =
                move |tx: &mut dyn Tx| settings::save(tx, shop, &dearer, "test", Timestamp(0));
            stage.world.store.write(save).await.unwrap();
            let submitted = attempt::submit(&stage.world, &stage.shop, agreed.clone()).await;
            assert!(matches!(submitted, Err(SubmitError::CartChanged)), "{submitted:?}");
        }
        // Too dear for the table: the price that the page shows has no fee then.
        let late = stage.submit(&cart, Pay::Cod).await;
        assert!(matches!(late, Err(SubmitError::NotOffered(_))), "{late:?}");
        assert_eq!(stage.count(Count::Orders).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_method_that_is_not_offered_any_more_is_refused_in_the_commit() {
    fn bank(hide_from: Option<Yen>) -> BankSettings {
        let terms = MethodTerms { hide_from, ..MethodTerms::named("銀行振込") };
        BankSettings { terms, ..BankSettings::default() }
    }
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        let shop = stage.shop.id;
        let goods = Yen(1_640);
        let mut removed = Methods::default();
        removed.remove(Method::Bank);
        for (hide_from, list, carrier, offered) in [
            (Some(goods), Methods::default(), "card,bank", false),
            (None, removed, "card,bank", false),
            (None, Methods::default(), "card", false),
            (Some(Yen(goods.0 + 1)), Methods::default(), "bank", true),
        ] {
            let save = move |tx: &mut dyn Tx| {
                settings::save(tx, shop, &bank(hide_from), "test", Timestamp(0))?;
                settings::save(tx, shop, &list.clone(), "test", Timestamp(0))?;
                tx.exec(sql!("update carrier set methods = $1"), &[carrier.into()])
            };
            stage.world.store.write(save).await.unwrap();
            let submitted = stage.submit(&cart, Pay::Bank).await;
            let refused = matches!(submitted, Err(SubmitError::NotOffered(_)));
            assert_eq!((submitted.is_ok(), refused), (offered, !offered), "{submitted:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_second_click_finds_the_first() {
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        let pay = Pay::Card(stage.token("frictionless").await);
        let submission = stage.submission(&cart, pay).await;
        let clicks = (0..20).map(|_| {
            let (world, shop) = (stage.world.clone(), stage.shop.clone());
            let submission = submission.clone();
            tokio::spawn(async move {
                let id = attempt::submit(&world, &shop, submission).await.unwrap();
                // Only one of them gets through; the others find nothing left to do.
                let _ = attempt::drive(&world, &shop, &id).await;
                id
            })
        });
        let mut ids = Vec::new();
        for click in clicks.collect::<Vec<_>>() {
            ids.push(click.await.unwrap());
        }
        ids.dedup();
        assert_eq!(ids.len(), 1, "all clicks see the same attempt");
        assert_eq!(stage.trades().await.len(), 1);
        settled(stage, 1).await;
        let again = attempt::submit(&stage.world, &stage.shop, submission).await.unwrap();
        assert_eq!(again, ids[0], "a reload after the end sees it too");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_ends_without_an_order_and_another_card_works_under_the_same_key() {
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        let refused = stage.buy(&cart, "refused_2001").await;
        let AttemptView::Failed(failure) = stage.view(&refused, &cart).await else {
            panic!("the card is refused")
        };
        assert_eq!(failure.code, "2001");
        settled(stage, 0).await;
        let placed = stage.buy(&cart, "frictionless").await;
        assert_ne!(placed, refused);
        assert!(matches!(stage.view(&placed, &cart).await, AttemptView::Placed(_)));
        settled(stage, 1).await;
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_asking() {
    let lost = [
        (Trick::DropAfterCommit, 1),
        (Trick::Garble, 1),
        (Trick::Truncate, 1),
        (Trick::Empty, 1),
        (Trick::OtherTradingId, 1),
        (Trick::Status { status: 500 }, 1),
        (Trick::DropBeforeCommit, 0),
        (Trick::Refuse { code: "E001".into() }, 0),
        (Trick::Refuse { code: "2008".into() }, 0),
        (Trick::Refuse { code: "9005".into() }, 0),
    ];
    for (trick, orders) in lost {
        on_each(plain, async |stage| {
            let cart = stage.fill_cart("cart").await;
            stage.fault("020", trick.clone());
            let id = stage.buy(&cart, "frictionless").await;
            assert!(
                matches!(stage.view(&id, &cart).await, AttemptView::Checking { .. }),
                "{trick:?}: unknown is never failed"
            );
            let again = stage.submit(&cart, Pay::Bank).await.unwrap();
            assert_eq!(again, id, "{trick:?}: nothing can be ordered beside it");
            stage.sweep_after(SECOND).await;
            if orders == 0 {
                assert!(
                    matches!(stage.view(&id, &cart).await, AttemptView::Checking { .. }),
                    "{trick:?}: “none” is not believed within the quiet window"
                );
                stage.sweep_after(2 * MINUTE).await;
                assert!(matches!(stage.view(&id, &cart).await, AttemptView::NotPlaced));
            }
            settled(stage, orders).await;
            assert_eq!(stage.count(Count::NotPlacedMails).await, 1 - orders, "{trick:?}");
            assert_eq!(stage.trades().await.len(), usize::try_from(orders).unwrap());
        })
        .await;
    }
}

#[tokio::test]
async fn nothing_sent_ends_at_once() {
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        let pay = Pay::Card(stage.token("frictionless").await);
        let id = stage.submit(&cart, pay).await.unwrap();
        stage.sandbox.stop().await;
        attempt::drive(&stage.world, &stage.shop, &id).await.unwrap();
        assert!(matches!(stage.view(&id, &cart).await, AttemptView::Failed(_)));
        assert_eq!(stage.count(Count::Orders).await, 0);
        stage.stock_is(0).await;
    })
    .await;
}

#[tokio::test]
async fn a_process_that_died_leaves_nothing_open() {
    on_each(plain, async |stage| {
        // Died at RP0: no 020 has left.
        let first = stage.fill_cart("first").await;
        let pay = Pay::Card(stage.token("frictionless").await);
        let created = stage.submit(&first, pay).await.unwrap();
        // Died at RP2, after the gateway's commit: the answer never reached us.
        let second = stage.fill_cart("second").await;
        let pay = Pay::Card(stage.token("frictionless").await);
        let sent = stage.submit(&second, pay).await.unwrap();
        stage.fault("020", Trick::Delay { ms: 60_000 });
        let (world, shop, id) = (stage.world.clone(), stage.shop.clone(), sent.clone());
        let driving = tokio::spawn(async move { attempt::drive(&world, &shop, &id).await });
        while stage.trades().await.is_empty() {
            tokio::task::yield_now().await;
        }
        driving.abort();
        let _ = driving.await;
        stage.restart().await;
        stage.sweep_after(2 * MINUTE).await;
        stage.sweep_after(SECOND).await;
        assert!(matches!(stage.view(&created, &first).await, AttemptView::NotPlaced));
        assert!(matches!(stage.view(&sent, &second).await, AttemptView::Placed(_)));
        settled(stage, 1).await;
    })
    .await;
}

/// A buyer whose payment turns up when its attempt has ended as "none": the gateway sat on 020
/// until after the quiet window. The late answer finds an ended attempt and changes nothing.
async fn paid_too_late(stage: &Stage) {
    let cart = stage.fill_cart("cart").await;
    let pay = Pay::Card(stage.token("frictionless").await);
    let id = stage.submit(&cart, pay).await.expect("the attempt begins");
    stage.fault("020", Trick::DelayBeforeCommit { ms: 1_500 });
    let (world, shop, sent) = (stage.world.clone(), stage.shop.clone(), id.clone());
    let driving = tokio::spawn(async move { attempt::drive(&world, &shop, &sent).await });
    stage.until_sending(&id).await;
    stage.clock.advance(3 * MINUTE);
    stage.sweep_after(0).await;
    stage.sweep_after(0).await;
    assert!(matches!(stage.view(&id, &cart).await, AttemptView::NotPlaced));
    driving.await.expect("it ends").expect("the attempt goes on");
    assert_eq!(stage.trades().await.len(), 1);
}

#[tokio::test]
async fn a_payment_that_turns_up_after_none_is_voided() {
    on_each(plain, async |stage| {
        paid_too_late(stage).await;
        stage.sweep_after(2 * 60 * MINUTE).await;
        settled(stage, 0).await;
        assert_eq!(stage.count(Count::Tasks).await, 1);
        assert_eq!(stage.count(Count::TaskMails).await, 1, "the shop is told");
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        stage.sweep_after(4 * DAY).await;
    })
    .await;
}

#[tokio::test]
async fn a_void_whose_answer_is_lost_is_not_sent_twice_and_stops_nobody() {
    on_each(plain, async |stage| {
        paid_too_late(stage).await;
        // The void is lost on its way: until the quiet window is over it may still arrive.
        stage.fault("021", Trick::DropBeforeCommit);
        stage.sweep_after(MINUTE).await;
        assert_eq!(stage.count(Count::OpenOps).await, 1, "the void is unknown");
        stage.sweep_after(MINUTE).await;
        assert_eq!(stage.count(Count::OpenOps).await, 1, "one void at a time");
        assert_eq!(stage.came("021").await, 1);
        // Then it was not done, and the next look sends another.
        for _ in 0..4 {
            stage.sweep_after(MINUTE).await;
        }
        assert_eq!(stage.came("021").await, 2);
        settled(stage, 0).await;
    })
    .await;
}

#[tokio::test]
async fn what_the_buyer_did_not_see_is_not_ordered() {
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        let pay = Pay::Card(stage.token("frictionless").await);
        let seen = stage.submission(&cart, pay).await;
        let mut cheaper = seen.clone();
        cheaper.shown_total = Yen(1);
        let mut foreign = seen.clone();
        foreign.cart = CartId("other".into());
        stage.fill_cart("cart").await;
        for submission in [seen, cheaper, foreign] {
            let answer = attempt::submit(&stage.world, &stage.shop, submission).await;
            assert!(matches!(answer, Err(SubmitError::CartChanged)), "{answer:?}");
        }
        settled(stage, 0).await;
    })
    .await;
}

#[tokio::test]
async fn the_last_pieces_are_sold_once() {
    on_each(plain, async |stage| {
        let mut carts = Vec::new();
        for number in 0..15 {
            carts.push(stage.fill_cart(&format!("cart{number}")).await);
        }
        let buyers: Vec<_> = {
            let mut buyers = Vec::new();
            for cart in carts {
                let submission = stage.submission(&cart, Pay::Bank).await;
                let (world, shop) = (stage.world.clone(), stage.shop.clone());
                buyers.push(tokio::spawn(async move {
                    attempt::submit(&world, &shop, submission).await.is_ok()
                }));
            }
            buyers
        };
        let mut sold = 0;
        for buyer in buyers {
            sold += i64::from(buyer.await.unwrap());
        }
        assert_eq!(sold, crate::stage::STOCK);
        assert_eq!(stage.count(Count::Orders).await, sold);
        stage.stock_is(2 * sold).await;
    })
    .await;
}

#[tokio::test]
async fn attempt_level_by_outcome_of_the_authentication() {
    use AttemptLevel::{High, Low, Middle};
    let table = [
        ("frictionless", [true, true, true]),
        ("attempt_issuer", [true, true, false]),
        ("attempt_merchant", [true, false, false]),
        ("three_ds_failed", [false, false, false]),
        ("no_three_ds", [true, false, false]),
        ("refused_31001", [false, false, false]),
    ];
    for (card, placed) in table {
        for (level, placed) in [Low, Middle, High].into_iter().zip(placed) {
            let settings = |card: &mut shop::settings::CardSettings| card.attempt_level = level;
            on_each(settings, async |stage| {
                let cart = stage.fill_cart("cart").await;
                let id = stage.buy(&cart, card).await;
                stage.authenticate(&id, &cart).await;
                let view = stage.view(&id, &cart).await;
                assert_eq!(
                    matches!(view, AttemptView::Placed(_)),
                    placed,
                    "{card} at {level:?}: {view:?}"
                );
                settled(stage, i64::from(placed)).await;
            })
            .await;
        }
    }
}

#[tokio::test]
async fn a_new_submit_supersedes_a_buyer_at_the_card_issuer() {
    on_each(
        |_| {},
        async |stage| {
            let cart = stage.fill_cart("cart").await;
            let first = stage.buy(&cart, "frictionless").await;
            let query = stage.issuer_says(&first, &cart).await;
            let second = stage.submit(&cart, Pay::Bank).await.unwrap();
            assert_ne!(first, second);
            // The late return sends nothing.
            stage.come_back(&query).await.unwrap();
            assert!(stage.trades().await.is_empty(), "no 020 has left");
            assert_eq!(stage.count(Count::Orders).await, 1);
            stage.stock_is(2).await;
            let AttemptView::Superseded { by } = stage.view(&first, &cart).await else {
                panic!("the first gave way")
            };
            assert_eq!(by, second);
        },
    )
    .await;
}

#[tokio::test]
async fn a_changed_cart_supersedes_a_buyer_at_the_card_issuer_too() {
    on_each(
        |_| {},
        async |stage| {
            let cart = stage.fill_cart("cart").await;
            stage.add(&cart, CUP, STOCK - 1).await;
            let first = stage.buy(&cart, "frictionless").await;
            let query = stage.issuer_says(&first, &cart).await;
            stage.add(&cart, TEA, 1).await;
            // The last cups are the first attempt's; they move over.
            let second = stage.submit(&cart, Pay::Bank).await.unwrap();
            stage.come_back(&query).await.unwrap();
            assert!(stage.trades().await.is_empty(), "no 020 has left");
            assert_eq!(stage.count(Count::Orders).await, 1);
            stage.stock_is(STOCK + 2).await;
            let AttemptView::Superseded { by } = stage.view(&first, &cart).await else {
                panic!("the first gave way")
            };
            assert_eq!(by, second);
        },
    )
    .await;
}

#[tokio::test]
async fn what_an_open_order_holds_is_not_sold_out_to_its_own_buyer() {
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        stage.add(&cart, CUP, STOCK - 1).await;
        stage.fault("020", Trick::DropAfterCommit);
        let id = stage.buy(&cart, "frictionless").await;
        let kept = cart::load(&stage.world, &stage.shop, &cart).await.unwrap();
        assert!(kept.is_ready(), "{:?}", kept.lines);
        let other = CartId("another browser".into());
        let theirs = cart::add(&stage.world, &stage.shop, &other, CUP, 1).await;
        assert!(theirs.is_err(), "the last cups are taken");
        // Every submit leads to the order that is under way.
        assert_eq!(stage.submit(&cart, Pay::Bank).await.unwrap(), id);
        let live = attempt::find_live(&stage.world, &stage.shop, &cart, &kept.submit_key).await;
        assert_eq!(live.unwrap(), Some(id));
        stage.sweep_after(MINUTE).await;
        assert_eq!(stage.count(Count::Orders).await, 1);
        stage.stock_is(STOCK + 1).await;
    })
    .await;
}

#[tokio::test]
async fn a_payment_of_another_amount_is_no_order_and_the_shop_is_told() {
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        stage.fault("020", Trick::DropAfterCommit);
        let id = stage.buy(&cart, "frictionless").await;
        let write =
            stage.world.store.write(|tx| tx.exec(sql!("update attempt set amount = 1"), &[]));
        write.await.unwrap();
        stage.sweep_after(MINUTE).await;
        assert!(matches!(stage.view(&id, &cart).await, AttemptView::Mismatched));
        assert_eq!(stage.count(Count::Orders).await, 0);
        assert_eq!(stage.count(Count::Tasks).await, 1);
        let bodies = stage.world.store.read(|tx| {
            let sql = sql!("select body from outbox where kind in ('task', 'not_placed')");
            let rows = tx.rows(sql, &[])?;
            rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, store::Error>>()
        });
        let bodies = bodies.await.unwrap().concat();
        for said in ["2,320円", "と合いません", "必要なら取り消し", "お店で確認しています"]
        {
            assert!(bodies.contains(said), "{said} in {bodies}");
        }
        assert!(!bodies.contains("請求はありません"), "{bodies}");
        assert_eq!(stage.count(Count::TaskMails).await, 1);
        stage.stock_is(0).await;
    })
    .await;
}

#[tokio::test]
async fn the_bytes_of_an_unreadable_answer_are_kept() {
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        stage.fault("020", Trick::Garble);
        let id = stage.buy(&cart, "frictionless").await;
        stage.fault("094", Trick::Garble);
        stage.sweep_after(3 * SECOND).await;
        assert!(matches!(stage.view(&id, &cart).await, AttemptView::Checking { .. }));
        let kept = stage.world.store.read(|tx| {
            let sql = sql!("select telegram, about, why, raw from unread_answer order by telegram");
            let rows = tx.rows(sql, &[])?;
            rows.iter()
                .map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?, row.bytes(3)?.len())))
                .collect::<Result<Vec<_>, store::Error>>()
        });
        let kept = kept.await.unwrap();
        let telegrams: Vec<&str> = kept.iter().map(|row| row.0.as_str()).collect();
        assert_eq!(telegrams, ["020", "094"]);
        assert_eq!(kept[0].1, kept[1].1, "both about the same 取引ID");
        assert!(kept.iter().all(|row| !row.2.is_empty() && row.3 > 0), "{kept:?}");
        stage.sweep_after(MINUTE).await;
        settled(stage, 1).await;
    })
    .await;
}

#[tokio::test]
async fn only_paygents_own_word_counts_and_it_counts_once() {
    on_each(
        |_| {},
        async |stage| {
            let cart = stage.fill_cart("cart").await;
            let id = stage.buy(&cart, "frictionless").await;
            let good = stage.issuer_says(&id, &cart).await;
            let tampered = |name: &str, value: &str| {
                let mut query = good.clone();
                for field in &mut query.fields {
                    if field.0 == name {
                        field.1 = value.to_owned();
                    }
                }
                query
            };
            for forged in [
                tampered("hc", "0".repeat(64).as_str()),
                tampered("attempt_kbn", "0"),
                tampered("3ds_auth_id", "00000000-0000-0000-0000-000000000000"),
                tampered("result", "1"),
            ] {
                if forged == good {
                    continue;
                }
                assert!(stage.come_back(&forged).await.is_err(), "{forged:?}");
                assert!(matches!(stage.view(&id, &cart).await, AttemptView::HandOff));
            }
            let mut stranger = good.clone();
            stranger.return_id = "0".repeat(32);
            assert!(stage.come_back(&stranger).await.is_err());
            for _ in 0..3 {
                assert_eq!(stage.come_back(&good).await.unwrap(), id);
            }
            assert_eq!(stage.trades().await.len(), 1);
            settled(stage, 1).await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_buyer_who_walks_away_gives_the_stock_back() {
    on_each(
        |_| {},
        async |stage| {
            let cart = stage.fill_cart("cart").await;
            let id = stage.buy(&cart, "challenge").await;
            stage.sweep_after(34 * MINUTE).await;
            assert!(matches!(stage.view(&id, &cart).await, AttemptView::HandOff));
            stage.sweep_after(2 * MINUTE).await;
            assert!(matches!(stage.view(&id, &cart).await, AttemptView::NotPlaced));
            settled(stage, 0).await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_token_past_its_term_is_asked_for_again() {
    on_each(
        |_| {},
        async |stage| {
            let cart = stage.fill_cart("cart").await;
            let id = stage.buy(&cart, "frictionless").await;
            let query = stage.issuer_says(&id, &cart).await;
            stage.clock.advance(2 * 60 * MINUTE);
            stage.come_back(&query).await.unwrap();
            assert!(matches!(stage.view(&id, &cart).await, AttemptView::Failed(_)));
            assert!(stage.trades().await.is_empty(), "no 020 has left");
            settled(stage, 0).await;
        },
    )
    .await;
}

#[tokio::test]
async fn another_browser_sees_number_state_and_total_only() {
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        let id = stage.buy(&cart, "frictionless").await;
        for cart in [None, Some(CartId("other".into()))] {
            let viewer = Viewer { cart, member: None };
            let view = attempt::view(&stage.world, &stage.shop, &id, &viewer).await;
            assert!(matches!(
                view.unwrap(),
                Some(AttemptView::Limited {
                    number: Some(_),
                    open: false,
                    total: Yen(2_320),
                    by_member: false
                })
            ));
        }
    })
    .await;
}
