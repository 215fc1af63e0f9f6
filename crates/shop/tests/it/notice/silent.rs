//! Paygent tells nothing: for a while, after an absence, or for good (DESIGN section 5).

use paygent_sandbox::{Fault, Trick};
use shop::clock::{HOUR, MINUTE};
use shop::money::Yen;
use shop::payment::{self, Cause, Done};
use store::sql;

use super::changed::{By, amount, change_of_ours_is_changed, change_there, hear, live};
use super::tools::{There, act, frame, history, look, placed, read, total_becomes, work};
use crate::stage::{Count, SHOP, Stage, on_each, plain};

/// The first answer after an absence of hours decides nothing: the feed is read first.
#[tokio::test]
async fn after_an_absence_the_feed_is_asked_before_anything_is_let_go() {
    on_each(plain, async |stage| {
        let order = change_of_ours_is_changed(stage).await;
        stage.sweep_after(MINUTE).await;
        stage.clock.advance(5 * HOUR);
        stage.sweep_after(MINUTE).await;
        assert_eq!(stage.count(Count::OpenOps).await, 1);
        hear(stage, By::Feed).await;
        for _ in 0..4 {
            stage.sweep_after(MINUTE).await;
            work(stage).await;
        }
        assert_eq!(live(stage).await, [2_500]);
        assert_eq!(look(stage, order).await.payment.amount(), Yen(2_500));
    })
    .await;
}

/// Away for days, and the first answer is silence: what was paid is an order, and a change that was
/// made counts.
#[tokio::test]
async fn silence_after_a_long_absence_decides_nothing() {
    on_each(plain, async |stage| {
        stage.fault("020", Trick::DropAfterCommit);
        let cart = stage.fill_cart("cart").await;
        stage.buy(&cart, "frictionless").await;
        for silent in [true, false] {
            stage.clock.advance(50 * HOUR);
            if silent {
                stage.fault("094", Trick::DropBeforeCommit);
            }
            stage.sweep_after(MINUTE).await;
        }
        stage.only_order().await;
    })
    .await;
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        total_becomes(stage, 3_000).await;
        stage.fault("020", Trick::DropAfterCommit);
        let agreed = payment::Agreed { total: Yen(3_000), loss_accepted: false };
        let done = payment::change(&stage.world, SHOP, order, "佐藤", agreed).await.unwrap();
        assert_eq!(done, Done::Unknown);
        // One silent look before it, and one after it.
        for away in [0, 80] {
            stage.clock.advance(away * HOUR);
            stage.fault("094", Trick::DropBeforeCommit);
            stage.sweep_after(MINUTE).await;
            assert_eq!(stage.count(Count::OpenOps).await, 1);
        }
        for _ in 0..3 {
            stage.sweep_after(MINUTE).await;
        }
        assert_eq!((amount(stage).await, live(stage).await), (3_000, vec![3_000]));
    })
    .await;
}

/// … and silence that lasts leaves no order locked.
#[tokio::test]
async fn silence_that_lasts_lets_the_order_go() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        stage.fault("021", Trick::DropAfterCommit);
        payment::cancel(&stage.world, SHOP, order, "佐藤").await.unwrap();
        stage.clock.advance(80 * HOUR);
        for look in 0..8 {
            assert_eq!(stage.count(Count::OpenOps).await, 1, "at look {look}");
            stage.fault("094", Trick::DropBeforeCommit);
            stage.sweep_after(9 * MINUTE).await;
        }
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        assert_eq!(frame(stage, order).await.1, Some(Cause::CancelledThere));
        let lines = history(stage).await;
        assert!(lines.iter().all(|(_, what)| !what.contains("行われていません")), "{lines:?}");
    })
    .await;
}

