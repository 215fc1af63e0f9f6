//! The payment notice: every change of a status is posted to the merchant, until it is taken.

use std::path::Path;
use std::time::Duration;

use paygent::Outcome;
use paygent::notice::Notice;
use paygent::telegram::authorise::Split;
use paygent::telegram::change_amount::{Amount, Change};
use paygent::telegram::{PaymentRef, change_hold, inquire};
use paygent_sandbox::{Ledger, Merchant, Options};
use serde_json::json;

use crate::difference;
use crate::receiver::{Receiver, Reply};
use crate::stage::{Stage, authorisation, said};
use crate::way::Step::{self, Act, Batch, Days, InBatch};
use crate::way::walk;

const A_MINUTE: Duration = Duration::from_mins(1);
const REFUSED: Reply = Reply::Says("500 Internal Server Error", "result=0");

fn key() -> String {
    Merchant::demo().notice_key.expect("the demo signs").expose().to_owned()
}

/// Number and status of a notice.
fn told(notice: &Notice) -> (u64, u8) {
    let record = &notice.record;
    (record.payment_notice_id.parse().expect("a number"), record.status.0)
}

#[tokio::test]
async fn every_change_of_a_life_is_posted_once() {
    let lives: &[(&str, &[Step], &[u8])] = &[
        ("frictionless", &[Act("022"), Act("023")], &[20, 40, 60]),
        ("frictionless", &[Act("021")], &[20, 32]),
        ("frictionless", &[Act("021"), Act("021")], &[20, 32]),
        ("frictionless", &[Days(60)], &[20, 33]),
        ("frictionless", &[Days(60), Act("021")], &[20, 33, 32]),
        ("frictionless", &[Act("022"), Days(60)], &[20, 40, 41]),
        ("refused_2003", &[Days(30)], &[10, 11]),
        ("refused_2001", &[], &[11]),
        ("dropped_after_commit", &[], &[20]),
        ("dropped_before_commit", &[], &[]),
        ("frictionless", &[InBatch, Act("021"), Batch, Batch], &[20, 31, 32]),
        (
            "frictionless",
            &[InBatch, Act("022"), Batch, Act("023"), Batch, Batch, Batch],
            &[20, 30, 40, 42, 50, 60],
        ),
    ];
    for (card, way, statuses) in lives {
        let mut receiver = Receiver::open().await;
        let stage = receiver.stage().await;
        let mut seen = Vec::new();
        stage.authorise(card, "LIFE").await;
        see(&stage, &mut receiver, &mut seen).await;
        for step in *way {
            walk(&stage, &PaymentRef::by_trading_id("LIFE"), *step).await;
            see(&stage, &mut receiver, &mut seen).await;
        }
        assert_eq!(seen, *statuses, "{card} {way:?}");
        // One more: what came before it is all there was.
        stage.hold("jcb", "MARK").await;
        assert_eq!(receiver.told().await, (statuses.len() as u64 + 1, 20), "{card} {way:?}");
    }
}

/// Takes what is new: the feed has it, and the same is posted.
async fn see(stage: &Stage, receiver: &mut Receiver, seen: &mut Vec<u8>) {
    while let Some(record) = difference::record(stage, seen.len() as u64 + 1).await {
        let notice = receiver.next().await;
        assert_eq!(notice.record, record, "push and feed agree");
        assert!(notice.is_signed_with(&key()), "{record:?}");
        check_dates(&record);
        assert_eq!((record.payment_type.as_str(), record.amount), ("02", 9_680));
        assert_eq!(record.trading_id, "LIFE");
        seen.push(record.status.0);
    }
}

/// A notice knows nothing of what came after it.
fn check_dates(record: &paygent::telegram::NoticeRecord) {
    let status = record.status.0;
    let paid = [30, 40, 41, 42, 50, 60].contains(&status);
    let cancelled = [31, 32, 42, 50, 60].contains(&status);
    assert_eq!(!record.paid_at.is_empty(), paid, "{record:?}");
    assert_eq!(!record.cancelled_at.is_empty(), cancelled, "{record:?}");
    assert_eq!(record.card_company_code.is_empty(), [10, 11].contains(&status), "{record:?}");
    for date in [&record.initiated_at, &record.paid_at, &record.cancelled_at] {
        assert!(*date <= record.changed_at, "{record:?}");
    }
}

