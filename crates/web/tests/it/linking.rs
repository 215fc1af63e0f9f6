//! M3: whose card is kept for the next purchase. Each branch in both carts, and Paygent's vault
//! after each.

use std::sync::Arc;
use std::time::Duration;

use paygent::Outcome;
use paygent::telegram::stored_card::list;
use paygent_sandbox::{Fault, Trick};
use shop::clock::{Clock, HandClock, SECOND, SystemClock};
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
const OLD: (&str, &str) = ("frictionless", "0002");
const TYPED: &str = "jcb";

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
async fn settled(town: &Town) {
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

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
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

/// What strikes a telegram of a change of card.
struct Blow {
    kind: &'static str,
    trick: Trick,
    times: u32,
    /// What Paygent keeps in the end.
    end: &'static [&'static str],
}

fn blow(kind: &'static str, trick: Trick, end: &'static [&'static str]) -> Blow {
    Blow { kind, trick, times: 1, end }
}

/// A member with one card buys with another one, and something is lost on the way: the order
/// stands, and Paygent and the shop agree in the end.
#[tokio::test]
async fn whatever_is_lost_the_vault_and_the_record_agree() {
    on_each(async |kind| {
        let blows = [
            blow("025", Trick::DropAfterCommit, &["0007"]),
            blow("025", Trick::DropBeforeCommit, &["0007"]),
            blow("025", Trick::Garble, &["0007"]),
            blow("026", Trick::DropAfterCommit, &["0007"]),
            blow("026", Trick::DropBeforeCommit, &["0007"]),
            Blow { times: 4, ..blow("026", Trick::DropBeforeCommit, &["0007"]) },
            blow("027", Trick::DropBeforeCommit, &["0007"]),
            blow("027", Trick::Garble, &["0007"]),
            // The card cannot be registered: the one from before stays.
            blow("025", Trick::Refuse { code: "2003".to_owned() }, &["0002"]),
        ];
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        let mut street = Street::timed(kind, false, clock.clone()).await;
        set(&mut street.town, Always, Flow::ZeroStep).await;
        for (number, blow) in blows.into_iter().enumerate() {
            let what = format!("{kind:?} {} {:?}", blow.kind, blow.trick);
            let mut browser = Browser::new(&street.town.router);
            let id = member(&street.town, &mut browser, &format!("aoi{number}")).await;
            let flow = Flow::ZeroStep;
            Box::pin(buy(&street, &mut browser, flow, Some(OLD.0), false)).await;
            settled(&street.town).await;
            let fault = Fault::next(blow.kind, blow.trick).times(blow.times);
            street.sandbox.control().fault(fault);
            let thanks = Box::pin(buy(&street, &mut browser, flow, Some(TYPED), false)).await;
            assert!(thanks.text().contains("ご注文ありがとうございます"), "{what}");
            for _ in 0..12 {
                stored_card::sweep(&street.town.world).await.unwrap();
                clock.advance(15 * SECOND);
            }
            assert_eq!(vault(&street, id).await, blow.end, "{what}");
            assert_eq!(record(&street.town, id).await.as_deref(), blow.end.first().copied());
            assert_eq!(left_over(&street.town).await, (0, 0), "no token and nothing due: {what}");
        }
    })
    .await;
}

/// Tokens that wait, and customers that are worked on.
async fn left_over(town: &Town) -> (i64, i64) {
    let read = |tx: &mut dyn Tx| {
        let sql = sql!("select count(new_token), count(due_at) from stored_card");
        let row = tx.row(sql, &[])?.expect("a count");
        Ok::<_, store::Error>((row.int(0)?, row.int(1)?))
    };
    town.world.store.read(read).await.unwrap()
}

/// The process dies between the order and the linking, and while 025 or 026 is in the air: the next
/// one ends what it began.
#[tokio::test]
async fn a_process_that_died_left_nothing_half_done() {
    on_each(async |kind| {
        for dies_in in [None, Some("025"), Some("026"), Some("027")] {
            let mut street = Street::new(kind, false).await;
            set(&mut street.town, Always, Flow::ZeroStep).await;
            let mut browser = Browser::new(&street.town.router);
            let id = member(&street.town, &mut browser, "aoi").await;
            let flow = Flow::ZeroStep;
            Box::pin(buy(&street, &mut browser, flow, Some(OLD.0), false)).await;
            settled(&street.town).await;
            Box::pin(buy(&street, &mut browser, flow, Some(TYPED), false)).await;
            if let Some(telegram) = dies_in {
                let late = Trick::Delay { ms: 3_000 };
                street.sandbox.control().fault(Fault::next(telegram, late));
                let work = stored_card::sweep(&street.town.world);
                let cut = tokio::time::timeout(Duration::from_millis(700), work).await;
                assert!(cut.is_err(), "it is in the air: {telegram}");
            }
            let mut next = street.town.world.clone();
            next.process = "the next process".into();
            // On PostgreSQL the lease of the dead one ends by itself: 2 x 9 s here.
            let wait = if next.store.dialect() == store::Dialect::Sqlite { 0 } else { 19 };
            let clock = Arc::new(HandClock::at(SystemClock.now()));
            clock.advance(wait * SECOND);
            next.clock = clock.clone();
            stored_card::adopt(&next).await.unwrap();
            for _ in 0..6 {
                stored_card::sweep(&next).await.unwrap();
                clock.advance(5 * SECOND);
            }
            assert_eq!(vault(&street, id).await, ["0007"], "{kind:?} {dies_in:?}");
            assert_eq!(record(&street.town, id).await.as_deref(), Some("0007"));
            assert_eq!(left_over(&street.town).await, (0, 0), "{dies_in:?}");
        }
    })
    .await;
}

/// Two members, and one member at two accounts: nobody shares a customer, and none is guessable.
#[tokio::test]
async fn customers_never_meet() {
    on_each(async |kind| {
        let mut street = Street::new(kind, false).await;
        set(&mut street.town, Always, Flow::ZeroStep).await;
        for name in ["aoi", "ken"] {
            let mut browser = Browser::new(&street.town.router);
            member(&street.town, &mut browser, name).await;
            Box::pin(buy(&street, &mut browser, Flow::ZeroStep, Some(TYPED), false)).await;
        }
        settled(&street.town).await;
        let read = |tx: &mut dyn Tx| {
            let rows = tx.rows(sql!("select customer_id from stored_card"), &[])?;
            rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, store::Error>>()
        };
        let ids = street.town.world.store.read(read).await.unwrap();
        assert_eq!(ids.len(), 2);
        assert_ne!(ids[0], ids[1]);
        for id in &ids {
            assert!(id.len() == 24 && !id.contains("aoi") && !id.contains("ken"), "{id}");
        }
        let same = ids[0].clone();
        let copy = street.town.world.store.write(move |tx: &mut dyn Tx| {
            tx.exec(
                sql!(
                    "insert into stored_card (shop_id, member_id, merchant_id, customer_id, version)
                     values (2, 1, '900000002', $1, 0)"
                ),
                &[same.as_str().into()],
            )
        });
        assert!(copy.await.is_err(), "the database has one of each, whatever the shop");
    })
    .await;
}

/// 026 of the first change is lost, then 025 of the second one: a card that goes is never taken for
/// the one that comes.
#[tokio::test]
async fn a_card_that_goes_is_not_taken_for_the_one_that_comes() {
    on_each(async |kind| {
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        let mut street = Street::timed(kind, false, clock.clone()).await;
        set(&mut street.town, Always, Flow::ZeroStep).await;
        let mut browser = Browser::new(&street.town.router);
        let id = member(&street.town, &mut browser, "aoi").await;
        let faults = [
            None,
            Some(Fault::next("026", Trick::DropBeforeCommit).times(2)),
            Some(Fault::next("025", Trick::DropBeforeCommit)),
        ];
        for (card, fault) in [OLD.0, TYPED, "diners"].into_iter().zip(faults) {
            if let Some(fault) = fault {
                street.sandbox.control().fault(fault);
            }
            Box::pin(buy(&street, &mut browser, Flow::ZeroStep, Some(card), false)).await;
            stored_card::sweep(&street.town.world).await.unwrap();
        }
        for _ in 0..20 {
            clock.advance(15 * SECOND);
            stored_card::sweep(&street.town.world).await.unwrap();
        }
        assert_eq!(vault(&street, id).await, ["0008"]);
        assert_eq!(record(&street.town, id).await.as_deref(), Some("0008"));
        assert_eq!(left_over(&street.town).await, (0, 0));
    })
    .await;
}

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
