//! What was typed for orders that were never placed, and what is told of it.

use std::sync::Arc;

use http::StatusCode;
use shop::attempt;
use shop::clock::{Clock, DAY, HandClock, SystemClock};
use shop::id::AttemptId;
use shop::member::{self, Browser as Known};
use store::scratch::{Kind, on_each};
use store::{Tx, sql};

use super::erasure::{EMAIL, LOGIN, PATH, PERSON, all_bytes, count, found, told, traces, typed};
use super::{Counter, bought, has};
use crate::browser::Browser;
use crate::card::{Street, token};
use crate::checkout::{order, ready, send};
use crate::member::{Club, PASSWORD};

const GUEST: &str = "email=wasureda%40example.jp";

/// The person's fields, with the mail address.
fn mine() -> Vec<(&'static str, &'static str)> {
    PERSON.iter().copied().chain([("email", EMAIL)]).collect()
}

/// A card that is refused.
async fn refused(street: &Street, browser: &mut Browser) {
    browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
    let token = token(&street.sandbox, "refused_2003").await;
    let text = |name: &str| token[name].as_str().unwrap();
    let card = [
        ("pay", "card"),
        ("split", "1"),
        ("holder_name", "AOI KOBAYASHI"),
        ("card_token", text("token")),
        ("card_valid_until", text("valid_until")),
    ];
    let fields: Vec<(&str, &str)> = mine().into_iter().chain(card).collect();
    let confirmation = send(browser, "confirm", &fields).await;
    let placed = order(browser, &confirmation).await;
    let page = browser.get(placed.location()).await;
    assert!(page.location().starts_with("/checkout?attempt="), "{}", page.location());
}

async fn is_gone(counter: &Counter) {
    let left = all_bytes(&counter.street.town).await;
    for trace in traces() {
        assert!(!found(&left, trace), "{trace} is left");
    }
    assert!(!found(&left, EMAIL), "the address is left");
}

#[tokio::test]
async fn a_guest_who_only_tried_is_found_handed_out_and_erased() {
    on_each(async |kind: Kind| {
        let mut counter = Counter::new(kind).await;
        refused(&counter.street, &mut ready(&counter.street.town).await).await;
        let page = counter.get(&format!("/customers?q={}", "wasureda%40example.jp")).await;
        has(&page, &["成立しなかったお手続きの記録を調べる"]);
        let page = counter.get(&format!("/customers/guest?{GUEST}")).await;
        has(&page, &["成立しなかったお手続きが1件、入力の途中のお手続きが1件"]);
        let path = format!("/customers/guest/export?{GUEST}");
        let file = counter.owner.post(&path, &[("format", "json")]).await;
        let told: serde_json::Value = serde_json::from_str(file.text()).unwrap();
        assert_eq!(told["tries"][0]["phone"], "090-5555-7777");
        assert!(told["forms"][0]["typed"].as_str().unwrap().contains("忘却町9-9"));
        let erased = counter.owner.post(&format!("/customers/guest/erasure?{GUEST}"), &[]).await;
        assert_eq!(erased.location(), "/customers?answer=erased");
        is_gone(&counter).await;
    })
    .await;
}

#[tokio::test]
async fn with_a_member_goes_what_was_tried_before_and_ordered_without_signing_in() {
    on_each(async |kind: Kind| {
        let mut counter = Counter::new(kind).await;
        let town = &counter.street.town;
        refused(&counter.street, &mut ready(town).await).await;
        bought(&mut ready(town).await, &mine()).await;
        let mut member = counter.member(LOGIN).await;
        refused(&counter.street, &mut member).await;
        // Registered once more, and never confirmed.
        let again: Vec<_> = typed(Club::form("wasureda-2", EMAIL));
        let mut other = Browser::new(&counter.street.town.router);
        other.post("/member/register", &again).await;
        let page = counter.get(PATH).await;
        has(&page, &["ご注文 1件と、成立しなかったお手続き 1件からも消去する", "order00001"]);
        // Without the tick the order stays, and is found by its address.
        let done = counter.owner.post(PATH, &[("open", "on")]).await;
        assert_eq!(done.location(), "/customers?answer=erased");
        has(&counter.get(&format!("/customers/guest?{GUEST}")).await, &["order00001"]);
        counter.owner.post(&format!("/customers/guest/erasure?{GUEST}"), &[("open", "on")]).await;
        is_gone(&counter).await;

        let mut again = counter.member(LOGIN).await;
        let town = &counter.street.town;
        bought(&mut ready(town).await, &mine()).await;
        refused(&counter.street, &mut again).await;
        let path = "/customers/3/erasure";
        let done = counter.owner.post(path, &[("open", "on"), ("guest", "on")]).await;
        assert_eq!(done.location(), "/customers?answer=erased");
        is_gone(&counter).await;
    })
    .await;
}

#[tokio::test]
async fn who_has_left_leaves_no_try_and_no_form_behind() {
    on_each(async |kind: Kind| {
        let counter = Counter::new(kind).await;
        let mut member = counter.member(LOGIN).await;
        refused(&counter.street, &mut member).await;
        let left = member.post("/member/withdrawal", &[("old_password", PASSWORD)]).await;
        assert_eq!(left.location(), "/member/sign-in?did=withdrawn");
        let bytes = all_bytes(&counter.street.town).await;
        for (_, trace) in PERSON {
            assert!(!found(&bytes, trace), "{trace} is left");
        }
        // Whoever tries cards does not begin anew by leaving.
        let counted = sql!("select count(*) from card_failure");
        assert_eq!(count(&counter.street.town, counted).await, 1);
    })
    .await;
}

