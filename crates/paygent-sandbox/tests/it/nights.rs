//! The nightly batch runs by the clock: at every midnight in Japan.

use std::time::Duration;

use paygent::telegram::PaymentRef;
use paygent_sandbox::{Ledger, MIGRATIONS, Options};

use crate::difference::record;
use crate::stage::Stage;
use crate::way::Step::{self, Act, Batch, Hours, InBatch};
use crate::way::walk;

/// It is noon when a way begins.
const WAYS: &[(&[Step], u8)] = &[
    (&[InBatch, Act("022"), Hours(11)], 30),
    (&[InBatch, Act("022"), Hours(12)], 40),
    (&[InBatch, Act("021"), Hours(11)], 31),
    (&[InBatch, Act("021"), Hours(12)], 32),
    (&[Act("022"), InBatch, Act("023"), Hours(11)], 42),
    (&[Act("022"), InBatch, Act("023"), Hours(12)], 50),
    (&[Act("022"), InBatch, Act("023"), Hours(12), Hours(23)], 50),
    (&[Act("022"), InBatch, Act("023"), Hours(12), Hours(24)], 60),
    (&[Act("022"), InBatch, Act("023"), Hours(24 * 30)], 60),
    // `settle` does not wait for midnight, and midnight comes all the same.
    (&[Act("022"), InBatch, Act("023"), Batch, Hours(11)], 50),
    (&[Act("022"), InBatch, Act("023"), Batch, Hours(12)], 60),
    (&[InBatch, Act("022"), Hours(24), Act("023"), Hours(11)], 42),
    (&[InBatch, Act("022"), Hours(24), Act("023"), Hours(12)], 50),
    // The 60 days are those of 022.
    (&[InBatch, Act("022"), Hours(24 * 60 - 1)], 40),
    (&[InBatch, Act("022"), Hours(24 * 60)], 41),
];

#[tokio::test]
async fn every_midnight_moves_what_waits_for_the_batch() {
    for (way, status) in WAYS {
        let stage = Stage::new().await;
        stage.be_noon().await;
        let payment = PaymentRef::by_payment_id(stage.hold("frictionless", "A").await);
        for step in *way {
            walk(&stage, &payment, *step).await;
        }
        assert_eq!(stage.statuses("A").await, [*status], "{way:?}");
        let told = stage.send(&paygent::telegram::inquire::Request::new(payment)).await;
        let paygent::Outcome::Accepted(told) = told else { panic!("{way:?}: {told:?}") };
        assert_eq!(told.status.0, *status, "{way:?}: 094");
    }
}

#[tokio::test]
async fn each_night_is_told_with_its_own_midnight() {
    let stage = Stage::new().await;
    stage.be_noon().await;
    let payment = PaymentRef::by_payment_id(stage.hold("frictionless", "A").await);
    for step in [Act("022"), InBatch, Act("023"), Hours(24 * 3)] {
        walk(&stage, &payment, step).await;
    }
    let mut days = Vec::new();
    for (number, status) in [(1, 20), (2, 40), (3, 42), (4, 50), (5, 60)] {
        let told = record(&stage, number).await.expect("it is there");
        assert_eq!(told.status.0, status);
        let (day, time) = told.changed_at.split_at(8);
        assert_eq!(time == "000000", number > 3, "{told:?}");
        days.push(day.to_owned());
    }
    days.dedup();
    assert_eq!(days.len(), 3, "today and two nights: {days:?}");
    assert_eq!(record(&stage, 6).await, None);
}

#[tokio::test]
async fn a_restart_runs_no_batch_twice_and_leaves_none_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = Ledger::File(folder.path().join("ledger.db"));
    let options = || Options { ledger: ledger.clone(), ..Options::default() };
    let mut stage = Stage::with(options()).await;
    stage.be_noon().await;
    let payment = PaymentRef::by_payment_id(stage.hold("frictionless", "A").await);
    for step in [Act("022"), InBatch, Act("023"), Hours(12)] {
        walk(&stage, &payment, step).await;
    }
    for status in [50, 60] {
        stage.sandbox.stop().await;
        drop(stage);
        stage = Stage::with(options()).await;
        assert_eq!(stage.statuses("A").await, [50], "as it was");
        stage.advance(Duration::from_hours(if status == 50 { 1 } else { 24 })).await;
        assert_eq!(stage.statuses("A").await, [status]);
    }
}

/// A ledger of an earlier version, with a payment that waits for the batch.
#[tokio::test]
async fn an_older_ledger_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.db");
    let store = store::Store::open(store::Options::sqlite(&path)).expect("opened");
    store.migrate(&MIGRATIONS[..4]).expect("the older tables");
    let old = store.write(|tx| {
        tx.exec(
            store::sql!(
                "insert into trade (payment_id, trading_id, status, amount, payment_class, \
                 split_count, card_key, brand, masked, fingerprint, valid_term, three_ds, \
                 attempt_kbn, tries, began_at, authorised_at, captured_at) values (7, 'OLD', 30, \
                 700, '61', '3', 'jcb', 'JCB', '************0007', 'f', '1240', '', '', 0, \
                 1000000000000, 1000000000000, 1000000001000)"
            ),
            &[],
        )?;
        tx.exec(
            store::sql!(
                "insert into notice (merchant_id, number, changed_at, payment_id, status, \
                 delivered, tries, made_at) values ('900000001', 1, 1000000001000, 7, 30, 0, 0, \
                 4000000000000)"
            ),
            &[],
        )?;
        Ok::<_, store::Error>(())
    });
    old.await.expect("written");
    drop(store);
    let stage = Stage::with(Options { ledger: Ledger::File(path), ..Options::default() }).await;
    let told = record(&stage, 1).await.expect("it is there");
    let class = (told.payment_class.as_str(), told.split_count.as_str());
    assert_eq!((told.status.0, told.amount, class), (30, 700, ("61", "3")));
    assert_eq!((told.fingerprint.as_str(), told.card_company_code.as_str()), ("f", "000"));
    stage.advance(Duration::from_secs(1)).await;
    let told = record(&stage, 2).await.expect("the night after");
    assert_eq!((told.status.0, told.changed_at.as_str()), (40, "20010910000000"));
}
