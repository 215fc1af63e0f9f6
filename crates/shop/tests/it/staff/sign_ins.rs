//! Limits of the sign-in, mails about new browsers, sessions.

use shop::clock::{MINUTE, SECOND};
use shop::secret::Secret;
use shop::staff::{
    self, ADDRESSES_OF_A_LOGIN, Entry, FAILURES_MAX, LOGINS_OF_AN_ADDRESS, Outcome, Role,
    SignInError, Visitor,
};
use store::scratch::on_each;
use store::sql;

use super::Office;

fn at(address: &str) -> Visitor {
    Visitor { address: address.to_owned(), ..Visitor::default() }
}

#[tokio::test]
async fn one_login_is_tried_from_fifteen_addresses_a_minute() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        for address in 0..ADDRESSES_OF_A_LOGIN {
            office.enter("sato", &at(&address.to_string())).await.unwrap();
        }
        assert!(matches!(office.enter("sato", &at("late")).await, Err(SignInError::Wrong)));
        office.enter("sato", &at("0")).await.expect("one of the fifteen goes on");
        office.clock.advance(MINUTE);
        office.enter("sato", &at("late")).await.expect("a minute later");
    })
    .await;
}

#[tokio::test]
async fn one_address_tries_thirty_logins_a_minute() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let visitor = at("203.0.113.9");
        let is_admitted = async |login: &str| office.enter(login, &visitor).await.is_ok();
        for login in 0..LOGINS_OF_AN_ADDRESS {
            assert!(!is_admitted(&format!("nobody{login}")).await);
        }
        assert!(!is_admitted("sato").await, "the right password is not looked at");
        office.enter("sato", &at("203.0.113.10")).await.expect("another address");
        office.clock.advance(MINUTE);
        assert!(is_admitted("sato").await);
        let unknown = office.outcomes().await;
        let unknown = unknown.iter().filter(|one| **one == Outcome::Unknown).count();
        assert_eq!(unknown, 1, "a flood of unknown logins is one line a minute and address");
    })
    .await;
}

#[tokio::test]
async fn tries_on_a_locked_or_stopped_account_do_not_fill_the_history() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let (world, shop) = (&office.world, &office.shop);
        let suzuki = office.add("suzuki", Role::Orders).await;
        staff::set_active(world, shop.id, "佐藤", suzuki, false).await.unwrap();
        let (wrong, there) = (Secret::new("wrong-password"), at("203.0.113.7"));
        for _ in 0..FAILURES_MAX {
            staff::sign_in(world, shop, "sato", &wrong, &there).await.unwrap_err();
        }
        office.clock.advance(MINUTE);
        for login in ["sato", "suzuki"] {
            for minute in 0..2 {
                for address in ["203.0.113.7", "203.0.113.8"] {
                    for _ in 0..FAILURES_MAX {
                        office.enter(login, &at(address)).await.unwrap_err();
                    }
                }
                let outcomes = office.outcomes().await;
                let of_sato = if login == "suzuki" { 4 } else { 0 };
                let shut = outcomes.iter().filter(|one| **one == Outcome::Shut).count();
                assert_eq!(shut, of_sato + 2 * (minute + 1), "{login}: {outcomes:?}");
                office.clock.advance(MINUTE);
            }
        }
        let wrong = office.outcomes().await.iter().filter(|one| **one == Outcome::Wrong).count();
        assert_eq!(
            i64::try_from(wrong).unwrap(),
            FAILURES_MAX - 1,
            "those that count are all told"
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_is_tried_something_is_written() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        for _ in 0..5 {
            office.enter("nobody", &Visitor::default()).await.unwrap_err();
        }
        let kept = office.world.store.read(|tx| {
            let row = tx.row(sql!("select shut from staff_try"), &[])?;
            row.expect("one login from one address").int(0)
        });
        assert_eq!(
            kept.await.unwrap(),
            5,
            "else a commit that is missing tells that there is nobody"
        );
        assert_eq!(office.outcomes().await, [Outcome::Unknown]);
    })
    .await;
}

#[tokio::test]
async fn a_new_browser_is_told_by_mail_and_a_known_one_is_not() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let first = office.opened("sato").await;
        let to = office.told().await;
        assert_eq!((to.len(), &to[0]), (1, &office.shop.notify_to), "no address of one's own");
        let known = Visitor { device: Some(first.device.clone()), ..Visitor::default() };
        office.clock.advance(SECOND);
        office.enter("sato", &known).await.unwrap();
        assert_eq!(office.told().await.len(), 1);
        let session = office.session(&first.token).await.unwrap();
        let (world, shop) = (&office.world, office.shop.id);
        staff::set_own_email(world, shop, &session, "Sato@Example.JP").await.unwrap().unwrap();
        assert!(staff::set_own_email(world, shop, &session, "sato@").await.unwrap().is_err());
        office.clock.advance(SECOND);
        office.opened("sato").await;
        assert_eq!(office.told().await[1], "Sato@example.jp");
        // The browser of another person is new for this one; its mark stays.
        office.add("suzuki", Role::Orders).await;
        office.clock.advance(SECOND);
        let Entry::Open(other) = office.enter("suzuki", &known).await.unwrap() else { panic!() };
        assert_eq!((office.told().await.len(), other.device), (3, first.device));
    })
    .await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let phone = Visitor {
            address: "203.0.113.7".into(),
            agent: "x".repeat(1_000),
            ..Visitor::default()
        };
        let here = office.opened("sato").await;
        let Entry::Open(there) = office.enter("sato", &phone).await.unwrap() else { panic!() };
        let third = office.opened("sato").await;
        office.add("suzuki", Role::Orders).await;
        let other = office.opened("suzuki").await;
        let (world, shop, owner) = (&office.world, office.shop.id, office.owner);
        let open = staff::open_sessions(world, shop, owner).await.unwrap();
        let of_phone = open.iter().find(|one| one.address == "203.0.113.7").unwrap();
        assert_eq!((open.len(), of_phone.agent.len()), (3, 300));
        let key = office.session(&other.token).await.unwrap().key;
        staff::end_session(world, shop, owner, &key).await.unwrap();
        assert!(office.session(&other.token).await.is_some(), "not one's own");
        staff::end_session(world, shop, owner, &of_phone.key).await.unwrap();
        assert!(office.session(&there.token).await.is_none());
        let session = office.session(&here.token).await.unwrap();
        staff::end_others(world, shop, &session).await.unwrap();
        assert!(office.session(&third.token).await.is_none());
        assert!(office.session(&here.token).await.is_some());
        assert!(office.session(&other.token).await.is_some());
    })
    .await;
}
