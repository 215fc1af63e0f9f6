//! 091: the feed of status changes.

use std::sync::Arc;
use std::time::Duration;

use paygent::Outcome;
use paygent::telegram::difference::{Answer, Request};
use paygent::telegram::{NoticeRecord, PaymentRef};
use paygent_sandbox::{Fault, Merchant, Trick};

use crate::faults::until;
use crate::receiver::Receiver;
use crate::stage::{Stage, credentials, said};

const A_DAY: Duration = Duration::from_hours(24);

fn next() -> Request {
    Request::default()
}

fn number(number: u64) -> Request {
    Request { payment_notice_id: Some(number), site_id: None }
}

/// What the feed has, in a word: the number and the status, or that there is nothing.
async fn feed(stage: &Stage, request: &Request) -> String {
    match stage.send(request).await {
        Outcome::Accepted(Answer::Notice(told)) => {
            format!("{} {}", told.payment_notice_id, told.status.0)
        }
        Outcome::Accepted(Answer::Nothing) => "nothing".into(),
        Outcome::Accepted(Answer::Gone) => "gone".into(),
        other => said(&other),
    }
}

/// What the feed says of this number, if it is there.
pub async fn record(stage: &Stage, at: u64) -> Option<NoticeRecord> {
    match stage.send(&number(at)).await {
        Outcome::Accepted(Answer::Notice(told)) => Some(*told),
        Outcome::Accepted(Answer::Nothing) => None,
        other => panic!("{at}: {other:?}"),
    }
}

#[tokio::test]
async fn the_next_is_told_once_and_a_number_as_often_as_asked() {
    let stage = Stage::new().await;
    assert_eq!(feed(&stage, &next()).await, "nothing");
    stage.hold("frictionless", "A").await;
    stage.act("022", PaymentRef::by_trading_id("A")).await;
    stage.hold("frictionless", "B").await;
    for (request, told) in [
        (number(2), "2 40"),
        (next(), "1 20"),
        (next(), "2 40"),
        (number(1), "1 20"),
        (number(2), "2 40"),
        (next(), "3 20"),
        (next(), "nothing"),
        (number(4), "nothing"),
        (number(0), "nothing"),
        (number(999_999_999_999_999_999), "nothing"),
    ] {
        assert_eq!(feed(&stage, &request).await, told, "{request:?}");
    }
    stage.act("023", PaymentRef::by_trading_id("A")).await;
    assert_eq!(feed(&stage, &next()).await, "4 60");
}

#[tokio::test]
async fn a_merchant_is_told_its_own_changes_only() {
    let mut stage = Stage::new().await;
    let other = Merchant::fresh();
    stage.sandbox.control().put_merchant(other.clone()).await.expect("kept");
    stage.hold("frictionless", "OURS").await;
    stage.hold_for(&other, "THEIRS").await;
    stage.hold("frictionless", "OURS2").await;
    for (merchant, trades) in [(&Merchant::demo(), &["OURS", "OURS2"][..]), (&other, &["THEIRS"])] {
        stage.credentials = credentials(merchant);
        for (at, trade) in (1..).zip(trades) {
            let told = record(&stage, at).await.expect("it is there");
            assert_eq!(told.trading_id, *trade);
            assert_eq!(feed(&stage, &next()).await, format!("{at} 20"));
        }
        assert_eq!(feed(&stage, &next()).await, "nothing");
    }
}

#[tokio::test]
async fn after_seven_days_it_is_gone() {
    let stage = Stage::new().await;
    stage.hold("frictionless", "A").await;
    stage.hold("frictionless", "B").await;
    stage.advance(A_DAY * 6).await;
    assert_eq!(feed(&stage, &number(1)).await, "1 20");
    stage.hold("frictionless", "C").await;
    stage.advance(A_DAY).await;
    for (request, told) in [
        (number(1), "gone"),
        (number(3), "3 20"),
        (next(), "gone"),
        (next(), "3 20"),
        (next(), "nothing"),
        (number(2), "gone"),
    ] {
        assert_eq!(feed(&stage, &request).await, told, "{request:?}");
    }
    // What time itself changes is news from then on, however far the clock is moved.
    stage.advance(A_DAY * 99).await;
    assert_eq!(feed(&stage, &next()).await, "4 33");
}

