//! M3: whose card is kept for the next purchase. Each branch in both carts, and Paygent's vault
//! after each.

use paygent::Outcome;
use paygent::telegram::stored_card::list;
use shop::id::{MemberId, MerchantId};
use shop::payment::account;
use shop::settings::card::Linking::{self, Always, BuyerChooses, Never};
use shop::settings::cart::Flow;
use shop::settings::{self, CardSettings, CartSettings};
use shop::stored_card;
use store::scratch::on_each;
use store::{Tx, sql};

use crate::browser::{Browser, Page};
use crate::card::{Street, code_token, token};
use crate::checkout::{order, send};
use crate::members::member;
use crate::steps::{BUYER, DELIVERY, REVIEW, next, order as order_of_step3};
use crate::town::Town;

/// Who buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Guest,
    New,
    Linked,
}

/// Which card is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Registered,
    Typed,
}

/// What Paygent keeps after the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    Nothing,
    /// The card that was there before.
    Old,
    /// The card of this order.
    New,
}

use Use::{Registered, Typed};
use Who::{Guest, Linked, New};

/// Mode, buyer, card, the tick of カード情報を保持し次回も利用する: what Paygent keeps.
const BRANCHES: [(Linking, Who, Use, bool, Kept); 15] = [
    (Always, Linked, Registered, false, Kept::Old),
    (Always, Linked, Typed, false, Kept::New),
    (Always, New, Typed, false, Kept::New),
    (Always, Guest, Typed, false, Kept::Nothing),
    (BuyerChooses, Linked, Registered, true, Kept::Old),
    (BuyerChooses, Linked, Registered, false, Kept::Nothing),
    (BuyerChooses, Linked, Typed, true, Kept::New),
    (BuyerChooses, Linked, Typed, false, Kept::Nothing),
    (BuyerChooses, New, Typed, true, Kept::New),
    (BuyerChooses, New, Typed, false, Kept::Nothing),
    (BuyerChooses, Guest, Typed, true, Kept::Nothing),
    (Never, Linked, Registered, true, Kept::Nothing),
    (Never, Linked, Typed, true, Kept::Nothing),
    (Never, New, Typed, true, Kept::Nothing),
    (Never, Guest, Typed, true, Kept::Nothing),
];

/// The card that a linked member has before, and the one that is typed.
pub const OLD: (&str, &str) = ("frictionless", "0002");
pub const TYPED: &str = "jcb";

/// What this shop does with cards, and which cart its buttons open.
pub async fn set(town: &mut Town, linking: Linking, flow: Flow) {
    let (shop, now) = (town.shop.id, town.world.now());
    let save = move |tx: &mut dyn Tx| {
        let card = settings::current::<CardSettings>(tx, shop)?.expect("a card is set up").body;
        settings::save(tx, shop, &CardSettings { linking, ..card }, "test", now)?;
        // Enough for all branches.
        tx.exec(sql!("update stock set on_hand = 1000"), &[])?;
        let cart = CartSettings { flow, ..CartSettings::default() };
        settings::save(tx, shop, &cart, "test", now)
    };
    town.world.store.write(save).await.unwrap();
    town.router = web::storefront(town.world.clone(), web::Surface::default());
}

/// All that is due about stored cards.
pub async fn settled(town: &Town) {
    for _ in 0..5 {
        stored_card::sweep(&town.world).await.unwrap();
    }
}

/// The ends of the cards that Paygent keeps for this member, as 027 tells them.
pub async fn vault(street: &Street, member: MemberId) -> Vec<String> {
    let (town, merchant) = (&street.town, MerchantId("900000001".to_owned()));
    let shop = town.shop.id;
    let read = move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!("select customer_id from stored_card where shop_id = $1 and member_id = $2"),
            &[shop.into(), member.into()],
        )?;
        row.map(|row| row.text(0)).transpose()
    };
    let Some(customer) = town.world.store.read(read).await.unwrap() else { return Vec::new() };
    let account = account::load(&town.world, shop, &merchant).await.unwrap();
    match town.world.gateway.stored_cards(&account, list::Request::new(customer)).await {
        Outcome::Accepted(answer) => answer
            .cards
            .iter()
            .map(|card| {
                let number = &card.masked_card_number;
                number[number.len() - 4..].to_owned()
            })
            .collect(),
        Outcome::Refused(refusal) => {
            assert_eq!(refusal.code, "P026");
            Vec::new()
        }
        other => panic!("027 is answered: {other:?}"),
    }
}

/// What the shop believes.
pub async fn record(town: &Town, member: MemberId) -> Option<String> {
    let shop = town.shop.id;
    let merchant = MerchantId("900000001".to_owned());
    let read = move |tx: &mut dyn Tx| stored_card::registered_in(tx, shop, member, &merchant);
    town.world.store.read(read).await.unwrap().map(|card| card.last4)
}

