//! Buyers who mistype: none of them is stopped.

use futures_util::{StreamExt, stream};
use shop::clock::MINUTE;

use super::{BAD, Browser, Fate, GOOD};
use crate::stage::{Stage, on_each, plain};

/// Tries of a buyer before giving up.
const TRIES: usize = 5;
/// Buyers at one moment.
const AT_ONCE: usize = 8;

/// Chance that is the same each time (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn percent(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % 100
    }
}

/// Buys, mistyping `typos` of a hundred times; tells what came of it last.
async fn buy(stage: &Stage, buyer: &Browser, typos: u64, chance: &mut Chance) -> Fate {
    let mut fate = Fate::Failed;
    for _ in 0..TRIES {
        let card = if chance.percent() < typos { BAD } else { GOOD };
        fate = stage.try_card(buyer, card).await;
        if fate != Fate::Failed {
            break;
        }
    }
    fate
}

/// How many of so many buyers, each somewhere else, are blocked.
async fn blocked(stage: &Stage, buyers: u32) -> usize {
    stage.plenty().await;
    let fates = stream::iter(0..buyers).map(async |n| {
        let mut chance = Chance(n.into());
        buy(stage, &Browser::number(n), 15, &mut chance).await
    });
    let fates: Vec<Fate> = fates.buffer_unordered(AT_ONCE).collect().await;
    let blocked = fates.iter().filter(|fate| matches!(fate, Fate::Limited | Fate::Paused)).count();
    let failures = stage.failures().await;
    eprintln!("{blocked} of {buyers} buyers are blocked, at {failures} refused cards");
    assert!(failures * 10 > i64::from(buyers), "they do mistype");
    blocked
}

#[tokio::test]
async fn of_a_hundred_buyers_who_mistype_none_is_blocked() {
    on_each(plain, async |stage| assert_eq!(blocked(stage, 100).await, 0)).await;
}

#[tokio::test]
async fn of_a_thousand_buyers_who_mistype_one_in_a_thousand_at_most_is_blocked() {
    on_each(plain, async |stage| {
        // One engine is enough for so many; a hundred are on both.
        if stage.another_node().is_none() {
            assert!(blocked(stage, 1_000).await <= 1);
        }
    })
    .await;
}

#[tokio::test]
async fn thirty_buyers_of_one_company_are_not_blocked() {
    on_each(plain, async |stage| {
        stage.plenty().await;
        let mut chance = Chance(3);
        for n in 0..30 {
            stage.clock.advance(2 * MINUTE);
            let buyer = Browser::new(&format!("session{n}"), "198.51.100.7");
            assert_eq!(buy(stage, &buyer, 10, &mut chance).await, Fate::Placed, "buyer {n}");
        }
        assert!(stage.failures().await > 0, "some mistyped");
    })
    .await;
}
