//! What strangers can find out, and what they can keep others from.

use http::StatusCode;
use shop::breached::Breached;
use shop::clock::{DAY, HOUR, MINUTE};
use shop::member::{FAILURES_MAX, IDLE_MAX, LOCKED_FOR};
use shop::secret::Secret;
use shop::staff::{self, CreateError};
use store::scratch::on_each;
use store::sql;

use super::{Club, PASSWORD, is_signed_in, sign_in};
use crate::browser::Page;

/// Status, where it leads and what it says: all that a stranger sees but the typed name.
fn seen(page: &Page, typed: &str) -> (StatusCode, Option<String>, String) {
    let location = page.headers.get("location").map(|to| to.to_str().unwrap().to_owned());
    (page.status, location, page.text().replace(typed, "…"))
}

#[tokio::test]
async fn nobody_learns_who_is_a_member() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        club.member("aoi-k", "aoi@example.jp").await;
        let mut stranger = club.browser();
        // Who is registered but not confirmed is nobody yet.
        stranger.post("/member/register", &Club::form("waiting", "wait@example.jp")).await;
        let mut answers = Vec::new();
        for login in ["aoi-k", "waiting", "nobody"] {
            let page = sign_in(&mut stranger, login, "wrong-password").await;
            answers.push(seen(&page, login));
        }
        let page = sign_in(&mut stranger, "waiting", PASSWORD).await;
        answers.push(seen(&page, "waiting"));
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:#?}");
        for path in ["/member/reset", "/member/register"] {
            let mut answers = Vec::new();
            for email in ["aoi@example.jp", "AOI@example.jp", "wait@example.jp", "no@example.jp"] {
                let page = stranger.post(path, &Club::form("someone", email)).await;
                let next = page.location().to_owned();
                answers.push((page.status, stranger.get(&next).await.text().to_owned()));
            }
            answers.dedup();
            assert_eq!(answers.len(), 1, "{path}");
        }
        let mails = club.mails("aoi@example.jp").await.join("");
        assert!(mails.contains("すでに会員登録されています（会員ID：aoi-k）"));
        assert!(club.mails("no@example.jp").await.join("").contains("/member/confirm/"));
        assert!(!club.mails("no@example.jp").await.join("").contains("/member/reset/"));
    })
    .await;
}

