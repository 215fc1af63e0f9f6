//! Bytes: what other people's clients send, and what they look for in the answer.

use crate::stage::{Stage, authentication, encode, header, value};

/// 020 for a token, as pairs.
fn authorisation(token: &str, trading_id: &str) -> Vec<(&'static str, String)> {
    let mut form = header("020");
    form.extend([
        ("trading_id", trading_id.to_owned()),
        ("payment_amount", "1200".to_owned()),
        ("payment_class", "10".to_owned()),
        ("3dsecure_ryaku", "1".to_owned()),
        ("card_token", token.to_owned()),
    ]);
    form
}

fn body(form: &[(&str, String)]) -> String {
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    encode(&form)
}

#[tokio::test]
async fn fields_may_stand_in_the_query_in_the_body_or_in_both() {
    let stage = Stage::new().await;
    for split in [0, 3, 5, 8, 10] {
        let id = format!("T{split}");
        let form = authorisation(&stage.token("frictionless").await, &id);
        let (query, rest) = form.split_at(split);
        let path = format!("/n/card/request?{}", body(query));
        let answer = stage.post(&path, body(rest)).await;
        assert_eq!(answer.line("result"), "0", "{split} in the query");
        assert_eq!(stage.statuses(&id).await, [20], "{split} in the query");
    }
    let form = authorisation(&stage.token("frictionless").await, "BODY");
    let answer = stage.post("/n/card/request?trading_id=QUERY", body(&form)).await;
    assert_eq!(answer.line("trading_id"), "BODY", "the body wins");
}

#[tokio::test]
async fn an_answer_begins_and_ends_with_an_empty_line_in_its_charset() {
    let stage = Stage::new().await;
    let form = authorisation(&stage.token("frictionless").await, "A");
    let accepted = stage.post("/n/card/request", body(&form)).await;
    let refused = stage.post("/n/card/request", body(&header("020"))).await;
    let utf8 = stage.post("/n/threeds/request", body(&header("450"))).await;
    for (answer, kind) in [
        (&accepted, "text/plain; charset=Windows-31J"),
        (&refused, "text/plain; charset=Windows-31J"),
        (&utf8, "text/plain; charset=UTF-8"),
    ] {
        assert_eq!(answer.header("content-type"), kind);
        assert!(answer.body.starts_with(b"\r\nresult="), "{answer:?}", answer = answer.lines());
        assert!(answer.body.ends_with(b"\r\n"));
    }
    let names: Vec<_> = accepted.lines().into_iter().map(|(name, _)| name).collect();
    for name in ["payment_id", "trading_id", "issur_class", "fc_auth_umu", "out_acs_html"] {
        assert!(names.iter().any(|there| there == name), "{name} is there, if empty: {names:?}");
    }
    // 必須, in Windows-31J and in UTF-8.
    let contains = |body: &[u8], part: &[u8]| body.windows(part.len()).any(|w| w == part);
    assert!(contains(&refused.body, b"\x95\x4b\x90\x7b"));
    assert!(contains(&utf8.body, "必須".as_bytes()));
}

#[tokio::test]
async fn an_old_php_client_is_understood() {
    let stage = Stage::new().await;
    let form = body(&authorisation(&stage.token("frictionless").await, "PHP"));
    let request = format!(
        "POST /n/card/request HTTP/1.0\r\nHost: sandbox.paygent.co.jp\r\nUser-Agent: curl_php\r\n\
         Content-Type=application/x-www-form-urlencoded\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    // libcurl drops the header that is none; a server never sees it.
    let request = request.replace("Content-Type=application/x-www-form-urlencoded\r\n", "");
    let answer = stage.raw(request.as_bytes()).await;
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text.split_once("\r\n\r\n").expect("head and body");
    assert!(head.starts_with("HTTP/1.0 200"), "{head}");
    assert!(body.starts_with("\r\nresult=0\r\n"), "{body}");
    assert_eq!(stage.statuses("PHP").await, [20]);
}

#[tokio::test]
async fn the_hand_off_page_is_the_answers_last_and_comes_byte_for_byte() {
    let stage = Stage::new().await;
    let token = stage.token("challenge").await;
    let mut form = header("450");
    form.extend([
        ("trading_id", "A".to_owned()),
        ("term_url", "https://shop.test/back?a=1".to_owned()),
        ("merchant_name", "暖簾商店".to_owned()),
        ("authentication_type", "01".to_owned()),
        ("payment_amount", "1200".to_owned()),
        ("card_set_method", "token".to_owned()),
        ("card_token", token),
        ("cardholder_name", "TEST TARO".to_owned()),
        ("email_address", "taro@example.jp".to_owned()),
    ]);
    let answer = stage.post("/n/threeds/request", body(&form)).await;
    let text = answer.text();
    assert_eq!(text.matches("out_acs_html=").count(), 1);
    let (lines, html) = text.split_once("\r\nout_acs_html=\r\n").expect("HTML on the next line");
    assert!(lines.starts_with("\r\nresult=0\r\n"), "{lines}");
    let auth_id = answer.line("3ds_auth_id");
    assert_eq!(auth_id.len(), 36);
    assert!(html.starts_with("<!DOCTYPE html>\r\n<html>\r\n") && html.ends_with("</HTML>\r\n"));
    for part in [
        "<body onload=\"OnLoadEvent();\">",
        "function OnLoadEvent()",
        "name=\"submitForm\" id=\"submitForm\"",
        "document.submitForm.submit()",
        &format!("action=\"{}/acs/{auth_id}\"", stage.sandbox.browser_url()),
    ] {
        assert!(html.contains(part), "{part}");
    }
    let challenge = stage.enter(&auth_id).await.text();
    assert!(challenge.contains("暖簾商店"), "450 is UTF-8");

    let read = stage.send(&authentication(&stage.token("challenge").await, "https://a.test")).await;
    let paygent::Outcome::Accepted(read) = read else { panic!("450 is accepted") };
    let other = html.replace(&auth_id, &read.auth_id);
    assert_eq!(read.html, other, "the client hands on what was sent");
}

#[tokio::test]
async fn an_inquiry_tells_all_that_the_ledger_has() {
    let stage = Stage::new().await;
    let payment_id = stage.hold("jcb", "A").await;
    let mut form = header("094");
    form.push(("trading_id", "A".to_owned()));
    let answer = stage.post("/n/ref/paymentref", body(&form)).await;
    let lines = answer.lines();
    for (name, expected) in [
        ("result", "0"),
        ("payment_id", payment_id.as_str()),
        ("trading_id", "A"),
        ("payment_type", "02"),
        ("payment_status", "20"),
        ("payment_amount", "9680"),
        ("payment_class", "10"),
        ("acq_id", "99661"),
        ("joho_code", "000"),
        ("3dsecure_ryaku", "1"),
        ("masked_card_number", "************0007"),
        ("card_valid_term", "1240"),
        ("payment_date", ""),
        ("cancel_date", ""),
    ] {
        assert_eq!(value(&lines, name), expected, "{name}");
    }
    let japan = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(9);
    let now = japan.strftime("%Y%m%d%H").to_string();
    assert_eq!(value(&lines, "payment_init_date")[..10], now);
    assert_eq!(value(&lines, "authorized_date")[..10], now);
}
