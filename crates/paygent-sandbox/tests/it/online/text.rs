//! What no page of the console says, and what each says.

use paygent_sandbox::{Merchant, TEST_CARDS};

use super::desk::{Desk, paths};
use crate::stage::{Stage, encode};

#[tokio::test]
async fn no_page_has_a_card_number_or_a_password() {
    let stage = Stage::new().await;
    let payment_id = stage.hold("frictionless", "A").await;
    stage.authorise("refused_2003", "A").await;
    // A client that sends a number all the same.
    let mut direct: Vec<_> = crate::stage::header("020");
    let number = crate::stage::number("jcb");
    for (name, value) in [("trading_id", "A"), ("payment_amount", "1"), ("card_number", number)] {
        direct.push((name, value.to_owned()));
    }
    let direct: Vec<_> = direct.iter().map(|(name, value)| (*name, value.as_str())).collect();
    stage.post("/n/card/request", encode(&direct)).await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let mut pages = Vec::new();
    for path in paths(&payment_id) {
        pages.push((path.clone(), desk.get(&path).await));
    }
    for path in ["/online/payments/0", "/online?payment_id=x", "/online?trading_id=none"] {
        pages.push((path.to_owned(), desk.get(path).await));
    }
    for (path, page) in pages {
        let text = page.text();
        let password = Merchant::demo().connect_password;
        assert!(!text.contains(password.expose()), "{path}");
        for card in TEST_CARDS {
            assert!(!text.contains(card.number), "{path}: {}", card.key);
        }
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{path}: {policy}");
        assert!(!policy.contains("script") && policy.contains("form-action 'self'"), "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        for unwanted in ["<script", " style=", " onc", "javascript:"] {
            assert!(!text.contains(unwanted), "{path}: {unwanted}");
        }
        assert_eq!(text.matches("<h1").count(), 1, "{path}");
        assert!(text.contains("サンドボックス"), "{path} says where one is");
    }
}

#[tokio::test]
async fn the_detail_has_the_log_of_its_payment_and_no_other() {
    let stage = Stage::new().await;
    let payment_id = stage.hold("frictionless", "A").await;
    stage.hold("jcb", "B").await;
    let by_trading_id = paygent::telegram::PaymentRef::by_trading_id("A");
    stage.act("094", by_trading_id.clone()).await;
    stage.act("023", by_trading_id).await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let text = desk.get(&format!("/online/payments/{payment_id}")).await.text();
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    assert!(place("023 売上取消") < place("094 照会") && place("094 照会") < place("020 オーソリ"));
    for part in ["connect_password=***", "payment_amount=9680", "エラー 2004", "オーソリへ"]
    {
        assert_eq!(text.contains(part), part != "オーソリへ", "{part}");
    }
    assert!(!text.contains("trading_id=B"), "{text}");
    for part in ["一括", "VISA ************", "12月／2040年", "この状況の期限", "オーソリ期限切"]
    {
        place(part);
    }
}
