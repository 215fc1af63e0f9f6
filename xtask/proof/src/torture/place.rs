//! One run: a buyer orders, and the shop dies in between, or is left alone.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::buyer::{Buyer, Ending};
use super::child::until;
use super::point::Point;
use super::scene::Scene;

/// What every buyer buys.
const PRODUCT: &str = "konpeito";
/// Everything must have settled by then.
pub const SETTLED: Duration = Duration::from_secs(30);

/// What one run came to.
pub struct Ran {
    /// What the buyer ended with, and those before whose moment did not come.
    pub endings: Vec<Ending>,
    /// Promises broken.
    pub found: Vec<String>,
    /// Mails whose answer the kill kept from us.
    pub cut: Vec<String>,
    /// When it began.
    pub start: Instant,
}

impl Scene {
    /// The shop dies at this moment and comes back, and the buyer goes on as people do.
    pub async fn kill_at(&self, point: Point, run: usize) -> Result<Ran> {
        let start = Instant::now();
        // About every other random kill meets an order without a card.
        let with_card = point != Point::Random || (run / 8).is_multiple_of(2);
        let mut buyer = self.buyer(with_card).await?;
        match point {
            Point::Random => self.kill_later(run),
            Point::AtIssuer => {}
            Point::Ordered => self.kill_after_the_order(run)?,
            point => self.trap.arm(point),
        }
        let mut endings = Vec::new();
        let _ = buyer.order().await;
        // RP2, RP3 and the mails come after the issuer's page.
        while self.shop.is_alive() && start.elapsed() < SETTLED {
            if let Some(ending) = self.on_to(point, &mut buyer).await
                && let Ok(next) = self.buyer(with_card).await
            {
                endings.push(ending);
                buyer = next;
                let _ = buyer.order().await;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        self.trap.disarm();
        ensure!(!self.shop.is_alive(), "the moment never came");
        let mut found = self.oracle.instant().await?;
        let cut = self.oracle.cut_off().await?;
        self.start()?;
        endings.push(settle(&mut buyer).await.unwrap_or_else(|error| {
            found.push(format!("promise 2: {error}"));
            Ending::NotPlaced
        }));
        Ok(Ran { endings, found, cut, start })
    }

    /// The buyer goes on towards the moment. An ending: it will not come with this buyer. On a busy
    /// machine the hurried limits end an attempt, as slow programs would in production.
    async fn on_to(&self, point: Point, buyer: &mut Buyer) -> Option<Ending> {
        if point == Point::AtIssuer && buyer.is_at_issuer().await.unwrap_or(false) {
            self.shop.kill();
            return None;
        }
        let ending = buyer.look().await.unwrap_or(None);
        ending.filter(|ending| *ending == Ending::NotPlaced || point == Point::AtIssuer)
    }

    /// Nothing dies and no answer is lost: every buyer gets the order, every other without a card.
    pub async fn leave_alone(&self, run: usize) -> Result<Ran> {
        let start = Instant::now();
        let mut buyer = self.buyer(run.is_multiple_of(2)).await?;
        let ending = match buyer.order().await {
            Ok(()) => settle(&mut buyer).await,
            Err(error) => Err(error),
        };
        let mut found = self.oracle.instant().await?;
        match &ending {
            Ok(Ending::Placed) => {}
            Ok(Ending::NotPlaced) => found.push("the buyer was told: no order".into()),
            Err(error) => found.push(format!("the buyer got no order: {error:#}")),
        }
        let endings = vec![ending.unwrap_or(Ending::NotPlaced)];
        Ok(Ran { endings, found, cut: Vec::new(), start })
    }

    /// A buyer just before 注文する.
    pub async fn buyer(&self, with_card: bool) -> Result<Buyer> {
        let mut buyer = Buyer::new(&self.shop_url)?;
        let card = with_card.then_some(("frictionless", self.sandbox_url.as_str()));
        buyer.prepare(PRODUCT, card).await?;
        Ok(buyer)
    }

    /// Kills at a moment that depends on the run, within what this takes.
    pub fn kill_later(&self, run: usize) {
        let shop = self.shop.clone();
        let wait = Duration::from_micros((run as u64).wrapping_mul(7_919) % 60_000);
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            shop.kill();
        });
    }

    /// Kills as soon as one more order is committed, or a little later.
    fn kill_after_the_order(&self, run: usize) -> Result<()> {
        let (shop, orders) = (self.shop.clone(), self.oracle.watch()?);
        let before = orders.count()?;
        let wait = Duration::from_micros(run as u64 % 5 * 400);
        std::thread::spawn(move || {
            while shop.is_alive() && orders.count().is_ok_and(|count| count == before) {
                std::thread::sleep(Duration::from_micros(100));
            }
            std::thread::sleep(wait);
            shop.kill();
        });
        Ok(())
    }

    /// Waits until nothing is open and every mail has left, then asks for promises 2 to 4.
    pub async fn check(&self, placed: usize, cut_off: &[String]) -> Result<Vec<String>> {
        let quiet = until("everything settles", SETTLED, async || {
            Ok(self.oracle.is_quiet()?.then_some(()))
        });
        if let Err(error) = quiet.await {
            return Ok(vec![format!("promise 2: {error}")]);
        }
        self.oracle.settled(placed, cut_off).await
    }
}

/// The buyer looks at the page until it settles. Errors are a shop that is still coming up.
pub async fn settle(buyer: &mut Buyer) -> Result<Ending> {
    until("the buyer's page settles", SETTLED, async || Ok(buyer.look().await.unwrap_or(None)))
        .await
}