#[tokio::test]
async fn two_guests_at_one_browser_are_two_persons() {
    on_each(async |kind: Kind| {
        let mut counter = Counter::new(kind).await;
        let mut browser = ready(&counter.street.town).await;
        bought(&mut browser, &[("email", "other@example.jp")]).await;
        refused(&counter.street, &mut browser).await;
        let other = "email=other%40example.jp";
        let path = format!("/customers/guest/export?{other}");
        let file = counter.owner.post(&path, &[("format", "csv")]).await;
        has(&file, &["other@example.jp"]);
        for trace in traces() {
            assert!(!file.text().contains(trace), "{trace} is nobody else's");
        }
        let path = format!("/customers/guest/erasure?{other}");
        assert_eq!(counter.owner.post(&path, &[("open", "on")]).await.status, 303);
        let left = all_bytes(&counter.street.town).await;
        assert!(found(&left, "秘密の備考") && !found(&left, "other@example.jp"));
        assert!(browser.get("/checkout").await.text().contains("忘却町9-9"), "the form too");
    })
    .await;
}

#[tokio::test]
async fn a_month_later_nobody_knows_who_tried() {
    on_each(async |kind: Kind| {
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        let street = Street::timed(kind, false, clock.clone()).await;
        refused(&street, &mut ready(&street.town).await).await;
        let world = &street.town.world;
        let (shop, now) = (street.town.shop.clone(), world.now());
        let say = move |tx: &mut dyn Tx| {
            let row = tx.row(sql!("select attempt_id from attempt"), &[])?;
            told(tx, &shop, AttemptId(row.expect("an attempt").text(0)?), now)
        };
        world.store.write(say).await.unwrap();
        clock.advance(29 * DAY);
        attempt::forget_old(world).await.unwrap();
        assert!(found(&all_bytes(&street.town).await, "秘密の備考"), "still there");
        clock.advance(2 * DAY);
        attempt::forget_old(world).await.unwrap();
        world.store.write(|tx| tx.exec(sql!("update cart set draft = null"), &[])).await.unwrap();
        let left = all_bytes(&street.town).await;
        for (_, trace) in PERSON {
            assert!(!found(&left, trace), "{trace} is left");
        }
        assert!(!found(&left, EMAIL), "in no mail");
        assert!(found(&left, "必要なら取り消してください"), "the money still matters");
    })
    .await;
}

#[tokio::test]
async fn the_box_is_there_however_old_the_open_order_is() {
    on_each(async |kind: Kind| {
        let mut counter = Counter::new(kind).await;
        let mut member = counter.member("aoi-k").await;
        let world = counter.street.town.world.clone();
        let enough = sql!("update stock set on_hand = 1000");
        world.store.write(move |tx| tx.exec(enough, &[])).await.unwrap();
        for _ in 0..22 {
            bought(&mut member, &[("email", "aoi-k@example.jp")]).await;
        }
        let close = sql!("update orders set list = 'completed' where order_id > 1");
        world.store.write(move |tx| tx.exec(close, &[])).await.unwrap();
        has(&counter.get(PATH).await, &["order00001", "name=\"open\""]);
        let kept = counter.owner.post(PATH, &[]).await;
        assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&kept, &["name=\"open\""]);
        let open = sql!("update orders set list = 'open'");
        world.store.write(move |tx| tx.exec(open, &[])).await.unwrap();
        has(&counter.get(PATH).await, &["order00020", "ほか2件"]);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_written_into_an_account_that_is_gone() {
    on_each(async |kind: Kind| {
        let mut counter = Counter::new(kind).await;
        counter.member(LOGIN).await;
        let (world, shop) = (counter.street.town.world.clone(), counter.street.town.shop.clone());
        let member = member::find(&world, &shop, shop::id::MemberId(1)).await.unwrap().unwrap();
        assert_eq!(counter.owner.post(PATH, &[]).await.location(), "/customers?answer=erased");
        // What was under way when it went.
        let form = shop::checkout::CheckoutForm {
            family: "忘田".into(),
            given: "消之介".into(),
            family_kana: "ワスレダ".into(),
            given_kana: "ケスノスケ".into(),
            phone: "090-5555-7777".into(),
            postal: "604-8136".into(),
            prefecture: "京都府".into(),
            city: "忘却郡消滅町".into(),
            street: "忘却町9-9".into(),
            ..shop::checkout::CheckoutForm::default()
        };
        let browser = Known::default();
        let added = member::add_address(&world, &shop, &member, &form, &browser).await;
        assert!(added.is_err());
        is_gone(&counter).await;
    })
    .await;
}

#[tokio::test]
async fn no_member_leaves_with_a_card_that_a_subscription_may_need() {
    on_each(async |kind: Kind| {
        let mut counter = Counter::new(kind).await;
        let mut member = counter.member("aoi-k").await;
        let world = counter.street.town.world.clone();
        let said = |sql| {
            let world = world.clone();
            async move { world.store.write(move |tx| tx.exec(sql, &[])).await.unwrap() }
        };
        said(sql!("update shop set subscriptions_run = 1")).await;
        said(sql!(
            "insert into stored_card (shop_id, member_id, merchant_id, customer_id, version,
               card_id) values (1, 1, '900000001', 'c', 1, '1')"
        ))
        .await;
        let leave = [("old_password", PASSWORD)];
        let kept = member.post("/member/withdrawal", &leave).await;
        assert_eq!(kept.status, StatusCode::CONFLICT);
        has(&kept, &["定期購入のお支払いに使われている", "お店へご連絡ください"]);
        has(&counter.get(PATH).await, &["カードが登録されています。"]);
        said(sql!("update shop set subscriptions_run = 0")).await;
        let left = member.post("/member/withdrawal", &leave).await;
        assert_eq!(left.location(), "/member/sign-in?did=withdrawn");
    })
    .await;
}
