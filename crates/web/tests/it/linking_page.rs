//! What the page showed of the registered card is what is charged, or nothing is.

use shop::settings::card::Linking::Always;
use shop::settings::cart::Flow;
use shop::stored_card;
use store::scratch::on_each;
use store::{Tx, sql};

use crate::browser::Browser;
use crate::card::Street;
use crate::checkout::{order, send};
use crate::linking::{OLD, TYPED, buy, card_fields, pairs, set, settled, vault};
use crate::members::member;

/// A page from before the card was registered has the inputs alone: what was typed there is
/// charged, and nothing else.
#[tokio::test]
async fn what_was_typed_is_charged_though_a_card_is_registered_by_now() {
    on_each(async |kind| {
        let mut street = Street::new(kind, false).await;
        set(&mut street.town, Always, Flow::ZeroStep).await;
        let mut browser = Browser::new(&street.town.router);
        member(&street.town, &mut browser, "aoi").await;
        Box::pin(buy(&street, &mut browser, Flow::ZeroStep, Some(OLD.0), false)).await;
        browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
        let form = browser.get("/checkout").await;
        let fields = card_fields(&street, &form, Some(TYPED), false).await;
        let fields: Vec<_> = fields.into_iter().filter(|(name, _)| name != "card_use").collect();
        settled(&street.town).await;
        let confirmation = send(&mut browser, "confirm", &pairs(&fields)).await;
        let placed = order(&mut browser, &confirmation).await;
        assert!(browser.follow(placed).await.text().contains("ご注文ありがとうございます"));
        let read = |tx: &mut dyn Tx| {
            let rows = tx.rows(sql!("select card from payment order by order_id"), &[])?;
            rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, store::Error>>()
        };
        let cards = street.town.world.store.read(read).await.unwrap();
        assert!(cards[1].ends_with("0007"), "{cards:?}");
    })
    .await;
}

/// A page that shows a card which is no longer the registered one charges nothing.
#[tokio::test]
async fn a_card_that_changed_meanwhile_is_not_charged() {
    on_each(async |kind| {
        let mut street = Street::new(kind, false).await;
        set(&mut street.town, Always, Flow::ZeroStep).await;
        let mut browser = Browser::new(&street.town.router);
        let id = member(&street.town, &mut browser, "aoi").await;
        let flow = Flow::ZeroStep;
        Box::pin(buy(&street, &mut browser, flow, Some(OLD.0), false)).await;
        settled(&street.town).await;
        browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
        let form = browser.get("/checkout").await;
        let fields = card_fields(&street, &form, None, false).await;
        let confirmation = send(&mut browser, "confirm", &pairs(&fields)).await;
        assert!(confirmation.text().contains("下4桁 ************0002"), "it names the card");
        let town = &street.town;
        assert!(stored_card::remove(&town.world, &town.shop, id).await.unwrap());
        let refused = order(&mut browser, &confirmation).await;
        assert!(refused.text().contains("お使いになるカードを、もう一度お選びください"));
        assert_eq!(
            street.sandbox.ledger().trades().await.unwrap().len(),
            1,
            "only the first order"
        );
        assert!(vault(&street, id).await.is_empty());
    })
    .await;
}
