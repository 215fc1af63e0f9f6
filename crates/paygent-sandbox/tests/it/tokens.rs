//! Tokens: single use, on success only, until they expire; the script and the endpoint's manners.

use std::time::Duration;

use paygent::Secret;
use paygent::signature::TokenResult;
use paygent::telegram::authorise::CardSource;
use paygent_sandbox::{Fault, Merchant, Options, Trick};

use crate::stage::{Page, Stage, authorisation, encode, header, number, said};

const BACK: &str = "http://shop.test/back";

#[tokio::test]
async fn only_a_success_uses_a_token_up() {
    let stage = Stage::new().await;
    let control = stage.sandbox.control();
    let token = stage.token("frictionless").await;
    let again = || authorisation(&token, "A");

    assert_eq!(said(&stage.authenticate(&token, BACK).await), "ok", "450");
    assert_eq!(said(&stage.authenticate(&token, BACK).await), "ok", "450 leaves it unused");
    for trick in [Trick::Refuse { code: "2001".into() }, Trick::Refuse { code: "P010".into() }] {
        control.fault(Fault::next("020", trick));
        assert!(matches!(said(&stage.send(&again()).await).as_str(), "2001" | "P010"));
    }
    control.fault(Fault::next("020", Trick::DropBeforeCommit));
    assert_eq!(said(&stage.send(&again()).await), "?");
    assert_eq!(said(&stage.send(&again()).await), "ok", "the first success");
    assert_eq!(said(&stage.send(&again()).await), "2022", "used");
    assert_eq!(said(&stage.authenticate(&token, BACK).await), "31005", "used");
    assert_eq!(stage.trades("A").await.len(), 1);

    let refused = stage.token("refused_2001").await;
    for _ in 0..2 {
        assert_eq!(said(&stage.send(&authorisation(&refused, "B")).await), "2001");
    }
    let lost = stage.token("dropped_after_commit").await;
    assert_eq!(said(&stage.send(&authorisation(&lost, "C")).await), "?");
    assert_eq!(said(&stage.send(&authorisation(&lost, "C")).await), "2022", "it was done");
}

#[tokio::test]
async fn a_token_lives_by_the_sandbox_clock() {
    let stage = Stage::new().await;
    let (token, spare) = (stage.token("frictionless").await, stage.token("frictionless").await);
    stage.advance(Duration::from_mins(59)).await;
    assert_eq!(said(&stage.send(&authorisation(&token, "A")).await), "ok");
    stage.advance(Duration::from_secs(61)).await;
    assert_eq!(said(&stage.send(&authorisation(&spare, "B")).await), "2020");
    assert_eq!(said(&stage.authenticate(&spare, BACK).await), "31003");
    assert_eq!(said(&stage.send(&authorisation(&token, "C")).await), "2022", "used goes first");
    let unknown = "tok_abcdefghijkmnpqrstuvwxyz23";
    assert_eq!(said(&stage.send(&authorisation(unknown, "D")).await), "2021");
    assert_eq!(said(&stage.authenticate(unknown, BACK).await), "31004");
}

#[tokio::test]
async fn a_security_code_is_no_card() {
    let stage = Stage::new().await;
    let json = stage.tokenise(&[("cvc_only_flg", "1"), ("card_number", "")]).await;
    assert_eq!(json["result"], "0000");
    let object = json["tokenizedCardObject"].as_object().expect("an object");
    let names: Vec<_> = object.keys().map(String::as_str).collect();
    assert_eq!(names, ["token", "valid_until"]);
    let token = object["token"].as_str().expect("a token");
    assert_eq!(said(&stage.send(&authorisation(token, "A")).await), "2026");
    assert_eq!(said(&stage.authenticate(token, BACK).await), "2026");
    let mut vault = authorisation(token, "A");
    vault.card = CardSource::Vault {
        customer_id: "cust".into(),
        customer_card_id: "1".into(),
        security_code: Some(Secret::new(token.to_owned())),
    };
    assert_eq!(said(&stage.send(&vault).await), "P025", "no such card");
}

