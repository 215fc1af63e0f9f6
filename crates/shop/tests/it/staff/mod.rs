//! Accounts, second factors, limits and records of the shop's people.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod flood;
mod proof;
mod records;
mod second;
mod sign_ins;

use std::sync::Arc;

use shop::checkout::Hidden;
use shop::clock::{HandClock, Timestamp};
use shop::id::StaffId;
use shop::payment::Wire;
use shop::profile::{self, Shop};
use shop::secret::{Cipher, Secret};
use shop::staff::{
    self, Entry, Opened, Outcome, Role, Session, SessionToken, SignInError, StaffForm, Visitor,
    code_at,
};
use shop::world::{Pace, World};
use shop::{migrations, sample};
use store::scratch::{Kind, Scratch};
use store::sql;

const RIGHT: &str = "noren-no-uchi";

/// A shop with 佐藤, its owner.
struct Office {
    world: World,
    clock: Arc<HandClock>,
    shop: Shop,
    owner: StaffId,
    /// Goes last: the world holds its store.
    _scratch: Scratch,
}

impl Office {
    async fn new(kind: Kind) -> Office {
        let scratch = Scratch::new(kind, migrations::ALL);
        let clock = Arc::new(HandClock::at(Timestamp(1_795_496_731_000)));
        let (cipher, gateway) = (Cipher::new(&[7; 32]), Arc::new(Wire::new()));
        let mut world = World::new(scratch.store(), gateway, cipher, Pace::PRODUCTION);
        world.clock = clock.clone();
        let shop = sample::shop("http://shop.example", "http://admin.example");
        let (made, now) = (shop.clone(), world.now());
        world.store.write(move |tx| profile::create_in(tx, &made, now)).await.unwrap();
        let owner = staff::create(&world, &shop, "sato", "佐藤", &Secret::new(RIGHT)).await;
        Office { world, clock, shop, owner: owner.unwrap(), _scratch: scratch }
    }

    async fn add(&self, login: &str, role: Role) -> StaffId {
        let made = staff::add(&self.world, self.shop.id, "佐藤", &form(login, role)).await;
        made.unwrap().0
    }

    async fn enter(&self, login: &str, visitor: &Visitor) -> Result<Entry, SignInError> {
        staff::sign_in(&self.world, &self.shop, login, &Secret::new(RIGHT), visitor).await
    }

    async fn opened(&self, login: &str) -> Opened {
        match self.enter(login, &Visitor::default()).await.unwrap() {
            Entry::Open(opened) => opened,
            Entry::Code(_) => panic!("{login} has a second factor"),
        }
    }

    async fn session(&self, token: &SessionToken) -> Option<Session> {
        staff::find_session(&self.world, &self.shop, token).await.unwrap()
    }

    /// Sets a second factor up for who signed in with this token.
    async fn set_up(&self, token: &SessionToken) -> (Secret, Vec<Secret>) {
        let session = self.session(token).await.unwrap();
        let offer = staff::offer_totp(&self.world, &self.shop, &session.staff, None);
        let code = code_at(&offer.secret, self.world.now()).unwrap();
        let (world, shop) = (&self.world, self.shop.id);
        let codes = staff::confirm_totp(world, shop, &session, &offer.sealed, &code).await;
        (offer.secret, codes.unwrap().expect("the code is right"))
    }

    /// The token of a first step.
    async fn first_step(&self, login: &str) -> SessionToken {
        match self.enter(login, &Visitor::default()).await.unwrap() {
            Entry::Code(token) => token,
            Entry::Open(_) => panic!("{login} has no second factor"),
        }
    }

    async fn code(&self, token: &SessionToken, code: &str) -> Result<Opened, SignInError> {
        let visitor = Visitor::default();
        staff::enter_code(&self.world, &self.shop, token, &Secret::new(code), &visitor).await
    }

    async fn outcomes(&self) -> Vec<Outcome> {
        let page = staff::sign_ins(&self.world, self.shop.id, None, None).await.unwrap();
        page.rows.iter().map(|row| row.outcome).collect()
    }

    /// Recipients of the mails about new browsers.
    async fn told(&self) -> Vec<String> {
        let read = self.world.store.read(|tx| {
            let rows = tx.rows(
                sql!("select recipient from outbox where kind = 'new_device' order by message_id"),
                &[],
            )?;
            rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, _>>()
        });
        read.await.unwrap()
    }
}

fn form(login: &str, role: Role) -> StaffForm {
    StaffForm {
        login: login.to_owned(),
        name: format!("{login}さん"),
        role: role.word().to_owned(),
        how: "typed".to_owned(),
        password: Hidden(RIGHT.to_owned()),
        ..StaffForm::default()
    }
}
