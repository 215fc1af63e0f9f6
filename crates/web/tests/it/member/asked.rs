//! Mails that anybody can ask for: so many to one mailbox, and no more.

use shop::clock::{HOUR, MINUTE};
use shop::member::{Browser, ask_for_reset};
use store::scratch::on_each;
use store::sql;
use tokio::task::JoinSet;

use super::Club;

#[tokio::test]
async fn one_mailbox_is_not_flooded_by_way_of_the_shop() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut browser = club.browser();
        // However it is spelled, it is one mailbox.
        let spelled = ["victim@example.jp", "Victim@example.jp", "vIctim@Example.JP"];
        for email in spelled.repeat(4) {
            browser.post("/member/register", &Club::form("someone", email)).await;
        }
        assert_eq!(club.mails("victim@example.jp").await.len(), 5);
        club.clock.advance(HOUR + MINUTE);
        browser.post("/member/register", &Club::form("someone", spelled[1])).await;
        assert_eq!(club.mails("victim@example.jp").await.len(), 6);
    })
    .await;
}

#[tokio::test]
async fn so_many_at_one_moment_are_no_more_mails() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        club.member("aoi-k", "aoi@example.jp").await;
        club.exec(sql!("delete from outbox")).await;
        let asked = (0..12).map(|number| {
            let (world, shop) = (club.town.world.clone(), club.town.shop.clone());
            let address = format!("198.51.100.{number}");
            let browser = Browser { counted: address.clone(), address, ..Browser::default() };
            async move { ask_for_reset(&world, &shop, "aoi@example.jp", &browser).await.unwrap() }
        });
        let asked = asked.collect::<JoinSet<_>>().join_all().await;
        assert_eq!(asked, [true; 12], "whoever asks reads the same");
        assert_eq!(club.mails("aoi@example.jp").await.len(), 5);
    })
    .await;
}

#[tokio::test]
async fn what_a_member_is_told_takes_no_place_of_a_link() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut aoi = club.member("aoi-k", "aoi@example.jp").await;
        for _ in 0..6 {
            let saved = aoi.post("/member/addresses/new", &Club::form("", "")).await;
            assert_eq!(saved.location(), "/member/addresses?did=added");
        }
        club.browser().post("/member/reset", &[("email", "AOI@example.jp")]).await;
        club.link("aoi@example.jp", "reset").await;
    })
    .await;
}
