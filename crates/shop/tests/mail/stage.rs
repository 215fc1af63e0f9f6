//! A shop with an outbox, a mailbox to deliver to, and a clock that is moved by hand.

use std::sync::Arc;

use mailbox::{Mailbox, Options};
use shop::clock::{HandClock, Timestamp};
use shop::id::{AttemptId, OrderId, ShopId};
use shop::mail::{self, About, Kind, Letter, Mail, Security, Smtp, SmtpOptions};
use shop::payment::Wire;
use shop::profile::Shop;
use shop::secret::Cipher;
use shop::world::{Pace, World};
use store::scratch::{Kind as Engine, Scratch};
use store::{Val, sql};

/// 2026-11-24 14:05:31 in Japan.
pub const NOON: Timestamp = Timestamp(1_795_496_731_000);

pub struct Stage {
    pub world: World,
    pub clock: Arc<HandClock>,
    pub shop: Shop,
    pub mailbox: Mailbox,
    pub smtp: Smtp,
    _scratch: Scratch,
}

/// What the outbox says of a mail.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    pub word: String,
    pub tries: i64,
    pub due_at: Option<Timestamp>,
    pub owner: Option<String>,
}

/// Runs `test` on SQLite and on PostgreSQL, each with a mailbox of its own.
pub async fn on_each(test: impl AsyncFn(&Stage)) {
    for engine in Engine::PRODUCT {
        eprintln!("on {engine:?}");
        let scratch = Scratch::new(engine, shop::migrations::ALL);
        let mailbox = Mailbox::start(Options::default()).await.unwrap();
        let clock = Arc::new(HandClock::at(NOON));
        let mut world = World::new(
            scratch.store(),
            Arc::new(Wire::new()),
            Cipher::new(&[7; 32]),
            Pace::PRODUCTION,
        );
        world.clock = Arc::clone(&clock) as _;
        let smtp = smtp_to(mailbox.smtp_addr().port());
        test(&Stage { world, clock, shop: shop(), mailbox, smtp, _scratch: scratch }).await;
    }
}

pub fn smtp_to(port: u16) -> Smtp {
    Smtp::new(&SmtpOptions {
        host: "127.0.0.1".into(),
        port,
        security: Security::None,
        login: None,
    })
    .unwrap()
}

pub fn shop() -> Shop {
    Shop {
        id: ShopId(1),
        name: "布と器 みなも堂".into(),
        host: "shop.minamodo.example".into(),
        admin_host: "admin.minamodo.example".into(),
        base_url: "https://shop.minamodo.example".into(),
        admin_url: "https://admin.minamodo.example".into(),
        mail_from: "shop@minamodo.example".into(),
        notify_to: "order@minamodo.example".into(),
    }
}

/// The thanks mail of order `number`.
pub fn letter(number: i64) -> Letter {
    let attempt = AttemptId(format!("{number:032x}").chars().rev().collect());
    let mail = Mail::new(&format!("ご注文ありがとうございます（order{number}）"), "小林 葵 様\n");
    Letter::first(Kind::Thanks, About::Order(OrderId(number), attempt), "aoi@example.jp", mail)
}

impl Stage {
    pub async fn enqueue(&self, letter: Letter) -> String {
        let id = letter.message_id(&self.shop);
        let (shop, now) = (self.shop.clone(), self.world.now());
        let write = self.world.store.write(move |tx| mail::enqueue(tx, &shop, &letter, now));
        write.await.unwrap();
        id
    }

    /// Delivers what is due; tells in how many milliseconds there is more.
    pub async fn deliver(&self) -> Option<i64> {
        let next = mail::deliver_due(&self.world, &self.smtp).await.unwrap();
        next.map(|next| next.0 - self.world.now().0)
    }

    pub async fn state(&self, message_id: &str) -> State {
        let id = Val::from(message_id);
        let read = self.world.store.read(move |tx| {
            let sql = sql!("select state, tries, due_at, owner from outbox where message_id = $1");
            let row = tx.row(sql, std::slice::from_ref(&id))?.expect("the mail is in the outbox");
            Ok::<_, store::Error>(State {
                word: row.text(0)?,
                tries: row.int(1)?,
                due_at: row.opt_int(2)?.map(Timestamp),
                owner: row.opt_text(3)?,
            })
        });
        read.await.unwrap()
    }

    /// Kind and text of the shop's tasks.
    pub async fn tasks(&self) -> Vec<(String, String)> {
        let read = self.world.store.read(|tx| {
            let rows = tx.rows(sql!("select kind, body from task order by task_id"), &[])?;
            rows.iter().map(|row| Ok::<_, store::Error>((row.text(0)?, row.text(1)?))).collect()
        });
        read.await.unwrap()
    }

    /// The Message-IDs of what arrived, as the outbox writes them.
    pub fn arrived(&self) -> Vec<String> {
        self.mailbox.messages().iter().map(|mail| format!("<{}>", mail.message_id)).collect()
    }
}

pub fn sent(tries: i64) -> State {
    State { word: "sent".into(), tries, due_at: None, owner: None }
}

pub fn waiting(tries: i64, wait: i64, stage: &Stage) -> State {
    let due_at = Some(stage.world.now().after(wait));
    State { word: "waiting".into(), tries, due_at, owner: None }
}
