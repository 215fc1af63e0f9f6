//! メモ, 入金チェック, 受注ステータス and 出荷: noted once, and nobody's writing is lost.

use shop::id::{OrderId, StatusId};
use shop::order::mark::MarkError;
use shop::order::moves::{Caution, Move, relocate};
use shop::order::ship::{Seen, Shipment, ship};
use shop::order::status::{SaveError, StatusesForm, choose, save, statuses};
use shop::order::{check, memo};

use super::{detail, placed, wish};
use crate::stage::{SHOP, Stage, on_each, plain};

const BY: &str = "佐藤";

async fn lines(stage: &Stage, order: OrderId) -> usize {
    detail(stage, order).await.history.len()
}

#[tokio::test]
async fn a_memo_is_saved_and_nobody_writes_over_anothers() {
    Box::pin(on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let world = &stage.world;
        let before = detail(stage, order).await;
        memo::save(world, SHOP, order, ("包装は簡単に\n\n\n夕方に電話", 0), BY).await.unwrap();
        let after = detail(stage, order).await;
        assert_eq!(after.work.memo, "包装は簡単に\n\n夕方に電話");
        assert_eq!(after.version, before.version, "a note keeps no telegram from leaving");
        let line = &after.history[0];
        assert_eq!((line.what.as_str(), line.by.as_str()), ("メモを変更しました。", BY));
        assert_eq!(line.change.as_ref().unwrap().after, "包装は簡単に　　夕方に電話");
        // The second of two.
        let late = memo::save(world, SHOP, order, ("のしをつける", 0), "森").await;
        assert!(matches!(late, Err(MarkError::Stale)), "{late:?}");
        assert_eq!(detail(stage, order).await, after);
        // The same text is no change, whenever it was opened.
        let again = ("包装は簡単に\n\n夕方に電話", 0);
        memo::save(world, SHOP, order, again, "森").await.unwrap();
        assert_eq!(detail(stage, order).await, after);
        let long = "長".repeat(memo::MEMO_MAX + 1);
        let long = memo::save(world, SHOP, order, (&long, 1), BY).await;
        assert!(matches!(long, Err(MarkError::Wrong(_))), "{long:?}");
        let gone = memo::save(world, SHOP, OrderId(99), ("", 0), BY).await;
        assert!(matches!(gone, Err(MarkError::Gone)), "{gone:?}");
    }))
    .await;
}

#[tokio::test]
async fn of_two_memos_at_once_one_is_saved() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let presses = (0..10).map(|number| {
            let world = stage.world.clone();
            tokio::spawn(async move {
                memo::save(&world, SHOP, order, (&format!("メモ {number}"), 0), BY).await
            })
        });
        let mut saved = 0;
        for press in presses.collect::<Vec<_>>() {
            match press.await.unwrap() {
                Ok(()) => saved += 1,
                Err(error) => assert!(matches!(error, MarkError::Stale), "{error}"),
            }
        }
        assert_eq!(saved, 1);
    })
    .await;
}

#[tokio::test]
async fn the_check_is_on_or_off_however_often_it_is_pressed() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let start = lines(stage, order).await;
        for (on, count) in [(true, 1), (true, 1), (false, 2), (false, 2), (true, 3)] {
            check::check(&stage.world, SHOP, order, on, BY).await.unwrap();
            assert_eq!(detail(stage, order).await.work.checked_at.is_some(), on);
            assert_eq!(lines(stage, order).await, start + count);
        }
    })
    .await;
}

#[tokio::test]
async fn a_shipment_is_noted_corrected_and_taken_back() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let start = lines(stage, order).await;
        let fresh = Seen::default();
        let go = async |wanted, typed, seen: &Seen| {
            ship(&stage.world, SHOP, order, (wanted, typed, seen), BY).await
        };
        go(Shipment::Sent, "1234-5678", &fresh).await.unwrap();
        let sent = detail(stage, order).await.work;
        assert!(sent.shipped_at.is_some() && sent.tracking == "1234-5678");
        go(Shipment::Sent, "1234-5678", &fresh).await.unwrap();
        assert_eq!(lines(stage, order).await, start + 1, "pressed twice");
        let late = go(Shipment::Sent, "9999", &fresh).await;
        assert!(matches!(late, Err(MarkError::Stale)), "{late:?}");
        let seen = Seen { shipped: true, tracking: "1234-5678".into() };
        go(Shipment::Number, "５６７８", &seen).await.unwrap();
        let corrected = detail(stage, order).await;
        assert_eq!(corrected.work.shipped_at, sent.shipped_at, "it left when it left");
        assert_eq!(corrected.history[0].change.as_ref().unwrap().after, "問合せ番号 5678");
        let wrong = go(Shipment::Number, "お問合せ", &seen).await;
        assert!(matches!(wrong, Err(MarkError::Wrong(_))), "{wrong:?}");
        let seen = Seen { shipped: true, tracking: "5678".into() };
        go(Shipment::Undone, "", &seen).await.unwrap();
        let undone = detail(stage, order).await.work;
        assert_eq!((undone.shipped_at, undone.tracking.as_str()), (None, ""));
        assert_eq!(lines(stage, order).await, start + 3);
    })
    .await;
}

