//! The shop's desk without JavaScript: an order bought with a card is found, captured and
//! cancelled; the sandbox's ledger agrees each time.

use std::sync::Arc;

use http::StatusCode;
use paygent_sandbox::{Fault, Options, Sandbox, Trade, Trick};
use shop::attempt::{self, ClientNote, Submission};
use shop::checkout::{Address, Arrival, Buyer, CardChoice, CardPay, Checkout, Extras, Pay, Split};
use shop::clock::{Clock, HandClock, SECOND, SystemClock, Timestamp};
use shop::delivery::Prefecture;
use shop::id::{CarrierId, CartId};
use shop::secret::Secret;
use shop::{cart, catalogue, payment, staff};
use store::scratch::{Kind, on_each};
use web::Surface;

use crate::browser::{Browser, Page};
use crate::town::Town;

/// The first order of a shop.
pub const ORDER: &str = "/orders/1";

/// A shop with an order, and somebody signed in.
pub struct Desk {
    pub town: Town,
    pub sandbox: Sandbox,
    pub staff: Browser,
    pub clock: Arc<HandClock>,
}

impl Desk {
    /// A shop with one order, bought with a card without 3-D Secure, and 佐藤 at the desk.
    pub async fn with_order(kind: Kind) -> Desk {
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        let mut town = Town::at(kind, &sandbox.base_url(), &sandbox.browser_url(), false).await;
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        town.world.clock = clock.clone();
        Box::pin(buy(&town, &sandbox)).await;
        let password = Secret::new("noren-no-uchi");
        staff::create(&town.world, &town.shop, "sato", "佐藤", &password).await.unwrap();
        let office = web::admin(town.world.clone(), Surface::default());
        let mut staff = Browser::new(&office);
        let fields = [("login", "sato"), ("password", "noren-no-uchi"), ("next", "")];
        assert_eq!(staff.post("/sign-in", &fields).await.location(), "/orders");
        Desk { town, sandbox, staff, clock }
    }

    /// Opens the order, a while later: Paygent is asked at most once a second.
    pub async fn order(&mut self) -> Page {
        self.clock.advance(2 * SECOND);
        self.staff.get(ORDER).await
    }

    /// Opens the confirmation, presses its button, follows to the order.
    pub async fn act(&mut self, noun: &str) -> Page {
        let path = format!("{ORDER}/{noun}");
        let confirmation = self.staff.get(&path).await;
        assert_eq!(confirmation.status, StatusCode::OK, "{noun} is allowed");
        assert!(confirmation.text().contains(&format!("method=\"post\" action=\"{path}\"")));
        let done = self.staff.post(&path, &[]).await;
        self.staff.follow(done).await
    }

    /// Time passes until no telegram is open any more.
    pub async fn settle(&mut self) {
        for _ in 0..10 {
            self.clock.advance(60 * SECOND);
            payment::sweep(&self.town.world).await.unwrap();
        }
    }

    pub async fn trade(&self) -> Trade {
        let mut trades = self.sandbox.ledger().trades().await.unwrap();
        assert_eq!(trades.len(), 1);
        trades.remove(0)
    }
}

/// Buys a cup as the storefront would.
async fn buy(town: &Town, sandbox: &Sandbox) {
    let (world, shop) = (&town.world, &town.shop);
    let cart = CartId("0123456789abcdef".into());
    let cup = catalogue::find(world, shop, "yunomi-shinogi").await.unwrap().unwrap();
    cart::add(world, shop, &cart, cup.product.id, 1).await.unwrap();
    let kept = cart::load(world, shop, &cart).await.unwrap();
    let checkout = checkout(token(sandbox).await);
    let (shop_id, priced) = (shop.id, kept.clone());
    let (wish, choices) = (checkout.wish(), shop::checkout::Choices::default());
    let price = move |tx: &mut dyn store::Tx| {
        shop::checkout::priced_in(tx, shop_id, &priced, wish, &choices)
    };
    let (quote, _) = world.store.read(price).await.unwrap();
    let submission = Submission {
        cart,
        submit_key: kept.submit_key,
        shown_total: quote.total_so_far(),
        shown_open: quote.is_shipping_undecided(),
        checkout,
        member: None,
        client: ClientNote {
            ip: "203.0.113.24".into(),
            user_agent: "Mobile".into(),
            ..ClientNote::default()
        },
    };
    let attempt = attempt::submit(world, shop, submission).await.unwrap();
    attempt::drive(world, shop, &attempt).await.unwrap();
}