#[tokio::test]
async fn two_empty_questions_at_once_are_one_too_many() {
    let stage = Arc::new(Stage::new().await);
    let (other, shop) = (Merchant::fresh(), stage.sandbox.control());
    shop.put_merchant(other.clone()).await.expect("kept");
    stage.hold("frictionless", "A").await;
    stage.hold("frictionless", "B").await;
    let delays = [Trick::Delay { ms: 3_000 }, Trick::DelayBeforeCommit { ms: 3_000 }];
    for (trick, told) in delays.into_iter().zip(["1 20", "2 20"]) {
        shop.fault(Fault::next("091", trick.clone()));
        let slow = tokio::spawn({
            let stage = stage.clone();
            async move { feed(&stage, &next()).await }
        });
        until(|| async { has_struck(&stage).await }).await;
        assert_eq!(feed(&stage, &next()).await, "9004", "{trick:?}");
        assert_eq!(feed(&stage, &number(1)).await, "1 20", "{trick:?}: a number is no matter");
        let credentials = credentials(&other);
        assert_eq!(said(&stage.client.send(&credentials, &next()).await), "ok", "{trick:?}");
        assert!(!slow.is_finished(), "{trick:?}: all that was meanwhile");
        assert_eq!(slow.await.expect("the client lives"), told, "{trick:?}");
    }
    assert_eq!(feed(&stage, &next()).await, "nothing");
}

/// Whether the fault that was laid out has found its answer.
async fn has_struck(stage: &Stage) -> bool {
    let url = format!("{}/faults", stage.sandbox.control_url().expect("a control port"));
    let waiting = stage.browser.get(url).send().await.expect("an answer");
    waiting.text().await.expect("text") == "[]"
}

#[tokio::test]
async fn a_refused_question_leaves_the_feed_to_others() {
    let stage = Stage::new().await;
    stage.hold("frictionless", "A").await;
    let mut wrong = stage.credentials.clone();
    wrong.connect_password = paygent::Secret::new("wrong".to_owned());
    assert_eq!(said(&stage.client.send(&wrong, &next()).await), "P002");
    let control = stage.sandbox.control();
    control.fault(Fault::next("091", Trick::Refuse { code: "P017".into() }));
    assert_eq!(feed(&stage, &next()).await, "P017");
    control.fault(Fault::next("091", Trick::DropBeforeCommit));
    assert_eq!(feed(&stage, &next()).await, "?");
    assert_eq!(feed(&stage, &next()).await, "1 20", "nothing was given out");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_asked_for_by_its_number() {
    let stage = Stage::new().await;
    stage.hold("frictionless", "A").await;
    stage.sandbox.control().fault(Fault::next("091", Trick::DropAfterCommit));
    assert_eq!(feed(&stage, &next()).await, "?");
    assert_eq!(feed(&stage, &next()).await, "nothing", "it counts as delivered");
    assert_eq!(feed(&stage, &number(1)).await, "1 20");
}

#[tokio::test]
async fn what_was_taken_is_not_next_and_what_was_next_is_not_posted() {
    let mut receiver = Receiver::open().await;
    let stage = receiver.stage().await;
    stage.hold("frictionless", "A").await;
    stage.hold("frictionless", "B").await;
    assert_eq!((receiver.told().await, receiver.told().await), ((1, 20), (2, 20)));
    // That the second was taken may not be written down yet; that the first was is.
    assert_ne!(feed(&stage, &next()).await, "1 20");
    let control = stage.sandbox.control();
    control.withhold_notices(true);
    for id in ["C", "D", "E"] {
        stage.hold("frictionless", id).await;
    }
    assert_eq!(feed(&stage, &next()).await, "3 20");
    assert_eq!(feed(&stage, &number(4)).await, "4 20");
    control.withhold_notices(false);
    assert_eq!(receiver.told().await, (4, 20), "the third was given out");
    assert_eq!(receiver.told().await, (5, 20));
}
