//! Members over the storefront's router: mails are read in the outbox, the clock is moved by hand.

mod asked;
mod door;
mod flood;
mod own;
mod pages;
mod shared;
mod stuffing;

use std::sync::Arc;

use shop::clock::{HandClock, Timestamp};
use store::scratch::Kind;
use store::sql;

use crate::browser::{Browser, Page};
use crate::checkout::FORM;
use crate::town::Town;

pub const PASSWORD: &str = "noren-no-uchi";
const START: i64 = 1_795_496_731_000;

/// A shop with a clock and without a gateway.
pub struct Club {
    pub town: Town,
    pub clock: Arc<HandClock>,
}

impl Club {
    pub async fn new(kind: Kind) -> Club {
        let clock = Arc::new(HandClock::at(Timestamp(START)));
        let nobody = "http://127.0.0.1:9";
        let town = Town::timed(kind, nobody, "http://localhost:8090", false, clock.clone()).await;
        Club { town, clock }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(&self.town.router)
    }

    /// What 会員登録 sends.
    pub fn form<'a>(login: &'a str, email: &'a str) -> Vec<(&'static str, &'a str)> {
        let own = [
            ("email", email),
            ("login", login),
            ("password", PASSWORD),
            ("password_again", PASSWORD),
            ("agreed", "1"),
            ("do", "save"),
        ];
        FORM.into_iter().filter(|(name, _)| *name != "email").chain(own).collect()
    }

    /// Texts of the mails to `to`.
    pub async fn mails(&self, to: &str) -> Vec<String> {
        mails(&self.town, to).await
    }

    /// The path of the last link of this kind that was mailed to `to`.
    pub async fn link(&self, to: &str, kind: &str) -> String {
        link(&self.town, to, kind).await
    }

    /// A member who is signed in, at a browser that is known.
    pub async fn member(&self, login: &str, email: &str) -> Browser {
        member(&self.town, login, email).await
    }

    /// Runs one statement of the test's.
    pub async fn exec(&self, sql: store::Sql) {
        self.town.world.store.write(move |tx| tx.exec(sql, &[])).await.unwrap();
    }

    /// The first column of the one row.
    pub async fn count(&self, sql: store::Sql) -> i64 {
        let found = self
            .town
            .world
            .store
            .read(move |tx| tx.row(sql, &[])?.expect("a count has a row").int(0));
        found.await.unwrap()
    }
}

/// Texts of the mails to `to`, the oldest first.
pub async fn mails(town: &Town, to: &str) -> Vec<String> {
    let to = to.to_owned();
    let found = town.world.store.read(move |tx| {
        let rows = tx.rows(
            sql!(
                "select subject, body from outbox where lower(recipient) = lower($1)
                 order by created_at, message_id"
            ),
            &[to.clone().into()],
        )?;
        let text = |row: &store::Row| Ok(format!("{}\n{}", row.text(0)?, row.text(1)?));
        rows.iter().map(text).collect::<Result<Vec<_>, store::Error>>()
    });
    found.await.unwrap()
}

/// The path of the last link of this kind that was mailed to `to`.
pub async fn link(town: &Town, to: &str, kind: &str) -> String {
    let begins = format!("{}/member/{kind}/", town.shop.base_url);
    let mails = mails(town, to).await;
    let mut lines = mails.iter().flat_map(|mail| mail.lines());
    let last = lines.rfind(|line| line.starts_with(&begins));
    let last = last.unwrap_or_else(|| panic!("no {kind} for {to} in {mails:#?}"));
    last[town.shop.base_url.len()..].to_owned()
}

/// A member who is signed in, at a browser that is known.
pub async fn member(town: &Town, login: &str, email: &str) -> Browser {
    let mut browser = Browser::new(&town.router);
    let sent = browser.post("/member/register", &Club::form(login, email)).await;
    assert_eq!(sent.location(), "/member/register/sent");
    let link = link(town, email, "confirm").await;
    assert_eq!(browser.get(&link).await.status, 200);
    let confirmed = browser.post(&link, &[]).await;
    assert_eq!(confirmed.location(), "/member/sign-in?did=confirmed");
    assert!(browser.cookie("noren_member").is_empty(), "a link signs nobody in");
    assert_eq!(sign_in(&mut browser, login, PASSWORD).await.location(), "/member");
    browser
}

/// Signs in, or is told why not.
pub async fn sign_in(browser: &mut Browser, login: &str, password: &str) -> Page {
    let fields = [("login", login), ("password", password), ("next", "")];
    browser.post("/member/sign-in", &fields).await
}

pub async fn is_signed_in(browser: &mut Browser) -> bool {
    browser.get("/member").await.status == 200
}
