//! After the order: capture and cancel, their lost answers, and what Paygent did behind our back.

use std::sync::Arc;

use paygent_sandbox::Trick;
use shop::clock::{MINUTE, SECOND};
use shop::payment::seen::Seen;
use shop::payment::{self, ActError, Cause, Denied, Done, Settled, StatusFrame};
use shop::world::World;
use store::sql;

use crate::stage::{Count, SHOP, Stage, on_each, plain};

async fn placed(stage: &Stage) -> shop::id::OrderId {
    let cart = stage.fill_cart("cart").await;
    stage.buy(&cart, "frictionless").await;
    stage.only_order().await
}

async fn frame(stage: &Stage, order: shop::id::OrderId) -> (StatusFrame, Option<Cause>) {
    stage.clock.advance(2 * SECOND);
    let look = payment::look(&stage.world, SHOP, order).await.expect("a look").expect("a payment");
    (look.decision.frame, look.decision.cause)
}

#[tokio::test]
async fn captured_then_refunded() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        assert_eq!(frame(stage, order).await.0, StatusFrame::Held);
        assert_eq!(payment::capture(&stage.world, SHOP, order, "店主").await.unwrap(), Done::Done);
        assert_eq!(frame(stage, order).await.0, StatusFrame::Captured);
        assert_eq!(stage.trades().await[0].status.0, 40);
        let again = payment::capture(&stage.world, SHOP, order, "店主").await;
        assert!(matches!(again, Err(ActError::Denied(Denied::AlreadyCaptured))));
        assert_eq!(payment::cancel(&stage.world, SHOP, order, "店主").await.unwrap(), Done::Done);
        assert_eq!(frame(stage, order).await.0, StatusFrame::Cancelled);
        let again = payment::cancel(&stage.world, SHOP, order, "店主").await;
        assert!(matches!(again, Err(ActError::Denied(Denied::Finished))));
    })
    .await;
}

#[tokio::test]
async fn a_hold_is_cancelled() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        assert_eq!(payment::cancel(&stage.world, SHOP, order, "店主").await.unwrap(), Done::Done);
        assert_eq!(frame(stage, order).await.0, StatusFrame::Cancelled);
        assert!(!stage.trades().await[0].is_live());
    })
    .await;
}

#[tokio::test]
async fn fifty_at_once_send_one_telegram() {
    // Rounds, for what only some of the ways to interleave them show.
    for _ in 0..4 {
        on_each(plain, fifty_capture_at_once).await;
        on_each(plain, fifty_at_once).await;
    }
}

