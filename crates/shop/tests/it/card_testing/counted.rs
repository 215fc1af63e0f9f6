//! What counts as a refused card, and what does not.

use paygent_sandbox::Trick;
use shop::attempt;
use shop::card_testing;
use shop::clock::{DAY, MINUTE, SECOND};

use super::{BAD, Browser, GOOD, authenticated};
use crate::stage::{Stage, on_each, plain};

fn refuse(code: &str) -> Trick {
    Trick::Refuse { code: code.to_owned() }
}

/// Tries a good card while this happens to it, and lets everything settle.
async fn count_after(stage: &Stage, telegram: &str, trick: Trick) -> i64 {
    stage.fault(telegram, trick);
    stage.try_card(&Browser::number(1), GOOD).await;
    stage.sweep_after(3 * MINUTE).await;
    stage.sweep_after(3 * MINUTE).await;
    stage.failures().await
}

#[tokio::test]
async fn only_what_the_card_is_refused_for_counts() {
    for (telegram, trick, counted) in [
        ("020", refuse("2001"), 1),
        ("020", refuse("2003"), 1),
        ("020", refuse("2016"), 1),
        ("020", refuse("2002"), 0),
        ("020", refuse("2008"), 0),
        ("020", refuse("2054"), 0),
        ("020", refuse("P002"), 0),
        ("020", refuse("P010"), 0),
        ("020", refuse("P017"), 0),
        ("020", refuse("E002"), 0),
        ("020", refuse("77777"), 0),
        ("020", Trick::DropBeforeCommit, 0),
        ("020", Trick::DropAfterCommit, 0),
        ("020", Trick::Garble, 0),
        ("450", refuse("31001"), 1),
        ("450", refuse("P063"), 0),
        ("450", refuse("P017"), 0),
        ("450", Trick::DropBeforeCommit, 0),
        ("450", Trick::Garble, 0),
    ] {
        let settings = if telegram == "450" { authenticated } else { plain };
        on_each(settings, async |stage| {
            let count = count_after(stage, telegram, trick.clone()).await;
            assert_eq!(count, counted, "{telegram} {trick:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_refusal_whose_answer_was_lost_counts_when_it_is_known() {
    on_each(plain, async |stage| {
        stage.fault("020", Trick::DropAfterCommit);
        stage.try_card(&Browser::number(1), BAD).await;
        assert_eq!(stage.failures().await, 0);
        stage.sweep_after(SECOND).await;
        assert_eq!(stage.failures().await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_shop_that_is_not_connected_has_no_failures() {
    on_each(plain, async |stage| {
        let buyer = Browser::number(1);
        let order = stage.order(&buyer, GOOD).await;
        let id = stage.begin(order).await.unwrap();
        stage.sandbox.stop().await;
        attempt::drive(&stage.world, &stage.shop, &id).await.unwrap();
        assert_eq!(stage.failures().await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_buyer_at_the_card_issuer_counts_by_how_it_ends() {
    on_each(authenticated, async |stage| {
        let buyer = Browser::number(1);
        // Back, and another card: the first is superseded.
        for _ in 0..8 {
            stage.go_to_issuer(&buyer).await.unwrap();
        }
        assert_eq!(stage.failures().await, 0);
        // The buyer never comes back.
        stage.sweep_after(36 * MINUTE).await;
        assert_eq!(stage.failures().await, 0);
        // The authentication fails.
        stage.try_card(&buyer, "three_ds_failed").await;
        assert_eq!(stage.failures().await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_too_old_to_count_is_deleted() {
    on_each(plain, async |stage| {
        stage.try_card(&Browser::number(1), BAD).await;
        stage.clock.advance(DAY - 1);
        card_testing::forget_old(&stage.world).await.unwrap();
        assert_eq!(stage.failures().await, 1);
        stage.clock.advance(1);
        card_testing::forget_old(&stage.world).await.unwrap();
        assert_eq!(stage.failures().await, 0);
    })
    .await;
}
