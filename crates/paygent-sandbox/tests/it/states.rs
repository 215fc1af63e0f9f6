//! The state table of the reference (3.4): every status is reached by really doing it.

use std::time::Duration;

use paygent::Outcome;
use paygent::telegram::PaymentRef;
use paygent_sandbox::{Duplicates, Settlement};

use crate::stage::{Stage, authorisation, said};

/// On the way to a status.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// 020 with this card.
    Pay(&'static str),
    /// 021, 022 or 023, accepted.
    Act(&'static str),
    /// Acts are through in the nightly batch from now on.
    InBatch,
    /// In the answer already, again.
    AtOnce,
    /// The nightly batch runs.
    Batch,
    Days(u64),
}

use Step::{Act, AtOnce, Batch, Days, InBatch, Pay};

const KINDS: [&str; 3] = ["021", "022", "023"];

/// What an act answers, and the status after it.
type Says = (&'static str, u8);

struct Case {
    status: u8,
    way: &'static [Step],
    /// 021, 022, 023.
    says: [Says; 3],
}

const fn case(status: u8, way: &'static [Step], says: [Says; 3]) -> Case {
    Case { status, way, says }
}

const OPEN: Step = Pay("refused_2003");
const HOLD: Step = Pay("frictionless");

const TABLE: &[Case] = &[
    case(10, &[OPEN], [("2004", 10), ("2004", 10), ("2004", 10)]),
    case(10, &[OPEN, Days(29)], [("2004", 10), ("2004", 10), ("2004", 10)]),
    case(11, &[OPEN, Days(30)], [("2004", 11), ("2004", 11), ("2004", 11)]),
    case(11, &[Pay("refused_2001")], [("2004", 11), ("2004", 11), ("2004", 11)]),
    case(20, &[HOLD], [("ok", 32), ("ok", 40), ("2004", 20)]),
    case(20, &[HOLD, InBatch], [("ok", 31), ("ok", 30), ("2004", 20)]),
    case(20, &[HOLD, Days(59)], [("ok", 32), ("ok", 40), ("2004", 20)]),
    case(30, &[HOLD, InBatch, Act("022")], [("2004", 30), ("ok", 30), ("2004", 30)]),
    case(31, &[HOLD, InBatch, Act("021")], [("ok", 31), ("2004", 31), ("2004", 31)]),
    case(32, &[HOLD, InBatch, Act("021"), Batch], [("ok", 32), ("2004", 32), ("2004", 32)]),
    case(32, &[HOLD, Act("021")], [("ok", 32), ("2004", 32), ("2004", 32)]),
    case(32, &[HOLD, Act("021"), Days(99)], [("ok", 32), ("2004", 32), ("2004", 32)]),
    case(33, &[HOLD, Days(60)], [("ok", 32), ("2007", 33), ("2004", 33)]),
    case(40, &[HOLD, Act("022")], [("2004", 40), ("ok", 40), ("ok", 60)]),
    case(40, &[HOLD, InBatch, Act("022"), Batch], [("2004", 40), ("ok", 40), ("ok", 42)]),
    case(41, &[HOLD, Act("022"), Days(60)], [("2004", 41), ("ok", 41), ("2007", 41)]),
    case(42, &[HOLD, Act("022"), InBatch, Act("023")], [("2004", 42), ("2004", 42), ("ok", 42)]),
    case(
        50,
        &[HOLD, Act("022"), InBatch, Act("023"), Batch],
        [("2004", 50), ("2004", 50), ("ok", 50)],
    ),
    case(
        60,
        &[HOLD, Act("022"), InBatch, Act("023"), Batch, Batch, AtOnce],
        [("2004", 60), ("2004", 60), ("ok", 60)],
    ),
    case(60, &[HOLD, Act("022"), Act("023")], [("2004", 60), ("2004", 60), ("ok", 60)]),
];

#[tokio::test]
async fn every_status_answers_021_022_and_023_as_the_table_says() {
    for case in TABLE {
        let name = format!("{} by {:?}", case.status, case.way);
        let stage = Stage::new().await;
        for step in case.way {
            walk(&stage, *step).await;
        }
        for (kind, (answer, after)) in KINDS.into_iter().zip(case.says) {
            assert_eq!(stage.statuses(kind).await, [case.status], "{name}: before {kind}");
            let payment = PaymentRef::by_trading_id(kind);
            assert_eq!(stage.act(kind, payment.clone()).await, answer, "{name}: {kind}");
            assert_eq!(stage.statuses(kind).await, [after], "{name}: after {kind}");
            assert_eq!(stage.act(kind, payment).await, answer, "{name}: {kind} again");
            assert_eq!(stage.statuses(kind).await, [after], "{name}: after {kind} again");
        }
    }
}

/// One step for three payments, each named by the act that waits for it.
async fn walk(stage: &Stage, step: Step) {
    let control = stage.sandbox.control();
    match step {
        Pay(card) => {
            for id in KINDS {
                stage.authorise(card, id).await;
            }
        }
        Act(kind) => {
            for id in KINDS {
                let said = stage.act(kind, PaymentRef::by_trading_id(id)).await;
                assert_eq!(said, "ok", "{kind} of {id}");
            }
        }
        InBatch | AtOnce => {
            let when =
                if matches!(step, InBatch) { Settlement::InBatch } else { Settlement::AtOnce };
            control.change(|now| now.settlement = when).await.expect("settings are kept");
        }
        Batch => assert_eq!(control.settle().await.expect("the batch runs"), 3),
        Days(days) => stage.advance(Duration::from_hours(24 * days)).await,
    }
}

#[tokio::test]
async fn a_payment_is_found_by_either_id_and_by_both() {
    let stage = Stage::new().await;
    let first = stage.hold("frictionless", "A").await;
    let second = stage.hold("frictionless", "B").await;
    let twice = stage.hold("frictionless", "B").await;
    assert!(first < second && second < twice, "numbers go up");
    for (payment, inquired, acted) in [
        (PaymentRef::by_payment_id(&first), "ok", "ok"),
        (PaymentRef::by_trading_id("A"), "ok", "ok"),
        (PaymentRef::by_both("A", &first), "ok", "ok"),
        (PaymentRef::by_both("A", &second), "13001", "2006"),
        (PaymentRef::by_payment_id("999999"), "13001", "2006"),
        (PaymentRef::by_trading_id("C"), "13001", "2006"),
        (PaymentRef::by_trading_id("B"), "13002", "2005"),
        (PaymentRef::by_both("B", &second), "ok", "ok"),
        (PaymentRef::by_payment_id(&twice), "ok", "ok"),
    ] {
        assert_eq!(stage.act("094", payment.clone()).await, inquired, "094 {payment:?}");
        assert_eq!(stage.act("021", payment.clone()).await, acted, "021 {payment:?}");
    }
}

#[tokio::test]
async fn a_trading_id_may_come_twice_unless_that_is_switched_off() {
    let stage = Stage::new().await;
    for (duplicates, second, payments) in
        [(Duplicates::Accept, "ok", 2), (Duplicates::Refuse, "2005", 1)]
    {
        let control = stage.sandbox.control();
        control.change(|now| now.duplicates = duplicates).await.expect("settings are kept");
        let id = format!("{duplicates:?}");
        stage.hold("frictionless", &id).await;
        assert_eq!(said(&stage.authorise("frictionless", &id).await), second, "{id}");
        assert_eq!(stage.trades(&id).await.len(), payments, "{id}");
        stage.hold("frictionless", &format!("{id}2")).await;
    }
}

#[tokio::test]
async fn a_wrong_input_may_be_corrected_three_times_under_its_payment_id() {
    let stage = Stage::new().await;
    let Outcome::Refused(refusal) = stage.authorise("refused_2003", "A").await else {
        panic!("2003 is refused")
    };
    let payment_id = refusal.payment_id.expect("2003 names its payment");
    let retry = async |card: &str, id: &str| {
        let token = stage.token(card).await;
        let mut request = authorisation(&token, "A");
        request.payment = PaymentRef { trading_id: None, ..PaymentRef::by_payment_id(id) };
        stage.send(&request).await
    };
    assert_eq!(said(&retry("frictionless", "999").await), "2006");
    assert_eq!(said(&retry("refused_2003", &payment_id).await), "2003");
    let Outcome::Accepted(answer) = retry("capture_refused", &payment_id).await else {
        panic!("another card goes through")
    };
    assert_eq!((answer.payment_id, answer.trading_id), (payment_id.clone(), "A".to_owned()));
    let trades = stage.trades("A").await;
    assert_eq!(trades.len(), 1);
    assert_eq!((trades[0].status.0, trades[0].card.as_str()), (20, "capture_refused"));
    assert_eq!(said(&retry("frictionless", &payment_id).await), "2001", "it is 20 by now");

    let Outcome::Refused(refusal) = stage.authorise("refused_2003", "B").await else {
        panic!("2003 is refused")
    };
    let payment_id = refusal.payment_id.expect("2003 names its payment");
    for _ in 0..3 {
        assert_eq!(said(&retry("refused_2003", &payment_id).await), "2003");
    }
    let Outcome::Refused(refusal) = retry("frictionless", &payment_id).await else {
        panic!("a fourth try is one too many")
    };
    assert_eq!(refusal.code, "2001");
    assert!(refusal.detail.contains("P903"), "{}", refusal.detail);
    assert_eq!(stage.statuses("B").await, [11]);
}

#[tokio::test]
async fn a_card_is_charged_again_by_reference() {
    let stage = Stage::new().await;
    stage.hold("master", "OLD").await;
    stage.authorise("refused_2001", "OLD").await;
    stage.authorise("refused_2001", "BAD").await;
    for (reference, answer) in [("OLD", "ok"), ("NONE", "2009"), ("BAD", "P005")] {
        let mut request = authorisation("", &format!("NEW{reference}"));
        request.card = paygent::telegram::authorise::CardSource::Earlier(reference.to_owned());
        assert_eq!(said(&stage.send(&request).await), answer, "{reference}");
    }
    let trades = stage.trades("NEWOLD").await;
    assert_eq!(trades[0].card, "master");
    assert_eq!(trades[0].masked_card_number, "************0007");
}
