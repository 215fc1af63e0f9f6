//! Paying by card as a browser sees it; the sandbox is the gateway and the card issuer.

use std::sync::Arc;

use http::{StatusCode, header};
use paygent_sandbox::{Options, Sandbox, TEST_CARDS};
use shop::attempt;
use shop::clock::{Clock, HandClock, SystemClock};
use shop::id::MerchantId;
use shop::payment::account;
use store::scratch::{Kind, on_each};

use crate::browser::{Browser, Page};
use crate::checkout::{order, ready, send};
use crate::town::{HOST, Town};

/// A shop, and the gateway beside it.
pub struct Street {
    pub town: Town,
    pub sandbox: Sandbox,
}

impl Street {
    pub async fn new(kind: Kind, three_ds: bool) -> Street {
        Street::timed(kind, three_ds, Arc::new(SystemClock)).await
    }

    /// With a contract whose token script signs its answers.
    pub async fn signing(kind: Kind) -> Street {
        let key = "NorenTokenReceiptKey";
        let mut options = Options::default();
        options.merchant.token_hash_key = Some(key.into());
        let sandbox = Sandbox::start(options).await.unwrap();
        let (telegrams, browser) = (sandbox.base_url(), sandbox.browser_url());
        let town = Town::at(kind, &telegrams, &browser, false).await;
        let (world, shop) = (&town.world, town.shop.id);
        let merchant = MerchantId("900000001".to_owned());
        let mut account = account::load(world, shop, &merchant).await.unwrap();
        account.token_receipt_key = Some(key.into());
        account::save(world, shop, &account).await.unwrap();
        Street { town, sandbox }
    }

    pub async fn timed(kind: Kind, three_ds: bool, clock: Arc<dyn Clock>) -> Street {
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        let (telegrams, browser) = (sandbox.base_url(), sandbox.browser_url());
        let town = Town::timed(kind, &telegrams, &browser, three_ds, clock).await;
        Street { town, sandbox }
    }

    /// 確認画面へ and 注文する.
    pub async fn pay(&self, browser: &mut Browser, card: &str) -> Page {
        let confirmation = self.confirmed(browser, card).await;
        order(browser, &confirmation).await
    }

    /// What the page's module does, and then 確認画面へ.
    pub async fn confirmed(&self, browser: &mut Browser, card: &str) -> Page {
        let token = token(&self.sandbox, card).await;
        let text = |name: &str| token[name].as_str().unwrap();
        let fields = [
            ("pay", "card"),
            ("split", "1"),
            ("holder_name", "AOI KOBAYASHI"),
            ("card_token", text("token")),
            ("card_valid_until", text("valid_until")),
        ];
        let confirmation = send(browser, "confirm", &fields).await;
        assert_eq!(confirmation.status, StatusCode::OK, "{}", confirmation.text());
        confirmation
    }

    /// Payments that hold or took money.
    async fn live(&self) -> usize {
        let trades = self.sandbox.ledger().trades().await.unwrap();
        // 20: オーソリOK, 40: 消込済.
        trades.iter().filter(|trade| [20, 40].contains(&trade.status.0)).count()
    }

    /// The issuer's page, answered by the buyer if it asks: where the issuer sends the browser.
    pub async fn issuer(&self, hand_off: &Page, outcome: &str) -> String {
        let action = hand_off.text().split("action=\"").nth(1).unwrap().split('"').next().unwrap();
        let asked = post(action, "creq=x").await;
        let sent = match asked.status() {
            StatusCode::OK => {
                post(&format!("{action}/answer"), &format!("outcome={outcome}")).await
            }
            _ => asked,
        };
        let back = sent.headers()[header::LOCATION].to_str().unwrap().to_owned();
        back.strip_prefix(&format!("http://{HOST}")).expect("back to the shop").to_owned()
    }
}

async fn post(url: &str, body: &str) -> reqwest::Response {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let form = "application/x-www-form-urlencoded";
    let request = client.unwrap().post(url).header("content-type", form).body(body.to_owned());
    request.send().await.unwrap()
}

/// A token of a test card, by its key.
pub async fn token(sandbox: &Sandbox, card: &str) -> serde_json::Value {
    let card = TEST_CARDS.iter().find(|row| row.key == card).expect("a test card");
    let fields = [
        ("card_number", card.number),
        ("card_expire_year", "30"),
        ("card_expire_month", "12"),
        ("card_cvc", "123"),
        ("card_name", "AOI KOBAYASHI"),
    ];
    tokenise(sandbox, &fields).await
}

/// A token of a security code alone, for a registered card.
pub async fn code_token(sandbox: &Sandbox) -> serde_json::Value {
    tokenise(sandbox, &[("card_cvc", "123"), ("cvc_only_flg", "1")]).await
}

