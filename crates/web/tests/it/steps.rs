//! The 3-step cart without JavaScript: Step1 to Step4, Back, reload, a lost session, what is wrong.

use http::StatusCode;
use shop::clock::Timestamp;
use shop::settings::cart::Flow;
use shop::settings::{self, CartSettings};
use store::Tx;
use store::scratch::on_each;

use crate::browser::{Browser, Page};
use crate::card::{Street, token};
use crate::checkout::{FORM, ready};
use crate::town::Town;

pub const BUYER: &str = "/checkout/buyer";
pub const DELIVERY: &str = "/checkout/delivery";
pub const REVIEW: &str = "/checkout/review";
/// How many fields of [`FORM`] belong to Step1.
pub const OF_BUYER: usize = 10;

/// What buyers may ask for, and the 3-step cart.
pub async fn three_steps(town: &mut Town) {
    let shop = town.shop.id;
    let cart = CartSettings {
        flow: Flow::ThreeStep,
        gift_message: true,
        noshi: vec!["御祝".into(), "内祝".into()],
        receipt_name: true,
    };
    let save = move |tx: &mut dyn Tx| settings::save(tx, shop, &cart, "test", Timestamp(0));
    town.world.store.write(save).await.expect("settings are saved");
    town.router = web::storefront(town.world.clone(), web::Surface::default());
}

/// The fields of a step, some of them changed, sent with 次へ.
pub async fn next(browser: &mut Browser, step: &str, other: &[(&str, &str)]) -> Page {
    let own = if step == BUYER { &FORM[..OF_BUYER] } else { &FORM[OF_BUYER..] };
    let kept = own.iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    let fields: Vec<_> = kept.chain(other).copied().chain([("do", "next")]).collect();
    browser.post(step, &fields).await
}

/// 注文する on Step3, with these fields of the card.
pub async fn order(browser: &mut Browser, review: &Page, card: &[(&str, &str)]) -> Page {
    let hidden = review.hidden();
    let kept = hidden.iter().filter(|(name, _)| card.iter().all(|(typed, _)| typed != name));
    let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<_> = kept.chain(card.iter().copied()).collect();
    browser.post("/checkout/orders", &fields).await
}

fn has(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(page.text().contains(text), "{text} is not in {}", page.text());
    }
}

#[tokio::test]
async fn what_was_typed_goes_along_when_the_shop_changes_its_cart() {
    on_each(async |kind| {
        let mut town = Town::quiet(kind).await;
        three_steps(&mut town).await;
        let mut browser = ready(&town).await;
        browser.get(BUYER).await;
        let (shop, cart) = (town.shop.id, CartSettings::default());
        let save = move |tx: &mut dyn Tx| settings::save(tx, shop, &cart, "test", Timestamp(0));
        town.world.store.write(save).await.unwrap();
        browser.go_to(&web::storefront(town.world.clone(), web::Surface::default()));
        let sent = next(&mut browser, BUYER, &[]).await;
        assert_eq!(sent.location(), "/checkout");
        has(&browser.follow(sent).await, &["value=\"小林\"", "value=\"梅忠町20-1\""]);
    })
    .await;
}

