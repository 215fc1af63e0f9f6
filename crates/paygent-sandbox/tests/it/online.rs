//! The merchant's console: who gets in, and whose payments are seen.

mod acts;
mod desk;
mod search;
mod settings;
mod text;

use paygent_sandbox::{Merchant, Options};

use crate::stage::{Stage, encode};
use desk::Desk;

#[tokio::test]
async fn the_demo_merchant_signs_in_with_what_the_page_says() {
    let stage = Stage::new().await;
    let text = stage.get("/online").await.text();
    let demo = Merchant::demo();
    assert!(text.contains(&demo.merchant_id) && text.contains(demo.connect_password.expose()));
    let desk = Desk::sign_in(&stage, &demo).await;
    assert!(desk.get("/online").await.text().contains("まだ決済がありません"));
}

#[tokio::test]
async fn another_merchants_password_is_not_told() {
    let merchant = Merchant { merchant_id: "900000001".into(), ..Merchant::fresh() };
    let stage = Stage::with(Options { merchant: merchant.clone(), ..Options::default() }).await;
    let text = stage.get("/online").await.text();
    assert!(text.contains("900000001"), "the first merchant's id is told on loopback");
    assert!(!text.contains(merchant.connect_password.expose()), "{text}");
    assert!(!text.contains(Merchant::demo().connect_password.expose()));
    Desk::sign_in(&stage, &merchant).await;
}

#[tokio::test]
async fn a_wrong_password_opens_nothing_and_may_be_tried_a_few_times() {
    let stage = Stage::new().await;
    let other = Merchant::fresh();
    stage.sandbox.control().put_merchant(other.clone()).await.expect("kept");
    let right = Merchant::demo();
    let enter = async |merchant_id: &str, password: &str| {
        let form = encode(&[("merchant_id", merchant_id), ("password", password)]);
        stage.post("/online/sign-in", form).await
    };
    let wrong = [
        (right.merchant_id.as_str(), "nonsense"),
        (right.merchant_id.as_str(), other.connect_password.expose()),
        (right.merchant_id.as_str(), ""),
        (right.merchant_id.as_str(), "NOREN_DEMO_PASS"),
        ("900009999", right.connect_password.expose()),
        ("<b>", ""),
    ];
    for (merchant_id, password) in wrong {
        let page = enter(merchant_id, password).await;
        assert_eq!(page.status, 403, "{merchant_id} {password}");
        assert_eq!(page.header("set-cookie"), "");
        let text = page.text();
        assert!(text.contains("もう一度入力してください"), "{text}");
        let kept = if merchant_id == "<b>" { "&#60;b&#62;" } else { merchant_id };
        assert!(text.contains(&format!("value=\"{kept}\"")), "the id stays: {text}");
        assert!(!text.contains("nonsense") && !text.contains("NOREN_DEMO"), "the password not");
    }
    assert_eq!(enter(&right.merchant_id, "fifth").await.status, 403);
    let page = enter(&right.merchant_id, right.connect_password.expose()).await;
    assert_eq!((page.status, page.header("set-cookie")), (429, ""));
    assert!(page.text().contains("1分待って"));
    Desk::sign_in(&stage, &other).await;
}

#[tokio::test]
async fn signed_out_there_is_nothing_but_the_way_in() {
    let stage = Stage::new().await;
    let payment_id = stage.hold("frictionless", "HIDDEN1").await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let paths = desk::paths(&payment_id);
    for path in &paths {
        assert_eq!(desk.get(path).await.status, 200, "{path}");
    }
    assert!(desk.cookie_line.contains("; HttpOnly; SameSite=Lax"), "{}", desk.cookie_line);
    let page = desk.post("/online/sign-out", &[]).await;
    assert_eq!((page.status, page.header("location")), (303, "/online"));
    assert!(page.header("set-cookie").contains("Max-Age=0"));
    for path in &paths {
        let page = desk.get(path).await;
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        let text = page.text();
        assert!(text.contains("サインイン") && !text.contains("HIDDEN1"), "{path}: {text}");
    }
    let capture = format!("/online/payments/{payment_id}/capture");
    let page = desk.post(&capture, &[("from", "20")]).await;
    assert_eq!((page.status, page.header("location")), (303, capture.as_str()));
    assert_eq!(stage.statuses("HIDDEN1").await, [20]);
}