async fn tokenise(sandbox: &Sandbox, fields: &[(&str, &str)]) -> serde_json::Value {
    let merchant = paygent_sandbox::Merchant::demo();
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs([
        ("merchant_id", merchant.merchant_id.as_str()),
        ("token_generate_key", merchant.token_key.as_str()),
    ]);
    body.extend_pairs(fields);
    let url = format!("{}/n/token/request", sandbox.base_url());
    let answer = post(&url, &body.finish()).await.bytes().await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    let mut token = answer["tokenizedCardObject"].clone();
    token["hc"] = answer["hc"].clone();
    token
}

#[tokio::test]
async fn a_token_that_is_not_what_the_script_answered_pays_nothing() {
    on_each(async |kind| {
        let street = Street::signing(kind).await;
        let mut browser = ready(&street.town).await;
        let first = token(&street.sandbox, "frictionless").await;
        let other = token(&street.sandbox, "frictionless").await;
        let text = |from: &serde_json::Value, name: &str| from[name].as_str().unwrap().to_owned();
        let signature = text(&first, "hc");
        for (of, signature, is_placed) in [
            (&first, "", false),
            (&other, signature.as_str(), false),
            (&first, signature.as_str(), true),
        ] {
            let token = text(of, "token");
            let (until, masked) = (text(of, "valid_until"), text(of, "masked_card_number"));
            let fingerprint = text(of, "fingerprint");
            let fields = [
                ("pay", "card"),
                ("holder_name", "AOI KOBAYASHI"),
                ("card_token", &token),
                ("card_valid_until", &until),
                ("card_masked", &masked),
                ("card_fingerprint", &fingerprint),
                ("card_signature", signature),
            ];
            let confirmation = send(&mut browser, "confirm", &fields).await;
            let sent = order(&mut browser, &confirmation).await;
            if is_placed {
                let thanks = browser.follow(sent).await;
                assert!(thanks.text().contains("ご注文ありがとうございます"));
            } else {
                assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
                let text = sent.text();
                assert!(text.contains("カード情報を受け取れませんでした") && text.contains("小林"));
                assert!(text.contains("id=\"card_signature\""), "the page asks for it");
            }
            assert_eq!(street.live().await, usize::from(is_placed));
        }
    })
    .await;
}

