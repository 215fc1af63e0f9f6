//! The limits of a browser and of an address.

use paygent_sandbox::Trick;
use shop::attempt;
use shop::checkout::Pay;
use shop::clock::DAY;
use shop::settings::CardSettings;

use super::{BAD, Browser, Fate, GOOD, authenticated};
use crate::stage::{CUP, Stage, on_each, plain};

async fn is_placed_by_bank(stage: &Stage, by: &Browser) -> bool {
    let submission = stage.order_by(by, Pay::Bank).await;
    stage.begin(submission).await.is_ok()
}

#[tokio::test]
async fn a_browser_has_five_refused_cards_a_day_and_every_other_way_to_pay() {
    for (settings, bad) in [
        (&plain as &dyn Fn(&mut CardSettings), BAD),
        // Refused by 450, and by 020 after it.
        (&authenticated, "refused_31001"),
        (&authenticated, BAD),
    ] {
        on_each(settings, async |stage| {
            let buyer = Browser::number(1);
            for n in 1..=5 {
                assert_eq!(stage.try_card(&buyer, bad).await, Fate::Failed, "try {n}");
            }
            assert_eq!(stage.try_card(&buyer, GOOD).await, Fate::Limited, "{bad}");
            assert_eq!(stage.reached().await, 5, "{bad}");
            // It is neither the shop nor the address.
            let colleague = Browser { address: buyer.address.clone(), ..Browser::number(2) };
            assert_eq!(stage.try_card(&colleague, GOOD).await, Fate::Placed);
            assert!(is_placed_by_bank(stage, &buyer).await);
            stage.clock.advance(DAY);
            assert_eq!(stage.try_card(&buyer, GOOD).await, Fate::Placed, "a day later");
        })
        .await;
    }
}

#[tokio::test]
async fn a_wandering_browser_keeps_its_count() {
    on_each(plain, async |stage| {
        let at = |n: u32| Browser { address: format!("10.1.0.{n}"), ..Browser::number(1) };
        for n in 0..5 {
            assert_eq!(stage.try_card(&at(n), BAD).await, Fate::Failed);
        }
        stage.restart().await;
        assert_eq!(stage.try_card(&at(9), GOOD).await, Fate::Limited);
    })
    .await;
}

#[tokio::test]
async fn fifty_submits_at_once_from_one_browser_are_five_at_the_gateway() {
    on_each(plain, async |stage| {
        stage.plenty().await;
        let buyer = Browser::number(1);
        let mut driven = Vec::new();
        for _ in 0..50 {
            // A changed cart has a new key: it does not find the attempt that is on its way.
            stage.add(&buyer.cart, CUP, 1).await;
            let submission = stage.order(&buyer, BAD).await;
            let Ok(id) = stage.begin(submission).await else { continue };
            stage.fault("020", Trick::DelayBeforeCommit { ms: 1_000 });
            let (world, shop, sent) = (stage.world.clone(), stage.shop.clone(), id.clone());
            driven.push(tokio::spawn(async move { attempt::drive(&world, &shop, &sent).await }));
            stage.until_sending(&id).await;
        }
        for driven in driven {
            driven.await.unwrap().unwrap();
        }
        assert_eq!(stage.reached().await, 5);
    })
    .await;
}

#[tokio::test]
async fn an_address_has_twenty_refused_cards_a_day() {
    const THERE: &str = "2001:db8:1:2::/64";
    on_each(plain, async |stage| {
        stage.plenty().await;
        for n in 0..20 {
            // Others buy: it is not the whole shop that is attacked.
            assert_eq!(stage.try_card(&Browser::number(n), GOOD).await, Fate::Placed);
            let bot = Browser::new(&format!("bot{n}"), THERE);
            assert_eq!(stage.try_card(&bot, BAD).await, Fate::Failed, "try {n}");
        }
        let fresh = Browser::new("fresh", THERE);
        assert_eq!(stage.try_card(&fresh, GOOD).await, Fate::Limited);
        assert_eq!(stage.try_card(&Browser::number(99), GOOD).await, Fate::Placed);
        assert!(is_placed_by_bank(stage, &fresh).await);
        stage.clock.advance(DAY);
        let next = Browser::new("next", THERE);
        assert_eq!(stage.try_card(&next, GOOD).await, Fate::Placed, "a day later");
    })
    .await;
}

#[tokio::test]
async fn open_attempts_of_an_address_count_before_any_has_failed() {
    on_each(plain, async |stage| {
        stage.plenty().await;
        let mut begun = Vec::new();
        for n in 0..25 {
            let submission = stage.order(&Browser::new(&format!("bot{n}"), "192.0.2.1"), BAD).await;
            begun.push(stage.begin(submission).await);
        }
        let limited = begun.iter().filter(|one| matches!(one, Err(Fate::Limited))).count();
        assert_eq!(limited, 5);
        assert_eq!(stage.try_card(&Browser::number(1), GOOD).await, Fate::Placed);
        // One that ends without a refused card makes room.
        for id in begun.into_iter().flatten().take(1) {
            stage.fault("020", Trick::Refuse { code: "P017".into() });
            attempt::drive(&stage.world, &stage.shop, &id).await.unwrap();
        }
        let next = Browser::new("next", "192.0.2.1");
        assert_eq!(stage.try_card(&next, GOOD).await, Fate::Placed);
    })
    .await;
}

#[tokio::test]
async fn attempts_without_an_address_are_counted_by_their_browser_alone() {
    on_each(plain, async |stage| {
        stage.plenty().await;
        for n in 0..25 {
            let submission = stage.order(&Browser::new(&format!("bot{n}"), ""), GOOD).await;
            assert!(stage.begin(submission).await.is_ok(), "{n}");
        }
    })
    .await;
}
