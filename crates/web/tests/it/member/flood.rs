//! Many tries at one moment: whoever sends them waits, and nobody else.

use http::StatusCode;
use shop::clock::MINUTE;
use shop::member::{self, Browser, RegisterError, SignInError, TRIES_A_MINUTE, Token};
use shop::secret::Secret;
use store::scratch::on_each;
use tokio::task::JoinSet;

use super::{Club, PASSWORD, sign_in};
use crate::calm::{STRICT, is_calm};

/// More than there is room for in the line of hashes.
const FLOOD: usize = 90;

fn from(address: &str) -> Browser {
    let address = address.to_owned();
    Browser { counted: address.clone(), address, ..Browser::default() }
}

fn try_in(
    club: &Club,
    login: &'static str,
    browser: Browser,
) -> impl Future<Output = &'static str> + Send + 'static {
    let (world, shop) = (club.town.world.clone(), club.town.shop.clone());
    async move {
        match member::sign_in(&world, &shop, login, &Secret::new(PASSWORD), &browser).await {
            Ok(_) => "in",
            Err(SignInError::Wrong) => "wrong",
            Err(SignInError::TooMany) => "too many",
            Err(other) => panic!("{login}: {other}"),
        }
    }
}

#[tokio::test]
async fn one_pair_tried_again_and_again_keeps_nobody_waiting() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        club.member("aoi-k", "aoi@example.jp").await;
        let mut tries = JoinSet::new();
        for _ in 0..FLOOD {
            tries.spawn(try_in(&club, "nobody", from("198.51.100.1")));
        }
        tries.spawn(try_in(&club, "aoi-k", from("198.51.100.2")));
        let answers = tries.join_all().await;
        let count = |answer| answers.iter().filter(|one| **one == answer).count();
        let most = usize::try_from(TRIES_A_MINUTE).unwrap();
        assert_eq!((count("in"), count("wrong"), count("too many")), (1, most, FLOOD - most));
        club.clock.advance(MINUTE);
        let later = try_in(&club, "nobody", from("198.51.100.1")).await;
        assert_eq!(later, "wrong", "a minute later");
    })
    .await;
}

#[tokio::test]
async fn strangers_at_the_same_address_do_not_use_up_the_tries_of_the_own_browser() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut own = club.member("aoi-k", "aoi@example.jp").await;
        let mut stranger = club.browser();
        let mut last = StatusCode::OK;
        for _ in 0..=TRIES_A_MINUTE {
            last = sign_in(&mut stranger, "aoi-k", "wrong-password").await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(sign_in(&mut own, "aoi-k", PASSWORD).await.location(), "/member");
        // It has as many of its own, and no more.
        club.clock.advance(MINUTE);
        for turn in 0..=TRIES_A_MINUTE {
            let refused = sign_in(&mut own, "aoi-k", "wrong-password").await.status;
            let is_last = turn == TRIES_A_MINUTE;
            assert_eq!(refused == StatusCode::TOO_MANY_REQUESTS, is_last, "{turn}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_is_signed_in_proves_so_many_times_a_minute_and_is_told() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut aoi = club.member("aoi-k", "aoi@example.jp").await;
        let new = [("password", "new-noren"), ("password_again", "new-noren")];
        for (path, typed, kept) in [
            ("/member/withdrawal", &[][..], "退会する"),
            ("/member/password", &new[..], "新しいパスワード"),
            ("/member/email", &[("email", "new@example.jp")][..], "value=\"new@example.jp\""),
        ] {
            let fields = [&[("old_password", "wrong-password")], typed].concat();
            for _ in 0..TRIES_A_MINUTE {
                let refused = aoi.post(path, &fields).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            }
            let refused = aoi.post(path, &fields).await;
            assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
            is_calm(&refused, STRICT, path);
            let says = ["1分ほど待ってから、もう一度お試しください", kept, "いまのパスワード"];
            for text in says {
                assert!(refused.text().contains(text), "{path}: {text} in {}", refused.text());
            }
            club.clock.advance(MINUTE);
        }
    })
    .await;
}

#[tokio::test]
async fn one_link_is_tried_so_many_times_a_minute() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        club.member("aoi-k", "aoi@example.jp").await;
        club.browser().post("/member/reset", &[("email", "aoi@example.jp")]).await;
        let link = club.link("aoi@example.jp", "reset").await;
        let token = Token::parse(link.rsplit('/').next().unwrap()).unwrap();
        let mut tries = JoinSet::new();
        for number in 0..TRIES_A_MINUTE + 5 {
            let (world, shop) = (club.town.world.clone(), club.town.shop.clone());
            let (token, new) = (token.clone(), Secret::new("new-noren"));
            let browser = from(&format!("198.51.100.{number}"));
            tries.spawn(async move {
                match member::reset(&world, &shop, &token, (&new, &new), &browser).await {
                    Ok(device) => device.is_some().into(),
                    Err(RegisterError::Busy) => None,
                    Err(other) => panic!("{other}"),
                }
            });
        }
        let answers: Vec<Option<bool>> = tries.join_all().await;
        let count = |answer| answers.iter().filter(|one| **one == answer).count();
        assert_eq!((count(Some(true)), count(None)), (1, 5));
    })
    .await;
}