async fn token(sandbox: &Sandbox) -> CardPay {
    let card = paygent_sandbox::TEST_CARDS.iter().find(|card| card.key == "frictionless");
    let merchant = paygent_sandbox::Merchant::demo();
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs([
        ("merchant_id", merchant.merchant_id.as_str()),
        ("token_generate_key", merchant.token_key.as_str()),
        ("card_number", card.unwrap().number),
        ("card_expire_year", "30"),
        ("card_expire_month", "12"),
        ("card_cvc", "123"),
        ("card_name", "AOI KOBAYASHI"),
    ]);
    let answer = reqwest::Client::new()
        .post(format!("{}/n/token/request", sandbox.base_url()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.finish())
        .send();
    let answer = answer.await.unwrap().bytes().await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    let text = |name: &str| answer["tokenizedCardObject"][name].as_str().unwrap().to_owned();
    CardPay {
        token: Secret::new(text("token")),
        valid_until: Timestamp::from_gateway_text(&text("valid_until")).unwrap(),
        holder_name: "AOI KOBAYASHI".into(),
        split: Split::Times(3),
        choice: CardChoice::Typed,
        keep: false,
        save: None,
    }
}

fn checkout(card: CardPay) -> Checkout {
    let address = Address {
        postal: "6048136".into(),
        prefecture: Prefecture::find("京都府").unwrap(),
        city: "京都市中京区".into(),
        street: "梅忠町20-1".into(),
        building: String::new(),
    };
    Checkout {
        buyer: Buyer {
            family: "小林".into(),
            given: "葵".into(),
            family_kana: "コバヤシ".into(),
            given_kana: "アオイ".into(),
            email: "aoi@example.jp".into(),
            phone: "0750000123".into(),
            address,
        },
        recipient: None,
        carrier_id: CarrierId(1),
        arrival: Arrival::default(),
        note: String::new(),
        extras: Extras::default(),
        pay: Pay::Card(card),
    }
}

pub fn has(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(page.text().contains(text), "{text} is not in {}", page.text());
    }
}

/// Of the payment: the order's own ways are no buttons of the frame.
fn has_no_buttons(page: &Page) {
    let frame = page.text().split("class=\"frame\"").nth(1).expect("a frame");
    let frame = frame.split("</section>").next().unwrap_or_default();
    assert!(!frame.contains("data-dialog"), "{frame}");
    for text in ["id=\"capture\"", "id=\"cancellation\"", "取引更新", "1/capture", "1/cancellation"]
    {
        assert!(!page.text().contains(text), "{text} is in {}", page.text());
    }
}

