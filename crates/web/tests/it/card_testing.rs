//! Limits against card testing as buyers and staff see them.

use std::sync::Arc;

use shop::clock::{Clock, HandClock, SECOND, SystemClock};
use shop::secret::Secret;
use shop::staff;
use store::scratch::{Kind, on_each};
use store::{Tx, sql};
use web::Surface;

use crate::browser::{Browser, Page};
use crate::card::Street;
use crate::checkout::{order, ready, send};

const BAD: &str = "refused_2003";
const GOOD: &str = "frictionless";
const LIMITED: &str = "しばらくのあいだ、カードではお支払いいただけません。";
const PAUSED: &str = "ただいまクレジットカードのお支払いを一時的に休止しています。";

/// A shop behind a proxy, and its time.
struct Market {
    street: Street,
    clock: Arc<HandClock>,
}

impl Market {
    async fn new(kind: Kind) -> Market {
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        let mut street = Street::timed(kind, false, clock.clone()).await;
        let trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
        let surface = Surface { trusted_proxies, ..Surface::default() };
        let world = &street.town.world;
        let much = |tx: &mut dyn Tx| tx.exec(sql!("update stock set on_hand = 1000"), &[]);
        world.store.write(much).await.unwrap();
        street.town.router = web::storefront(world.clone(), surface);
        Market { street, clock }
    }

    /// A browser at this address, with something in its cart.
    async fn buyer(&self, address: &str) -> Browser {
        // What is kept of the shop for some seconds is read anew.
        self.clock.advance(6 * SECOND);
        let mut browser = ready(&self.street.town).await;
        browser.headers = vec![("x-forwarded-for", address.to_owned())];
        browser
    }

    /// Tries a card once and tells where it led.
    async fn pay(&self, browser: &mut Browser, card: &str) -> Page {
        let led = self.street.pay(browser, card).await;
        browser.follow(led).await
    }

    async fn staff(&self) -> Browser {
        let (world, shop) = (&self.street.town.world, &self.street.town.shop);
        let password = Secret::new("noren-no-uchi");
        staff::create(world, shop, "sato", "佐藤", &password).await.unwrap();
        let mut staff = Browser::new(&web::admin(world.clone(), Surface::default()));
        let fields = [("login", "sato"), ("password", "noren-no-uchi"), ("next", "")];
        assert_eq!(staff.post("/sign-in", &fields).await.location(), "/orders");
        staff
    }
}

async fn buys_by_bank(browser: &mut Browser) {
    let confirmation = send(browser, "confirm", &[]).await;
    let placed = order(browser, &confirmation).await;
    assert!(browser.follow(placed).await.text().contains("ご注文ありがとうございます"));
}

#[tokio::test]
async fn after_five_refused_cards_one_sentence_stands_beside_the_card_and_nothing_is_lost() {
    on_each(async |kind| {
        let market = Market::new(kind).await;
        let mut buyer = market.buyer("203.0.113.1").await;
        let mut told = Vec::new();
        for _ in 0..5 {
            told.push(market.pay(&mut buyer, BAD).await.text().to_owned());
        }
        let same = told.iter().all(|text| text.contains("（2003）") && !text.contains(LIMITED));
        assert!(same, "a refused card tells nothing of a limit that is near");
        let form = market.pay(&mut buyer, GOOD).await;
        let text = form.text();
        assert_eq!(text.matches(LIMITED).count(), 2, "in the summary and beside the field: {text}");
        assert!(text.contains(&format!("<li><a href=\"#cc-number\">{LIMITED}")), "{text}");
        assert!(text.contains("value=\"梅忠町20-1\"") && text.contains("門の前に"), "{text}");
        assert!(!text.contains(PAUSED));
        buys_by_bank(&mut buyer).await;
    })
    .await;
}

#[tokio::test]
async fn a_household_counts_as_one_address() {
    on_each(async |kind| {
        let market = Market::new(kind).await;
        // Others buy meanwhile: the shop as a whole is not attacked.
        for n in 1..=6 {
            let mut buyer = market.buyer(&format!("203.0.113.{n}")).await;
            let placed = market.pay(&mut buyer, GOOD).await;
            assert!(placed.text().contains("ご注文ありがとうございます"));
        }
        for n in 1..=4 {
            let mut bot = market.buyer(&format!("2001:db8:1:2::{n}")).await;
            for _ in 0..5 {
                let refused = market.pay(&mut bot, BAD).await;
                assert!(refused.text().contains("（2003）"), "{}", refused.text());
            }
        }
        for (address, limited) in [("2001:db8:1:2:9::9", true), ("2001:db8:1:3::1", false)] {
            let mut next = market.buyer(address).await;
            let page = market.pay(&mut next, GOOD).await;
            assert_eq!(page.text().contains(LIMITED), limited, "{address}: {}", page.text());
        }
    })
    .await;
}

#[tokio::test]
async fn while_the_card_is_off_buyers_read_why_and_staff_can_let_it_in() {
    on_each(async |kind| {
        let market = Market::new(kind).await;
        let mut staff = market.staff().await;
        let list = staff.get("/settings/payments").await;
        assert!(!list.text().contains("再開する"));
        let mut early = market.buyer("203.0.113.200").await;
        let confirmation = market.street.confirmed(&mut early, GOOD).await;
        for n in 1..=16 {
            let mut bot = market.buyer(&format!("203.0.113.{n}")).await;
            market.pay(&mut bot, BAD).await;
        }
        // This one stood before 注文する when the brake went on.
        let led = order(&mut early, &confirmation).await;
        let form = early.follow(led).await;
        assert!(form.text().contains("いまご利用いただけません"), "{}", form.text());
        assert!(form.text().contains(&format!("id=\"live-card\">{PAUSED}")), "{}", form.text());
        let mut buyer = market.buyer("203.0.113.201").await;
        let checkout = buyer.get("/checkout").await;
        assert!(checkout.text().contains(&format!("id=\"live-card\">{PAUSED}")));
        buys_by_bank(&mut buyer).await;

        let list = staff.get("/settings/payments").await;
        let end = market.street.town.world.now().after(29 * 60 * SECOND).to_date_text();
        let text = list.text();
        assert!(text.contains("休止しています（") && text.contains(&end.replace('-', "/")));
        assert!(text.contains("action=\"/settings/payments/resumption\""), "{text}");
        let resumed = staff.post("/settings/payments/resumption", &[]).await;
        let text = staff.follow(resumed).await.text().to_owned();
        assert!(text.contains("クレジットカードを再開しました"), "{text}");
        assert!(text.contains("に 佐藤 がクレジットカードを再開しました"), "{text}");
        assert!(!text.contains("resumption"), "{text}");
        let again = staff.post("/settings/payments/resumption", &[]).await;
        assert!(staff.follow(again).await.text().contains("休止していません"));
        let mut buyer = market.buyer("203.0.113.202").await;
        assert!(!buyer.get("/checkout").await.text().contains(PAUSED));
        let placed = market.pay(&mut buyer, GOOD).await;
        assert!(placed.text().contains("ご注文ありがとうございます"));
    })
    .await;
}
