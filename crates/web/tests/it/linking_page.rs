//! What the page showed of the registered card is what is charged, or nothing is; and what was
//! chosen stands there again after a refusal.

use paygent_sandbox::{Fault, Trick};
use shop::settings::card::Linking::{Always, BuyerChooses};
use shop::settings::cart::Flow;
use shop::stored_card;
use store::scratch::on_each;
use store::{Tx, sql};

use crate::browser::{Browser, Page};
use crate::card::Street;
use crate::checkout::{order, send};
use crate::linking::{OLD, TYPED, buy, card_fields, pairs, set, settled, vault};
use crate::members::member;
use crate::steps::{BUYER, DELIVERY, REVIEW, next, order as order_of_step3};

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

/// The part of the page from the first of these texts up to the second.
fn part<'a>(page: &'a Page, from: &str, to: &str) -> &'a str {
    let rest = page.text().split_once(from).unwrap_or_else(|| panic!("{from}: {}", page.text())).1;
    rest.split_once(to).unwrap_or_else(|| panic!("{to} after {from}: {rest}")).0
}

/// 12-2 on Step3: another card than the registered one, by instalments, not to be kept. A refusal
/// takes none of it back.
#[tokio::test]
async fn a_refused_card_leaves_the_choices_of_step3_as_they_were() {
    on_each(async |kind| {
        let mut street = Street::new(kind, false).await;
        set(&mut street.town, Always, Flow::ZeroStep).await;
        let mut browser = Browser::new(&street.town.router);
        let id = member(&street.town, &mut browser, "aoi").await;
        Box::pin(buy(&street, &mut browser, Flow::ZeroStep, Some(OLD.0), false)).await;
        settled(&street.town).await;
        set(&mut street.town, BuyerChooses, Flow::ThreeStep).await;
        browser.go_to(&street.town.router);
        browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
        next(&mut browser, BUYER, &[]).await;
        next(&mut browser, DELIVERY, &[("pay", "card")]).await;
        let review = browser.get(REVIEW).await;
        let (other, kept) = ("name=\"card_use\" value=\"other\"", "name=\"card_keep\" value=\"1\"");
        // Before anything is chosen: the registered card, at once, kept as it is.
        assert!(!part(&review, other, ">").contains("checked"));
        assert!(part(&review, kept, ">").contains("checked"));

        let mut fields = card_fields(&street, &review, Some("refused_2003"), false).await;
        fields.push(("split".to_owned(), "3".to_owned()));
        let sent = order_of_step3(&mut browser, &review, &pairs(&fields)).await;
        let again = browser.follow(sent).await;
        assert!(again.text().contains("Step3"), "{}", again.text());
        assert!(part(&again, other, ">").contains(" checked"), "{}", again.text());
        let of_other = part(&again, other, kept);
        for text in ["<option value=\"3\" selected>", "id=\"cc-number-e\"", "（2003）"] {
            assert!(of_other.contains(text), "{text} is not in {of_other}");
        }
        assert!(!part(&again, kept, ">").contains("checked"), "{}", again.text());
        assert_eq!(vault(&street, id).await, [OLD.1], "what was not bought changes no card");
    })
    .await;
}

/// The buyer typed nothing but the security code: there it says why the card was refused.
#[tokio::test]
async fn a_refusal_of_the_registered_card_stands_beside_its_security_code() {
    on_each(async |kind| {
        for flow in [Flow::ZeroStep, Flow::ThreeStep] {
            let mut street = Street::new(kind, false).await;
            set(&mut street.town, Always, flow).await;
            let mut browser = Browser::new(&street.town.router);
            member(&street.town, &mut browser, "aoi").await;
            Box::pin(buy(&street, &mut browser, flow, Some(OLD.0), false)).await;
            settled(&street.town).await;
            let refuse = Trick::Refuse { code: "2003".to_owned() };
            street.sandbox.control().fault(Fault::next("020", refuse));
            let page = Box::pin(buy(&street, &mut browser, flow, None, false)).await;
            let registered =
                part(&page, "name=\"card_use\" value=\"registered\"", "value=\"other\"");
            assert!(registered.starts_with(" checked"), "{flow:?} {registered}");
            for text in ["aria-describedby=\"card_code-e ", "id=\"card_code-e\"", "（2003）"] {
                assert!(registered.contains(text), "{flow:?} {text} is not in {registered}");
            }
            assert!(page.text().contains("<a href=\"#cc-csc-registered\">"), "{flow:?}");
            assert!(!page.text().contains("id=\"cc-number-e\""), "{flow:?} {}", page.text());
        }
    })
    .await;
}
