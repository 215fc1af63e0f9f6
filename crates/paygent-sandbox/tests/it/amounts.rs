//! 028 and 029: a new payment in the place of an old one.

use paygent::telegram::change_amount::{Amount, Answer, Change};
use paygent::telegram::{PaymentRef, authorise, change_hold, change_sale, inquire};
use paygent::{Outcome, Status};
use paygent_sandbox::{Merchant, Options, Trade};

use crate::stage::{AMOUNT, Stage, authorisation, said};
use crate::way::Step::{self, Act, Batch, Days, InBatch};
use crate::way::walk;

fn to(payment: PaymentRef, yen: i64) -> Change {
    Change { payment, amount: Amount::Total(yen), old_first: false }
}

async fn change(stage: &Stage, kind: &str, change: Change) -> Outcome<Answer> {
    match kind {
        "028" => stage.send(&change_hold::Request(change)).await,
        "029" => stage.send(&change_sale::Request(change)).await,
        other => panic!("{other} changes no amount"),
    }
}

/// Status and amount of the payments under one id, oldest first.
async fn left(stage: &Stage, trading_id: &str) -> Vec<(u8, i64)> {
    let trades = stage.trades(trading_id).await;
    trades.iter().map(|trade| (trade.status.0, trade.amount)).collect()
}

#[tokio::test]
async fn every_status_answers_028_and_029_as_the_table_says() {
    // The way; what 028 and 029 answer, and the statuses of old and new after each.
    type Says = (&'static str, &'static [u8]);
    let table: &[(&str, &[Step], Says, Says)] = &[
        ("refused_2003", &[], ("2004", &[10]), ("2004", &[10])),
        ("refused_2001", &[], ("2004", &[11]), ("2004", &[11])),
        ("frictionless", &[], ("ok", &[32, 20]), ("ok", &[32, 40])),
        ("frictionless", &[InBatch], ("ok", &[31, 20]), ("ok", &[31, 40])),
        ("frictionless", &[InBatch, Act("022")], ("2004", &[30]), ("2004", &[30])),
        ("frictionless", &[InBatch, Act("021")], ("2004", &[31]), ("2004", &[31])),
        ("frictionless", &[Act("021")], ("2004", &[32]), ("2004", &[32])),
        ("frictionless", &[Days(60)], ("2007", &[33]), ("2007", &[33])),
        ("frictionless", &[Act("022")], ("2004", &[40]), ("ok", &[60, 40])),
        ("frictionless", &[Act("022"), InBatch], ("2004", &[40]), ("ok", &[42, 40])),
        ("frictionless", &[Act("022"), Days(60)], ("2007", &[41]), ("2007", &[41])),
        ("frictionless", &[Act("022"), InBatch, Act("023")], ("2004", &[42]), ("2004", &[42])),
        (
            "frictionless",
            &[Act("022"), InBatch, Act("023"), Batch],
            ("2004", &[50]),
            ("2004", &[50]),
        ),
        ("frictionless", &[Act("022"), Act("023")], ("2004", &[60]), ("2004", &[60])),
    ];
    for (card, way, hold, sale) in table {
        for (kind, (answer, after)) in [("028", hold), ("029", sale)] {
            let stage = Stage::new().await;
            stage.authorise(card, "A").await;
            let payment = PaymentRef::by_trading_id("A");
            for step in *way {
                walk(&stage, &payment, *step).await;
            }
            let outcome = change(&stage, kind, to(payment, AMOUNT - 1)).await;
            assert_eq!(said(&outcome), *answer, "{kind} after {way:?}");
            assert_eq!(stage.statuses("A").await, *after, "{kind} after {way:?}");
        }
    }
}

#[tokio::test]
async fn an_amount_only_gets_smaller() {
    let stage = Stage::new().await;
    for (number, (amount, answer, total)) in [
        (Amount::Total(1), "ok", 1),
        (Amount::Total(AMOUNT), "ok", AMOUNT),
        (Amount::Total(AMOUNT + 1), "2013", 0),
        (Amount::Less(1), "ok", AMOUNT - 1),
        (Amount::Less(AMOUNT - 1), "ok", 1),
        (Amount::Less(AMOUNT), "2013", 0),
        (Amount::Less(9_999_999), "2013", 0),
    ]
    .into_iter()
    .enumerate()
    {
        for kind in ["028", "029"] {
            let id = format!("T{number}x{kind}");
            let old = stage.hold("frictionless", &id).await;
            let payment = PaymentRef::by_payment_id(&old);
            let asked = Change { payment, amount, old_first: false };
            let outcome = change(&stage, kind, asked).await;
            assert_eq!(said(&outcome), answer, "{kind} {amount:?}");
            let Outcome::Accepted(told) = outcome else {
                assert_eq!(left(&stage, &id).await, [(20, AMOUNT)], "{kind} {amount:?}");
                continue;
            };
            let new = if kind == "028" { 20 } else { 40 };
            let both = [(32, AMOUNT), (new, total)];
            assert_eq!(left(&stage, &id).await, both, "{kind} {amount:?}");
            assert_eq!((told.base_payment_id.as_str(), told.card.trading_id), (old.as_str(), id));
            assert_eq!(told.reduced_amount, AMOUNT - total, "{kind} {amount:?}");
            assert_ne!(told.card.payment_id, old);
            assert_eq!(told.card.masked_card_number, "************0002");
        }
    }
}

