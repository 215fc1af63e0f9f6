//! Accounts: added, changed, stopped; their passwords.

use shop::checkout::Hidden;
use shop::id::StaffId;
use shop::secret::Secret;
use shop::staff::{self, CreateError, Entry, FAILURES_MAX, Role, SignInError, StaffForm, Visitor};
use store::scratch::on_each;

use super::{Office, RIGHT, form};

fn field(error: &CreateError) -> &'static str {
    error.fields().first().map_or("", |one| one.field)
}

#[tokio::test]
async fn accounts_are_added_changed_and_kept_in_the_history() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let (world, shop) = (&office.world, office.shop.id);
        let made = StaffForm { how: String::new(), ..form("suzuki", Role::Shipping) };
        let (suzuki, password) = staff::add(world, shop, "佐藤", &made).await.unwrap();
        assert_eq!(password.expose().len(), 14);
        let usual = || form("a", Role::Orders);
        for (wrong, expected) in [
            (form("", Role::Orders), "login"),
            (form("鈴木", Role::Orders), "login"),
            (StaffForm { name: " ".into(), ..usual() }, "name"),
            (StaffForm { name: "長".repeat(41), ..usual() }, "name"),
            (StaffForm { role: "boss".into(), ..usual() }, "role"),
            (StaffForm { email: "aoi@".into(), ..usual() }, "email"),
            (StaffForm { password: Hidden("短い".into()), ..usual() }, "password"),
        ] {
            let error = staff::add(world, shop, "佐藤", &wrong).await.unwrap_err();
            assert_eq!(field(&error), expected);
        }
        let taken = staff::add(world, shop, "佐藤", &form("suzuki", Role::Orders)).await;
        assert!(matches!(taken, Err(CreateError::Login)));
        let after = StaffForm { email: "s@example.jp".into(), ..form("suzuki", Role::Accounts) };
        assert!(staff::change(world, shop, "佐藤", suzuki, &after).await.unwrap());
        assert!(!staff::change(world, shop, "佐藤", StaffId(99), &after).await.unwrap());
        let account = staff::account(world, shop, suzuki).await.unwrap().unwrap();
        assert_eq!((account.role, account.email.as_str()), (Role::Accounts, "s@example.jp"));
        let log = staff::log(world, shop, 10).await.unwrap();
        let said: Vec<_> = log.iter().flat_map(|one| &one.said).map(String::as_str).collect();
        assert_eq!(
            said,
            [
                "「suzukiさん」の役割を、出荷から経理に変えました。",
                "「suzukiさん」のメールアドレスを変えました。",
                "「suzukiさん」（suzuki、出荷）を追加しました。",
            ]
        );
        assert!(log.iter().all(|one| one.by == "佐藤"));
    })
    .await;
}

#[tokio::test]
async fn the_last_owner_stays_and_a_stopped_account_is_out_at_once() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let (world, shop, owner) = (&office.world, office.shop.id, office.owner);
        let less = form("sato", Role::Orders);
        let error = staff::change(world, shop, "佐藤", owner, &less).await.unwrap_err();
        assert_eq!(field(&error), "role");
        let error = staff::set_active(world, shop, "佐藤", owner, false).await.unwrap_err();
        assert_eq!(field(&error), "active");

        let second = office.add("suzuki", Role::Owner).await;
        let opened = office.opened("suzuki").await;
        assert!(staff::set_active(world, shop, "佐藤", second, false).await.unwrap());
        assert!(office.session(&opened.token).await.is_none(), "at once");
        let refused = office.enter("suzuki", &Visitor::default()).await;
        assert!(matches!(refused, Err(SignInError::Wrong)), "one answer");
        // A stopped owner does not count as one.
        let error = staff::set_active(world, shop, "佐藤", owner, false).await.unwrap_err();
        assert_eq!(field(&error), "active");
        assert!(staff::set_active(world, shop, "佐藤", second, true).await.unwrap());
        office.opened("suzuki").await;
        // Two owners who stop each other at one moment leave one.
        let (one, other) = tokio::join!(
            staff::set_active(world, shop, "佐藤", owner, false),
            staff::set_active(world, shop, "鈴木", second, false),
        );
        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|ok| **ok).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_sessions_and_may_take_the_second_factor_away() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let (world, shop) = (&office.world, office.shop.id);
        let suzuki = office.add("suzuki", Role::Orders).await;
        let opened = office.opened("suzuki").await;
        office.set_up(&opened.token).await;
        for (totp, has_totp) in [(false, true), (true, false)] {
            let typed = Secret::new(RIGHT);
            let reset = staff::reset_password(world, shop, "佐藤", suzuki, Some(&typed), totp);
            assert!(reset.await.unwrap().is_some());
            assert!(office.session(&opened.token).await.is_none());
            let account = staff::account(world, shop, suzuki).await.unwrap().unwrap();
            assert_eq!(account.has_totp, has_totp);
        }
        office.opened("suzuki").await;
        assert_eq!(staff::codes_left(world, shop, suzuki).await.unwrap(), 0);
        let made = staff::reset_password(world, shop, "佐藤", suzuki, None, false).await.unwrap();
        assert_ne!(made.unwrap().expose(), RIGHT);
        assert!(office.enter("suzuki", &Visitor::default()).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn changing_ones_own_password_asks_for_the_old_and_ends_the_other_sessions() {
    on_each(async |kind| {
        let office = Office::new(kind).await;
        let (world, shop) = (&office.world, office.shop.id);
        let (here, there) = (office.opened("sato").await, office.opened("sato").await);
        let session = office.session(&here.token).await.unwrap();
        for (old, new, expected) in
            [("wrong-password", "another-noren", "old"), (RIGHT, "short", "new")]
        {
            let (old, new) = (Secret::new(old), Secret::new(new));
            let error = staff::change_own_password(world, shop, &session, &old, &new).await;
            assert_eq!(field(&error.unwrap_err()), expected);
        }
        assert!(office.session(&there.token).await.is_some());
        let (old, new) = (Secret::new(RIGHT), Secret::new("another-noren"));
        staff::change_own_password(world, shop, &session, &old, &new).await.unwrap();
        assert!(office.session(&here.token).await.is_some());
        assert!(office.session(&there.token).await.is_none());
        // Wrong old passwords lock this session's proofs, as wrong proofs do …
        for _ in 0..FAILURES_MAX {
            let error = staff::change_own_password(world, shop, &session, &old, &new).await;
            assert_eq!(field(&error.unwrap_err()), "old");
        }
        let error = staff::change_own_password(world, shop, &session, &new, &old).await;
        assert_eq!(field(&error.unwrap_err()), "old", "locked");
        // … and nothing else: the person may sign in again, and go on there.
        let visitor = Visitor::default();
        let entry = staff::sign_in(world, &office.shop, "sato", &new, &visitor).await.unwrap();
        let Entry::Open(anew) = entry else { panic!("there is no second factor") };
        let session = office.session(&anew.token).await.unwrap();
        staff::change_own_password(world, shop, &session, &new, &old).await.unwrap();
    })
    .await;
}
