//! A payment act and the move after it: the order moves only once the payment act is done.

use paygent_sandbox::Trick;
use shop::clock::{MINUTE, SECOND};
use shop::order::List;
use shop::order::moves::{
    Along, Caution, Move, MoveError, Shown, Standing, Together, relocate, together, verdict,
};
use shop::payment::{self, Denied, Done, Settled};

use super::{detail, placed, proposal, settle, wish};
use crate::stage::{Count, SHOP, STOCK, on_each, plain};

const BY: &str = "佐藤";

#[tokio::test]
async fn both_are_done() {
    on_each(plain, async |stage| {
        let mut number = 0;
        for (state, act, along, standing) in [
            (Settled::Held, Move::Complete, Along::Capture, Standing::Captured),
            (Settled::Held, Move::Cancel, Along::CancelPayment, Standing::Cancelled),
            (Settled::Captured, Move::Cancel, Along::CancelPayment, Standing::Cancelled),
        ] {
            number += 1;
            let order = placed(stage, number).await;
            settle(stage, order, state).await;
            let wish = wish(stage, order, act, &[]).await;
            let done = together(&stage.world, SHOP, order, (&wish, along), BY).await.unwrap();
            assert!(matches!(done, Together::Moved(moved) if moved.to == act.to()), "{done:?}");
            assert_eq!(proposal(stage, order).await.shown, Shown { list: act.to(), standing });
            let lines = detail(stage, order).await.history;
            assert!(!lines[0].what.contains("確認のうえ"), "nothing had to be acknowledged");
        }
        assert_eq!(stage.count(Count::OnHand).await, 2 * STOCK - 2, "two orders gave back");
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_or_unknown_leaves_the_order_where_it_is() {
    let refused = Trick::Refuse { code: "2007".into() };
    for (trick, is_done) in [
        (refused, (|done| matches!(done, Done::Refused { .. })) as fn(&Done) -> bool),
        (Trick::DropAfterCommit, |done| *done == Done::Unknown),
        (Trick::DropBeforeCommit, |done| *done == Done::Unknown),
    ] {
        on_each(plain, async |stage| {
            let order = placed(stage, 1).await;
            let wish = wish(stage, order, Move::Complete, &[]).await;
            stage.fault("022", trick.clone());
            let all = (&wish, Along::Capture);
            let done = together(&stage.world, SHOP, order, all, BY).await.unwrap();
            let Together::NotPaid(done) = done else { panic!("{done:?}") };
            assert!(is_done(&done), "{done:?}");
            assert_eq!(proposal(stage, order).await.shown.list, List::Open);
        })
        .await;
    }
}

#[tokio::test]
async fn a_telegram_in_flight_keeps_the_order_where_it_is() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let seen = wish(stage, order, Move::Complete, &[Caution::NotCaptured]).await;
        stage.fault("022", Trick::DropAfterCommit);
        payment::capture(&stage.world, SHOP, order, BY).await.unwrap();
        let before = detail(stage, order).await;
        for act in [Move::Complete, Move::Cancel] {
            let wish = wish(stage, order, act, &Caution::ALL).await;
            let alone = relocate(&stage.world, SHOP, order, &wish, BY).await.unwrap_err();
            assert!(matches!(alone, MoveError::InFlight), "{alone}");
        }
        let alone = relocate(&stage.world, SHOP, order, &seen, BY).await.unwrap_err();
        assert!(matches!(alone, MoveError::InFlight), "{alone}");
        let all = (&seen, Along::Capture);
        let both = together(&stage.world, SHOP, order, all, BY).await.unwrap_err();
        assert!(matches!(both, MoveError::InFlight), "{both}");
        assert_eq!(detail(stage, order).await, before, "nothing has happened");
        assert_eq!(stage.came("022").await, 1);
    })
    .await;
}