#[tokio::test]
async fn a_change_of_amount_is_two_changes_in_the_order_asked_for() {
    for (old_first, order) in [(false, [20, 20, 32]), (true, [20, 32, 20])] {
        let mut receiver = Receiver::open().await;
        let stage = receiver.stage().await;
        let old = stage.hold("frictionless", "A").await;
        let payment = PaymentRef::by_payment_id(&old);
        let asked = Change { payment, amount: Amount::Less(680), old_first };
        let Outcome::Accepted(answer) = stage.send(&change_hold::Request(asked)).await else {
            panic!("028 is accepted")
        };
        for (number, status) in (1..).zip(order) {
            let notice = receiver.next().await;
            assert_eq!(told(&notice), (number, status));
            let is_new = status == 20 && number > 1;
            let (payment_id, amount) =
                if is_new { (&answer.card.payment_id, 9_000) } else { (&old, 9_680) };
            assert_eq!((&notice.record.payment_id, notice.record.amount), (payment_id, amount));
        }
    }
}

#[tokio::test]
async fn what_is_not_taken_comes_again_after_a_minute_and_holds_back_the_rest() {
    let mut receiver = Receiver::open().await;
    let stage = receiver.stage().await;
    let long = Box::leak("result=0".repeat(1_000).into_boxed_str());
    let replies = [
        REFUSED,
        Reply::Says("200 OK", "result=1"),
        Reply::Says("200 OK", ""),
        Reply::Says("200 OK", "<html>result=0</html>"),
        Reply::Says("200 OK", long),
        Reply::Says("201 Created", "result=0"),
        Reply::Says("302 Found", "result=0"),
        Reply::HangsUp,
        Reply::BreaksOff,
    ];
    for (at, reply) in replies.into_iter().enumerate() {
        let (first, second) = (at as u64 * 2 + 1, at as u64 * 2 + 2);
        receiver.replies(&[reply, Reply::Says("200 OK", "\r\nresult = 0\r\n")]);
        stage.hold("frictionless", &format!("A{at}")).await;
        let before = receiver.next().await;
        assert_eq!(told(&before), (first, 20), "{reply:?}");
        stage.hold("frictionless", &format!("B{at}")).await;
        stage.advance(A_MINUTE).await;
        assert_eq!(receiver.next().await, before, "{reply:?}: the same, word for word");
        assert_eq!(receiver.told().await, (second, 20), "{reply:?}");
    }
}

#[tokio::test]
async fn a_notice_tells_the_same_however_the_payment_went_on() {
    let mut receiver = Receiver::open().await;
    let stage = receiver.stage().await;
    receiver.replies(&[REFUSED]);
    let mut request = authorisation(&stage.token("refused_2003").await, "A");
    request.amount = 1_000;
    let Outcome::Refused(refusal) = stage.send(&request).await else { panic!("2003 is refused") };
    let before = difference::record(&stage, 1).await.expect("it is there");
    assert_eq!((before.status.0, before.amount), (10, 1_000));
    assert_eq!(receiver.next().await.record, before);

    let card = stage.store("m_1", "jcb").await.customer_card_id;
    request = crate::vault::pay::payment(&card, None, "A");
    request.payment = PaymentRef::by_payment_id(refusal.payment_id.expect("it names it"));
    (request.amount, request.split) = (2_222, Split::Instalments(3));
    assert_eq!(said(&stage.send(&request).await), "ok");
    assert_eq!(difference::record(&stage, 1).await.as_ref(), Some(&before), "by its number");
    stage.advance(A_MINUTE).await;
    assert_eq!(receiver.next().await.record, before, "posted once more");

    let after = receiver.next().await.record;
    assert_eq!((after.status.0, after.amount), (20, 2_222));
    assert_eq!((after.payment_class.as_str(), after.split_count.as_str()), ("61", "3"));
    assert_eq!((after.customer_card_id, after.acquirer_name), (card, "JCB".to_owned()));
    assert_ne!(after.fingerprint, before.fingerprint);
    assert_eq!(after.card_company_code, "000");
}

/// What 091 tells of the newest change is what 094 tells of the payment.
#[tokio::test]
async fn the_card_companys_word_is_the_same_as_in_094() {
    for (card, way, word) in [
        ("refused_2054", &[][..], ""),
        ("refused_2003", &[], ""),
        ("refused_2003", &[Days(30)], ""),
        ("refused_2001", &[], ""),
        ("frictionless", &[], "000"),
        ("frictionless", &[Days(60)], "000"),
        ("frictionless", &[Days(60), Act("021")], "000"),
    ] {
        let stage = Stage::new().await;
        let _ = stage.authorise(card, "A").await;
        for step in way {
            walk(&stage, &PaymentRef::by_trading_id("A"), *step).await;
        }
        same_word(&stage, way.len() as u64 + 1, word).await;
    }
    for (card, word) in [("refused_2001", ""), ("frictionless", "000")] {
        let stage = Stage::new().await;
        let mut request = crate::vault::registration("m_1", &stage.token(card).await);
        (request.valid_check, request.trading_id) = (true, Some("A".into()));
        let _ = stage.send(&request).await;
        same_word(&stage, 1, word).await;
    }
}