#[tokio::test]
async fn both_payments_are_told_by_their_own_ids_from_then_on() {
    let stage = Stage::new().await;
    let old = stage.hold("frictionless", "A").await;
    let by_trade = || PaymentRef::by_trading_id("A");
    for (payment, answer) in [
        (PaymentRef::by_payment_id("999"), "2006"),
        (PaymentRef::by_both("B", &old), "2006"),
        (PaymentRef::by_trading_id("B"), "2006"),
        (by_trade(), "ok"),
        (by_trade(), "2005"),
        (PaymentRef::by_payment_id(&old), "2004"),
    ] {
        let outcome = change(&stage, "028", to(payment.clone(), 5_000)).await;
        assert_eq!(said(&outcome), answer, "{payment:?}");
    }
    assert_eq!(stage.act("094", by_trade()).await, "13002");
    let new = stage.trades("A").await[1].payment_id.clone();
    for (payment_id, status, amount) in [(&old, 32, AMOUNT), (&new, 20, 5_000)] {
        let payment = PaymentRef::by_payment_id(payment_id);
        let seen = stage.send(&inquire::Request::new(payment)).await;
        let Outcome::Accepted(seen) = seen else { panic!("{seen:?}") };
        assert_eq!((seen.status, seen.amount), (Status(status), amount), "{payment_id}");
        assert_eq!(seen.cancelled_at.is_empty(), status == 20, "{payment_id}");
    }
    let again = change(&stage, "029", to(PaymentRef::by_payment_id(&new), 4_000)).await;
    assert_eq!(said(&again), "ok");
    assert_eq!(left(&stage, "A").await, [(32, AMOUNT), (32, 5_000), (40, 4_000)]);
}

#[tokio::test]
async fn what_was_authenticated_is_covered_no_longer() {
    let stage = Stage::new().await;
    let token = stage.token("attempt_issuer").await;
    let auth_id = stage.begin(&token, "https://shop.example/back").await;
    stage.enter(&auth_id).await;
    let mut request = authorisation(&token, "A");
    request.three_ds = authorise::ThreeDs::Authenticated(auth_id.clone());
    assert_eq!(said(&stage.send(&request).await), "ok");
    let outcome = change(&stage, "028", to(PaymentRef::by_trading_id("A"), 100)).await;
    assert_eq!(said(&outcome), "ok");
    let covered = |trade: &Trade| (trade.three_ds_auth_id.clone(), trade.attempt_kbn.clone());
    let trades = stage.trades("A").await;
    assert_eq!(covered(&trades[0]), (auth_id, "0".to_owned()));
    assert_eq!(covered(&trades[1]), (String::new(), String::new()));
}

#[tokio::test]
async fn a_change_that_fails_half_way_leaves_two_payments() {
    let stage = Stage::new().await;
    for code in ["2010", "2011", "2012"] {
        for (kind, way, statuses) in
            [("028", &[][..], [20, 20]), ("029", &[], [20, 40]), ("029", &[Act("022")], [40, 40])]
        {
            for old_first in [false, true] {
                let id = format!("T{code}x{kind}x{}x{old_first}", way.len());
                let payment = PaymentRef::by_trading_id(&id);
                stage.hold(&format!("change_{code}"), &id).await;
                for step in way {
                    walk(&stage, &payment, *step).await;
                }
                let outcome = change(&stage, kind, Change { old_first, ..to(payment, 1) }).await;
                // The client calls it undecided: money is held twice.
                assert_eq!(said(&outcome), format!("?{code}"), "{id}");
                assert_eq!(left(&stage, &id).await, [(statuses[0], AMOUNT), (statuses[1], 1)]);
            }
        }
    }
}

#[tokio::test]
async fn a_contract_without_changes_of_amount_says_so() {
    let merchant = Merchant { amount_change: false, ..Merchant::demo() };
    let stage = Stage::with(Options { merchant, ..Options::default() }).await;
    let payment = PaymentRef::by_payment_id(stage.hold("frictionless", "A").await);
    for kind in ["028", "029"] {
        assert_eq!(said(&change(&stage, kind, to(payment.clone(), 1)).await), "P029", "{kind}");
    }
    assert_eq!(left(&stage, "A").await, [(20, AMOUNT)]);
}
