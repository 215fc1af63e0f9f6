//! Two tabs, one browser, signing in and out in the middle: one order, and it is whose it should
//! be.

use shop::id::MemberId;
use shop::settings::card::Linking::Always;
use shop::settings::cart::Flow;
use shop::stored_card;
use store::scratch::on_each;
use store::{Tx, sql};

use crate::browser::{Browser, Page};
use crate::card::Street;
use crate::checkout::{order, ready, send};
use crate::linking::{buy, card_fields, set};
use crate::members::member;
use crate::steps::{BUYER, DELIVERY, REVIEW, next};
use crate::town::Town;

/// The owners of all orders, the oldest first.
async fn owners(town: &Town) -> Vec<Option<MemberId>> {
    let read = |tx: &mut dyn Tx| {
        let rows = tx.rows(sql!("select member_id from orders order by order_id"), &[])?;
        let owner = |row: &store::Row| Ok::<_, store::Error>(row.opt_int(0)?.map(MemberId));
        rows.iter().map(owner).collect::<Result<Vec<_>, _>>()
    };
    town.world.store.read(read).await.unwrap()
}

/// The page with 注文する, 銀行振込.
async fn confirmation(browser: &mut Browser, flow: Flow) -> Page {
    match flow {
        Flow::ZeroStep => send(browser, "confirm", &[]).await,
        Flow::ThreeStep => {
            next(browser, BUYER, &[]).await;
            next(browser, DELIVERY, &[]).await;
            browser.get(REVIEW).await
        }
    }
}

#[tokio::test]
async fn a_sign_in_in_the_middle_makes_one_order_of_the_member() {
    on_each(async |kind| {
        for flow in [Flow::ZeroStep, Flow::ThreeStep] {
            let mut street = Street::new(kind, false).await;
            set(&mut street.town, Always, flow).await;
            let mut browser = ready(&street.town).await;
            let first = confirmation(&mut browser, flow).await;
            // The other tab signs in; the cart stays.
            let id = member(&street.town, &mut browser, "aoi").await;
            let second = confirmation(&mut browser, flow).await;
            let (one, two) =
                (order(&mut browser, &first).await, order(&mut browser, &second).await);
            assert_eq!(one.location(), two.location(), "{flow:?}");
            assert_eq!(owners(&street.town).await, [Some(id)], "{flow:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_was_not_signed_in_at_the_order_does_not_own_it() {
    on_each(async |kind| {
        let mut street = Street::new(kind, false).await;
        set(&mut street.town, Always, Flow::ZeroStep).await;
        let mut browser = ready(&street.town).await;
        let page = confirmation(&mut browser, Flow::ZeroStep).await;
        let placed = order(&mut browser, &page).await;
        member(&street.town, &mut browser, "aoi").await;
        let again = order(&mut browser, &page).await;
        assert_eq!(placed.location(), again.location());
        assert_eq!(owners(&street.town).await, [None]);
    })
    .await;
}

/// The registered card of a member who has signed out meanwhile, or of another one who has signed
/// in, is charged by nobody.
#[tokio::test]
async fn a_card_is_charged_only_for_whom_it_belongs_to() {
    on_each(async |kind| {
        let mut street = Street::new(kind, false).await;
        set(&mut street.town, Always, Flow::ZeroStep).await;
        let mut browser = Browser::new(&street.town.router);
        member(&street.town, &mut browser, "aoi").await;
        Box::pin(buy(&street, &mut browser, Flow::ZeroStep, Some("jcb"), false)).await;
        for _ in 0..3 {
            stored_card::sweep(&street.town.world).await.unwrap();
        }
        browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
        let form = browser.get("/checkout").await;
        let fields = card_fields(&street, &form, None, false).await;
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let confirmation = send(&mut browser, "confirm", &fields).await;
        for other in ["", "ken"] {
            browser.set_cookie("noren_member", "");
            if !other.is_empty() {
                member(&street.town, &mut browser, other).await;
            }
            let refused = order(&mut browser, &confirmation).await;
            assert!(
                refused.text().contains("お使いになるカードを、もう一度お選びください"),
                "{other}: {}",
                refused.text()
            );
        }
        assert_eq!(
            street.sandbox.ledger().trades().await.unwrap().len(),
            1,
            "the first order only"
        );
    })
    .await;
}
