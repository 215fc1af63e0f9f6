//! 顧客管理 without JavaScript, on a shop that has a gateway: found, looked at, noted, handed out,
//! erased.

mod erasure;
mod export;
mod found;
mod tries;

use shop::secret::Secret;
use shop::staff;
use store::scratch::Kind;
use web::Surface;

use crate::browser::{Browser, Page};
use crate::card::Street;
use crate::checkout::{order, send};
use crate::member;

/// A shop with 佐藤, its owner, signed in.
struct Counter {
    street: Street,
    owner: Browser,
}

impl Counter {
    async fn new(kind: Kind) -> Counter {
        let street = Street::new(kind, false).await;
        let town = &street.town;
        let secret = Secret::new(member::PASSWORD);
        staff::create(&town.world, &town.shop, "sato", "佐藤", &secret).await.unwrap();
        let mut counter = Counter { owner: Browser::new(&town.router), street };
        counter.owner = counter.at_the_desk("sato").await;
        counter
    }

    /// A browser in which somebody is signed in.
    async fn at_the_desk(&self, login: &str) -> Browser {
        let mut browser =
            Browser::new(&web::admin(self.street.town.world.clone(), Surface::default()));
        let fields = [("login", login), ("password", member::PASSWORD), ("next", "")];
        assert_eq!(browser.post("/sign-in", &fields).await.location(), "/orders");
        browser
    }

    async fn member(&self, login: &str) -> Browser {
        member::member(&self.street.town, login, &format!("{login}@example.jp")).await
    }

    async fn get(&mut self, path: &str) -> Page {
        self.owner.get(path).await
    }
}

/// An order by bank of a cup, with these fields.
async fn bought(browser: &mut Browser, fields: &[(&str, &str)]) {
    browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
    let confirmation = send(browser, "confirm", fields).await;
    let placed = order(browser, &confirmation).await;
    assert!(browser.follow(placed).await.text().contains("ご注文ありがとうございます"));
}

fn has(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(page.text().contains(text), "{text} is not in {}", page.text());
    }
}

fn lacks(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(!page.text().contains(text), "{text} is in {}", page.text());
    }
}