/// An account that does not open is no silence: nobody asked, and nothing is let go.
#[tokio::test]
async fn a_cancel_whose_account_does_not_open_is_not_let_go() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        stage.fault("021", Trick::DropBeforeCommit);
        payment::cancel(&stage.world, SHOP, order, "佐藤").await.unwrap();
        stage.fault("094", Trick::DropBeforeCommit);
        stage.sweep_after(MINUTE).await;
        let good = swapped_password(stage, b"not what it was".to_vec()).await;
        for _ in 0..80 {
            stage.sweep_after(HOUR).await;
        }
        for _ in 0..10 {
            stage.sweep_after(9 * MINUTE).await;
        }
        assert_eq!(stage.count(Count::OpenOps).await, 1);
        assert_eq!(tasks(stage).await, ["undecided"]);
        swapped_password(stage, good).await;
        // The first answer is silence: it counts from now.
        stage.fault("094", Trick::DropBeforeCommit);
        stage.sweep_after(MINUTE).await;
        assert_eq!(stage.count(Count::OpenOps).await, 1);
        stage.sweep_after(MINUTE).await;
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        let lines = history(stage).await;
        assert!(lines.iter().any(|(_, what)| what.contains("行われていません")), "{lines:?}");
    })
    .await;
}

/// The sealed connection password, in the place of the one that it answers.
async fn swapped_password(stage: &Stage, sealed: Vec<u8>) -> Vec<u8> {
    let write = stage.world.store.write(move |tx| {
        let row = tx.row(sql!("select connect_password from merchant_account"), &[])?;
        let before = row.expect("an account").bytes(0)?;
        tx.exec(
            sql!("update merchant_account set connect_password = $1"),
            &[sealed.as_slice().into()],
        )?;
        Ok::<_, store::Error>(before)
    });
    write.await.expect("it writes")
}

/// The kinds of the tasks, in the order of their opening.
async fn tasks(stage: &Stage) -> Vec<String> {
    let read = stage.world.store.read(|tx| {
        let rows = tx.rows(sql!("select kind from task order by created_at, task_id"), &[])?;
        rows.into_iter().map(|row| row.text(0)).collect()
    });
    read.await.expect("it reads")
}

/// A change with several payments, and 094 silent about the one that is named, for good.
#[tokio::test]
async fn a_change_whose_named_payment_is_silent_ends() {
    on_each(plain, async |stage| {
        let order = change_of_ours_is_changed(stage).await;
        stage.clock.advance(80 * HOUR);
        hear(stage, By::Feed).await;
        // 094 of the 取引ID tells of several; of the payments that were named, nothing.
        for look in 0..8 {
            assert_eq!(stage.count(Count::OpenOps).await, 1, "at look {look}");
            stage.fault("094", Trick::Delay { ms: 0 });
            let silence = Fault::next("094", Trick::DropBeforeCommit).times(9);
            stage.sandbox.control().fault(silence);
            stage.sweep_after(9 * MINUTE).await;
            stage.sandbox.control().clear_faults();
        }
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        assert!(!matches!(frame(stage, order).await.1, Some(Cause::InFlight(_))));
    })
    .await;
}

/// Its amount was changed there, and a person captured it: theirs to judge, and told as what it is.
#[tokio::test]
async fn a_stray_that_a_person_captured_is_told_and_not_given_back() {
    on_each(plain, async |stage| {
        read(stage).await;
        stage.fault("020", Trick::DropAfterCommit);
        let cart = stage.fill_cart("cart").await;
        stage.buy(&cart, "frictionless").await;
        for _ in 0..4 {
            stage.fault("094", Trick::Refuse { code: "13001".into() });
            stage.sweep_after(MINUTE).await;
        }
        let made = stage.trades().await.remove(0);
        change_there(stage, &made.payment_id, 1_500).await;
        act(stage, There::Capture).await;
        for _ in 0..4 {
            hear(stage, By::Feed).await;
            stage.sweep_after(10 * MINUTE).await;
        }
        assert_eq!((stage.came("023").await, stage.count(Count::Orders).await), (0, 0));
        assert_eq!((live(stage).await, tasks(stage).await), (vec![1_500], vec!["mismatch".into()]));
    })
    .await;
}
