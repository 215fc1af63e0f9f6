//! Paygent's word over real HTTP: what somebody does at the sandbox's console comes to the shop's
//! own notice URL, and what strangers post there does nothing.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use http::StatusCode;
use paygent_sandbox::Merchant;
use shop::clock::{HandClock, SECOND};
use shop::id::MerchantId;
use shop::payment::{account, notice};
use store::scratch::on_each;
use store::sql;
use web::Surface;

use crate::browser::Browser;
use crate::calm::{STRICT, is_calm};
use crate::desk::{Desk, has};
use crate::town::Town;

/// The shop answers on a port of its own, and Paygent knows its notice URL and hash key.
async fn listen(desk: &Desk) -> String {
    let (world, shop) = (&desk.town.world, desk.town.shop.id);
    let merchant = Merchant::demo();
    let id = MerchantId(merchant.merchant_id.clone());
    let mut kept = account::load(world, shop, &id).await.unwrap();
    kept.notice_key = merchant.notice_key.clone();
    account::save(world, shop, &kept).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/paygent/notice", listener.local_addr().unwrap());
    let storefront = web::storefront(world.clone(), Surface::default());
    let app = storefront.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let merchant = Merchant { notice_url: Some(url.clone()), ..merchant };
    desk.sandbox.control().put_merchant(merchant).await.unwrap();
    url
}

/// Somebody at ペイジェント管理画面.
struct Console {
    base: String,
    cookie: String,
    client: reqwest::Client,
}

impl Console {
    async fn sign_in(desk: &Desk) -> Console {
        let none = reqwest::redirect::Policy::none();
        let client = reqwest::Client::builder().redirect(none).build().unwrap();
        let console = Console { base: desk.sandbox.base_url(), cookie: String::new(), client };
        let merchant = Merchant::demo();
        let password = merchant.connect_password.expose();
        let fields = [("merchant_id", &*merchant.merchant_id), ("password", password)];
        let answer = console.post("/online/sign-in", &fields).await;
        let cookie = answer.headers().get("set-cookie").expect("a session").to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Console { cookie, ..console }
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let answer = self
            .client
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .body(body.finish())
            .send();
        let answer = answer.await.unwrap();
        assert_eq!(answer.status(), 303, "{path}");
        answer
    }

    /// 金額変更 of a hold; tells the new payment's number.
    async fn change(&self, payment: &str, total: &str) -> String {
        self.change_from(payment, ("20", "028"), total).await
    }

    /// The same of a payment in this state.
    async fn change_from(&self, payment: &str, (from, kind): (&str, &str), total: &str) -> String {
        let path = format!("/online/payments/{payment}/amount");
        let answer = self.post(&path, &[("from", from), ("kind", kind), ("total", total)]).await;
        let to = answer.headers().get("location").expect("a payment").to_str().unwrap();
        to.split(['/', '?']).nth(3).expect("its number").to_owned()
    }
}