/// The fields that the page's module sends for this card.
pub async fn card_fields(
    street: &Street,
    page: &Page,
    card: Option<&str>,
    keep: bool,
) -> Vec<(String, String)> {
    let mut fields = vec![("pay", "card".to_owned())];
    let shown = page.hidden().into_iter().find(|(name, _)| name == "registered_shown");
    fields.extend(shown.map(|(_, version)| ("registered_shown", version)));
    if page.text().contains("name=\"keep_asked\"") {
        fields.push(("keep_asked", "1".to_owned()));
        fields.push(("card_keep", if keep { "1" } else { "" }.to_owned()));
    }
    let made = match card {
        Some(card) => {
            fields.push(("card_use", "other".to_owned()));
            fields.push(("holder_name", "AOI KOBAYASHI".to_owned()));
            if page.text().contains("id=\"save_token\"") {
                let second = token(&street.sandbox, card).await;
                let text = |name: &str| second[name].as_str().unwrap().to_owned();
                fields.push(("save_token", text("token")));
                fields.push(("save_valid_until", text("valid_until")));
            }
            token(&street.sandbox, card).await
        }
        None => {
            fields.push(("card_use", "registered".to_owned()));
            code_token(&street.sandbox).await
        }
    };
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    fields.push(("card_token", text("token")));
    fields.push(("card_valid_until", text("valid_until")));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// As a browser sends them.
pub fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// An order with this card, from the cart to 完了画面; `None`: the registered one.
pub async fn buy(
    street: &Street,
    browser: &mut Browser,
    flow: Flow,
    card: Option<&str>,
    keep: bool,
) -> Page {
    browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
    let placed = match flow {
        Flow::ZeroStep => {
            // The address first: the card is chosen after it.
            let form = browser.get("/checkout").await;
            let fields = card_fields(street, &form, card, keep).await;
            let confirmation = send(browser, "confirm", &pairs(&fields)).await;
            order(browser, &confirmation).await
        }
        Flow::ThreeStep => {
            next(browser, BUYER, &[]).await;
            next(browser, DELIVERY, &[("pay", "card")]).await;
            let review = browser.get(REVIEW).await;
            let fields = card_fields(street, &review, card, keep).await;
            order_of_step3(browser, &review, &pairs(&fields)).await
        }
    };
    browser.follow(placed).await
}

#[tokio::test]
async fn the_fifteen_branches_in_both_carts() {
    on_each(async |kind| {
        let mut street = Street::new(kind, false).await;
        let mut names = 0;
        for mode in [Always, BuyerChooses, Never] {
            for flow in [Flow::ZeroStep, Flow::ThreeStep] {
                for (_, who, used, keep, kept) in BRANCHES.iter().filter(|one| one.0 == mode) {
                    names += 1;
                    let branch = format!("{kind:?} {mode:?} {flow:?} {who:?} {used:?} {keep}");
                    let name = format!("aoi{names}");
                    let found =
                        Box::pin(walk(&mut street, (mode, flow), (*who, *used, *keep), &name))
                            .await;
                    assert_eq!(found, *kept, "{branch}");
                }
            }
        }
    })
    .await;
}

/// One branch: what Paygent keeps after it, which the shop must believe too.
async fn walk(
    street: &mut Street,
    (mode, flow): (Linking, Flow),
    (who, used, keep): (Who, Use, bool),
    name: &str,
) -> Kept {
    let mut browser = Browser::new(&street.town.router);
    let id = match who {
        Guest => None,
        New | Linked => Some(member(&street.town, &mut browser, name).await),
    };
    if who == Linked {
        set(&mut street.town, Always, flow).await;
        browser.go_to(&street.town.router);
        let thanks = Box::pin(buy(street, &mut browser, flow, Some(OLD.0), false)).await;
        assert!(thanks.text().contains("ご注文ありがとうございます"), "{}", thanks.text());
        settled(&street.town).await;
    }
    set(&mut street.town, mode, flow).await;
    browser.go_to(&street.town.router);
    let card = (used == Typed).then_some(TYPED);
    let thanks = Box::pin(buy(street, &mut browser, flow, card, keep)).await;
    assert!(thanks.text().contains("ご注文ありがとうございます"), "{}", thanks.text());
    settled(&street.town).await;
    let Some(id) = id else { return Kept::Nothing };
    let (vault, record) = (vault(street, id).await, record(&street.town, id).await);
    assert_eq!(vault, Vec::from_iter(record), "the shop believes what Paygent has");
    match vault.first().map(String::as_str) {
        None => Kept::Nothing,
        Some(end) if end == OLD.1 => Kept::Old,
        Some(_) => Kept::New,
    }
}