async fn same_word(stage: &Stage, number: u64, word: &str) {
    let told = difference::record(stage, number).await.expect("it is there");
    assert_eq!(told.card_company_code, word, "091: {told:?}");
    let inquiry = inquire::Request::new(PaymentRef::by_trading_id("A"));
    let Outcome::Accepted(answer) = stage.send(&inquiry).await else { panic!("it is there") };
    assert_eq!((answer.status, answer.card_company_code.as_str()), (told.status, word), "094");
}

#[tokio::test]
async fn after_five_failures_everything_rests_for_a_quarter_of_an_hour() {
    let mut receiver = Receiver::open().await;
    let stage = receiver.stage().await;
    let (mut other_receiver, other) = other(&stage).await;
    // Four failures and a success: the count begins anew.
    receiver.replies(&[REFUSED; 4]);
    stage.hold("frictionless", "A").await;
    for _ in 0..4 {
        assert_eq!(receiver.told().await, (1, 20));
        stage.advance(A_MINUTE).await;
    }
    assert_eq!(receiver.told().await, (1, 20));
    for round in 1..=2 {
        receiver.replies(&[REFUSED; 5]);
        if round == 1 {
            stage.hold("frictionless", "B").await;
        }
        for failure in 1..=5 {
            assert_eq!(receiver.told().await, (2, 20), "{failure}");
            if failure < 5 {
                stage.advance(A_MINUTE).await;
            }
        }
        stage.hold("frictionless", &format!("C{round}")).await;
        stage.advance(A_MINUTE * 14).await;
        // Another merchant is told, and this one would have been before.
        stage.hold_for(&other, &format!("D{round}")).await;
        assert_eq!(other_receiver.told().await, (round, 20));
        assert!(receiver.is_quiet(), "round {round}: nothing is posted, old or new");
        stage.advance(A_MINUTE).await;
    }
    for number in 2..=4 {
        assert_eq!(receiver.told().await, (number, 20), "then it goes on");
    }
}

/// Another merchant with a notice URL of its own.
async fn other(stage: &Stage) -> (Receiver, Merchant) {
    let receiver = Receiver::open().await;
    let merchant = Merchant { notice_url: Some(receiver.url.clone()), ..Merchant::fresh() };
    stage.sandbox.control().put_merchant(merchant.clone()).await.expect("kept");
    (receiver, merchant)
}

#[tokio::test]
async fn a_merchant_that_hangs_holds_up_nobody_else() {
    let mut receiver = Receiver::open().await;
    let stage = receiver.stage().await;
    let (mut other_receiver, other) = other(&stage).await;
    receiver.replies(&[Reply::Hangs]);
    stage.hold("frictionless", "A").await;
    assert_eq!(receiver.told().await, (1, 20));
    for number in 1..=3 {
        stage.hold_for(&other, &format!("B{number}")).await;
        stage.hold("frictionless", &format!("A{number}")).await;
        let notice = other_receiver.next().await;
        assert_eq!(told(&notice), (number, 20));
        let key = other.notice_key.as_ref().expect("it signs");
        assert!(notice.is_signed_with(key.expose()), "each with its own key");
        stage.advance(A_MINUTE).await;
    }
    assert!(receiver.is_quiet(), "one at a time, though it would be due again");
}

fn in_folder(folder: &Path, merchant: Merchant) -> Options {
    Options { ledger: Ledger::File(folder.join("ledger.db")), merchant, ..Options::default() }
}

#[tokio::test]
async fn a_restart_in_between_loses_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut receiver = Receiver::open().await;
    let mut stage = Stage::with(in_folder(folder.path(), receiver.merchant())).await;
    receiver.replies(&[Reply::Hangs]);
    stage.hold("frictionless", "A").await;
    stage.act("022", PaymentRef::by_trading_id("A")).await;
    assert_eq!(receiver.told().await, (1, 20));
    stage.sandbox.stop().await;
    drop(stage);

    let mut stage = Stage::with(in_folder(folder.path(), receiver.merchant())).await;
    stage.sandbox.control().withhold_notices(true);
    stage.advance(A_MINUTE).await;
    stage.act("023", PaymentRef::by_trading_id("A")).await;
    assert!(receiver.is_quiet(), "withheld");
    stage.sandbox.stop().await;
    drop(stage);

    let stage = Stage::with(in_folder(folder.path(), receiver.merchant())).await;
    stage.hold("frictionless", "B").await;
    for told in [(1, 20), (2, 40), (3, 60), (4, 20)] {
        assert_eq!(receiver.told().await, told);
    }
}

