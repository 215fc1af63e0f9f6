//! The control port over HTTP: what tests in other languages use.

use serde_json::{Value, json};

use crate::stage::{Stage, said};

/// One request to the control port: status and JSON, or nothing where there is no body.
pub async fn ask(stage: &Stage, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let url = format!("{}{path}", stage.sandbox.control_url());
    let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
    let mut request = stage.browser.request(method, url);
    if let Some(body) = body {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("text");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

#[tokio::test]
async fn faults_are_laid_out_listed_and_taken_back() {
    let stage = Stage::new().await;
    let fault = json!({ "kind": "020", "times": 2, "trick": "drop_after_commit" });
    let listed = json!([fault]);
    assert_eq!(ask(&stage, "POST", "/faults", Some(fault)).await, (200, listed.clone()));
    assert_eq!(ask(&stage, "GET", "/faults", None).await, (200, listed));
    assert_eq!(said(&stage.authorise("frictionless", "A").await), "?");
    assert_eq!(ask(&stage, "DELETE", "/faults", None).await.0, 204);
    assert_eq!(said(&stage.authorise("frictionless", "B").await), "ok");
    let nonsense = json!({ "kind": "020", "trick": "explode" });
    assert_eq!(ask(&stage, "POST", "/faults", Some(nonsense)).await.0, 422);
}

#[tokio::test]
async fn payments_and_telegrams_are_told() {
    let stage = Stage::new().await;
    let payment_id = stage.hold("amex", "A").await;
    stage.authorise("refused_p010", "B").await;
    let (_, trades) = ask(&stage, "GET", "/trades", None).await;
    let trades = trades.as_array().expect("a list").clone();
    assert_eq!(trades.len(), 1);
    for (name, expected) in [
        ("trading_id", json!("A")),
        ("payment_id", json!(payment_id)),
        ("status", json!(20)),
        ("amount", json!(9_680)),
        ("card", json!("amex")),
        ("masked_card_number", json!("***********0002")),
    ] {
        assert_eq!(trades[0][name], expected, "{name}");
    }
    let (_, telegrams) = ask(&stage, "GET", "/telegrams", None).await;
    let told = |at: usize, name: &str| telegrams[at][name].as_str().expect(name).to_owned();
    assert_eq!(
        (told(0, "trading_id"), told(0, "result"), told(0, "code")),
        ("B".into(), "1".into(), "P010".into()),
        "the newest first"
    );
    assert_eq!(
        (told(1, "trading_id"), told(1, "payment_id"), told(1, "result")),
        ("A".into(), payment_id, "0".into())
    );
}

#[tokio::test]
async fn settings_and_clock_are_changed_and_reset_keeps_them() {
    let stage = Stage::new().await;
    let wish = json!({ "profile": "lenient", "settlement": "in_batch", "duplicates": "refuse" });
    let (status, settings) = ask(&stage, "POST", "/settings", Some(wish.clone())).await;
    assert_eq!(status, 200);
    for name in ["profile", "settlement", "duplicates"] {
        assert_eq!(settings[name], wish[name]);
    }
    assert_eq!(ask(&stage, "POST", "/settings", Some(json!({ "speed": 9 }))).await.0, 422);
    assert_eq!(ask(&stage, "POST", "/clock", Some(json!({ "days": -1 }))).await.0, 422);

    stage.hold("frictionless", "A").await;
    stage.act("022", paygent::telegram::PaymentRef::by_trading_id("A")).await;
    assert_eq!(stage.statuses("A").await, [30]);
    assert_eq!(ask(&stage, "POST", "/settle", None).await, (200, json!({ "moved": 1 })));
    assert_eq!(stage.statuses("A").await, [40]);
    let (_, settings) = ask(&stage, "POST", "/clock", Some(json!({ "days": 60, "ms": 5 }))).await;
    assert_eq!(settings["clock_ahead_ms"], json!(60 * 86_400_000_i64 + 5));
    assert_eq!(stage.statuses("A").await, [41]);

    let token = stage.token("frictionless").await;
    let fault = json!({ "trick": "garble" });
    ask(&stage, "POST", "/faults", Some(fault)).await;
    assert_eq!(ask(&stage, "POST", "/reset", None).await.0, 204);
    assert_eq!(ask(&stage, "GET", "/trades", None).await, (200, json!([])));
    assert_eq!(ask(&stage, "GET", "/telegrams", None).await, (200, json!([])));
    assert_eq!(ask(&stage, "GET", "/faults", None).await, (200, json!([])));
    let (_, kept) = ask(&stage, "GET", "/settings", None).await;
    assert_eq!(kept, settings, "settings and clock stay");
    let late = stage.send(&crate::stage::authorisation(&token, "A")).await;
    assert_eq!(said(&late), "2021", "tokens are forgotten too");
}
