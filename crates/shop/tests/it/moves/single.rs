//! One order: what is said before it is moved, its way back, and its stock.

use shop::order::List;
use shop::order::moves::Caution::{BuyerBilled, HoldStays, NotCaptured, PaymentCancelled};
use shop::order::moves::{Move, MoveError, Shown, Standing, Wish, relocate};
use shop::payment::{self, Settled};

use super::{detail, placed, proposal, settle, stock, wish};
use crate::stage::{Count, SHOP, STOCK, Stage, on_each, plain};

const BY: &str = "佐藤";

async fn lists(stage: &Stage, order: shop::id::OrderId) -> (List, i64) {
    (proposal(stage, order).await.shown.list, stage.count(Count::OnHand).await)
}

#[tokio::test]
async fn a_contradiction_is_acknowledged_or_nothing_is_done() {
    Box::pin(on_each(plain, async |stage| {
        let mut number = 0;
        for (state, act, cautions) in [
            (Settled::Held, Move::Complete, &[NotCaptured][..]),
            (Settled::Captured, Move::Complete, &[]),
            (Settled::Cancelled, Move::Complete, &[PaymentCancelled]),
            (Settled::Held, Move::Cancel, &[HoldStays]),
            (Settled::Captured, Move::Cancel, &[BuyerBilled]),
            (Settled::Cancelled, Move::Cancel, &[]),
        ] {
            number += 1;
            let order = placed(stage, number).await;
            settle(stage, order, state).await;
            let before = detail(stage, order).await;
            if !cautions.is_empty() {
                let hasty = wish(stage, order, act, &[]).await;
                let refused = relocate(&stage.world, SHOP, order, &hasty, BY).await.unwrap_err();
                assert!(matches!(refused, MoveError::Cautions(open) if open == cautions));
                assert_eq!(detail(stage, order).await, before, "nothing has happened");
            }
            let known = wish(stage, order, act, cautions).await;
            let moved = relocate(&stage.world, SHOP, order, &known, BY).await.unwrap();
            assert_eq!((moved.from, moved.to), (List::Open, act.to()));
            let after = detail(stage, order).await;
            assert!(after.version > before.version && after.list == act.to());
            let line = &after.history[0];
            let change = line.change.as_ref().unwrap();
            assert_eq!((line.by.as_str(), change.before.as_str()), (BY, "受注一覧"));
            assert_eq!(change.after, act.to().name());
            assert_eq!(line.what.contains("確認のうえ"), !cautions.is_empty(), "{}", line.what);
            // The same page sent again says how it stands by now.
            let again = relocate(&stage.world, SHOP, order, &known, BY).await.unwrap_err();
            assert!(matches!(again, MoveError::Changed(shown) if shown.list == act.to()));
        }
    }))
    .await;
}

#[tokio::test]
async fn stock_goes_back_with_the_order_and_is_taken_again() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        settle(stage, order, Settled::Cancelled).await;
        let (all, sold) = (2 * STOCK, 2 * STOCK - 2);
        let go = async |act: Move, with_stock: bool| {
            let wish = Wish { with_stock, ..wish(stage, order, act, &[]).await };
            relocate(&stage.world, SHOP, order, &wish, BY).await
        };
        assert_eq!(lists(stage, order).await, (List::Open, sold));
        assert!(go(Move::Cancel, true).await.unwrap().stock);
        assert_eq!(lists(stage, order).await, (List::Cancelled, all));
        assert!(go(Move::Reopen, true).await.unwrap().stock);
        assert_eq!(lists(stage, order).await, (List::Open, sold));
        // Without stock: it is not taken on the way back either.
        assert!(!go(Move::Cancel, false).await.unwrap().stock);
        assert!(!go(Move::Reopen, true).await.unwrap().stock);
        assert_eq!(lists(stage, order).await, (List::Open, sold));

        go(Move::Cancel, true).await.unwrap();
        stock(stage, 0).await;
        let before = detail(stage, order).await;
        let short = go(Move::Reopen, true).await.unwrap_err();
        assert!(matches!(short, MoveError::Short(names) if names == ["cup", "tea"]));
        assert_eq!(detail(stage, order).await, before, "nothing has happened");
        assert_eq!(stage.count(Count::OnHand).await, 0);
        // 在庫を引かずに戻す; what is back is not given back twice.
        assert!(!go(Move::Reopen, false).await.unwrap().stock);
        assert!(!go(Move::Cancel, true).await.unwrap().stock);
        assert_eq!(lists(stage, order).await, (List::Cancelled, 0));
        stock(stage, 1).await;
        assert!(go(Move::Reopen, true).await.unwrap().stock);
        assert_eq!(lists(stage, order).await, (List::Open, 0));
    })
    .await;
}

