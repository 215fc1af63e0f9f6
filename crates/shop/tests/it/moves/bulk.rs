//! 受注一括処理: fifty orders, deaths half-way, several workers, and each order once.

use std::sync::Arc;

use paygent_sandbox::Trick;
use shop::bulk::{self, State};
use shop::clock::{MINUTE, SECOND};
use shop::id::{OrderId, RunId};
use shop::order::List;
use shop::order::moves::bulk::{All, Chosen, MOST, One, answer, begin};
use shop::order::moves::{Along, Caution, Move, Standing, relocate};
use shop::payment::{self, Settled};
use shop::world::World;

use super::{detail, placed, proposal, settle, stock, wish};
use crate::stage::{Count, SHOP, Stage, on_each, plain};

const BY: &str = "佐藤";

/// As many held orders.
async fn orders(stage: &Stage, count: i64) -> Vec<OrderId> {
    stock(stage, 1_000).await;
    let mut orders = Vec::new();
    for number in 1..=count {
        orders.push(placed(stage, number).await);
    }
    orders
}

/// As a page shows them, with everything acknowledged.
async fn chosen(stage: &Stage, orders: &[OrderId], acknowledged: &[Caution]) -> Vec<Chosen> {
    let mut chosen = Vec::new();
    for order in orders {
        let shown = proposal(stage, *order).await.shown;
        let one = One { shown, acknowledged: acknowledged.to_vec() };
        chosen.push(Chosen { order: *order, one });
    }
    chosen
}

async fn start(stage: &Stage, key: &str, all: All, chosen: &[Chosen]) -> RunId {
    let run = begin(&stage.world, SHOP, (key, all, chosen), BY).await.expect("it begins");
    run.expect("something is to be done")
}

/// What stands where.
async fn counts(stage: &Stage, run: RunId) -> [i64; 4] {
    bulk::run(&stage.world, SHOP, run, 0)
        .await
        .expect("it reads")
        .expect("the run is there")
        .run
        .counts
}

/// Lets the sweepers work until the run is over.
async fn finish(stage: &Stage, run: RunId) {
    for _ in 0..100 {
        bulk::sweep(&stage.world).await.expect("the sweep works");
        if counts(stage, run).await[0] == 0 {
            return;
        }
        stage.clock.advance(MINUTE);
        payment::sweep(&stage.world).await.expect("the sweep works");
    }
    panic!("the run does not end: {:?}", counts(stage, run).await);
}

/// How often an order was moved, by its history.
async fn moves(stage: &Stage, order: OrderId) -> usize {
    let lines = detail(stage, order).await.history;
    lines.iter().filter(|line| line.what.contains("一覧へ移動")).count()
}

const COMPLETE: All = All { act: Move::Complete, along: Some(Along::Capture), with_stock: true };

#[tokio::test]
async fn fifty_orders_are_captured_and_completed_whatever_dies_half_way() {
    on_each(plain, async |stage| {
        let orders = orders(stage, i64::try_from(MOST).unwrap()).await;
        let page = chosen(stage, &orders, &[]).await;
        let run = start(stage, "key", COMPLETE, &page).await;
        assert_eq!(start(stage, "key", COMPLETE, &page).await, run, "a page sent twice");
        // Four deaths, each in the middle of some telegrams and some commits.
        for death in 1..=4 {
            stage.fault("022", Trick::Delay { ms: 60_000 });
            let world = stage.world.clone();
            let working = tokio::spawn(async move { bulk::sweep(&world).await });
            while counts(stage, run).await[1] < 8 * death {
                tokio::task::yield_now().await;
            }
            working.abort();
            let _ = working.await;
            stage.world.process = format!("process {death}").into();
            stage.restart().await;
            bulk::adopt(&stage.world).await.unwrap();
            stage.clock.advance(4 * MINUTE);
            payment::sweep(&stage.world).await.unwrap();
        }
        finish(stage, run).await;
        assert_eq!(counts(stage, run).await, [0, 50, 0, 0]);
        for order in &orders {
            assert_eq!(moves(stage, *order).await, 1, "{order}");
            let shown = proposal(stage, *order).await.shown;
            assert_eq!((shown.list, shown.standing), (List::Completed, Standing::Captured));
        }
        assert!(stage.trades().await.iter().all(|trade| trade.status.0 == 40));
        assert_eq!(stage.count(Count::OpenOps).await, 0);
    })
    .await;
}