/// The background work, until it has asked about what a notice brought.
async fn until_applied(desk: &Desk) {
    let (world, by) = (&desk.town.world, Instant::now() + Duration::from_secs(20));
    let mut came = 0;
    while Instant::now() < by {
        let waits = world.store.read(|tx| {
            let row = tx.row(sql!("select count(*) from payment_look"), &[])?;
            row.map_or(Ok(0), |row| row.int(0))
        });
        match (waits.await.unwrap(), came) {
            (0, 0) => tokio::time::sleep(Duration::from_millis(10)).await,
            (0, _) => return,
            (some, _) => {
                came += some;
                notice::sweep(world).await.unwrap();
            }
        }
    }
    panic!("no notice came");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_was_given_back_at_paygents_console_is_taken_over() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        listen(&desk).await;
        let told = desk.act("capture").await;
        has(&told, &["黄枠 2", "一部だけ返金するとき", "ペイジェント管理画面で行います"]);
        let console = Console::sign_in(&desk).await;
        let old = desk.sandbox.ledger().trades().await.unwrap().remove(0);
        let less = (old.amount - 500).to_string();
        let new = console.change_from(&old.payment_id, ("40", "029"), &less).await;
        until_applied(&desk).await;
        let page = desk.order().await;
        has(&page, &["赤枠 4", "500円", &format!("決済 {new}・"), "一部だけ返金するとき"]);
        let aligned = desk.staff.post("/orders/1/alignment", &[("amount", &less)]).await;
        has(
            &desk.staff.follow(aligned).await,
            &["黄枠 2", "合計をペイジェント側の金額に合わせました"],
        );
        let captured = desk.sandbox.ledger().trades().await.unwrap();
        let live: Vec<_> = captured.iter().filter(|one| one.is_live()).collect();
        assert_eq!((live.len(), live[0].amount), (1, old.amount - 500));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_at_paygents_console_comes_to_the_order_by_itself() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        listen(&desk).await;
        let console = Console::sign_in(&desk).await;
        let old = desk.sandbox.ledger().trades().await.unwrap().remove(0);
        let (first, second) = ((old.amount - 100).to_string(), (old.amount - 300).to_string());
        let new = console.change(&old.payment_id, &first).await;
        until_applied(&desk).await;
        let page = desk.order().await;
        has(&page, &["赤枠 2", "ペイジェント側の金額情報と差異があります", "100円"]);
        has(&page, &["決済が新しくなりました", &format!("決済 {new}・")]);
        // And once more.
        let newest = console.change(&new, &second).await;
        until_applied(&desk).await;
        has(&desk.order().await, &["赤枠 2", &format!("決済 {newest}・"), "300円"]);
        // What the shop does now, it does to the payment that is alive.
        has(&desk.act("cancellation").await, &["黄枠 3", "決済をキャンセルしました"]);
        let trades = desk.sandbox.ledger().trades().await.unwrap();
        assert_eq!((trades.len(), trades.iter().filter(|one| one.is_live()).count()), (3, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_at_paygents_console_is_taken_over_with_a_button() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let url = listen(&desk).await;
        assert!(url.ends_with("/paygent/notice"));
        let console = Console::sign_in(&desk).await;
        let payment = desk.sandbox.ledger().trades().await.unwrap().remove(0).payment_id;
        console.post(&format!("/online/payments/{payment}/cancel"), &[("from", "20")]).await;
        until_applied(&desk).await;
        // The list says it before anybody opens the order.
        has(&desk.staff.get("/orders").await, &["ペイジェント側で取消"]);
        let page = desk.order().await;
        has(&page, &["赤枠 1", "決済状況が取得できませんでした。", "キャンセルを取り込む"]);
        assert!(page.text().contains("data-dialog=\"takeover\""));
        let asked = desk.staff.get("/orders/1/takeover").await;
        is_calm(&asked, STRICT, "takeover");
        let taken = desk.act("takeover").await;
        has(&taken, &["黄枠 3", "ペイジェント側のキャンセルを取り込みました", "佐藤"]);
        assert!(!desk.staff.get("/orders").await.text().contains("ペイジェント側で取消"));
        let again = desk.staff.post("/orders/1/takeover", &[]).await;
        assert_eq!(again.location(), "/orders/1?act=takeover&answer=denied");
    })
    .await;
}

const UNKNOWN: [(&str, &str); 4] = [
    ("payment_notice_id", "1"),
    ("payment_id", "987654321"),
    ("payment_status", "40"),
    ("payment_amount", "1"),
];

#[tokio::test]
async fn the_notice_url_answers_as_paygent_expects() {
    on_each(async |kind| {
        let town = Town::quiet(kind).await;
        let mut stranger = Browser::new(&town.router);
        stranger.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
        let taken = stranger.post("/paygent/notice", &UNKNOWN).await;
        assert_eq!((taken.status, taken.text()), (StatusCode::OK, "result=0"));
        assert!(taken.headers.get("set-cookie").is_none());
        for (field, value) in [
            ("payment_notice_id", ""),
            ("payment_notice_id", "x"),
            ("payment_id", "1234567890123456789"),
            ("payment_status", "abc"),
            ("payment_amount", "x"),
        ] {
            let mut fields = UNKNOWN.to_vec();
            fields.retain(|(name, _)| *name != field);
            fields.push((field, value));
            // Refused, it would come again and again.
            let taken = stranger.post("/paygent/notice", &fields).await;
            assert_eq!((taken.status, taken.text()), (StatusCode::OK, "result=0"), "{field}");
        }
        let of_a_file = [("file_receipt_id", "7"), ("event_id", "file.process.done")];
        for elsewhere in [&[][..], &of_a_file] {
            let taken = stranger.post("/paygent/notice", elsewhere).await;
            assert_eq!((taken.status, taken.text()), (StatusCode::OK, "result=0"));
        }
        let kept = town.world.store.read(|tx| {
            let sql = sql!(
                "select (select count(*) from payment_look) + (select count(*) from named_payment)"
            );
            tx.row(sql, &[])?.expect("a row").int(0)
        });
        assert_eq!(kept.await.unwrap(), 0, "nothing is kept of them");
        let long = "9".repeat(17 * 1024);
        let refused = stranger.post("/paygent/notice", &[("payment_id", &long)]).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(!refused.text().contains("result=0"));
        assert_eq!(stranger.get("/paygent/notice").await.status, StatusCode::METHOD_NOT_ALLOWED);
    })
    .await;
}

