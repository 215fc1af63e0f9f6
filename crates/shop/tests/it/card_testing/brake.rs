//! The brake on all cards of a shop.

use shop::card_testing::{self, Brake};
use shop::checkout::Pay;
use shop::clock::{DAY, HOUR, MINUTE, SECOND};
use shop::payment;

use super::{BAD, Browser, Fate, GOOD};
use crate::stage::{Count, Stage, on_each, plain};

/// So many cards are refused, each to somebody else.
async fn refused(stage: &Stage, from: u32, count: u32) {
    for n in from..from + count {
        assert_eq!(stage.try_card(&Browser::number(n), BAD).await, Fate::Failed, "card {n}");
    }
}

async fn brake(stage: &Stage) -> Brake {
    card_testing::brake(&stage.world, stage.shop.id).await.expect("it reads")
}

/// How many minutes the brake is on from now.
async fn minutes(stage: &Stage) -> Option<i64> {
    let now = stage.world.now();
    brake(stage).await.until(now).map(|end| (end.0 - now.0) / MINUTE)
}

/// What the checkout's page says.
async fn is_shown_as_paused(stage: &Stage) -> bool {
    let (shop, now) = (stage.shop.id, stage.world.now());
    let front = stage.world.store.read(move |tx| payment::front_in(tx, shop, now));
    front.await.expect("it reads").choices.card.paused
}

#[tokio::test]
async fn sixteen_refused_cards_stop_all_cards_for_half_an_hour_and_nothing_else() {
    on_each(plain, async |stage| {
        stage.plenty().await;
        refused(stage, 0, 15).await;
        assert_eq!(minutes(stage).await, None);
        refused(stage, 15, 1).await;
        assert_eq!(minutes(stage).await, Some(30));
        assert_eq!(stage.count(Count::Tasks).await, 1);
        assert_eq!(stage.count(Count::TaskMails).await, 1, "with its mail");
        let buyer = Browser::number(100);
        assert_eq!(stage.try_card(&buyer, GOOD).await, Fate::Paused);
        assert!(is_shown_as_paused(stage).await);
        let by_bank = stage.order_by(&buyer, Pay::Bank).await;
        assert!(stage.begin(by_bank).await.is_ok());
        // It is a row: another process knows it too.
        stage.restart().await;
        assert_eq!(stage.try_card(&buyer, GOOD).await, Fate::Paused);
        stage.clock.advance(30 * MINUTE);
        assert!(!is_shown_as_paused(stage).await);
        assert_eq!(stage.try_card(&buyer, GOOD).await, Fate::Placed);
        assert_eq!(stage.count(Count::Tasks).await, 1);
    })
    .await;
}

#[tokio::test]
async fn one_order_to_four_refused_cards_is_80_percent_and_more_are_not() {
    for (orders, stopped) in [(4, true), (5, false)] {
        on_each(plain, async |stage| {
            stage.plenty().await;
            for n in 100..100 + orders {
                assert_eq!(stage.try_card(&Browser::number(n), GOOD).await, Fate::Placed);
            }
            refused(stage, 0, 16).await;
            assert_eq!(brake(stage).await.is_on(stage.world.now()), stopped, "{orders} orders");
        })
        .await;
    }
}

#[tokio::test]
async fn refused_cards_of_more_than_half_an_hour_do_not_stop_a_shop() {
    on_each(plain, async |stage| {
        for n in 0..30 {
            stage.clock.advance(2 * MINUTE);
            assert_eq!(stage.try_card(&Browser::number(n), BAD).await, Fate::Failed, "{n}");
        }
        assert_eq!(minutes(stage).await, None);
    })
    .await;
}

#[tokio::test]
async fn each_strike_of_a_day_is_twice_as_long_and_needs_few_further_cards() {
    on_each(plain, async |stage| {
        refused(stage, 0, 16).await;
        let mut from = 16;
        for pause in [30, 60, 120] {
            assert_eq!(minutes(stage).await, Some(pause));
            stage.clock.advance(pause * MINUTE);
            assert_eq!(minutes(stage).await, None, "old ones do not bring it back");
            refused(stage, from, 3).await;
            assert_eq!(minutes(stage).await, None, "three are not enough");
            refused(stage, from + 3, 1).await;
            from += 4;
        }
        assert_eq!(minutes(stage).await, Some(240));
        assert_eq!(stage.count(Count::TaskMails).await, 4, "a mail each");
        // After a quiet day it is as it was.
        stage.clock.advance(DAY + HOUR);
        refused(stage, from, 15).await;
        assert_eq!(minutes(stage).await, None);
        refused(stage, from + 15, 1).await;
        assert_eq!(minutes(stage).await, Some(30));
    })
    .await;
}

