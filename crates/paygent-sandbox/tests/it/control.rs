//! The control port over HTTP: what tests in other languages use.

use serde_json::{Value, json};

use crate::stage::{Stage, said};

/// One request to the control port: status and JSON, or nothing where there is no body.
pub async fn ask(stage: &Stage, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let url = format!("{}{path}", stage.sandbox.control_url().expect("a control port"));
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
    for nonsense in [
        json!({ "kind": "020", "trick": "explode" }),
        json!({ "kind": "020", "trick": "garble", "time": 2 }),
        json!({ "kind": "02O", "trick": "garble" }),
        json!({ "kind": "030", "trick": "garble" }),
        json!({ "trick": { "status": { "status": 100 } } }),
        json!({ "trick": { "status": { "status": 600 } } }),
    ] {
        let (status, _) = ask(&stage, "POST", "/faults", Some(nonsense.clone())).await;
        assert_eq!(status, 422, "{nonsense}");
    }
    assert_eq!(ask(&stage, "GET", "/faults", None).await, (200, json!([])));
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

#[tokio::test]
async fn merchants_are_made_and_told_with_their_keys() {
    let mut stage = Stage::new().await;
    let wish = json!({ "notice_url": "http://127.0.0.1:9/notice", "vault": false });
    let (status, made) = ask(&stage, "POST", "/merchants", Some(wish)).await;
    assert_eq!(status, 200);
    let text = |name: &str| made[name].as_str().expect(name).to_owned();
    stage.credentials = paygent::Credentials {
        merchant_id: text("merchant_id"),
        connect_id: text("connect_id"),
        connect_password: text("connect_password").into(),
    };
    let nowhere = paygent::telegram::PaymentRef::by_trading_id("T");
    assert_eq!(stage.act("094", nowhere).await, "13001", "it may send telegrams at once");
    let (_, all) = ask(&stage, "GET", "/merchants", None).await;
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    assert!(all.as_array().is_some_and(|all| all.contains(&made)));
    assert_eq!(made["vault"], json!(false));
    let nonsense = json!({ "amount": 1 });
    assert_eq!(ask(&stage, "POST", "/merchants", Some(nonsense)).await.0, 422);
}

#[tokio::test]
async fn payments_change_behind_the_shops_back_by_the_rules_of_telegrams() {
    let stage = Stage::new().await;
    let payment_id = stage.hold("frictionless", "A").await;
    stage.hold("frictionless", "TWICE").await;
    stage.hold("frictionless", "TWICE").await;
    stage.hold("frictionless", "OLD").await;
    stage.authorise("refused_2003", "OPEN").await;
    let refused = |code| match code {
        "2004" => json!({ "code": code, "detail": "決済の状態がこの処理を許しません。" }),
        "2005" => json!({ "code": code, "detail": "同じ取引IDの決済が複数あります。" }),
        _ => json!({ "code": code, "detail": "その決済はありません。" }),
    };
    for (event, trade, expected) in [
        ("payment.refunded", "A", (409, refused("2004"))),
        ("payment.captured", "A", (200, json!({ "payment_id": payment_id, "status": 40 }))),
        ("payment.captured", "A", (409, refused("2004"))),
        ("payment.expired", "A", (409, refused("2004"))),
        ("payment.refunded", "A", (200, json!({ "payment_id": payment_id, "status": 60 }))),
        ("payment.captured", "NONE", (404, refused("2006"))),
        ("payment.captured", "TWICE", (409, refused("2005"))),
    ] {
        let wish = json!({ "event": event, "trading_id": trade });
        assert_eq!(ask(&stage, "POST", "/trigger", Some(wish)).await, expected, "{event} {trade}");
    }
    for (event, trade, status) in [("payment.expired", "OLD", 33), ("payment.refused", "OPEN", 11)]
    {
        let wish = json!({ "event": event, "trading_id": trade });
        let (_, told) = ask(&stage, "POST", "/trigger", Some(wish)).await;
        assert_eq!(told["status"], json!(status), "{event}");
        assert_eq!(stage.statuses(trade).await, [status], "{event}");
    }
    let (status, told) =
        ask(&stage, "POST", "/trigger", Some(json!({ "event": "payment.lost" }))).await;
    assert_eq!(status, 422);
    assert!(told["events"].as_array().is_some_and(|events| events.len() == 6));
}

#[tokio::test]
async fn the_log_goes_on_from_a_number() {
    let stage = Stage::new().await;
    for trade in ["A", "B", "C"] {
        stage.hold("frictionless", trade).await;
    }
    let (_, all) = ask(&stage, "GET", "/telegrams?after=0", None).await;
    let first = all[0]["number"].as_i64().expect("a number");
    let (_, rest) = ask(&stage, "GET", &format!("/telegrams?after={first}"), None).await;
    let trades: Vec<_> =
        rest.as_array().expect("a list").iter().map(|one| one["trading_id"].clone()).collect();
    assert_eq!(trades, [json!("B"), json!("C")], "oldest first");
}

#[tokio::test]
async fn unkindness_is_the_same_for_the_same_seed() {
    let mut told = Vec::new();
    for _ in 0..2 {
        let stage = Stage::new().await;
        let seed = Some(json!({ "seed": 11 }));
        assert_eq!(ask(&stage, "POST", "/unkind", seed).await.0, 204);
        let mut outcomes = Vec::new();
        for _ in 0..40 {
            let nowhere = paygent::telegram::PaymentRef::by_trading_id("T");
            outcomes.push(stage.act("094", nowhere).await == "13001");
        }
        assert!(outcomes.contains(&false) && outcomes.contains(&true));
        assert_eq!(ask(&stage, "POST", "/unkind", Some(json!({}))).await.0, 204);
        for _ in 0..20 {
            let nowhere = paygent::telegram::PaymentRef::by_trading_id("T");
            assert_eq!(stage.act("094", nowhere).await, "13001", "kind again");
        }
        told.push(outcomes);
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn unkindness_is_told_and_ends_with_the_faults() {
    let stage = Stage::new().await;
    for (method, path) in [("POST", "/reset"), ("DELETE", "/faults")] {
        ask(&stage, "POST", "/unkind", Some(json!({ "seed": 7 }))).await;
        assert_eq!(ask(&stage, "GET", "/settings", None).await.1["unkind"], json!(7));
        assert_eq!(ask(&stage, method, path, None).await.0, 204);
        assert_eq!(ask(&stage, "GET", "/settings", None).await.1["unkind"], Value::Null, "{path}");
    }
}

#[tokio::test]
async fn the_clock_is_never_a_century_ahead() {
    let stage = Stage::new().await;
    for (wish, status) in [
        (json!({ "days": 36_526 }), 422),
        (json!({ "ms": u64::MAX }), 422),
        (json!({ "days": 36_000 }), 200),
        (json!({ "days": 526 }), 422),
        (json!({ "days": 525 }), 200),
        (json!({ "ms": 1 }), 422),
    ] {
        let (told, answer) = ask(&stage, "POST", "/clock", Some(wish.clone())).await;
        assert_eq!(told, status, "{wish}: {answer}");
    }
    let (_, settings) = ask(&stage, "GET", "/settings", None).await;
    assert_eq!(settings["clock_ahead_ms"], json!(36_525 * 86_400_000_i64));
}

#[tokio::test]
async fn pages_of_other_sites_neither_read_nor_change() {
    let stage = Stage::new().await;
    stage.hold("frictionless", "A").await;
    let url = |path: &str| format!("{}{path}", stage.sandbox.control_url().expect("a port"));
    for (name, value) in [("host", "evil.test"), ("origin", "http://evil.test")] {
        let asked = stage.browser.post(url("/reset")).header(name, value).send().await;
        assert_eq!(asked.expect("an answer").status(), 403, "{name}");
    }
    let asked = stage.browser.get(url("/merchants")).header("host", "evil.test:80").send().await;
    assert_eq!(asked.expect("an answer").status(), 403);
    assert_eq!(stage.statuses("A").await, [20]);
}

#[tokio::test]
async fn there_is_no_control_port_unless_it_is_asked_for() {
    let stage = Stage::with(paygent_sandbox::Options {
        control_addr: None,
        ..paygent_sandbox::Options::default()
    })
    .await;
    assert_eq!(stage.sandbox.control_url(), None);
    for path in ["/faults", "/trades", "/merchants", "/clock"] {
        let url = format!("{}{path}", stage.sandbox.base_url());
        let answer = stage.browser.get(url).send().await.expect("an answer");
        assert_eq!(answer.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_dump_put_back_elsewhere_is_the_same_ledger() {
    let stage = Stage::new().await;
    stage.hold("frictionless", "A").await;
    stage.authorise("refused_2001", "B").await;
    ask(&stage, "POST", "/merchants", Some(json!({}))).await;
    ask(&stage, "POST", "/clock", Some(json!({ "days": 3 }))).await;
    let token = stage.token("amex").await;
    stage.begin(&token, "http://shop.test/").await;
    let (_, dump) = ask(&stage, "GET", "/dump", None).await;

    let other = Stage::new().await;
    other.hold("frictionless", "GONE").await;
    assert_eq!(ask(&other, "POST", "/dump", Some(dump.clone())).await.0, 204);
    assert_eq!(ask(&other, "GET", "/dump", None).await.1, dump);
    assert!(other.statuses("GONE").await.is_empty());
    assert_eq!(other.statuses("A").await, [20]);
    let (_, settings) = ask(&other, "GET", "/settings", None).await;
    assert_eq!(settings["clock_ahead_ms"], json!(3 * 86_400_000));
    let (_, merchants) = ask(&other, "GET", "/merchants", None).await;
    assert_eq!(merchants, ask(&stage, "GET", "/merchants", None).await.1);
    // It goes on from there: the token of the dump is good, the card known again.
    let paid = other.send(&crate::stage::authorisation(&token, "C")).await;
    assert_eq!(said(&paid), "ok");
    let fingerprint = |json: Value| json["tokenizedCardObject"]["fingerprint"].clone();
    assert_eq!(fingerprint(other.tokenise(&[]).await), fingerprint(stage.tokenise(&[]).await));

    let mut foreign = dump;
    foreign["shape"] = json!(["0001_other"]);
    let (status, told) = ask(&other, "POST", "/dump", Some(foreign)).await;
    assert_eq!(status, 422);
    assert!(told["error"].as_str().is_some_and(|error| error.contains("0001_other")), "{told}");
}

#[tokio::test]
async fn a_dump_that_is_not_whole_is_refused_in_words_and_changes_nothing() {
    let stage = Stage::new().await;
    stage.hold("frictionless", "A").await;
    let (_, before) = ask(&stage, "GET", "/dump", None).await;
    let at = |name: &str| {
        let tables = before["tables"].as_array().expect("tables");
        tables.iter().position(|table| table["table"] == name).expect(name)
    };
    let with = |table: &str, rows: Value| {
        let mut dump = before.clone();
        dump["tables"][at(table)]["rows"] = rows;
        dump
    };
    let tables = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut dump = before.clone();
        change(dump["tables"].as_array_mut().expect("tables"));
        dump
    };
    let row = before["tables"][at("trade")]["rows"][0].clone();
    let mut text_for_number = row.clone();
    text_for_number[3] = json!("many");
    let mut nothing = row.clone();
    nothing[1] = Value::Null;
    for (odd, words) in [
        (with("setting", json!([[{}]])), "numbers, texts and nulls"),
        (tables(&|tables| drop(tables.pop())), "telegram exactly once"),
        (tables(&|tables| tables.push(tables[0].clone())), "setting exactly once"),
        (tables(&|t| t.push(json!({ "table": "other", "rows": [] }))), "the table other"),
        (with("merchant", json!([])), "without merchant 900000001"),
        (with("trade", json!([[1, 2]])), "row 1 of trade is not one of that table: it has 2"),
        (with("trade", json!([text_for_number])), "cannot have"),
        (with("trade", json!([nothing])), "is empty"),
        (with("trade", json!([row, row])), "row 2 of trade"),
    ] {
        let (status, told) = ask(&stage, "POST", "/dump", Some(odd)).await;
        assert_eq!(status, 422, "{words}: {told}");
        assert!(told["error"].as_str().is_some_and(|error| error.contains(words)), "{told}");
        assert_eq!(ask(&stage, "GET", "/dump", None).await.1, before, "{words}");
    }
}

#[tokio::test]
async fn who_follows_the_log_misses_nothing_after_a_reset_or_a_restore() {
    let stage = Stage::new().await;
    let (_, empty) = ask(&stage, "GET", "/dump", None).await;
    let mut last = 0;
    for (round, way) in ["/reset", "/dump", "/reset", "/reset", "/dump"].into_iter().enumerate() {
        for trade in ["A", "B"] {
            stage.hold("frictionless", &format!("{trade}{round}")).await;
            let (_, new) = ask(&stage, "GET", &format!("/telegrams?after={last}"), None).await;
            assert_eq!(new.as_array().map(Vec::len), Some(1), "{round}: {new}");
            last = new[0]["number"].as_i64().expect("a number");
        }
        let body = (way == "/dump").then(|| empty.clone());
        assert_eq!(ask(&stage, "POST", way, body).await.0, 204);
    }
}