#[tokio::test]
async fn several_workers_do_each_order_once() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 20).await;
        let all = All { act: Move::Cancel, along: Some(Along::CancelPayment), with_stock: true };
        let before = stage.count(Count::OnHand).await;
        let page = chosen(stage, &orders, &[]).await;
        let run = start(stage, "key", all, &page).await;
        let mut worlds: Vec<World> = stage.another_node().into_iter().collect();
        worlds.resize(worlds.len() + 3, stage.world.clone());
        let workers = worlds.into_iter().map(|world| {
            let world = World { sights: Arc::default(), ..world };
            tokio::spawn(async move { bulk::sweep(&world).await })
        });
        for worker in workers.collect::<Vec<_>>() {
            worker.await.unwrap().unwrap();
        }
        finish(stage, run).await;
        assert_eq!(counts(stage, run).await, [0, 20, 0, 0]);
        for order in &orders {
            assert_eq!(moves(stage, *order).await, 1, "{order}");
        }
        assert_eq!(stage.came("021").await, 20, "one telegram each");
        assert_eq!(stage.count(Count::OnHand).await, before + 40, "stock is back, once");
    })
    .await;
}

/// A worker whose lease has ended, and who does not know.
#[tokio::test]
async fn whoever_was_overtaken_ends_nothing() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 1).await;
        let page = chosen(stage, &orders, &[]).await;
        let run = start(stage, "key", COMPLETE, &page).await;
        stage.fault("022", Trick::Delay { ms: 1_500 });
        let world = stage.world.clone();
        let slow = tokio::spawn(async move { bulk::sweep(&world).await });
        while stage.trades().await[0].status.0 != 40 {
            tokio::task::yield_now().await;
        }
        stage.clock.advance(10 * MINUTE);
        // Another worker looks: the telegram is in flight, so it puts the order off.
        bulk::sweep(&stage.world).await.unwrap();
        slow.await.unwrap().unwrap();
        assert_eq!(counts(stage, run).await, [1, 0, 0, 0], "the first one may not end it");
        assert_eq!(moves(stage, orders[0]).await, 0);
        finish(stage, run).await;
        assert_eq!(moves(stage, orders[0]).await, 1);
        assert_eq!(stage.came("022").await, 1);
    })
    .await;
}

#[tokio::test]
async fn every_order_says_what_became_of_it() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 7).await;
        let [held, refused, changed, captured, cancelled, busy, unknown] = orders[..] else {
            panic!("seven orders")
        };
        settle(stage, captured, Settled::Captured).await;
        settle(stage, cancelled, Settled::Cancelled).await;
        stage.fault("022", Trick::DropAfterCommit);
        payment::capture(&stage.world, SHOP, busy, BY).await.unwrap();
        let page = chosen(stage, &orders, &[]).await;
        let run = start(stage, "key", COMPLETE, &page).await;
        let gone = wish(stage, changed, Move::Cancel, &Caution::ALL).await;
        relocate(&stage.world, SHOP, changed, &gone, "森").await.unwrap();
        let _ = (held, unknown);
        stage.fault("022", Trick::Refuse { code: "2007".into() });
        bulk::sweep(&stage.world).await.unwrap();
        finish(stage, run).await;
        let page = bulk::run(&stage.world, SHOP, run, 0).await.unwrap().unwrap();
        let said = |order: OrderId| {
            let row = page.rows.iter().find(|row| row.order == order).unwrap();
            (row.state, row.answer.as_str(), row.detail.as_str())
        };
        assert_eq!(said(captured), (State::Done, answer::MOVED, ""));
        assert_eq!(said(changed), (State::Failed, answer::CHANGED, "cancelled.held"));
        assert_eq!(said(cancelled), (State::LeftOut, answer::CAUTION, ""));
        assert_eq!(said(busy), (State::LeftOut, answer::BUSY, ""));
        // Which of them meets the refusal is chance: four work at once.
        let mut rest = [said(held), said(refused), said(unknown)];
        rest.sort_by_key(|(state, ..)| *state == State::Done);
        assert_eq!(rest[0], (State::Failed, answer::REFUSED, "2007"));
        assert!(rest[1..].iter().all(|row| *row == (State::Done, answer::MOVED, "")));
        assert_eq!(page.run.counts, [0, 3, 2, 2]);
        let listed = bulk::runs(&stage.world, SHOP).await.unwrap();
        assert_eq!(listed, [page.run]);
    })
    .await;
}

