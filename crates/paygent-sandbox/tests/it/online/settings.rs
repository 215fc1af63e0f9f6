//! システム情報: what is changed there counts at once.

use paygent_sandbox::{Ledger, Merchant, Options};

use super::desk::Desk;
use crate::receiver::Receiver;
use crate::stage::Stage;

const KEYS: [(&str, &str); 3] =
    [("token_hash_key", "TokenNew"), ("three_ds_key", "ThreeDsNew"), ("notice_key", "NoticeNew")];

fn entered(url: &str) -> Vec<(&str, &str)> {
    let mut form = KEYS.to_vec();
    form.push(("notice_url", url));
    form
}

#[tokio::test]
async fn new_keys_sign_the_next_token_the_next_return_and_the_next_notice() {
    let mut receiver = Receiver::open().await;
    let stage = Stage::new().await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    let page = desk.post("/online/settings", &entered(&receiver.url)).await;
    assert_eq!((page.status, page.header("location")), (303, "/online/settings?saved=1"));
    let text = desk.get("/online/settings?saved=1").await.text();
    assert!(text.contains("保存しました"), "{text}");
    for value in ["TokenNew", "ThreeDsNew", "NoticeNew", &receiver.url, "noren_demo"] {
        assert!(text.contains(value), "{value}: {text}");
    }
    assert!(text.contains(&Merchant::demo().token_key), "{text}");

    stage.hold("frictionless", "A").await;
    let notice = receiver.next().await;
    assert!(notice.is_signed_with("NoticeNew") && !notice.is_signed_with("NorenDemoNoticeKey"));
    assert!(
        stage.tokenise(&[("card_number", crate::stage::number("jcb"))]).await["hc"].is_string()
    );
    let auth_id = stage.begin(&stage.token("frictionless").await, "http://shop.test/").await;
    let new = stage.enter(&auth_id).await.told("hc");
    desk.post("/online/settings", &[("three_ds_key", "Another")]).await;
    assert_ne!(stage.enter(&auth_id).await.told("hc"), new, "signed with what holds now");

    // What was left empty is gone.
    let json = stage.tokenise(&[("card_number", crate::stage::number("jcb"))]).await;
    assert!(json.get("hc").is_none_or(|hc| hc.as_str() == Some("")), "{json}");
    stage.hold("frictionless", "B").await;
    assert!(receiver.is_quiet(), "there is nowhere to post it");
}

#[tokio::test]
async fn what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_kept() {
    let stage = Stage::new().await;
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    for (name, value) in [
        ("notice_url", "ftp://shop.example/"),
        ("notice_url", "javascript:alert(1)"),
        ("notice_url", "shop.example"),
        ("notice_key", "鍵"),
        ("token_hash_key", "a b"),
    ] {
        let mut form = entered("");
        form.retain(|(other, _)| *other != name);
        form.push((name, value));
        let page = desk.post("/online/settings", &form).await;
        assert_eq!(page.status, 422, "{value}");
        let text = page.text();
        assert!(text.contains(&format!("id=\"{name}-e\"")), "{value}: {text}");
        assert!(text.contains(&format!("value=\"{value}\"")), "{value} stays: {text}");
        assert_eq!(text.matches("aria-invalid").count(), 1, "{value}");
    }
    let text = desk.get("/online/settings").await.text();
    assert!(text.contains("NorenDemoThreeDsKey") && !text.contains("ThreeDsNew"), "{text}");
}

#[tokio::test]
async fn settings_outlive_a_restart_and_sessions_do_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = Ledger::File(folder.path().join("ledger.db"));
    let options = || Options { ledger: ledger.clone(), ..Options::default() };
    let mut stage = Stage::with(options()).await;
    Desk::sign_in(&stage, &Merchant::demo()).await.post("/online/settings", &entered("")).await;
    stage.sandbox.stop().await;
    drop(stage);
    let stage = Stage::with(options()).await;
    assert!(stage.get("/online/settings").await.text().contains("サインイン"));
    let desk = Desk::sign_in(&stage, &Merchant::demo()).await;
    assert!(desk.get("/online/settings").await.text().contains("NoticeNew"));
}
