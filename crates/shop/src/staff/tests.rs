//! Signing in, as the admin does it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use store::scratch::{Kind, Scratch};
use store::sql;

use super::{
    CreateError, Entry, FAILURES_MAX, IDLE_MAX, LOCKED_FOR, SessionToken, SignInError, Visitor,
    change_password, create, find_session, sign_in, sign_out,
};
use crate::clock::{HOUR, HandClock, MINUTE, Timestamp};
use crate::id::ShopId;
use crate::payment::Wire;
use crate::profile::Shop;
use crate::secret::{Cipher, Secret};
use crate::world::{Pace, World};

const RIGHT: &str = "noren-no-uchi";

struct Scene {
    world: World,
    clock: Arc<HandClock>,
    shop: Shop,
    scratch: Scratch,
}

/// Runs a test on both engines, each time with one person.
async fn on_each(test: impl AsyncFn(&mut Scene)) {
    for kind in Kind::PRODUCT {
        eprintln!("on {kind:?}");
        let mut scene = Scene::new(kind);
        create(&scene.world, &scene.shop, "sato", "佐藤", &Secret::new(RIGHT)).await.unwrap();
        test(&mut scene).await;
    }
}

impl Scene {
    fn new(kind: Kind) -> Scene {
        let scratch = Scratch::new(kind, crate::migrations::ALL);
        let clock = Arc::new(HandClock::at(Timestamp(1_795_496_731_000)));
        let cipher = Cipher::new(&[7; 32]);
        let gateway = Arc::new(Wire::new());
        let mut world = World::new(scratch.store(), gateway, cipher, Pace::PRODUCTION);
        world.clock = clock.clone();
        Scene { world, clock, shop: shop(1), scratch }
    }

    async fn try_in(&self, login: &str, password: &str) -> Result<SessionToken, SignInError> {
        let visitor = Visitor::default();
        let secret = Secret::new(password);
        match sign_in(&self.world, &self.shop, login, &secret, &visitor).await? {
            Entry::Open(opened) => Ok(opened.token),
            Entry::Code(_) => panic!("nobody has a second factor here"),
        }
    }

    async fn fails(&self, times: i64) {
        for _ in 0..times {
            assert!(matches!(self.try_in("sato", "wrong").await, Err(SignInError::Wrong)));
        }
    }

    async fn is_open(&self, token: &SessionToken) -> bool {
        find_session(&self.world, &self.shop, token).await.unwrap().is_some()
    }
}

fn shop(id: i64) -> Shop {
    Shop {
        id: ShopId(id),
        name: "みなも堂".into(),
        host: "shop.example".into(),
        admin_host: "admin.example".into(),
        base_url: "http://shop.example".into(),
        admin_url: "http://admin.example".into(),
        mail_from: "shop@shop.example".into(),
        notify_to: "desk@shop.example".into(),
    }
}

#[tokio::test]
async fn the_right_password_opens_a_session_of_this_shop_only() {
    on_each(async |scene| {
        let token = scene.try_in(" sato ", RIGHT).await.unwrap();
        let session = find_session(&scene.world, &scene.shop, &token).await.unwrap().unwrap();
        let staff = session.staff;
        assert_eq!((staff.login.as_str(), staff.name.as_str()), ("sato", "佐藤"));
        assert!(find_session(&scene.world, &shop(2), &token).await.unwrap().is_none());
        for (login, password) in [("sato", "wrong"), ("sato", ""), ("", ""), ("suzuki", RIGHT)] {
            assert!(matches!(scene.try_in(login, password).await, Err(SignInError::Wrong)));
        }
        let endless = "x".repeat(1_000_000);
        assert!(matches!(scene.try_in("sato", &endless).await, Err(SignInError::Wrong)));
    })
    .await;
}

#[tokio::test]
async fn every_sign_in_has_a_new_token_and_the_database_knows_none() {
    on_each(async |scene| {
        let [one, two] = [scene.try_in("sato", RIGHT).await, scene.try_in("sato", RIGHT).await];
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_ne!(one.expose(), two.expose());
        let rows = scene.world.store.read(|tx| {
            let sessions = tx.rows(sql!("select token_hash from staff_session"), &[])?;
            let staff = tx.rows(sql!("select password from staff"), &[])?;
            sessions.iter().chain(&staff).map(|row| row.text(0)).collect::<Result<Vec<_>, _>>()
        });
        for kept in rows.await.unwrap() {
            for secret in [one.expose(), two.expose(), RIGHT] {
                assert!(!kept.contains(secret));
            }
        }
        sign_out(&scene.world, &scene.shop, &one).await.unwrap();
        assert!(!scene.is_open(&one).await);
        assert!(scene.is_open(&two).await, "signing out ends one session");
    })
    .await;
}

