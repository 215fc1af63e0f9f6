//! A browser that several people use, one after the other.

use store::scratch::on_each;

use super::{Club, PASSWORD, sign_in};
use crate::browser::Browser;
use crate::checkout::{order, send};

/// What Hanako types, and nobody else has.
const HANAKO: [(&str, &str); 3] =
    [("family", "判岡"), ("street", "花の道1-2-3"), ("email", "hanako@example.jp")];

async fn fill_cart(browser: &mut Browser) {
    browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
}

fn holds(text: &str) -> bool {
    text.contains("花の道1-2-3") || text.contains("判岡")
}

#[tokio::test]
async fn what_a_member_typed_is_nobody_elses_at_the_same_browser() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        let mut browser = club.member("hanako", "hanako@example.jp").await;
        club.member("jiro-k", "jiro@example.jp").await;
        fill_cart(&mut browser).await;
        let confirmation = send(&mut browser, "confirm", &HANAKO).await;
        let placed = order(&mut browser, &confirmation).await;
        let thanks = placed.location().to_owned();
        assert!(holds(browser.get(&thanks).await.text()), "her own order");
        fill_cart(&mut browser).await;
        send(&mut browser, "confirm", &HANAKO).await;
        assert!(holds(browser.get("/checkout").await.text()), "her own form");

        browser.post("/member/sign-out", &[]).await;
        for path in ["/checkout", "/member/register", &thanks] {
            assert!(!holds(browser.get(path).await.text()), "{path} after her");
        }
        let limited = browser.get(&thanks).await;
        assert!(limited.text().contains("会員としてのご注文です。ログインすると"));
        assert!(browser.get("/cart").await.text().contains("value=\"1\""), "the goods stay");
        sign_in(&mut browser, "jiro-k", PASSWORD).await;
        let form = browser.get("/checkout").await;
        assert!(!holds(form.text()) && form.text().contains("jiro@example.jp"), "his address");
        for path in [thanks.as_str(), "/member/orders"] {
            assert!(!holds(browser.get(path).await.text()), "{path} to him");
        }
        // What he does not send does not come back to him; she has hers again.
        browser.post("/member/sign-out", &[]).await;
        sign_in(&mut browser, "hanako", PASSWORD).await;
        assert!(holds(browser.get("/checkout").await.text()), "hers again");
        assert!(holds(browser.get(&thanks).await.text()), "hers again");
        browser.post("/member/withdrawal", &[("old_password", PASSWORD)]).await;
        for path in ["/checkout", "/member/register", &thanks] {
            assert!(!holds(browser.get(path).await.text()), "{path} after 退会");
        }
        assert_eq!(
            club.count(store::sql!("select count(*) from cart where draft is not null")).await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_guest_typed_goes_along_into_the_account() {
    on_each(async |kind| {
        let club = Club::new(kind).await;
        club.member("hanako", "hanako@example.jp").await;
        let mut browser = club.browser();
        fill_cart(&mut browser).await;
        send(&mut browser, "postal", &HANAKO).await;
        sign_in(&mut browser, "hanako", PASSWORD).await;
        assert!(holds(browser.get("/checkout").await.text()));
    })
    .await;
}