#[tokio::test]
async fn what_somebody_has_reserved_is_not_taken() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        settle(stage, order, Settled::Cancelled).await;
        let cancel = wish(stage, order, Move::Cancel, &[]).await;
        relocate(&stage.world, SHOP, order, &cancel, BY).await.unwrap();
        stock(stage, 1).await;
        let cart = stage.fill_cart("another").await;
        let card = shop::checkout::Pay::Card(stage.token("frictionless").await);
        stage.submit(&cart, card).await.unwrap();
        assert_eq!(stage.count(Count::Reserved).await, 2);
        let reopen = wish(stage, order, Move::Reopen, &[]).await;
        let short = relocate(&stage.world, SHOP, order, &reopen, BY).await.unwrap_err();
        assert!(matches!(short, MoveError::Short(names) if names.len() == 2));
    })
    .await;
}

#[tokio::test]
async fn no_way_leads_from_completed_to_cancelled_but_without_a_payment() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        settle(stage, order, Settled::Captured).await;
        let complete = wish(stage, order, Move::Complete, &[]).await;
        relocate(&stage.world, SHOP, order, &complete, BY).await.unwrap();
        let cancel = wish(stage, order, Move::Cancel, &[BuyerBilled]).await;
        let refused = relocate(&stage.world, SHOP, order, &cancel, BY).await.unwrap_err();
        assert!(matches!(refused, MoveError::NoWay(_)), "{refused}");
        payment::cancel(&stage.world, SHOP, order, BY).await.unwrap();
        // The page was opened before the payment was cancelled.
        let late = relocate(&stage.world, SHOP, order, &cancel, BY).await.unwrap_err();
        let standing = Standing::Cancelled;
        let by_now = Shown { list: List::Completed, standing };
        assert!(matches!(late, MoveError::Changed(shown) if shown == by_now));
        let cancel = wish(stage, order, Move::Cancel, &[]).await;
        relocate(&stage.world, SHOP, order, &cancel, BY).await.unwrap();
        assert_eq!(lists(stage, order).await, (List::Cancelled, 2 * STOCK));
    })
    .await;
}

#[tokio::test]
async fn of_twenty_at_once_one_moves_it_and_stock_goes_back_once() {
    on_each(plain, async |stage| {
        let order = placed(stage, 1).await;
        settle(stage, order, Settled::Cancelled).await;
        let wish = wish(stage, order, Move::Cancel, &[]).await;
        let presses = (0..20).map(|number| {
            let (world, wish) = (stage.world.clone(), wish.clone());
            tokio::spawn(async move {
                relocate(&world, SHOP, order, &wish, &format!("係{number}")).await
            })
        });
        let mut moved = 0;
        for press in presses.collect::<Vec<_>>() {
            match press.await.unwrap() {
                Ok(_) => moved += 1,
                Err(error) => assert!(matches!(error, MoveError::Changed(_)), "{error}"),
            }
        }
        assert_eq!(moved, 1);
        assert_eq!(stage.count(Count::OnHand).await, 2 * STOCK);
        let lines = detail(stage, order).await.history;
        assert_eq!(lines.iter().filter(|line| line.what.contains("一覧へ移動")).count(), 1);
    })
    .await;
}