#[tokio::test]
async fn a_telegram_whose_answer_is_lost_is_waited_for() {
    for (trick, came) in [(Trick::DropAfterCommit, 1), (Trick::DropBeforeCommit, 2)] {
        on_each(plain, async |stage| {
            let orders = orders(stage, 1).await;
            let page = chosen(stage, &orders, &[]).await;
            let run = start(stage, "key", COMPLETE, &page).await;
            stage.fault("022", trick.clone());
            bulk::sweep(&stage.world).await.unwrap();
            assert_eq!(counts(stage, run).await, [1, 0, 0, 0]);
            assert_eq!(proposal(stage, orders[0]).await.shown.list, List::Open);
            stage.clock.advance(3 * SECOND);
            finish(stage, run).await;
            assert_eq!(counts(stage, run).await, [0, 1, 0, 0]);
            assert_eq!(stage.came("022").await, came, "{trick:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn nothing_begins_where_nothing_was_acknowledged() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 2).await;
        let all = All { along: None, ..COMPLETE };
        let page = chosen(stage, &orders, &[]).await;
        let run = begin(&stage.world, SHOP, ("a", all, &page), BY).await.unwrap();
        assert_eq!(run, None);
        let page = chosen(stage, &orders, &[Caution::NotCaptured]).await;
        let run = start(stage, "b", all, &page).await;
        finish(stage, run).await;
        assert_eq!(counts(stage, run).await, [0, 2, 0, 0]);
        let reopen = All { act: Move::Reopen, along: None, with_stock: true };
        let page = chosen(stage, &orders, &[]).await;
        let run = start(stage, "c", reopen, &page).await;
        finish(stage, run).await;
        assert_eq!(proposal(stage, orders[1]).await.shown.list, List::Open);
        assert_eq!(stage.came("022").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_payment_act_that_was_done_is_said_though_the_order_stays() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 1).await;
        let page = chosen(stage, &orders, &[]).await;
        let run = start(stage, "key", COMPLETE, &page).await;
        stage.fault("022", Trick::DropAfterCommit);
        bulk::sweep(&stage.world).await.unwrap();
        stage.clock.advance(3 * SECOND);
        payment::sweep(&stage.world).await.unwrap();
        // Before the item's next turn somebody else is faster.
        let other = wish(stage, orders[0], Move::Complete, &[]).await;
        relocate(&stage.world, SHOP, orders[0], &other, "森").await.unwrap();
        finish(stage, run).await;
        let page = bulk::run(&stage.world, SHOP, run, 0).await.unwrap().unwrap();
        let row = &page.rows[0];
        assert_eq!(
            (row.state, row.answer.as_str(), row.detail.as_str()),
            (State::Failed, answer::PAID_ONLY, Along::Capture.word())
        );
        assert_eq!((stage.came("022").await, moves(stage, orders[0]).await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn paygent_is_asked_before_an_order_is_moved_alone() {
    let alone = All { along: None, ..COMPLETE };
    let silent = |stage: &Stage| stage.fault("094", Trick::DropBeforeCommit);
    for (is_silent, expected) in [(true, answer::UNSEEN), (false, answer::MOVED)] {
        on_each(plain, async |stage| {
            let orders = orders(stage, 1).await;
            settle(stage, orders[0], Settled::Captured).await;
            stage.clock.advance(3 * SECOND);
            let page = chosen(stage, &orders, &[]).await;
            let run = start(stage, "key", alone, &page).await;
            if is_silent {
                silent(stage);
            }
            finish(stage, run).await;
            let page = bulk::run(&stage.world, SHOP, run, 0).await.unwrap().unwrap();
            assert_eq!(page.rows[0].answer, expected);
            let list = proposal(stage, orders[0]).await.shown.list;
            assert_eq!(list == List::Open, is_silent);
        })
        .await;
    }
}

#[tokio::test]
async fn a_run_that_lay_still_for_hours_goes_on_and_is_not_given_up() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 1).await;
        let page = chosen(stage, &orders, &[]).await;
        let run = start(stage, "key", COMPLETE, &page).await;
        stage.fault("022", Trick::DropAfterCommit);
        bulk::sweep(&stage.world).await.unwrap();
        stage.clock.advance(120 * MINUTE);
        stage.restart().await;
        bulk::sweep(&stage.world).await.unwrap();
        finish(stage, run).await;
        assert_eq!(counts(stage, run).await, [0, 1, 0, 0]);
        assert_eq!(stage.came("022").await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_shown_as_a_hold_is_never_refunded() {
    let cancel = All { act: Move::Cancel, along: Some(Along::CancelPayment), with_stock: true };
    on_each(plain, async |stage| {
        let orders = orders(stage, 1).await;
        let page = chosen(stage, &orders, &[]).await;
        let run = start(stage, "key", cancel, &page).await;
        // Captured at Paygent, and nobody has told us.
        let trade = stage.trades().await.remove(0);
        stage.capture_there(&trade).await;
        stage.clock.advance(3 * SECOND);
        finish(stage, run).await;
        assert_eq!(stage.came("023").await, 0);
        assert_eq!(counts(stage, run).await, [0, 0, 1, 0]);
        assert_eq!(proposal(stage, orders[0]).await.shown.list, List::Open);
    })
    .await;
}