/// A page does not offer it, but somebody may send it.
#[tokio::test]
async fn a_payment_act_that_does_not_fit_the_move_is_not_done() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        for (act, along) in [(Move::Complete, Along::CancelPayment), (Move::Cancel, Along::Capture)]
        {
            let wish = wish(stage, order, act, &Caution::ALL).await;
            let both = together(&stage.world, SHOP, order, (&wish, along), BY).await;
            assert!(matches!(both, Err(MoveError::NoWay(_))), "{both:?}");
        }
        let wish = wish(stage, order, Move::Complete, &[]).await;
        settle(stage, order, Settled::Captured).await;
        let late = together(&stage.world, SHOP, order, (&wish, Along::Capture), BY).await;
        assert!(matches!(late, Err(MoveError::Changed(_))), "{late:?}");
        assert_eq!((stage.came("021").await, stage.came("022").await), (0, 1));
    })
    .await;
}

/// Paygent says otherwise than our record did a moment ago.
#[tokio::test]
async fn what_paygent_denies_moves_nothing() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let wish = wish(stage, order, Move::Complete, &[]).await;
        stage.fault("094", Trick::DropBeforeCommit);
        let all = (&wish, Along::Capture);
        let denied = together(&stage.world, SHOP, order, all, BY).await.unwrap();
        assert!(matches!(denied, Together::Denied(Denied::NotKnown)), "{denied:?}");
        assert_eq!(proposal(stage, order).await.shown, wish.shown);
    })
    .await;
}

#[tokio::test]
async fn a_death_during_the_telegram_leaves_the_order_with_its_next_step() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let wish = wish(stage, order, Move::Complete, &[]).await;
        stage.fault("022", Trick::Delay { ms: 60_000 });
        let (world, asked) = (stage.world.clone(), wish.clone());
        let both = tokio::spawn(async move {
            together(&world, SHOP, order, (&asked, Along::Capture), BY).await
        });
        while stage.trades().await[0].status.0 != 40 {
            tokio::task::yield_now().await;
        }
        both.abort();
        let _ = both.await;
        stage.restart().await;
        assert_eq!(proposal(stage, order).await.shown.standing, Standing::InFlight);
        stage.sweep_after(2 * MINUTE).await;
        stage.sweep_after(SECOND).await;
        let by_now = proposal(stage, order).await;
        let standing = Standing::Captured;
        assert_eq!(by_now.shown, Shown { list: List::Open, standing });
        // What is left is the move, without any caution.
        assert_eq!(by_now.verdict(Move::Complete), verdict(Move::Complete, standing, false));
        let rest = super::wish(stage, order, Move::Complete, &[]).await;
        relocate(&stage.world, SHOP, order, &rest, BY).await.unwrap();
        assert_eq!(proposal(stage, order).await.shown.list, List::Completed);
        assert_eq!(stage.came("022").await, 1);
    })
    .await;
}

/// Between the two commits somebody else moves it.
#[tokio::test]
async fn what_moved_meanwhile_is_told_with_the_payment_done() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        let first = wish(stage, order, Move::Complete, &[]).await;
        stage.fault("022", Trick::Delay { ms: 1_500 });
        let (world, asked) = (stage.world.clone(), first);
        let both = tokio::spawn(async move {
            together(&world, SHOP, order, (&asked, Along::Capture), BY).await
        });
        while stage.trades().await[0].status.0 != 40 {
            tokio::task::yield_now().await;
        }
        // Another list by another way than ours: nothing of ours goes there during a telegram.
        let force = |tx: &mut dyn store::Tx| {
            tx.exec(store::sql!("update orders set list = 'cancelled'"), &[])
        };
        stage.world.store.write(force).await.unwrap();
        let done = both.await.unwrap().unwrap();
        assert!(matches!(done, Together::PaidOnly(MoveError::Changed(_))), "{done:?}");
        assert_eq!(proposal(stage, order).await.shown.list, List::Cancelled);
    })
    .await;
}