#[tokio::test]
async fn five_thousand_strangers_leave_nothing_behind() {
    on_each(async |kind| {
        let desk = Desk::with_order(kind).await;
        let trade = desk.sandbox.ledger().trades().await.unwrap().remove(0);
        let storefront = web::storefront(desk.town.world.clone(), Surface::default());
        let mut stranger = Browser::new(&storefront);
        let started = Instant::now();
        for number in 1..=5_000 {
            let (number, payment) = (number.to_string(), format!("88{number:08}"));
            let made_up = format!("0179549673100{number:0>7}");
            // One in ten knows a 取引ID of the shop.
            let trading = if number.ends_with('0') { &trade.trading_id } else { &made_up };
            let hash = format!("{number:0>64}");
            let fields = [
                ("payment_notice_id", &*number),
                ("payment_id", &payment),
                ("trading_id", trading),
                ("payment_type", "02"),
                ("payment_status", "60"),
                ("payment_amount", "1"),
                ("hc", &hash),
            ];
            let answer = stranger.post("/paygent/notice", &fields).await;
            assert_eq!((answer.status, answer.text()), (StatusCode::OK, "result=0"));
        }
        eprintln!("5,000 posts in {:?} on {kind:?}", started.elapsed());
        let rows = desk.town.world.store.read(|tx| {
            let rows = tx.row(
                sql!(
                    "select (select count(*) from payment_look),
                       (select count(*) from named_payment),
                       (select count(*) from notice_feed),
                       (select count(*) from task)"
                ),
                &[],
            )?;
            let rows = rows.expect("a row");
            Ok::<_, store::Error>([rows.int(0)?, rows.int(1)?, rows.int(2)?, rows.int(3)?])
        });
        assert_eq!(rows.await.unwrap(), [1, 0, 0, 0], "one wish to ask about one payment");
        notice::sweep(&desk.town.world).await.unwrap();
        let log = desk.sandbox.ledger().telegrams(100).await.unwrap();
        assert_eq!(log.iter().filter(|line| line.kind == "094").count(), 1);
        assert!(desk.sandbox.ledger().trades().await.unwrap()[0].is_live());
    })
    .await;
}

#[tokio::test]
async fn who_knows_a_trade_makes_us_ask_once_in_a_while() {
    on_each(async |kind| {
        let desk = Desk::with_order(kind).await;
        let clock = std::sync::Arc::new(HandClock::at(desk.town.world.now()));
        let mut world = desk.town.world.clone();
        world.clock = clock.clone();
        let trade = desk.sandbox.ledger().trades().await.unwrap().remove(0).trading_id;
        let mut fields = UNKNOWN.to_vec();
        fields.push(("trading_id", &trade));
        let mut stranger = Browser::new(&web::storefront(world.clone(), Surface::default()));
        for _ in 0..50 {
            stranger.post("/paygent/notice", &fields).await;
            notice::sweep(&world).await.unwrap();
            // A tenth of the time, as everything here.
            clock.advance(SECOND / 10);
        }
        let log = desk.sandbox.ledger().telegrams(1_000).await.unwrap();
        let asked = log.iter().filter(|line| line.kind == "094").count();
        assert!((4..=6).contains(&asked), "{asked} questions in five seconds, one a second");
    })
    .await;
}

#[tokio::test]
async fn the_number_of_the_new_payment_is_asked_for_where_nobody_told_it() {
    on_each(async |kind| {
        let mut desk = Desk::with_order(kind).await;
        let path = "/orders/1/successor";
        assert!(!desk.order().await.text().contains("ペイジェントの決済ID"));
        let old = desk.trade().await.payment_id;
        // Neither a notice nor the feed is heard.
        let new = Console::sign_in(&desk).await.change(&old, "1500").await;
        desk.clock.advance(2 * SECOND);
        has(&desk.order().await, &["赤枠 1", "ペイジェントの決済ID", "この決済を確かめる"]);
        for (typed, wrong) in [
            ("12a", "決済IDを数字で入力してください。"),
            ("987654321", "この決済IDの決済はありません。"),
            (old.as_str(), "これは金額変更の前の決済です。"),
        ] {
            let again = desk.staff.post(path, &[("payment", typed)]).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
            has(&again, &[wrong, &format!("value=\"{typed}\""), "aria-invalid=\"true\""]);
            desk.clock.advance(2 * SECOND);
        }
        let ticked = [("payment", old.as_str()), ("none_lives", "on")];
        let older = desk.staff.post(path, &ticked).await;
        has(&older, &["これは金額変更の前の決済です。"]);
        assert!(!older.text().contains("none_lives"));
        desk.clock.advance(2 * SECOND);
        let done = desk.staff.post(path, &[("payment", &new)]).await;
        let done = desk.staff.follow(done).await;
        has(&done, &["赤枠 2", "1,500円", "新しい決済を取り込みました", "決済が新しくなりました"]);
        assert!(!done.text().contains("ペイジェントの決済ID"));
    })
    .await;
}