#[tokio::test]
async fn ten_failures_in_a_row_lock_for_half_an_hour_across_a_restart() {
    on_each(async |scene| {
        scene.fails(FAILURES_MAX - 1).await;
        scene.try_in("sato", RIGHT).await.expect("nine failures do not lock");
        scene.fails(FAILURES_MAX - 1).await;
        // The restart closes the store: no clone of it may be left.
        scene.world.store = store::Store::inline_memory();
        scene.world.store = scene.scratch.reopen();
        scene.clock.advance(MINUTE);
        scene.fails(1).await;
        assert!(matches!(scene.try_in("sato", RIGHT).await, Err(SignInError::Wrong)), "locked");
        scene.clock.advance(LOCKED_FOR - 1);
        scene.fails(FAILURES_MAX + 1).await;
        assert!(matches!(scene.try_in("sato", RIGHT).await, Err(SignInError::Wrong)));
        scene.clock.advance(1);
        scene.try_in("sato", RIGHT).await.expect("tries against the lock do not lengthen it");
    })
    .await;
}

#[tokio::test]
async fn tries_at_one_moment_are_counted_one_by_one() {
    on_each(async |scene| {
        let tries = (0..FAILURES_MAX).map(|_| scene.try_in("sato", "wrong"));
        for tried in futures_util::future::join_all(tries).await {
            assert!(matches!(tried, Err(SignInError::Wrong)));
        }
        assert!(matches!(scene.try_in("sato", RIGHT).await, Err(SignInError::Wrong)), "locked");
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_twelve_idle_hours() {
    on_each(async |scene| {
        let token = scene.try_in("sato", RIGHT).await.unwrap();
        for _ in 0..4 {
            scene.clock.advance(11 * HOUR);
            assert!(scene.is_open(&token).await, "being used keeps it open");
        }
        scene.clock.advance(IDLE_MAX);
        assert!(!scene.is_open(&token).await);
        scene.try_in("sato", RIGHT).await.unwrap();
        let left = scene.world.store.read(|tx| {
            Ok::<_, store::Error>(tx.rows(sql!("select token_hash from staff_session"), &[])?.len())
        });
        assert_eq!(left.await.unwrap(), 1, "the next sign-in sweeps what has ended");
    })
    .await;
}

#[tokio::test]
async fn being_used_is_written_down_every_five_minutes_at_most() {
    on_each(async |scene| {
        let token = scene.try_in("sato", RIGHT).await.unwrap();
        let mut seen = Vec::new();
        for _ in 0..3 {
            assert!(scene.is_open(&token).await);
            let row = scene.world.store.read(|tx| {
                let row = tx.row(sql!("select seen_at from staff_session"), &[])?;
                row.expect("one session").int(0)
            });
            seen.push(row.await.unwrap());
            scene.clock.advance(4 * MINUTE);
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[2], seen[0] + 8 * MINUTE);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_sessions_and_lifts_the_lock() {
    on_each(async |scene| {
        let token = scene.try_in("sato", RIGHT).await.unwrap();
        scene.fails(FAILURES_MAX).await;
        let new = Secret::new("another-noren");
        assert!(change_password(&scene.world, &scene.shop, "sato", &new).await.unwrap());
        assert!(!scene.is_open(&token).await);
        scene.try_in("sato", "another-noren").await.expect("not locked any more");
        assert!(!change_password(&scene.world, &scene.shop, "suzuki", &new).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn nobody_is_created_twice_or_without_a_password() {
    on_each(async |scene| {
        for (login, password, expected) in
            [("sato", RIGHT, "login"), (" ", RIGHT, "login"), ("suzuki", "短い", "password")]
        {
            let made = create(&scene.world, &scene.shop, login, "x", &Secret::new(password)).await;
            let why = match made {
                Err(CreateError::Login) => "login",
                Err(CreateError::Password) => "password",
                other => panic!("{other:?}"),
            };
            assert_eq!(why, expected, "{login}");
        }
        create(&scene.world, &shop(2), "sato", "別の佐藤", &Secret::new(RIGHT)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_stranger_cannot_tell_by_the_time_who_exists() {
    on_each(async |scene| {
        let [mut known, mut unknown] = [Duration::MAX; 2];
        // The quickest of each, in turns: other tests on this machine slow some of them down.
        for round in 0..40 {
            // Nothing of the last round counts: no limit answers in place of the password.
            scene.clock.advance(LOCKED_FOR);
            for (login, quickest) in [("sato", &mut known), ("suzuki", &mut unknown)] {
                let from = Instant::now();
                assert!(scene.try_in(login, "wrong").await.is_err());
                *quickest = from.elapsed().min(*quickest);
            }
            if round > 2 && unknown * 2 > known && known * 2 > unknown {
                return;
            }
        }
        panic!("{known:?} against {unknown:?}");
    })
    .await;
}