#[tokio::test]
async fn an_order_is_captured_and_then_refunded() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let order = desk.order().await;
        has(
            &order,
            &["黄枠 1", "決済状況：オーソリOK", "3回払い", "スマートフォン (203.0.113.24)"],
        );
        let console = format!("href=\"{}/online\"", desk.sandbox.browser_url());
        has(&order, &[&console, "管理サイト", "下4桁"]);
        assert_eq!(desk.trade().await.status.0, 20);

        let captured = desk.act("capture").await;
        has(
            &captured,
            &["黄枠 2", "role=\"status\"", "売上を確定しました", "<span class=\"who\">佐藤</span>"],
        );
        assert_eq!(desk.trade().await.status.0, 40);

        let again = desk.staff.post(&format!("{ORDER}/capture"), &[]).await;
        let again = desk.staff.follow(again).await;
        has(&again, &["「売上確定」は行われていません", "黄枠 2"]);

        let cancelled = desk.act("cancellation").await;
        has(&cancelled, &["黄枠 3", "決済をキャンセルしました"]);
        has_no_buttons(&cancelled);
        assert!(!desk.trade().await.is_live());
        let late = desk.staff.get(&format!("{ORDER}/cancellation")).await;
        assert_eq!(late.location(), "/orders/1?act=cancellation&answer=denied");
    })
    .await;
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_a_page_that_says_so() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        for path in [
            "/orders?trade=1&trade=2",
            "/orders/1?act=capture&act=capture",
            "/sign-in?next=/orders&next=/orders",
        ] {
            let page = desk.staff.get(path).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}");
            has(&page, &["<html lang=\"ja\">"]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_hold_is_given_back() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let cancelled = desk.act("cancellation").await;
        has(&cancelled, &["黄枠 3", "決済状況：キャンセル済", "決済をキャンセルしました"]);
        assert!(!desk.trade().await.is_live());
    })
    .await;
}

#[tokio::test]
async fn a_refusal_shows_its_code_and_leaves_the_hold() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        desk.sandbox.control().fault(Fault::next("022", Trick::Refuse { code: "2007".into() }));
        let refused = desk.act("capture").await;
        has(
            &refused,
            &["「売上確定」は行われていません", "（2007）", "黄枠 1", "data-dialog=\"capture\""],
        );
        assert_eq!(desk.trade().await.status.0, 20);
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_is_found_out_by_opening_the_order() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        desk.sandbox.control().fault(Fault::next("022", Trick::DropAfterCommit));
        let known = desk.act("capture").await;
        has(&known, &["黄枠 2", "「売上確定」の結果を確認しました"]);
        assert_eq!(desk.trade().await.status.0, 40);
        // The buttons of that page work at once.
        has(&desk.act("cancellation").await, &["黄枠 3", "決済状況：キャンセル済"]);
        assert_eq!(desk.trade().await.status.0, 60);
    })
    .await;
}

#[tokio::test]
async fn a_slow_gateway_keeps_nobody_waiting_for_long() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        desk.sandbox.control().fault(Fault::next("022", Trick::DelayBeforeCommit { ms: 6_000 }));
        let path = format!("{ORDER}/capture");
        let led = desk.staff.post(&path, &[]).await;
        assert_eq!(led.location(), "/orders/1?act=capture&answer=checking");
        has(&desk.order().await, &["赤枠 1", "data-settling"]);
        while desk.trade().await.status.0 != 40 {
            tokio::task::yield_now().await;
        }
        has(&desk.order().await, &["黄枠 2"]);
        let odd = desk.staff.get("/orders/abc").await;
        assert_eq!(odd.status, 404);
        assert!(odd.text().contains("ページが見つかりません"));
    })
    .await;
}

#[tokio::test]
async fn an_unknown_outcome_is_waited_for_without_buttons() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        desk.order().await; // Its answer to 094 serves the next second.
        desk.sandbox.control().fault(Fault::next("022", Trick::DropAfterCommit));
        desk.sandbox.control().fault(Fault::next("094", Trick::DropBeforeCommit));
        let checking = desk.act("capture").await;
        has(&checking, &["赤枠 1", "data-settling", "「売上確定」の結果を確認しています"]);
        has_no_buttons(&checking);
        has(&desk.staff.get("/orders").await, &["確認中"]);
        let busy = desk.staff.post(&format!("{ORDER}/cancellation"), &[]).await;
        assert_eq!(busy.location(), "/orders/1?act=cancellation&answer=busy");
        payment::sweep(&desk.town.world).await.unwrap();
        has(&desk.order().await, &["黄枠 2", "決済状況：消込済"]);
    })
    .await;
}