#[tokio::test]
async fn one_line_stops_no_shop_whatever_browsers_it_has() {
    for (lines, stopped) in [(1, false), (2, false), (3, true)] {
        on_each(plain, async |stage| {
            stage.plenty().await;
            // A day's worth of each line, one after the other.
            for n in 0..lines * 16 {
                let bot = Browser::new(&format!("bot{n}"), &format!("192.0.2.{}", n % lines));
                if stage.try_card(&bot, BAD).await == Fate::Paused {
                    break;
                }
            }
            assert_eq!(minutes(stage).await.is_some(), stopped, "{lines} lines");
            if stopped {
                // Nor do the same lines keep it on.
                stage.clock.advance(30 * MINUTE);
                for n in 100..109 {
                    let bot = Browser::new(&format!("bot{n}"), &format!("192.0.2.{}", n % lines));
                    stage.try_card(&bot, BAD).await;
                }
                assert_eq!(minutes(stage).await, None, "{lines} lines again");
            }
            // What they have under way stands in nobody's way either.
            for n in 200..220 {
                let bot = Browser::new(&format!("bot{n}"), &format!("192.0.2.{}", n % lines));
                let submission = stage.order(&bot, BAD).await;
                let _ = stage.begin(submission).await;
            }
            let buyer = Browser::number(900);
            assert_eq!(stage.try_card(&buyer, GOOD).await, Fate::Placed, "{lines} lines");
        })
        .await;
    }
}

#[tokio::test]
async fn one_stubborn_buyer_stops_no_shop() {
    on_each(plain, async |stage| {
        refused(stage, 0, 16).await;
        stage.clock.advance(30 * MINUTE + SECOND);
        let buyer = Browser::number(100);
        for _ in 0..5 {
            assert_eq!(stage.try_card(&buyer, BAD).await, Fate::Failed);
        }
        assert_eq!(minutes(stage).await, None);
        assert_eq!(stage.try_card(&Browser::number(101), GOOD).await, Fate::Placed);
    })
    .await;
}

#[tokio::test]
async fn a_shop_that_resumes_takes_cards_at_once_and_counts_afresh() {
    on_each(plain, async |stage| {
        let shop = stage.shop.id;
        let resume = async || card_testing::resume(&stage.world, shop, "佐藤").await.unwrap();
        assert!(!resume().await, "it is not on");
        refused(stage, 0, 16).await;
        stage.clock.advance(MINUTE);
        assert!(resume().await);
        let told = brake(stage).await;
        let now = stage.world.now();
        let resumed = told.resumed(now).unwrap();
        assert_eq!((resumed.by.as_str(), resumed.at), ("佐藤", now));
        assert_eq!(stage.try_card(&Browser::number(100), GOOD).await, Fate::Placed);
        refused(stage, 16, 15).await;
        assert_eq!(minutes(stage).await, None);
        refused(stage, 31, 1).await;
        assert_eq!(minutes(stage).await, Some(30), "not as a second strike");
    })
    .await;
}

#[tokio::test]
async fn while_many_fail_open_attempts_count_until_orders_come() {
    on_each(plain, async |stage| {
        stage.plenty().await;
        refused(stage, 0, 8).await;
        let mut begun = Vec::new();
        for n in 100..120 {
            let order = stage.order(&Browser::number(n), GOOD).await;
            begun.push(stage.begin(order).await);
        }
        assert_eq!(begun.iter().filter(|one| one.is_ok()).count(), 12, "8 and 12 are 20");
        assert!(begun.iter().skip(12).all(|one| *one == Err(Fate::Limited)));
        for id in begun.iter().flatten().take(3) {
            shop::attempt::drive(&stage.world, &stage.shop, id).await.unwrap();
        }
        for n in 120..140 {
            let order = stage.order(&Browser::number(n), GOOD).await;
            assert!(stage.begin(order).await.is_ok(), "{n}");
        }
    })
    .await;
}
