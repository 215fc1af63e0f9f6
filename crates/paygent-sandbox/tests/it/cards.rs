//! Every test card at every station: token, 450 and the issuer's page, 020, 022, 021, 023.

use std::time::Duration;

use paygent::Outcome;
use paygent::telegram::PaymentRef;
use paygent_sandbox::{Options, TEST_CARDS};

use crate::stage::{Stage, authorisation, number, said};

/// What the buyer and the shop meet.
struct Meets {
    key: &'static str,
    token: &'static str,
    /// `page`, `result/attempt_kbn` or `result/response_code` of the return, or 450's own refusal.
    three_ds: &'static str,
    /// 020 and the statuses it leaves.
    authorise: (&'static str, &'static [u8]),
    /// 022 and the status after it.
    capture: (&'static str, u8),
    /// 021 and the status after it.
    cancel: (&'static str, u8),
    /// 023 of a captured payment and the status after it.
    refund: (&'static str, u8),
}

const fn fine(key: &'static str) -> Meets {
    Meets {
        key,
        token: "0000",
        three_ds: "0/",
        authorise: ("ok", &[20]),
        capture: ("ok", 40),
        cancel: ("ok", 32),
        refund: ("ok", 60),
    }
}

const fn refused(key: &'static str, code: &'static str, leaves: &'static [u8]) -> Meets {
    Meets { authorise: (code, leaves), ..fine(key) }
}

const fn at_three_ds(key: &'static str, three_ds: &'static str) -> Meets {
    Meets { three_ds, ..fine(key) }
}

/// Written by hand: the sandbox's own table is what is tested.
const MEETS: &[Meets] = &[
    at_three_ds("challenge", "page"),
    fine("frictionless"),
    fine("master"),
    fine("jcb"),
    fine("amex"),
    fine("diners"),
    refused("refused_2016", "2016", &[11]),
    Meets { three_ds: "31001", ..refused("refused_31001", "31001", &[]) },
    Meets { token: "1502", ..fine("expired_1502") },
    refused("refused_2001", "2001", &[11]),
    refused("refused_2002", "2002", &[11]),
    refused("refused_2003", "2003", &[10]),
    refused("refused_p010", "P010", &[]),
    refused("refused_2018", "2018", &[]),
    refused("refused_2054", "2054", &[15]),
    refused("maintenance_p017", "P017", &[]),
    refused("unavailable_p018", "P018", &[]),
    at_three_ds("attempt_issuer", "0/0"),
    at_three_ds("attempt_merchant", "0/1"),
    at_three_ds("three_ds_failed", "1/31007"),
    at_three_ds("no_three_ds", "31012"),
    fine("late_answer"),
    refused("dropped_after_commit", "?", &[20]),
    refused("dropped_before_commit", "?", &[]),
    refused("garbled", "?", &[20]),
    refused("vendor_timeout", "?2008", &[20]),
    refused("system_error", "?E001", &[]),
    refused("busy_e002", "?E002", &[]),
    refused("locked", "?9005", &[]),
    Meets { capture: ("2002", 20), ..fine("capture_refused") },
    Meets { capture: ("?", 40), ..fine("capture_answer_lost") },
    Meets { capture: ("?", 20), ..fine("capture_not_done") },
    fine("capture_late"),
    Meets { capture: ("?2008", 40), ..fine("capture_2008") },
    Meets { capture: ("?9005", 20), ..fine("capture_9005") },
    Meets { capture: ("?E001", 20), ..fine("capture_e001") },
    Meets { cancel: ("2003", 20), refund: ("2003", 40), ..fine("cancel_refused") },
    Meets { cancel: ("?", 32), refund: ("?", 60), ..fine("cancel_answer_lost") },
    Meets { cancel: ("?", 20), refund: ("?", 40), ..fine("cancel_not_done") },
    fine("cancel_late"),
    Meets { cancel: ("?2008", 32), refund: ("?2008", 60), ..fine("cancel_2008") },
    Meets { cancel: ("?9005", 20), refund: ("?9005", 40), ..fine("cancel_9005") },
    Meets { cancel: ("?E001", 20), refund: ("?E001", 40), ..fine("cancel_e001") },
    fine("change_2010"),
    fine("change_2011"),
    fine("change_2012"),
];

#[test]
fn no_card_of_the_table_is_forgotten() {
    let expected: Vec<_> = MEETS.iter().map(|meets| meets.key).collect();
    let cards: Vec<_> = TEST_CARDS.iter().map(|card| card.key).collect();
    assert_eq!(expected, cards);
}

#[tokio::test]
async fn every_card_does_at_the_token_endpoint_what_its_row_says() {
    let stage = Stage::new().await;
    for meets in MEETS {
        let json = stage.tokenise(&[("card_number", number(meets.key))]).await;
        assert_eq!(json["result"], meets.token, "{}", meets.key);
        let card = &json["tokenizedCardObject"];
        if meets.token != "0000" {
            assert!(card.is_null(), "{}", meets.key);
            continue;
        }
        let masked = card["masked_card_number"].as_str().expect("masked");
        let digits = number(meets.key);
        assert_eq!(masked.len(), digits.len(), "{}", meets.key);
        assert_eq!(masked.trim_start_matches('*'), &digits[digits.len() - 4..], "{}", meets.key);
    }
}

#[tokio::test]
async fn every_card_does_at_three_d_secure_what_its_row_says() {
    let stage = Stage::new().await;
    for meets in MEETS.iter().filter(|meets| meets.token == "0000") {
        let token = stage.token(meets.key).await;
        let met = match stage.authenticate(&token, "http://shop.test/back").await {
            Outcome::Accepted(answer) => {
                let page = stage.enter(&answer.auth_id).await;
                match (page.status, page.told_or_nothing("result")) {
                    (200, _) => "page".to_owned(),
                    (303, result) if result == "0" => format!("0/{}", page.told("attempt_kbn")),
                    (303, result) => format!("{result}/{}", page.told("response_code")),
                    other => panic!("{}: {other:?}", meets.key),
                }
            }
            other => said(&other),
        };
        assert_eq!(met, meets.three_ds, "{}", meets.key);
    }
}

impl crate::stage::Page {
    fn told_or_nothing(&self, name: &str) -> String {
        if self.header("location").is_empty() { String::new() } else { self.told(name) }
    }
}

#[tokio::test]
async fn every_card_does_at_020_what_its_row_says() {
    let late_answer = Duration::from_millis(50);
    let stage = Stage::with(Options { late_answer, ..Options::default() }).await;
    for meets in MEETS.iter().filter(|meets| meets.token == "0000") {
        let outcome = stage.authorise(meets.key, meets.key).await;
        let (answer, leaves) = meets.authorise;
        assert_eq!(said(&outcome), answer, "{}", meets.key);
        assert_eq!(stage.statuses(meets.key).await, leaves, "{}", meets.key);
        if let Outcome::Unknown(unknown) = outcome {
            let dropped = meets.key.starts_with("dropped");
            assert_eq!(unknown.raw.is_empty(), dropped, "{}: {}", meets.key, unknown.why);
        }
    }
}

#[tokio::test]
async fn every_card_does_afterwards_what_its_row_says() {
    let stage = Stage::with(Options { late_answer: Duration::ZERO, ..Options::default() }).await;
    for meets in MEETS.iter().filter(|meets| meets.token == "0000" && meets.authorise.0 == "ok") {
        let key = meets.key;
        for (kind, (answer, after)) in [("022", meets.capture), ("021", meets.cancel)] {
            let id = format!("{key}{kind}").replace("answer_", "").replace("refused", "no");
            let payment = PaymentRef::by_payment_id(stage.hold(key, &id).await);
            assert_eq!(stage.act(kind, payment.clone()).await, answer, "{key}: {kind}");
            assert_eq!(stage.statuses(&id).await, [after], "{key}: {kind}");
            if answer.starts_with('?') {
                // What was done is answered plainly; what never arrives, never arrives.
                let again = if after == 20 { answer } else { "ok" };
                assert_eq!(stage.act(kind, payment).await, again, "{key}: {kind} asked again");
                assert_eq!(stage.statuses(&id).await, [after], "{key}: {kind} asked again");
            }
        }
        let mut request = authorisation(&stage.token(key).await, &format!("r{key}"));
        request.capture = true;
        let Outcome::Accepted(sold) = stage.send(&request).await else { panic!("{key}: sold") };
        assert_eq!(stage.statuses(&sold.trading_id).await, [40], "{key}: sales_mode=1");
        let (answer, after) = meets.refund;
        let payment = PaymentRef::by_payment_id(&sold.payment_id);
        assert_eq!(stage.act("023", payment).await, answer, "{key}: 023");
        assert_eq!(stage.statuses(&sold.trading_id).await, [after], "{key}: 023");
    }
}

#[tokio::test]
async fn a_late_answer_is_committed_long_before_it_comes() {
    let late_answer = Duration::from_millis(1_500);
    let stage =
        std::sync::Arc::new(Stage::with(Options { late_answer, ..Options::default() }).await);
    let token = stage.token("late_answer").await;
    let sent = tokio::spawn({
        let stage = stage.clone();
        async move { said(&stage.send(&authorisation(&token, "LATE")).await) }
    });
    while stage.statuses("LATE").await.is_empty() {
        assert!(!sent.is_finished(), "no answer before the payment");
        tokio::task::yield_now().await;
    }
    assert!(!sent.is_finished(), "the answer is late");
    assert_eq!(sent.await.expect("the client lives"), "ok");
}
