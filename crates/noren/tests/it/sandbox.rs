//! `noren sandbox` as a developer of another client uses it, from the command line alone.

use serde_json::Value;

use crate::process::{Running, end};

/// A sandbox on free ports, and where it is controlled.
async fn start() -> (Running, String) {
    let running = Running::start(&[
        "sandbox",
        "--json",
        "--sandbox-addr=127.0.0.1:0",
        "--control-addr=127.0.0.1:0",
    ])
    .await;
    let control = running.place("control").trim_start_matches("http://").to_owned();
    (running, control)
}

/// What a command prints; its error if it fails.
async fn told(control: &str, words: &[&str]) -> Result<String, String> {
    let ended = end(&[&["sandbox"], words, &["--control-addr", control]].concat()).await;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    if ended.status.success() { Ok(text(ended.stdout)) } else { Err(text(ended.stderr)) }
}

#[tokio::test]
async fn a_stranger_gets_a_merchant_and_sees_its_telegrams() {
    let (sandbox, control) = start().await;
    let made = told(&control, &["merchant", "add", "--no-vault", "--json"]).await.unwrap();
    let merchant: Value = serde_json::from_str(&made).expect("JSON");
    let key = |name: &str| merchant[name].as_str().expect(name).to_owned();
    assert_eq!(merchant["vault"], false);
    let form = [
        ("merchant_id", key("merchant_id")),
        ("connect_id", key("connect_id")),
        ("connect_password", key("connect_password")),
        ("telegram_kind", "094".into()),
        ("telegram_version", "1.0".into()),
        ("trading_id", "ORDER1".into()),
    ];
    let url = format!("{}/n/ref/paymentref", sandbox.place("telegrams"));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.post(url).form(&form).send().await.unwrap().bytes().await.unwrap();
    assert!(String::from_utf8_lossy(&answer).contains("response_code=13001"));

    let log = told(&control, &["log", "--fields"]).await.unwrap();
    for words in ["094  13001", &key("merchant_id"), "ORDER1", "> telegram_kind=094"] {
        assert!(log.contains(words), "{words}: {log}");
    }
    assert!(!log.contains(&key("connect_password")), "{log}");
    let keys = told(&control, &["merchant", "add"]).await.unwrap();
    assert!(keys.contains("token_key          test_"), "{keys}");
    sandbox.stop().await;
}

#[tokio::test]
async fn time_and_events_are_told_from_the_command_line() {
    let (sandbox, control) = start().await;
    let ahead = told(&control, &["clock", "+61d"]).await.unwrap();
    assert!(ahead.contains("5270400000 ms ahead"), "{ahead}");
    let expect = |told: Result<String, String>, words: &str| {
        let error = told.expect_err("it cannot be done");
        assert!(error.contains(words), "{error}");
    };
    expect(told(&control, &["clock", "soon"]).await, "no time such as +61d");
    expect(told(&control, &["clock", "+36500d"]).await, "never more than 100 years ahead");
    let lost = told(&control, &["trigger", "payment.captured", "--trade", "X"]).await;
    expect(lost, "2006 その決済はありません。");
    for (words, said) in [
        (&["settle", "--nightly", "on"][..], "cancellations wait for the nightly batch"),
        (&["settle"], "moved 0 payments"),
        (&["settle", "--nightly", "off"], "cancellations are through at once"),
    ] {
        let told = told(&control, words).await.unwrap();
        assert!(told.contains(said), "{told}");
    }
    expect(told(&control, &["trigger", "payment.lost", "--trade", "X"]).await, "payment.expired");
    sandbox.stop().await;
    expect(told(&control, &["log"]).await, "start one with --control-addr");
}

#[tokio::test]
async fn the_cards_are_told_without_a_sandbox() {
    let ended = end(&["sandbox", "cards", "--json"]).await;
    let text = String::from_utf8(ended.stdout).expect("text");
    let cards: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(cards.len(), paygent_sandbox::TEST_CARDS.len());
    let lost = cards.iter().find(|card| card["key"] == "capture_answer_lost").expect("a card");
    assert_eq!((&lost["020"], &lost["022"]), (&"ok".into(), &"done, no answer".into()));
    let ended = end(&["sandbox", "cards"]).await;
    let text = String::from_utf8(ended.stdout).expect("text");
    assert_eq!(text.lines().count(), cards.len());
    assert!(text.contains("  022 売上：応答なし、成立しています  "), "{text}");
}

#[tokio::test]
async fn client_certificates_are_made_and_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let ca = folder.path().to_str().expect("text");
    let sandbox = Running::start(&[
        "sandbox",
        "--json",
        "--sandbox-addr=127.0.0.1:0",
        "--control-addr=127.0.0.1:0",
        "--tls-addr=127.0.0.1:0",
        "--client-ca",
        ca,
    ])
    .await;
    let control = sandbox.place("control").trim_start_matches("http://").to_owned();
    let keys = told(&control, &["merchant", "add"]).await.unwrap();
    let file = keys.lines().find_map(|line| line.strip_prefix("client_certificate ")).unwrap();
    assert!(std::fs::read_to_string(file).expect("a file").contains("ENCRYPTED PRIVATE KEY"));
    assert!(sandbox.place("telegrams").starts_with("https://127.0.0.1:"));

    let mut endpoint = paygent::Endpoint::new(sandbox.place("telegrams"));
    endpoint.ca_pem = Some(std::fs::read(folder.path().join("ca.pem")).expect("an authority"));
    let asked = paygent::telegram::inquire::Request::new(
        paygent::telegram::PaymentRef::by_trading_id("ORDER1"),
    );
    let credentials = paygent::Credentials {
        merchant_id: "900000001".into(),
        connect_id: "noren_demo".into(),
        connect_password: "noren_demo_pass".into(),
    };
    let pem = std::fs::read_to_string(folder.path().join("900000001.pem")).expect("a certificate");
    let identity = paygent::Identity { pem: pem.into(), passphrase: Some("changeit".into()) };
    for (identity, code) in [(None, "P016"), (Some(identity), "13001")] {
        let endpoint = paygent::Endpoint { identity, ..endpoint.clone() };
        let client = paygent::Client::new(endpoint).expect("a client");
        let paygent::Outcome::Refused(refusal) = client.send(&credentials, &asked).await else {
            panic!("no refusal, though there is no such payment")
        };
        assert_eq!(refusal.code, code);
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn it_is_controlled_by_nobody_unless_asked_for() {
    let sandbox = Running::start(&["sandbox", "--json", "--sandbox-addr=127.0.0.1:0"]).await;
    assert!(sandbox.places["control"].is_null());
    sandbox.stop().await;
}