#[tokio::test]
async fn one_who_signs_in_comes_to_where_one_wanted_to_go() {
    let stage = Stage::new().await;
    let payment_id = stage.hold("frictionless", "A").await;
    let demo = Merchant::demo();
    let enter = async |next: &str, password: &str| {
        let merchant_id = demo.merchant_id.as_str();
        let form = [("merchant_id", merchant_id), ("password", password), ("next", next)];
        stage.post("/online/sign-in", encode(&form)).await
    };
    let right = demo.connect_password.expose();
    let searched = "/online?trading_id=A&status=20".to_owned();
    for path in desk::paths(&payment_id).into_iter().chain([searched]) {
        let told = hidden(&stage.get(&path).await.text());
        assert_eq!(told, path, "the form remembers it");
        let page = enter(&told, "wrong").await;
        assert_eq!(hidden(&page.text()), path, "a wrong password does not forget it");
        let page = enter(&told, right).await;
        assert_eq!((page.status, page.header("location")), (303, path.as_str()));
    }
    for elsewhere in [
        "https://evil.example/online/payments/1",
        "//evil.example/online/",
        "/\\evil.example/online/",
        "/acs/1",
        "/online/../acs/1",
        "javascript:alert(1)",
        "/online\r\nset-cookie: a=b",
        "\"><b>",
    ] {
        let page = enter(elsewhere, "wrong").await;
        assert_eq!(hidden(&page.text()), "/online", "{elsewhere}");
        let page = enter(elsewhere, right).await;
        assert_eq!((page.status, page.header("location")), (303, "/online"), "{elsewhere}");
    }
}

/// Where the form of a sign-in page will lead.
fn hidden(text: &str) -> String {
    let value = text.split("name=\"next\" value=\"").nth(1).unwrap_or_else(|| panic!("{text}"));
    value.split('"').next().expect("it ends").replace("&#38;", "&")
}

#[tokio::test]
async fn another_merchants_payment_is_not_found() {
    let stage = Stage::new().await;
    let payment_id = stage.hold("frictionless", "MINE").await;
    let other = Merchant::fresh();
    stage.sandbox.control().put_merchant(other.clone()).await.expect("kept");
    let desk = Desk::sign_in(&stage, &other).await;
    let around = format!("/online/payments/{payment_id}");
    for path in [around.clone(), format!("{around}/capture"), format!("{around}/amount")] {
        let page = desk.get(&path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text().contains("この決済はありません"), "{path}");
    }
    for (act, form) in [
        ("capture", [("from", "20"), ("total", "")]),
        ("cancel", [("from", "20"), ("total", "")]),
        ("amount", [("from", "20"), ("total", "1")]),
    ] {
        assert_eq!(desk.post(&format!("{around}/{act}"), &form).await.status, 404, "{act}");
    }
    for query in ["", "?trading_id=MINE", &format!("?payment_id={payment_id}"), "?status=20"] {
        let text = desk.get(&format!("/online{query}")).await.text();
        assert!(!text.contains("/online/payments/"), "{query}");
    }
    assert_eq!(stage.statuses("MINE").await, [20]);
    for nonsense in ["0", "-1", "x", "99999999999999999999"] {
        let page = desk.get(&format!("/online/payments/{nonsense}")).await;
        assert_eq!(page.status, 404, "{nonsense}");
    }
}

#[tokio::test]
async fn forms_of_other_sites_change_nothing() {
    let stage = Stage::new().await;
    let payment_id = stage.hold("frictionless", "A").await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let around = format!("/online/payments/{payment_id}");
    let posts = [
        "/online/sign-in".to_owned(),
        "/online/sign-out".to_owned(),
        "/online/settings".to_owned(),
        format!("{around}/capture"),
        format!("{around}/cancel"),
        format!("{around}/amount"),
    ];
    let form = [("from", "20"), ("total", "1"), ("notice_key", "theirs")];
    for path in &posts {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            let page = desk.post_with(path, &form, name, value).await;
            assert_eq!(page.status, 403, "{path} {name}: {value}");
            assert!(page.text().contains("開き直して"), "{path}");
        }
    }
    assert_eq!(stage.statuses("A").await, [20]);
    assert!(desk.get("/online/settings").await.text().contains("NorenDemoNoticeKey"));
}
