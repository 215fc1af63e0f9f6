//! Every fault of the control port, at every moment it can strike.

use std::sync::Arc;
use std::time::{Duration, Instant};

use paygent::telegram::PaymentRef;
use paygent::{Charset, Client, Endpoint, Outcome};
use paygent_sandbox::{Fault, Trick};

use crate::stage::{Stage, authorisation, encode, header, said};

/// Fault, what the client makes of it, whether it was done, whether bytes came.
fn table() -> Vec<(Trick, &'static str, bool, bool)> {
    vec![
        (Trick::DropBeforeCommit, "?", false, false),
        (Trick::DropAfterCommit, "?", true, false),
        (Trick::DelayBeforeCommit { ms: 20 }, "ok", true, true),
        (Trick::Delay { ms: 20 }, "ok", true, true),
        (Trick::Duplicate, "ok", true, true),
        (Trick::Garble, "?", true, true),
        (Trick::Truncate, "?", true, true),
        (Trick::Empty, "?", true, false),
        (Trick::OtherTradingId, "?", true, true),
        // Not in its answer.
        (Trick::OtherNoticeId, "ok", true, true),
        // There is no Japanese in it.
        (Trick::WrongCharset, "ok", true, true),
        (Trick::Status { status: 500 }, "?", true, true),
        (Trick::Status { status: 302 }, "?", true, true),
        (Trick::Refuse { code: "2001".into() }, "2001", false, true),
        (Trick::Refuse { code: "E001".into() }, "?E001", false, true),
    ]
}

#[tokio::test]
async fn a_fault_strikes_020_where_it_says() {
    let stage = Stage::new().await;
    for (number, (trick, expected, done, bytes)) in table().into_iter().enumerate() {
        let id = format!("T{number}");
        stage.sandbox.control().fault(Fault::next("020", trick.clone()));
        let outcome = stage.authorise("frictionless", &id).await;
        assert!(said(&outcome).starts_with(expected), "{trick:?}: {outcome:?}");
        let left: &[u8] = if done { &[20] } else { &[] };
        assert_eq!(stage.statuses(&id).await, left, "{trick:?}");
        if let Outcome::Unknown(unknown) = outcome {
            assert_eq!(!unknown.raw.is_empty(), bytes, "{trick:?}: {}", unknown.why);
        }
        let after = stage.authorise("frictionless", &format!("{id}after")).await;
        assert_eq!(said(&after), "ok", "{trick:?} strikes once");
    }
}

#[tokio::test]
async fn a_fault_strikes_021_and_022_and_can_be_asked_again() {
    let stage = Stage::new().await;
    for (kind, status) in [("021", 32), ("022", 40)] {
        for (number, (trick, expected, done, _)) in table().into_iter().enumerate() {
            let id = format!("T{kind}x{number}");
            let payment = PaymentRef::by_both(&id, stage.hold("frictionless", &id).await);
            stage.sandbox.control().fault(Fault::next(kind, trick.clone()));
            let told = stage.act(kind, payment.clone()).await;
            assert!(told.starts_with(expected), "{kind} {trick:?}: {told}");
            let left = if done { status } else { 20 };
            assert_eq!(stage.statuses(&id).await, [left], "{kind} {trick:?}");
            assert_eq!(stage.act(kind, payment).await, "ok", "{kind} {trick:?}: again");
            assert_eq!(stage.statuses(&id).await, [status], "{kind} {trick:?}: again");
        }
    }
}

/// The bytes of one answer to 020 under this fault.
async fn bytes(stage: &Stage, trick: Trick, id: &str) -> String {
    let mut form = header("020");
    form.extend([
        ("trading_id", id.to_owned()),
        ("payment_amount", "1200".to_owned()),
        ("payment_class", "10".to_owned()),
        ("3dsecure_ryaku", "1".to_owned()),
        ("card_token", stage.token("frictionless").await),
    ]);
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = encode(&form);
    stage.sandbox.control().fault(Fault::next("020", trick));
    let head = "POST /n/card/request HTTP/1.1\r\nHost: a\r\n\
                Connection: close\r\nContent-Type: application/x-www-form-urlencoded";
    let request = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    String::from_utf8_lossy(&stage.raw(request.as_bytes()).await).into_owned()
}

#[tokio::test]
async fn a_doubled_answer_is_two_answers_to_one_payment() {
    let stage = Stage::new().await;
    let text = bytes(&stage, Trick::Duplicate, "A").await;
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 2, "{text}");
    let (first, second) = text.split_at(text.len() / 2);
    assert_eq!(first, second);
    assert_eq!(stage.statuses("A").await, [20]);
}