#[tokio::test]
async fn without_three_ds_the_answer_is_the_thanks_page() {
    on_each(async |kind| {
        let street = Street::new(kind, false).await;
        let mut browser = ready(&street.town).await;
        let placed = street.pay(&mut browser, "challenge").await;
        let thanks = browser.follow(placed).await;
        assert!(thanks.text().contains("ご注文ありがとうございます"), "{}", thanks.text());
        assert!(thanks.text().contains("1回払い"));
        assert_eq!(street.live().await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_second_click_leads_to_the_same_order_though_the_cart_is_empty_by_then() {
    on_each(async |kind| {
        let street = Street::new(kind, false).await;
        let mut browser = ready(&street.town).await;
        let confirmation = street.confirmed(&mut browser, "frictionless").await;
        let first = order(&mut browser, &confirmation).await;
        let placed = browser.get(first.location()).await;
        assert!(placed.text().contains("ご注文ありがとうございます"));
        let second = order(&mut browser, &confirmation).await;
        assert_eq!(first.location(), second.location());
        assert_eq!(street.live().await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_challenge_goes_to_the_issuer_and_comes_back_to_any_browser() {
    on_each(async |kind| {
        let street = Street::new(kind, true).await;
        let mut browser = ready(&street.town).await;
        let placed = street.pay(&mut browser, "challenge").await;
        let path = placed.location().to_owned();
        let hand_off = browser.follow(placed).await;
        assert_eq!(hand_off.headers[header::CACHE_CONTROL], "no-store");
        assert!(!hand_off.headers.contains_key(header::SET_COOKIE));
        assert!(hand_off.text().starts_with("<!DOCTYPE html>\r\n"), "byte for byte");
        let stranger = Browser::new(&street.town.router).get(&format!("{path}/hand-off")).await;
        assert_eq!(stranger.location(), path, "only the buyer is handed off");

        let back = street.issuer(&hand_off, "success").await;
        let forged = back.replace("hc=", "hc=0");
        let mut fresh = Browser::new(&street.town.router);
        fresh.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
        assert_eq!(fresh.get(&forged).await.status, 404);
        assert_eq!(street.live().await, 0, "a forged return charges nothing");
        // The return finishes the order without our cookie, and twice is once.
        for _ in 0..2 {
            let returned = fresh.get(&back).await;
            assert_eq!(returned.location(), path);
        }
        let limited = fresh.get(&path).await;
        assert!(limited.text().contains("ご注文を承りました") && !limited.text().contains("小林"));
        assert!(browser.get(&path).await.text().contains("ご注文ありがとうございます"));
        assert_eq!(street.live().await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_posted_return_works_too() {
    on_each(async |kind| {
        let street = Street::new(kind, true).await;
        let mut browser = ready(&street.town).await;
        let placed = street.pay(&mut browser, "challenge").await;
        let hand_off = browser.follow(placed).await;
        let back = street.issuer(&hand_off, "success").await;
        let (path, query) = back.split_once('?').unwrap();
        let fields: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        let mut fresh = Browser::new(&street.town.router);
        fresh.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
        let returned = fresh.post(path, &fields).await;
        assert!(browser.follow(returned).await.text().contains("ありがとうございます"));
    })
    .await;
}

#[tokio::test]
async fn a_refused_card_leads_back_to_the_filled_form_and_another_card_works() {
    on_each(async |kind| {
        let street = Street::new(kind, false).await;
        let mut browser = ready(&street.town).await;
        let refused = street.pay(&mut browser, "refused_2003").await;
        let form = browser.follow(refused).await;
        let text = form.text();
        assert!(text.contains("ご注文手続き"), "{text}");
        assert!(text.contains("<li><a href=\"#cc-number\">カード番号"), "{text}");
        let said = "入力し直してください。（2003）";
        assert_eq!(text.matches(said).count(), 2, "in the summary and beside the field");
        assert!(text.contains("role=\"alert\"") && text.contains("請求も発生していません"));
        assert!(text.contains("value=\"梅忠町20-1\"") && !text.contains("AOI KOBAYASHI"));
        let placed = street.pay(&mut browser, "frictionless").await;
        assert!(browser.follow(placed).await.text().contains("ありがとうございます"));
        assert_eq!(street.live().await, 1);
    })
    .await;
}

#[tokio::test]
async fn back_from_the_issuer_the_form_is_there_and_the_late_return_charges_nothing() {
    on_each(async |kind| {
        let street = Street::new(kind, true).await;
        let mut browser = ready(&street.town).await;
        let placed = street.pay(&mut browser, "challenge").await;
        let hand_off = browser.follow(placed).await;
        let back = browser.get("/checkout").await;
        assert!(back.text().contains("value=\"梅忠町20-1\""), "Back shows the filled form");
        assert_eq!(back.headers[header::CACHE_CONTROL], "no-store");
        let confirmation = send(&mut browser, "confirm", &[]).await;
        let by_bank = order(&mut browser, &confirmation).await;
        let thanks = browser.follow(by_bank).await;
        assert!(thanks.text().contains("ありがとうございます") && thanks.text().contains("振込"));
        let late = street.issuer(&hand_off, "success").await;
        let late = browser.get(&late).await;
        let page = browser.follow(late).await;
        assert!(page.text().contains("振込"), "the first attempt leads to the order that counts");
        assert_eq!(street.live().await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_failed_authentication_says_so_on_the_form() {
    on_each(async |kind| {
        let street = Street::new(kind, true).await;
        for outcome in ["failure", "cancel"] {
            let mut browser = ready(&street.town).await;
            let placed = street.pay(&mut browser, "challenge").await;
            let hand_off = browser.follow(placed).await;
            let back = street.issuer(&hand_off, outcome).await;
            let back = browser.get(&back).await;
            let form = browser.follow(back).await;
            assert_eq!(form.text().matches("（31007）").count(), 2, "{outcome}: {}", form.text());
        }
        assert_eq!(street.live().await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_unknown_outcome_waits_and_settles_by_itself() {
    on_each(async |kind| {
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        let street = Street::timed(kind, false, clock.clone()).await;
        let mut browser = ready(&street.town).await;
        let placed = street.pay(&mut browser, "dropped_after_commit").await;
        let path = placed.location().to_owned();
        let waiting = browser.follow(placed).await;
        assert!(waiting.text().contains("確認中です") && !waiting.text().contains("失敗"));
        // Back, and the cart's 注文手続きへ: the buyer is led to what is under way.
        assert!(!browser.get("/cart").await.text().contains("売り切れ"));
        assert_eq!(browser.get("/checkout").await.location(), path);
        browser.headers = vec![("x-noren-fragment", "1".to_owned())];
        assert_eq!(browser.get(&path).await.text(), r#"{"waiting":true}"#);
        // What `work` does in the background.
        let world = &street.town.world;
        while browser.get(&path).await.text() == r#"{"waiting":true}"# {
            let Some(next) = attempt::sweep(world).await.unwrap() else { break };
            clock.advance((next.0 - world.now().0).max(1));
        }
        browser.headers.clear();
        assert!(browser.get(&path).await.text().contains("ご注文ありがとうございます"));
        assert_eq!(street.live().await, 1);
    })
    .await;
}
