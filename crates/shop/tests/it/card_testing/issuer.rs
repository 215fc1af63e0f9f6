//! Who leaves at the card issuer's page again and again learns what 450 says to a card, and fails
//! in none: counted by itself.

use paygent_sandbox::Trick;
use shop::attempt;
use shop::card_testing;
use shop::checkout::Pay;
use shop::clock::{DAY, MINUTE};
use shop::payment::AttemptLevel;
use shop::settings::CardSettings;
use store::{Tx, sql};

use super::{Browser, Fate, authenticated};
use crate::stage::{CUP, Stage, on_each};

/// Rows that count.
async fn left(stage: &Stage) -> i64 {
    let count = |tx: &mut dyn Tx| {
        tx.row(sql!("select count(*) from issuer_left"), &[])?.expect("a row").int(0)
    };
    stage.world.store.read(count).await.expect("the count reads")
}

#[tokio::test]
async fn a_browser_is_at_the_issuer_ten_times_a_day_and_pays_otherwise_then() {
    on_each(authenticated, async |stage| {
        let bot = Browser::number(1);
        for n in 1..=10 {
            stage.go_to_issuer(&bot).await.unwrap_or_else(|fate| panic!("{fate:?} at {n}"));
        }
        // The tenth stays open: whoever comes back from it may finish.
        assert_eq!(stage.go_to_issuer(&bot).await, Err(Fate::Limited));
        assert_eq!((left(stage).await, stage.came("450").await), (9, 10));
        let submission = stage.order_by(&bot, Pay::Bank).await;
        assert!(stage.begin(submission).await.is_ok());
        assert!(stage.go_to_issuer(&Browser::number(2)).await.is_ok(), "nobody else is meant");
        stage.clock.advance(DAY);
        assert!(stage.go_to_issuer(&bot).await.is_ok(), "a day later");
    })
    .await;
}

#[tokio::test]
async fn a_new_browser_each_time_does_not_help() {
    on_each(authenticated, async |stage| {
        stage.plenty().await;
        let mut number = 0;
        for _ in 0..6 {
            for _ in 0..30 {
                number += 1;
                let bot = Browser::new(&format!("bot{number}"), "192.0.2.1");
                let _ = stage.go_to_issuer(&bot).await;
            }
            // None of them comes back.
            stage.sweep_after(40 * MINUTE).await;
        }
        let reached = stage.came("450").await;
        assert!((60..=80).contains(&reached), "{reached} of {number} in four hours");
        assert!(stage.go_to_issuer(&Browser::number(1)).await.is_ok(), "nobody else is meant");
    })
    .await;
}

#[tokio::test]
async fn nor_does_not_waiting_for_the_page() {
    on_each(authenticated, async |stage| {
        stage.plenty().await;
        let bot = Browser::number(1);
        let mut driven = Vec::new();
        for _ in 0..20 {
            stage.add(&bot.cart, CUP, 1).await;
            stage.fault("450", Trick::DelayBeforeCommit { ms: 300 });
            let submission = stage.order(&bot, "challenge").await;
            let Ok(id) = stage.begin(submission).await else { continue };
            let (world, shop) = (stage.world.clone(), stage.shop.clone());
            driven.push(tokio::spawn(async move { attempt::drive(&world, &shop, &id).await }));
        }
        for driven in driven {
            // Most of them are superseded while 450 is under way.
            let _ = driven.await.expect("it ends");
        }
        let reached = stage.came("450").await;
        assert!((1..=10).contains(&reached), "{reached}");
    })
    .await;
}

/// ⑪ 高 stops what the card issuer did not authenticate itself, after it was asked.
#[tokio::test]
async fn what_the_shops_own_rule_stops_counts_as_left() {
    let strict = |card: &mut CardSettings| {
        card.three_ds = true;
        card.attempt_level = AttemptLevel::High;
    };
    on_each(strict, async |stage| {
        let buyer = Browser::number(1);
        for count in 1..=10 {
            assert_eq!(stage.try_card(&buyer, "attempt_issuer").await, Fate::Failed);
            assert_eq!(left(stage).await, count);
        }
        assert_eq!(stage.try_card(&buyer, "attempt_issuer").await, Fate::Limited);
        assert_eq!(stage.failures().await, 0, "it is no refusal");
    })
    .await;
}

#[tokio::test]
async fn what_is_too_old_to_count_is_deleted() {
    on_each(authenticated, async |stage| {
        for _ in 0..2 {
            stage.go_to_issuer(&Browser::number(1)).await.unwrap();
        }
        for (later, count) in [(DAY - 1, 1), (1, 0)] {
            stage.clock.advance(later);
            card_testing::forget_old(&stage.world).await.unwrap();
            assert_eq!(left(stage).await, count);
        }
    })
    .await;
}