fn form(version: i64, new: &str, more: &[(&str, &str)]) -> StatusesForm {
    let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    StatusesForm { version: version.to_string(), new: new.into(), more: more.collect() }
}

async fn names(stage: &Stage) -> Vec<String> {
    let all = statuses(&stage.world, SHOP).await.expect("it reads").all;
    all.into_iter().map(|status| status.name).collect()
}

#[tokio::test]
async fn statuses_are_added_named_ordered_and_taken_away() {
    on_each(plain, async |stage| {
        let go = async |form: StatusesForm| save(&stage.world, SHOP, &form).await;
        go(form(0, "入荷待ち", &[])).await.unwrap();
        go(form(1, "梱包中", &[])).await.unwrap();
        go(form(2, "　確認中 ", &[("place_2", "1")])).await.unwrap();
        assert_eq!(names(stage).await, ["梱包中", "入荷待ち", "確認中"]);
        let late = go(form(2, "もう一つ", &[])).await;
        assert!(matches!(late, Err(SaveError::Stale)), "{late:?}");
        for (wrong, field) in [
            (form(3, "梱包中", &[]), "statuses"),
            (form(3, &"長".repeat(21), &[]), "statuses"),
            (form(3, "", &[("place_1", "x")]), "statuses"),
        ] {
            match go(wrong).await {
                Err(SaveError::Fields(errors)) => assert_eq!(errors[0].field, field),
                other => panic!("{other:?}"),
            }
        }
        go(form(3, "", &[("name_1", ""), ("name_3", "お客様へ確認中")])).await.unwrap();
        assert_eq!(names(stage).await, ["梱包中", "お客様へ確認中"]);
    })
    .await;
}

#[tokio::test]
async fn an_order_keeps_the_name_of_a_status_that_is_gone() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        save(&stage.world, SHOP, &form(0, "入荷待ち", &[])).await.unwrap();
        save(&stage.world, SHOP, &form(1, "梱包中", &[])).await.unwrap();
        let (first, second) = (Some(StatusId(1)), Some(StatusId(2)));
        let go = async |wanted, seen| choose(&stage.world, SHOP, order, (wanted, seen), BY).await;
        go(first, None).await.unwrap();
        let late = go(second, None).await;
        assert!(matches!(late, Err(MarkError::Stale)), "{late:?}");
        save(&stage.world, SHOP, &form(2, "", &[("name_1", "")])).await.unwrap();
        let work = detail(stage, order).await.work;
        assert_eq!((work.status, work.status_name.as_deref()), (first, Some("入荷待ち")));
        go(second, first).await.unwrap();
        let change = detail(stage, order).await.history[0].change.clone().unwrap();
        assert_eq!((change.before.as_str(), change.after.as_str()), ("入荷待ち", "梱包中"));
        let gone = go(first, second).await;
        assert!(matches!(gone, Err(MarkError::Wrong(_))), "{gone:?}");
        go(None, second).await.unwrap();
        assert_eq!(detail(stage, order).await.work.status, None);
    })
    .await;
}

/// M4: in 受注完了一覧 only the memo stays.
#[tokio::test]
async fn a_completed_order_takes_a_memo_and_nothing_else() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let world = &stage.world;
        let complete = wish(stage, order, Move::Complete, &[Caution::NotCaptured]).await;
        relocate(world, SHOP, order, &complete, BY).await.unwrap();
        let seen = Seen::default();
        for refused in [
            check::check(world, SHOP, order, true, BY).await,
            choose(world, SHOP, order, (None, None), BY).await,
            ship(world, SHOP, order, (Shipment::Sent, "", &seen), BY).await,
        ] {
            assert!(matches!(refused, Err(MarkError::Closed(_))), "{refused:?}");
        }
        memo::save(world, SHOP, order, ("完了後のメモ", 0), BY).await.unwrap();
    })
    .await;
}
