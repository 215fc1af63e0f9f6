//! A thousand cards from fifty addresses: one tenth of X8.

use std::cell::RefCell;

use futures_util::{StreamExt, stream};
use paygent_sandbox::{Fault, Trick};

use super::{BAD, Browser, Fate, authenticated};
use crate::stage::{Stage, on_each, plain};

const CARDS: u32 = 1_000;
const ADDRESSES: u32 = 50;
const AT_ONCE: usize = 8;
/// Cards that may reach the gateway.
const MOST: usize = 20;

/// Tries all cards, each in the session of this number. The gateway answers after `ms` each time.
async fn test_cards(session: impl Fn(u32) -> u32, at_once: usize, ms: u64) {
    on_each(plain, async |stage| {
        let slow = Fault::next("020", Trick::DelayBeforeCommit { ms });
        stage.sandbox.control().fault(slow.times(CARDS));
        few_reach(stage, BAD, &session, at_once).await;
    })
    .await;
}

/// The same with these cards, whatever the shop's settings.
async fn few_reach(stage: &mut Stage, card: &str, session: &impl Fn(u32) -> u32, at_once: usize) {
    stage.plenty().await;
    // A token that was not taken is as good as new.
    let unused = RefCell::new(Vec::new());
    let fates = stream::iter(0..CARDS).map(async |n| {
        let address = format!("192.0.2.{}", n % ADDRESSES);
        let bot = Browser::new(&format!("session{}", session(n)), &address);
        let kept = unused.borrow_mut().pop();
        let card = match kept {
            Some(card) => card,
            None => stage.token(card).await,
        };
        let fate = stage.try_token(&bot, card.clone()).await;
        if fate != Fate::Failed {
            unused.borrow_mut().push(card);
        }
        fate
    });
    let fates: Vec<Fate> = fates.buffer_unordered(at_once).collect().await;
    let failed = fates.iter().filter(|fate| **fate == Fate::Failed).count();
    let reached = stage.reached().await;
    eprintln!("{reached} of {CARDS} reached the gateway, {failed} failed");
    assert!(reached <= MOST, "{reached} cards reached the gateway");
    assert!(failed >= 16, "it was not stopped for another reason");
    assert!(fates.contains(&Fate::Paused), "the brake is on");
}

#[tokio::test]
async fn of_a_thousand_cards_each_in_a_new_session_few_reach_the_gateway() {
    test_cards(|n| n, AT_ONCE, 0).await;
}

/// As many as are under way when the brake goes on would pass it.
#[tokio::test]
async fn of_a_thousand_cards_at_a_slow_gateway_few_reach_it() {
    test_cards(|n| n, 12, 200).await;
}

#[tokio::test]
async fn of_a_thousand_cards_in_sessions_that_are_used_up_few_reach_the_gateway() {
    test_cards(|n| n / 4, 1, 0).await;
}

/// With 3-D Secure on, 450 refuses what 020 would have.
#[tokio::test]
async fn of_a_thousand_cards_that_the_issuer_refuses_few_reach_it() {
    on_each(authenticated, async |stage| {
        few_reach(stage, "refused_31001", &|n| n, AT_ONCE).await;
    })
    .await;
}