#[tokio::test]
async fn ten_failures_lock_strangers_out_but_not_the_members_own_browser() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut own = club.member("aoi-k", "aoi@example.jp").await;
        let mut stranger = club.browser();
        for _ in 0..FAILURES_MAX {
            sign_in(&mut stranger, "aoi-k", "wrong-password").await;
        }
        let locked = sign_in(&mut stranger, "aoi-k", PASSWORD).await;
        assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY, "locked");
        own.post("/member/sign-out", &[]).await;
        assert_eq!(sign_in(&mut own, "aoi-k", PASSWORD).await.location(), "/member");
        club.clock.advance(LOCKED_FOR - 1);
        sign_in(&mut stranger, "aoi-k", "wrong-password").await;
        club.clock.advance(1);
        assert_eq!(sign_in(&mut stranger, "aoi-k", PASSWORD).await.location(), "/member");
        // The own browser has a lock of its own.
        for _ in 0..FAILURES_MAX {
            sign_in(&mut own, "aoi-k", "wrong-password").await;
        }
        let locked = sign_in(&mut own, "aoi-k", PASSWORD).await;
        assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn another_password_makes_strangers_of_all_other_browsers() {
    on_each(async |kind| {
        for by_link in [true, false] {
            let club = Club::new(kind).await;
            let mut own = club.member("aoi-k", "aoi@example.jp").await;
            let mut thief = club.browser();
            assert_eq!(sign_in(&mut thief, "aoi-k", PASSWORD).await.location(), "/member");
            let new = [("password", "new-noren"), ("password_again", "new-noren")];
            if by_link {
                own.post("/member/reset", &[("email", "aoi@example.jp")]).await;
                let link = club.link("aoi@example.jp", "reset").await;
                assert_eq!(own.post(&link, &new).await.location(), "/member/sign-in?did=reset");
            } else {
                let fields = [&new[..], &[("old_password", PASSWORD)]].concat();
                let done = own.post("/member/password", &fields).await;
                assert_eq!(done.location(), "/member?did=password");
            }
            // The thief's browser shares the strangers' lock …
            for _ in 0..FAILURES_MAX {
                sign_in(&mut thief, "aoi-k", PASSWORD).await;
            }
            let stranger = sign_in(&mut club.browser(), "aoi-k", "new-noren").await;
            assert_eq!(stranger.status, StatusCode::UNPROCESSABLE_ENTITY, "{by_link}");
            // … and the member's own does not.
            let entered = sign_in(&mut own, "aoi-k", "new-noren").await;
            assert_eq!(entered.location(), "/member", "{by_link}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_is_new_with_every_sign_in_and_ends_unused() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut aoi = club.member("aoi-k", "aoi@example.jp").await;
        let first = aoi.cookie("noren_member");
        sign_in(&mut aoi, "aoi-k", PASSWORD).await;
        let second = aoi.cookie("noren_member");
        assert_ne!(first, second);
        let mut thief = club.browser();
        thief.set_cookie("noren_member", &first);
        assert!(!is_signed_in(&mut thief).await, "the session before has ended");
        for _ in 0..3 {
            club.clock.advance(IDLE_MAX - HOUR);
            assert!(is_signed_in(&mut aoi).await, "being used keeps it open");
        }
        club.clock.advance(IDLE_MAX);
        assert!(!is_signed_in(&mut aoi).await);
        let asked = aoi.get("/member/orders?below=1.1").await;
        assert_eq!(asked.location(), "/member/sign-in?next=%2Fmember%2Forders%3Fbelow%3D1.1");
    })
    .await;
}

#[tokio::test]
async fn a_link_opens_its_own_thing_once_and_for_a_while() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        club.member("aoi-k", "aoi@example.jp").await;
        let mut browser = club.browser();
        let new = [("password", "new-noren"), ("password_again", "new-noren")];
        browser.post("/member/reset", &[("email", "aoi@example.jp")]).await;
        let link = club.link("aoi@example.jp", "reset").await;
        let token = link.rsplit('/').next().unwrap();
        for other in ["confirm", "email", "device"] {
            let page = browser.post(&format!("/member/{other}/{token}"), &new).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{other}");
        }
        for (path, why) in [
            (format!("/member/reset/{}", "0".repeat(64)), "nobody's"),
            ("/member/reset/short".to_owned(), "no token"),
        ] {
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{why}");
            assert_eq!(browser.post(&path, &new).await.status, StatusCode::NOT_FOUND, "{why}");
        }
        let short = [("password", "short"), ("password_again", "short")];
        let page = browser.post(&link, &short).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "and the link stays");
        let done = browser.post(&link, &new).await;
        assert_eq!(done.location(), "/member/sign-in?did=reset");
        assert_eq!(browser.post(&link, &new).await.status, StatusCode::NOT_FOUND, "once");
        assert_eq!(sign_in(&mut browser, "aoi-k", "new-noren").await.location(), "/member");
        // Of the next the hour is over.
        club.clock.advance(MINUTE);
        browser.post("/member/reset", &[("email", "aoi@example.jp")]).await;
        let link = club.link("aoi@example.jp", "reset").await;
        club.clock.advance(HOUR);
        assert_eq!(browser.post(&link, &new).await.status, StatusCode::NOT_FOUND, "expired");
        let late = club.browser().post("/member/register", &Club::form("late", "l@e.jp")).await;
        assert_eq!(late.location(), "/member/register/sent");
        let link = club.link("l@e.jp", "confirm").await;
        club.clock.advance(DAY);
        assert_eq!(browser.post(&link, &[]).await.status, StatusCode::NOT_FOUND, "expired");
    })
    .await;
}