async fn fifty_capture_at_once(stage: &mut Stage) {
    let order = placed(stage).await;
    let presses: Vec<_> = (0..50)
        .map(|number| {
            let world = stage.world.clone();
            tokio::spawn(async move {
                payment::capture(&world, SHOP, order, &format!("係{number}")).await
            })
        })
        .collect();
    let mut done = 0;
    for press in presses {
        match press.await.expect("the press ends") {
            Ok(Done::Done) => done += 1,
            Err(ActError::Denied(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((done, stage.came("022").await), (1, 1));
}

async fn fifty_at_once(stage: &mut Stage) {
    let order = placed(stage).await;
    let presses: Vec<_> = (0..50)
        .map(|number| {
            let world = stage.world.clone();
            tokio::spawn(async move {
                let by = format!("係{number}");
                if number % 2 == 0 {
                    payment::capture(&world, SHOP, order, &by).await
                } else {
                    payment::cancel(&world, SHOP, order, &by).await
                }
            })
        })
        .collect();
    let mut done = 0;
    for press in presses {
        match press.await.expect("the press ends") {
            Ok(Done::Done) => done += 1,
            Ok(other) => panic!("{other:?}"),
            Err(ActError::Denied(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert!((1..=2).contains(&done), "a capture may be followed by its cancel: {done}");
    let (captures, holds, refunds) =
        (stage.came("022").await, stage.came("021").await, stage.came("023").await);
    assert_eq!((captures.max(holds).max(refunds), captures + holds + refunds), (1, done));
    assert_eq!(stage.count(Count::OpenOps).await, 0);
}

#[tokio::test]
async fn what_another_node_saw_before_is_asked_again() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        let other = World { sights: Arc::default(), ..stage.world.clone() };
        // Within the second in which an order is asked about once only.
        payment::look(&other, SHOP, order).await.unwrap();
        let done = payment::capture(&stage.world, SHOP, order, "店主").await.unwrap();
        assert_eq!(done, Done::Done);
        let look = payment::look(&other, SHOP, order).await.unwrap().unwrap();
        assert_eq!(look.payment.settled(), Settled::Captured);
        assert!(matches!(look.seen, Seen::Captured(_)), "{:?}", look.seen);
        payment::capture(&stage.world, SHOP, order, "店主").await.unwrap_err();
        let done = payment::cancel(&other, SHOP, order, "店主").await.unwrap();
        assert_eq!(done, Done::Done);
        assert!(!stage.trades().await[0].is_live());
    })
    .await;
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_asking() {
    let table = [
        (Trick::DropAfterCommit, Settled::Captured),
        (Trick::Garble, Settled::Captured),
        (Trick::DropBeforeCommit, Settled::Held),
        (Trick::Refuse { code: "E001".into() }, Settled::Held),
    ];
    for (trick, expected) in table {
        on_each(plain, async |stage| {
            let order = placed(stage).await;
            stage.fault("022", trick.clone());
            let done = payment::capture(&stage.world, SHOP, order, "店主").await.unwrap();
            assert_eq!(done, Done::Unknown, "{trick:?}");
            // Nobody can tell yet what it did: no second telegram.
            stage.fault("094", Trick::DropBeforeCommit);
            let second = payment::cancel(&stage.world, SHOP, order, "店主").await;
            assert!(matches!(second, Err(ActError::Denied(Denied::InFlight))), "{trick:?}");
            stage.sweep_after(SECOND).await;
            stage.sweep_after(2 * MINUTE).await;
            assert_eq!(stage.count(Count::OpenOps).await, 0, "{trick:?}");
            let look = payment::look(&stage.world, SHOP, order).await.unwrap().unwrap();
            assert_eq!(look.payment.settled(), expected, "{trick:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_refused_capture_changes_nothing_and_says_why() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        stage.fault("022", Trick::Refuse { code: "2002".into() });
        let done = payment::capture(&stage.world, SHOP, order, "店主").await.unwrap();
        assert!(matches!(done, Done::Refused { code, .. } if code == "2002"));
        assert_eq!(frame(stage, order).await.0, StatusFrame::Held);
    })
    .await;
}

#[tokio::test]
async fn a_process_that_died_leaves_no_telegram_open() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        stage.fault("022", Trick::Delay { ms: 60_000 });
        let world = stage.world.clone();
        let capturing =
            tokio::spawn(async move { payment::capture(&world, SHOP, order, "店主").await });
        while stage.trades().await[0].status.0 != 40 {
            tokio::task::yield_now().await;
        }
        capturing.abort();
        let _ = capturing.await;
        assert_eq!(stage.count(Count::OpenOps).await, 1);
        stage.restart().await;
        stage.sweep_after(2 * MINUTE).await;
        stage.sweep_after(SECOND).await;
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        assert_eq!(frame(stage, order).await.0, StatusFrame::Captured);
    })
    .await;
}

#[tokio::test]
async fn silence_and_wrong_credentials_are_red_one_with_their_cause() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        stage.fault("094", Trick::Refuse { code: "P002".into() });
        let (red, cause) = frame(stage, order).await;
        assert_eq!(red, StatusFrame::Unavailable);
        assert!(matches!(cause, Some(Cause::Refused { code, .. }) if code == "P002"));
        stage.fault("094", Trick::DropBeforeCommit);
        assert!(matches!(frame(stage, order).await.1, Some(Cause::Silent(_))));
        assert_eq!(frame(stage, order).await.0, StatusFrame::Held, "it passes by itself");
    })
    .await;
}

#[tokio::test]
async fn an_account_that_does_not_open_is_a_cause_and_no_broken_page() {
    on_each(plain, async |stage| {
        let order = placed(stage).await;
        let gone = stage
            .world
            .store
            .write(|tx| tx.exec(sql!("update merchant_account set merchant_id = '1'"), &[]));
        gone.await.expect("it is gone");
        let (red, cause) = frame(stage, order).await;
        assert_eq!((red, cause), (StatusFrame::Unavailable, Some(Cause::NoAccount)));
    })
    .await;
}

#[tokio::test]
async fn the_database_lets_one_telegram_per_order_be_in_flight() {
    on_each(plain, async |stage| {
        placed(stage).await;
        let open = |op: &'static str, order: Option<i64>, trade: &'static str| {
            stage.world.store.write(move |tx| {
                let sql = sql!(
                    "insert into payment_op (shop_id, op_id, order_id, trading_id, payment_id,
                       merchant_id, kind, state, amount, asked_by, owner, fence, asked_at, looks)
                     values (1, $1, $2, $3, '1', '1', 'cancel', 'sending', 1, '', '', 0, 0, 0)"
                );
                tx.exec(sql, &[op.into(), order.into(), trade.into()])
            })
        };
        open("a", Some(1), "1").await.unwrap();
        let twice = [open("b", Some(1), "2").await, open("c", None, "1").await];
        assert!(twice.iter().all(|told| told.as_ref().is_err_and(store::Error::is_unique)));
        open("d", None, "3").await.unwrap();
        open("e", None, "4").await.unwrap();
    })
    .await;
}