#[tokio::test]
async fn an_order_goes_through_its_steps_and_back() {
    on_each(async |kind| {
        let mut town = Town::quiet(kind).await;
        three_steps(&mut town).await;
        let mut browser = ready(&town).await;
        let first = browser.get("/checkout").await;
        assert_eq!(first.location(), BUYER, "注文手続きへ opens Step1");
        for ahead in [DELIVERY, REVIEW] {
            let sent_back = browser.get(ahead).await;
            assert_eq!(sent_back.location(), "/checkout/buyer?because=incomplete", "{ahead}");
            has(&browser.follow(sent_back).await, &["姓を入力してください"]);
        }
        assert_eq!(next(&mut browser, BUYER, &[]).await.location(), DELIVERY);
        let sent_back = browser.get(REVIEW).await;
        has(&browser.follow(sent_back).await, &["Step2", "お支払方法を選んでください"]);
        let extras = [
            ("noshi", "内祝"),
            ("noshi_ribbon", "knot"),
            ("noshi_name", "小林"),
            ("gift_message", "おめでとう\nございます"),
            ("receipt_name", "小林商店"),
        ];
        assert_eq!(next(&mut browser, DELIVERY, &extras).await.location(), REVIEW);
        let wishes = ["内祝（結び切り・外のし）名入れ：小林", "ございます", "小林商店", "門の前に"];
        let six = ["申込みの撤回・解除", "引渡時期", "銀行振込", "注文する"];
        for _ in 0..2 {
            let review = browser.get(REVIEW).await;
            has(&review, &wishes);
            has(&review, &six);
        }
        // Back: everything typed is there, and a change is taken over.
        has(&browser.get(BUYER).await, &["value=\"小林\"", "value=\"梅忠町20-1\""]);
        has(&browser.get(DELIVERY).await, &["<option selected>内祝", "value=\"小林商店\""]);
        assert_eq!(next(&mut browser, BUYER, &[("street", "柳馬場1")]).await.location(), DELIVERY);
        let review = browser.get(REVIEW).await;
        has(&review, &["柳馬場1", "小林商店"]);
        let placed = order(&mut browser, &review, &[]).await;
        let again = order(&mut browser, &review, &[]).await;
        assert_eq!(placed.location(), again.location(), "two clicks are one order");
        has(&browser.follow(placed).await, &["ご注文ありがとうございます", "柳馬場1"]);
        let mails = town.world.store.read(|tx: &mut dyn Tx| {
            let rows = tx.rows(store::sql!("select body from outbox"), &[])?;
            rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, store::Error>>()
        });
        for mail in mails.await.unwrap() {
            assert!(wishes.iter().all(|wish| mail.contains(wish)), "{mail}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_day_and_a_time_are_chosen_on_step2() {
    on_each(async |kind| {
        let mut town = Town::quiet(kind).await;
        three_steps(&mut town).await;
        let mut browser = ready(&town).await;
        next(&mut browser, BUYER, &[]).await;
        has(&browser.get(DELIVERY).await, &["お届け希望日", "お届け時間帯", "14時～16時"]);
        let today = town.world.now().day();
        let (early, right) = (today.after(1).to_string(), today.after(7).to_string());
        let refused = [("deliver_on", early.as_str()), ("slot", "深夜")];
        let again = next(&mut browser, DELIVERY, &refused).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&again, &["id=\"deliver_on-e\"", "id=\"slot-e\"", "2か所"]);
        let wish = [("deliver_on", right.as_str()), ("slot", "午前中")];
        assert_eq!(next(&mut browser, DELIVERY, &wish).await.location(), REVIEW);
        let said = format!("{} 午前中", today.after(7).to_text());
        let review = browser.get(REVIEW).await;
        has(&review, &[&said]);
        // Step1 again: Step2 keeps it.
        next(&mut browser, BUYER, &[("street", "柳馬場1")]).await;
        has(&browser.get(DELIVERY).await, &["<option value=\"午前中\" selected>"]);
        let review = browser.get(REVIEW).await;
        let placed = order(&mut browser, &review, &[]).await;
        has(&browser.follow(placed).await, &["ご注文ありがとうございます", &said]);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_stands_on_its_own_step_and_nothing_typed_is_lost() {
    on_each(async |kind| {
        let mut town = Town::quiet(kind).await;
        three_steps(&mut town).await;
        let mut browser = ready(&town).await;
        let refused = next(&mut browser, BUYER, &[("email", "aoi"), ("postal", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["2か所", "メールアドレスの形", "id=\"email-e\"", "value=\"京都市中京区\""]);
        assert!(!refused.text().contains("お支払方法を選んでください"), "that is Step2's");
        next(&mut browser, BUYER, &[]).await;
        let long = "あ".repeat(201);
        let wrong = [("pay", ""), ("noshi", "御布施"), ("gift_message", long.as_str())];
        let refused = next(&mut browser, DELIVERY, &wrong).await;
        has(
            &refused,
            &["3か所", "お支払方法を選んでください", "のしを選び直して", "200文字以内", &long],
        );
        // An address that changed under a choice that does not go with it: the step that mends it.
        let card = [("pay", "card")];
        assert_eq!(next(&mut browser, DELIVERY, &card).await.location(), REVIEW);
        let okinawa = [("prefecture", "沖縄県"), ("postal", "9000000")];
        next(&mut browser, BUYER, &okinawa).await;
        let sent_back = browser.get(REVIEW).await;
        has(&browser.follow(sent_back).await, &["Step2", "ほかのお支払方法を選んでください"]);
        has(&browser.get(DELIVERY).await, &["送料を別途ご連絡するため"]);
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_lost_its_cookie_keeps_what_it_typed() {
    on_each(async |kind| {
        for is_three in [false, true] {
            let mut town = Town::quiet(kind).await;
            if is_three {
                three_steps(&mut town).await;
            }
            let mut browser = Browser::new(&town.router);
            let path = if is_three { BUYER } else { "/checkout" };
            let fields: Vec<_> = FORM
                .into_iter()
                .chain([("do", "next"), ("card_token", "tok_0123456789")])
                .collect();
            let lost = browser.post(path, &fields).await;
            assert_eq!(lost.location(), "/cart?did=lost");
            has(&browser.follow(lost).await, &["ご入力いただいた内容は残っています"]);
            browser.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
            let form = browser.get("/checkout").await;
            let form = browser.follow(form).await;
            has(&form, &["value=\"小林\"", "value=\"京都市中京区\""]);
            assert!(!form.text().contains("tok_0123456789"), "card data is never kept");
        }
    })
    .await;
}

#[tokio::test]
async fn goods_that_are_gone_or_a_cookie_that_is_lost_on_step_two_lose_nothing_of_step_one() {
    on_each(async |kind| {
        let mut town = Town::quiet(kind).await;
        three_steps(&mut town).await;
        let sold_out = async |is_sold: i64| {
            let sell = move |tx: &mut dyn Tx| {
                let sql = store::sql!("update product set published = $1 where product_id = 101");
                tx.exec(sql, &[(1 - is_sold).into()])
            };
            town.world.store.write(sell).await.unwrap();
        };
        let mut browser = ready(&town).await;
        next(&mut browser, BUYER, &[]).await;
        let step_two = browser.get(DELIVERY).await;
        sold_out(1).await;
        assert_eq!(next(&mut browser, DELIVERY, &[]).await.location(), "/cart");
        sold_out(0).await;
        has(&browser.get(BUYER).await, &["value=\"小林\"", "value=\"梅忠町20-1\""]);
        // The cookie goes while Step2 stands open: its page has Step1's fields with it.
        let mut forgetful = Browser::new(&town.router);
        let hidden = step_two.hidden();
        let kept = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<_> =
            kept.chain([("pay", "bank"), ("note", "門の前"), ("do", "next")]).collect();
        let lost = forgetful.post(DELIVERY, &fields).await;
        assert_eq!(lost.location(), "/cart?did=lost");
        forgetful.post("/cart/lines", &[("product_id", "101"), ("quantity", "1")]).await;
        has(&forgetful.get(BUYER).await, &["value=\"小林\"", "value=\"梅忠町20-1\""]);
        has(&forgetful.get(DELIVERY).await, &["門の前"]);
    })
    .await;
}

#[tokio::test]
async fn a_card_is_entered_on_step_three_and_told_there_when_it_is_refused() {
    on_each(async |kind| {
        let mut street = Street::new(kind, false).await;
        three_steps(&mut street.town).await;
        let mut browser = ready(&street.town).await;
        next(&mut browser, BUYER, &[]).await;
        next(&mut browser, DELIVERY, &[("pay", "card")]).await;
        let review = browser.get(REVIEW).await;
        has(&review, &["クレジットカード情報入力", "カードによっては選べない回数があります。"]);
        assert!(!review.text().contains("選べない回数について"), "⑦ stands below 支払回数 (R-066)");
        // Without JavaScript no token comes along.
        let refused = order(&mut browser, &review, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["カード情報を入力してください", "id=\"holder_name-e\"", "Step3"]);
        for (card, ends) in [("refused_2003", false), ("frictionless", true)] {
            let review = browser.get(REVIEW).await;
            let token = token(&street.sandbox, card).await;
            let text = |name: &str| token[name].as_str().unwrap();
            let typed = [
                ("split", "1"),
                ("holder_name", "AOI KOBAYASHI"),
                ("card_token", text("token")),
                ("card_valid_until", text("valid_until")),
            ];
            let sent = order(&mut browser, &review, &typed).await;
            let page = browser.follow(sent).await;
            if ends {
                has(&page, &["ご注文ありがとうございます", "1回払い"]);
            } else {
                has(&page, &["Step3", "（2003）", "id=\"cc-number-e\"", "小林"]);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_changed_price_comes_back_to_step_three() {
    on_each(async |kind| {
        let mut town = Town::quiet(kind).await;
        three_steps(&mut town).await;
        let mut browser = ready(&town).await;
        next(&mut browser, BUYER, &[]).await;
        next(&mut browser, DELIVERY, &[]).await;
        let review = browser.get(REVIEW).await;
        browser.post("/cart/lines", &[("product_id", "201"), ("quantity", "1")]).await;
        let refused = order(&mut browser, &review, &[]).await;
        let page = browser.follow(refused).await;
        has(&page, &["金額が変わりました", "Step3", "小林"]);
        // The shop goes back to one page: whoever is on a step comes along.
        let shop = town.shop.id;
        let zero = CartSettings::default();
        let save = move |tx: &mut dyn Tx| settings::save(tx, shop, &zero, "test", Timestamp(0));
        town.world.store.write(save).await.unwrap();
        let router = web::storefront(town.world.clone(), web::Surface::default());
        browser.go_to(&router);
        for step in [BUYER, DELIVERY, REVIEW] {
            assert_eq!(browser.get(step).await.location(), "/checkout");
        }
        assert_eq!(next(&mut browser, BUYER, &[]).await.location(), "/checkout");
        has(&browser.get("/checkout").await, &["value=\"小林\""]);
    })
    .await;
}