#[tokio::test]
async fn a_silent_gateway_is_red_one_with_the_guides_reasons() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        desk.sandbox.stop().await;
        let order = desk.order().await;
        has(
            &order,
            &["赤枠 1", "決済状況が取得できませんでした。", "などの可能性がございます。", "取引ID"],
        );
        has_no_buttons(&order);
        let act = desk.staff.post(&format!("{ORDER}/capture"), &[]).await;
        assert_eq!(act.location(), "/orders/1?act=capture&answer=denied");
    })
    .await;
}

#[tokio::test]
async fn an_order_is_found_by_its_trade_and_its_number() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let trade = desk.trade().await.trading_id;
        let groups: Vec<&str> = (0..5).map(|group| &trade[4 * group..4 * group + 4]).collect();
        let shown = format!("(<span class=\"tid\"><i>{}</i></span>)", groups.join("</i><i>"));
        for (query, is_found) in [
            (String::new(), true),
            (format!("?trade={trade}"), true),
            (format!("?trade={}", groups.join("+")), true),
            (format!("?q={trade}"), true),
            ("?q=order00001".to_owned(), true),
            ("?q=1".to_owned(), true),
            ("?trade=01795496731000000000".to_owned(), false),
            ("?q=order00002".to_owned(), false),
        ] {
            let page = desk.staff.get(&format!("/orders{query}")).await;
            assert_eq!(page.status, StatusCode::OK, "{query}");
            assert_eq!(page.text().contains(&shown), is_found, "{query}");
            assert_eq!(page.text().contains("当てはまる受注はありません"), !is_found, "{query}");
        }
        let wrong = desk.staff.get("/orders?trade=123").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&wrong, &["取引IDは20桁の数字です", "value=\"123\"", "aria-invalid=\"true\""]);
    })
    .await;
}

#[tokio::test]
async fn a_refund_asks_again_who_it_is_and_a_hold_does_not() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let path = format!("{ORDER}/cancellation");
        desk.act("capture").await;
        desk.clock.advance(staff::PROVED_FOR);
        let asked = desk.staff.post(&path, &[]).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
        has(&asked, &["あなたのパスワード"]);
        assert_eq!(desk.trade().await.status.0, 40, "nothing has happened");
        let sealed = asked.hidden().remove(0).1;
        let proof = [("step_up", sealed.as_str()), ("proof", "noren-no-uchi")];
        let done = desk.staff.post(&path, &proof).await;
        has(&desk.staff.follow(done).await, &["決済をキャンセルしました"]);
        assert_eq!(desk.trade().await.status.0, 60);

        let mut desk = Desk::with_order(kind).await;
        desk.clock.advance(staff::PROVED_FOR);
        has(&desk.act("cancellation").await, &["決済をキャンセルしました"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_ships_sees_the_order_and_moves_no_money() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let form = staff::StaffForm {
            login: "suzuki".into(),
            name: "鈴木".into(),
            role: "shipping".into(),
            ..staff::StaffForm::default()
        };
        let (world, shop) = (&desk.town.world, desk.town.shop.id);
        let (_, password) = staff::add(world, shop, "佐藤", &form).await.unwrap();
        let mut suzuki = Browser::new(&web::admin(world.clone(), Surface::default()));
        let fields = [("login", "suzuki"), ("password", password.expose()), ("next", "")];
        suzuki.post("/sign-in", &fields).await;
        let order = suzuki.get(ORDER).await;
        has(&order, &["黄枠 1", "小林", "押せるのは「オーナー・受注・経理」です"]);
        for noun in ["capture", "cancellation"] {
            assert!(!order.text().contains(&format!("data-dialog=\"{noun}\"")), "{noun}");
            let refused = suzuki.post(&format!("{ORDER}/{noun}"), &[]).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{noun}");
        }
        assert_eq!(desk.trade().await.status.0, 20);
        let seen = desk.staff.get("/settings/staff/views").await;
        has(&seen, &["鈴木（suzuki）", "受注明細(注文No:1)"]);
    })
    .await;
}