#[tokio::test]
async fn a_truncated_answer_breaks_off_inside_its_body() {
    let stage = Stage::new().await;
    let text = bytes(&stage, Trick::Truncate, "A").await;
    let (head, body) = text.split_once("\r\n\r\n").expect("a whole head");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.expect("a length").parse().expect("a number");
    assert_eq!(body.len(), length / 2);
    assert_eq!(stage.statuses("A").await, [20]);
}

#[tokio::test]
async fn a_dropped_answer_leaves_no_byte() {
    let stage = Stage::new().await;
    assert_eq!(bytes(&stage, Trick::DropAfterCommit, "A").await, "");
    assert_eq!(bytes(&stage, Trick::DropBeforeCommit, "B").await, "");
    assert_eq!(
        bytes(&stage, Trick::DelayBeforeCommit { ms: 5 }, "C").await[..15],
        *"HTTP/1.1 200 OK"
    );
}

#[tokio::test]
async fn a_commit_that_is_delayed_comes_though_the_client_has_gone() {
    let stage = Stage::new().await;
    let token = stage.token("frictionless").await;
    let mut endpoint = Endpoint::new(stage.sandbox.base_url());
    endpoint.answer_timeout = Duration::from_millis(50);
    endpoint.connect_timeout = Duration::from_millis(100);
    let hasty = Stage { client: Client::new(endpoint).expect("a client"), ..stage };
    hasty.sandbox.control().fault(Fault::next("020", Trick::DelayBeforeCommit { ms: 2_000 }));
    assert_eq!(said(&hasty.send(&authorisation(&token, "A")).await), "?");
    assert!(hasty.statuses("A").await.is_empty(), "not yet done");
    until(|| async { hasty.statuses("A").await == [20] }).await;
}

/// Waits for something that must come.
pub async fn until<F: Future<Output = bool>>(check: impl Fn() -> F) {
    let began = Instant::now();
    while !check().await {
        assert!(began.elapsed() < Duration::from_secs(20), "it never came");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_delay_holds_back_one_answer_and_no_other() {
    let stage = Arc::new(Stage::new().await);
    let fault = Fault::next("020", Trick::Delay { ms: 3_000 });
    stage.sandbox.control().fault(fault);
    let slow = tokio::spawn({
        let stage = stage.clone();
        async move { said(&stage.authorise("frictionless", "SLOW").await) }
    });
    until(|| async { !stage.statuses("SLOW").await.is_empty() }).await;
    assert_eq!(stage.act("094", PaymentRef::by_trading_id("SLOW")).await, "ok");
    assert_eq!(said(&stage.authorise("frictionless", "QUICK").await), "ok");
    assert!(!slow.is_finished(), "its answer is held back");
    assert_eq!(slow.await.expect("the client lives"), "ok");
}

#[tokio::test]
async fn the_token_endpoint_has_faults_of_its_own() {
    let stage = Stage::new().await;
    let control = stage.sandbox.control();
    control.fault(Fault::next("token", Trick::Refuse { code: "9000".into() }));
    assert_eq!(stage.tokenise(&[]).await["result"], "9000");
    control.fault(Fault::next("token", Trick::Status { status: 503 }));
    let answer = stage.post("/n/token/request", String::new()).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (503, "*"));
    control.fault(Fault::next("token", Trick::DropAfterCommit));
    let url = format!("{}/n/token/request", stage.sandbox.base_url());
    assert!(stage.browser.post(url).send().await.is_err(), "the connection breaks");
    assert_eq!(stage.tokenise(&[]).await["result"], "0000");
}

#[tokio::test]
async fn the_wrong_charset_is_the_other_one_under_the_same_header() {
    let stage = Stage::new().await;
    for (kind, path) in [("020", "/n/card/request"), ("450", "/n/threeds/request")] {
        let mut form = header(kind);
        form.retain(|(name, _)| *name != "connect_password");
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let right = stage.post(path, encode(&form)).await;
        stage.sandbox.control().fault(Fault::next(kind, Trick::WrongCharset));
        let wrong = stage.post(path, encode(&form)).await;
        assert_eq!(wrong.header("content-type"), right.header("content-type"));
        let (own, other) = match kind {
            "020" => (Charset::Windows31j, Charset::Utf8),
            _ => (Charset::Utf8, Charset::Windows31j),
        };
        assert_ne!(own.decode(&wrong.body), own.decode(&right.body), "{kind}");
        assert_eq!(other.decode(&wrong.body), own.decode(&right.body), "{kind}");
    }
}