#[tokio::test]
async fn two_who_want_one_id_are_told_when_they_confirm() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut browser = club.browser();
        for email in ["a@example.jp", "b@example.jp"] {
            browser.post("/member/register", &Club::form("sakura-1", email)).await;
        }
        let [first, second] = [
            club.link("a@example.jp", "confirm").await,
            club.link("b@example.jp", "confirm").await,
        ];
        assert_eq!(browser.post(&second, &[]).await.status, StatusCode::SEE_OTHER);
        assert!(browser.get(&first).await.text().contains("別の会員IDを決めてください"));
        for (login, status) in [("sakura-1", 422), ("x", 422), ("sakura-2", 303)] {
            let page = browser.post(&first, &[("login", login)]).await;
            assert_eq!(page.status, status, "{login}");
        }
        assert_eq!(club.count(sql!("select count(*) from member")).await, 2);
    })
    .await;
}

#[tokio::test]
async fn what_opens_nothing_any_more_is_forgotten() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        club.member("aoi-k", "aoi@example.jp").await;
        let mut browser = club.browser();
        browser.post("/member/register", &Club::form("waiting", "wait@example.jp")).await;
        club.exec(sql!("update outbox set state = 'sent', due_at = null")).await;
        club.exec(sql!(
            "insert into outbox (shop_id, message_id, kind, sender, from_name, recipient, subject,
               body, state, tries, fence, created_at)
             select shop_id, '<card>', 'card', sender, from_name, recipient, subject, body, state,
               1, 0, created_at from outbox limit 1"
        ))
        .await;
        let world = &club.town.world;
        shop::member::forget_old(world).await.unwrap();
        assert_eq!(club.count(sql!("select count(*) from member")).await, 2);
        assert_eq!(club.count(sql!("select count(*) from member_session")).await, 1);
        club.clock.advance(IDLE_MAX);
        shop::member::forget_old(world).await.unwrap();
        for (what, sql, left) in [
            ("members", sql!("select count(*) from member"), 1),
            ("sessions", sql!("select count(*) from member_session"), 0),
            ("links", sql!("select count(*) from member_link"), 0),
            ("tries", sql!("select count(*) from sign_in_try"), 0),
            ("mails", sql!("select count(*) from outbox"), 0),
            ("devices", sql!("select count(*) from member_device"), 1),
        ] {
            assert_eq!(club.count(sql).await, left, "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_leaked_password_is_nobodys() {
    // SHA-1 of PASSWORD, as such lists are handed out.
    let leaked = "CD2DEAC6C3ECB478E821491C177613F3226267E1";
    let list = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(list.path(), format!("{leaked}:12\r\n{}:1\r\n", "F".repeat(40))).unwrap();
    on_each(async |kind| {
        let mut club = Club::new(kind).await;
        let mut member = club.member("aoi-k", "aoi@example.jp").await;
        club.town.world.breached = Breached::open(list.path()).unwrap();
        let world = club.town.world.clone();
        club.town.router = web::storefront(world.clone(), web::Surface::default());
        let refused =
            club.browser().post("/member/register", &Club::form("mori", "mori@example.jp")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("流出したことのあるパスワード"));
        member.go_to(&club.town.router);
        let change =
            [("old_password", PASSWORD), ("password", PASSWORD), ("password_again", PASSWORD)];
        let refused = member.post("/member/password", &change).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("流出したことのあるパスワード"));
        let secret = Secret::new(PASSWORD);
        let staff = staff::create(&world, &club.town.shop, "sato", "佐藤", &secret).await;
        assert!(matches!(staff, Err(CreateError::Leaked)));
        // Whoever has it already still gets in, to change it.
        let entered = sign_in(&mut club.browser(), "aoi-k", PASSWORD).await;
        assert_eq!(entered.location(), "/member");
    })
    .await;
}