#[tokio::test]
async fn a_token_beside_a_number_is_refused() {
    let stage = Stage::new().await;
    let token = stage.token("frictionless").await;
    for (extra, code) in [("0", "2024"), ("1", "2025")] {
        let mut form = header("020");
        form.extend([
            ("trading_id", "A".to_owned()),
            ("payment_amount", "100".to_owned()),
            ("payment_class", "10".to_owned()),
            ("3dsecure_ryaku", "1".to_owned()),
            ("card_token", token.clone()),
            ("card_number", number("frictionless").to_owned()),
            ("card_valid_term", "1240".to_owned()),
            ("security_code_token", extra.to_owned()),
        ]);
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = stage.post("/n/card/request", encode(&form)).await;
        assert_eq!(answer.line("response_code"), code);
    }
}

#[tokio::test]
async fn a_token_has_its_length_its_end_and_its_signature() {
    let merchant = Merchant { token_hash_key: Some("key".into()), ..Merchant::demo() };
    let stage = Stage::with(Options { merchant, ..Options::default() }).await;
    stage.advance(Duration::from_hours(24)).await;
    let json = stage.tokenise(&[]).await;
    let text = |name: &str| json["tokenizedCardObject"][name].as_str().expect(name).to_owned();
    let token = text("token");
    assert!(token.starts_with("tok_") && token.len() == 30, "{token}");
    assert_eq!(text("fingerprint").len(), 64);
    let tomorrow = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(25 + 9);
    let expected = tomorrow.strftime("%Y%m%d%H").to_string();
    assert_eq!(text("valid_until")[..10], expected, "an hour ahead of tomorrow, in Japan");
    let signed = TokenResult {
        token: &token,
        masked_card_number: &text("masked_card_number"),
        valid_until: &text("valid_until"),
        fingerprint: &text("fingerprint"),
    };
    assert!(signed.verify("key", json["hc"].as_str().expect("signed")));
    let unsigned = Stage::new().await.tokenise(&[]).await;
    assert!(unsigned.get("hc").is_none(), "no key, no hash");
}

fn is_open(page: &Page) {
    assert_eq!(page.header("access-control-allow-origin"), "*");
    assert_eq!(page.header("cross-origin-resource-policy"), "cross-origin");
}

#[tokio::test]
async fn any_page_may_load_the_script_and_ask_for_a_token() {
    let stage = Stage::new().await;
    let script = stage.get("/js/PaygentToken.js").await;
    assert_eq!(script.header("content-type"), "text/javascript; charset=UTF-8");
    is_open(&script);
    for name in ["createToken", "createCvcToken", "this.URL", "/n/token/request"] {
        assert!(script.text().contains(name), "{name}");
    }

    let url = format!("{}/n/token/request", stage.sandbox.base_url());
    let preflight = stage.browser.request(reqwest::Method::OPTIONS, &url);
    let preflight = preflight.send().await.expect("an answer");
    assert_eq!(preflight.status(), 204);
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "POST, OPTIONS"),
        ("access-control-allow-headers", "Content-Type"),
    ] {
        assert_eq!(preflight.headers()[name], value);
    }

    let merchant = Merchant::demo();
    let body = encode(&[
        ("merchant_id", &merchant.merchant_id),
        ("token_generate_key", &merchant.token_key),
        ("card_number", number("challenge")),
        ("card_expire_year", "40"),
        ("card_expire_month", "1"),
    ]);
    for kind in ["text/plain;charset=UTF-8", "application/x-www-form-urlencoded"] {
        let request = stage.browser.post(&url).header("content-type", kind).body(body.clone());
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        assert_eq!(answer.headers()["content-type"], "application/json; charset=UTF-8");
        let text = answer.text().await.expect("text");
        assert!(text.contains("\"result\":\"0000\""), "{kind}: {text}");
    }
    let refused = stage.post("/n/token/request", String::new()).await;
    assert_eq!((refused.status, refused.text().as_str()), (200, "{\"result\":\"1100\"}"));
    is_open(&refused);
}