#[tokio::test]
async fn notices_are_withheld_and_turned_round() {
    let mut receiver = Receiver::open().await;
    let stage = receiver.stage().await;
    let control = stage.sandbox.control();
    let hold = async |count: u8| {
        for _ in 0..count {
            stage.hold("frictionless", "A").await;
        }
    };
    control.withhold_notices(true);
    hold(3).await;
    stage.advance(A_MINUTE).await;
    assert!(receiver.is_quiet(), "withheld");
    control.reverse_notices(2);
    control.withhold_notices(false);
    for number in [2, 1, 3] {
        assert_eq!(receiver.told().await, (number, 20), "two are turned round");
    }
    let ordered = order(&stage, json!({ "reverse": 3 })).await;
    assert_eq!(ordered, (200, json!({ "withhold": false, "reverse": 3 })));
    hold(2).await;
    assert!(receiver.is_quiet(), "the third must come first");
    receiver.replies(&[REFUSED]);
    hold(2).await;
    assert_eq!(receiver.told().await, (6, 20));
    stage.advance(A_MINUTE).await;
    for number in [6, 5, 4, 7] {
        assert_eq!(receiver.told().await, (number, 20), "again, then the others");
    }
    assert_eq!(order(&stage, json!({ "reverse": 9 })).await.0, 200);
    hold(1).await;
    let ordered = order(&stage, json!({ "reverse": 0, "withhold": true })).await;
    assert_eq!(ordered, (200, json!({ "withhold": true, "reverse": 0 })));
    assert!(receiver.is_quiet(), "withheld again");
    assert_eq!(order(&stage, json!({ "withhold": false })).await.0, 200);
    assert_eq!(receiver.told().await, (8, 20));
    for nonsense in [json!({ "reverse": -1 }), json!({ "reverse": 256 }), json!({ "hold": true })] {
        assert_eq!(order(&stage, nonsense.clone()).await.0, 422, "{nonsense}");
    }
}

/// `POST /notices` of the control port.
async fn order(stage: &Stage, wish: serde_json::Value) -> (u16, serde_json::Value) {
    crate::control::ask(stage, "POST", "/notices", Some(wish)).await
}

#[tokio::test]
async fn what_is_seven_days_old_is_posted_no_more() {
    let mut receiver = Receiver::open().await;
    let stage = receiver.stage().await;
    let control = stage.sandbox.control();
    control.withhold_notices(true);
    stage.hold("frictionless", "A").await;
    stage.advance(Duration::from_hours(24)).await;
    stage.hold("frictionless", "B").await;
    stage.advance(Duration::from_hours(6 * 24)).await;
    control.withhold_notices(false);
    assert_eq!(receiver.told().await, (2, 20));
    stage.advance(Duration::from_hours(54 * 24)).await;
    assert_eq!((receiver.told().await, receiver.told().await), ((3, 33), (4, 33)));
}

#[tokio::test]
async fn a_url_counts_from_when_it_is_there() {
    let mut receiver = Receiver::open().await;
    let stage = Stage::new().await;
    stage.hold("frictionless", "A").await;
    let unsigned = Merchant { notice_key: None, ..receiver.merchant() };
    let control = stage.sandbox.control();
    control.put_merchant(unsigned).await.expect("kept");
    stage.act("022", PaymentRef::by_trading_id("A")).await;
    let notice = receiver.next().await;
    assert_eq!((told(&notice), notice.hc), ((2, 40), None), "091 has the first all the same");
    control.put_merchant(Merchant::demo()).await.expect("kept");
    stage.act("023", PaymentRef::by_trading_id("A")).await;
    control.put_merchant(receiver.merchant()).await.expect("kept");
    assert_eq!(said(&stage.authorise("refused_2001", "B").await), "2001");
    let notice = receiver.next().await;
    assert!(notice.is_signed_with(&key()));
    assert_eq!(told(&notice), (4, 11), "nor is what happened without one posted later");
}

#[tokio::test]
async fn a_reset_begins_anew() {
    let mut receiver = Receiver::open().await;
    let stage = receiver.stage().await;
    let control = stage.sandbox.control();
    receiver.replies(&[REFUSED; 5]);
    stage.hold("frictionless", "OLD").await;
    for _ in 0..5 {
        assert_eq!(receiver.told().await, (1, 20));
        stage.advance(A_MINUTE).await;
    }
    control.withhold_notices(true);
    control.reset().await.expect("forgotten");
    stage.hold("frictionless", "NEW").await;
    let notice = receiver.next().await;
    assert_eq!((told(&notice), notice.record.trading_id.as_str()), ((1, 20), "NEW"));
}
