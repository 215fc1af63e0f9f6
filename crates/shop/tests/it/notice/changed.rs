//! 金額変更 at Paygent's console: a new payment under the same 取引ID (7-4 ①-2, ②-2, ③, ④-1).

use paygent_sandbox::Trick;
use shop::attempt::AttemptView;
use shop::clock::{MINUTE, SECOND};
use shop::money::Yen;
use shop::payment::notice;
use shop::payment::{self, Cause, Done, Settled, StatusFrame, ThreeDs};
use shop::settings::CardSettings;
use store::sql;

use super::tools::{
    KEY, There, act, frame, history, look, placed, post, read, told, total_becomes, waiting, work,
};
use crate::stage::{Count, SHOP, Stage, on_each, plain};

fn with_three_ds(card: &mut CardSettings) {
    card.three_ds = true;
}

/// A row of the guide's 7-4.
struct Row {
    cell: &'static str,
    three_ds: bool,
    captured: bool,
    /// What the order's total is changed to before.
    total: Option<i64>,
    there: There,
    frame: StatusFrame,
}

const ROWS: [Row; 7] = [
    Row {
        cell: "①-2 ア",
        three_ds: false,
        captured: false,
        total: Some(1_500),
        there: There::Hold(1_500),
        frame: StatusFrame::Held,
    },
    Row {
        cell: "①-2 イ, ②-2",
        three_ds: false,
        captured: false,
        total: None,
        there: There::Hold(1_500),
        frame: StatusFrame::HeldDiffers,
    },
    Row {
        cell: "③-1, then ア",
        three_ds: true,
        captured: false,
        total: Some(1_500),
        there: There::Hold(1_500),
        frame: StatusFrame::Held,
    },
    Row {
        cell: "③, changed there",
        three_ds: true,
        captured: false,
        total: None,
        there: There::Hold(1_500),
        frame: StatusFrame::HeldDiffers3ds,
    },
    Row {
        cell: "④-1",
        three_ds: false,
        captured: true,
        total: None,
        there: There::Sale(1_500),
        frame: StatusFrame::CapturedDiffers,
    },
    Row {
        cell: "④-2, then there",
        three_ds: false,
        captured: true,
        total: Some(1_500),
        there: There::Sale(1_500),
        frame: StatusFrame::Captured,
    },
    Row {
        cell: "captured there at another amount",
        three_ds: false,
        captured: false,
        total: None,
        there: There::Sale(1_500),
        frame: StatusFrame::CapturedDiffers,
    },
];

/// How Paygent's word comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Notices,
    Feed,
    /// Nobody posts, and somebody opens the order.
    Page,
}

pub(super) async fn hear(stage: &Stage, by: By) {
    match by {
        By::Notices => {
            for said in told(stage, 1).await {
                post(stage, &said, Some(KEY)).await;
            }
        }
        By::Feed => read(stage).await,
        By::Page => {
            notice::read_feeds(&stage.world).await.expect("feeds are read");
        }
    }
    work(stage).await;
}

async fn follows(stage: &Stage, row: &Row, by: By) {
    let order = placed(stage, "frictionless").await;
    if row.captured {
        payment::capture(&stage.world, SHOP, order, "佐藤").await.expect("it is captured");
    }
    if by == By::Page {
        // The feed was read a moment ago: its next turn is minutes away.
        read(stage).await;
    }
    if let Some(total) = row.total {
        total_becomes(stage, total).await;
    }
    let old = stage.trades().await.remove(0);
    let new = act(stage, row.there).await;
    let waits = (StatusFrame::Unavailable, Some(Cause::ChangedThere));
    assert_eq!(frame(stage, order).await, waits, "{} {by:?}", row.cell);
    assert!(!look(stage, order).await.decision.takeover);

    hear(stage, by).await;
    let look = look(stage, order).await;
    assert_eq!(look.decision.frame, row.frame, "{} {by:?}", row.cell);
    assert_eq!(look.payment.payment.as_str(), new);
    assert_eq!(look.payment.amount(), Yen(1_500));
    assert_eq!(look.payment.trade.as_str(), old.trading_id, "the same 取引ID");
    let three_ds = if row.three_ds { ThreeDs::Lost } else { ThreeDs::NotUsed };
    assert_eq!(look.payment.three_ds(), three_ds, "{}", row.cell);
    let said = history(stage).await.remove(0);
    assert!(said.1.contains("決済が新しくなりました"), "{said:?}");
    assert_eq!(waiting(stage).await, (0, 0));
}

async fn each_cell_is_reached(by: By) {
    for row in &ROWS {
        let adjust = if row.three_ds { with_three_ds } else { plain };
        on_each(adjust, async |stage| follows(stage, row, by).await).await;
    }
}

#[tokio::test]
async fn each_cell_of_the_guide_is_reached_by_notices() {
    each_cell_is_reached(By::Notices).await;
}

#[tokio::test]
async fn each_cell_of_the_guide_is_reached_by_the_feed() {
    each_cell_is_reached(By::Feed).await;
}

#[tokio::test]
async fn each_cell_of_the_guide_is_reached_by_opening_the_order() {
    each_cell_is_reached(By::Page).await;
}

#[tokio::test]
async fn telegrams_of_ours_go_to_the_new_payment() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        act(stage, There::Hold(1_500)).await;
        total_becomes(stage, 1_500).await;
        hear(stage, By::Feed).await;
        assert_eq!(payment::capture(&stage.world, SHOP, order, "佐藤").await.unwrap(), Done::Done);
        assert_eq!(look(stage, order).await.decision.frame, StatusFrame::Captured);
        assert_eq!(payment::cancel(&stage.world, SHOP, order, "佐藤").await.unwrap(), Done::Done);
        assert_eq!(look(stage, order).await.decision.frame, StatusFrame::Cancelled);
        assert!(stage.trades().await.iter().all(|trade| !trade.is_live()));
    })
    .await;
}

#[tokio::test]
async fn of_many_changes_the_living_one_counts_in_whatever_order_they_are_heard_of() {
    let orders: [&[usize]; 4] = [&[0, 1, 2], &[2, 1, 0], &[1, 0, 2], &[2, 0, 1]];
    for order_of in orders {
        on_each(plain, async |stage| {
            let order = placed(stage, "frictionless").await;
            let first = told(stage, 1).await.len();
            let mut ids = Vec::new();
            for total in [1_500, 1_200, 900] {
                ids.push(act(stage, There::Hold(total)).await);
            }
            let all = told(stage, first as u64 + 1).await;
            for &which in order_of {
                for said in all.iter().filter(|said| said.payment_id == ids[which]) {
                    post(stage, said, Some(KEY)).await;
                    work(stage).await;
                }
            }
            let seen = look(stage, order).await;
            assert_eq!(seen.payment.payment.as_str(), ids[2], "{order_of:?}");
            assert_eq!(seen.payment.amount(), Yen(900));
            // Late and double: an old one does not come back.
            for said in all.iter().rev() {
                post(stage, said, Some(KEY)).await;
                work(stage).await;
            }
            assert_eq!(look(stage, order).await.payment.payment.as_str(), ids[2]);
            assert_eq!(waiting(stage).await, (0, 0), "{order_of:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn heard_of_one_after_the_other_each_is_followed() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        for total in [1_500, 1_200, 900] {
            let new = act(stage, There::Hold(total)).await;
            assert_eq!(frame(stage, order).await.1, Some(Cause::ChangedThere), "{total}");
            hear(stage, By::Page).await;
            hear(stage, By::Feed).await;
            stage.clock.advance(stage.world.pace.feed_every);
            hear(stage, By::Feed).await;
            let seen = look(stage, order).await;
            assert_eq!((seen.payment.payment.as_str(), seen.payment.amount()), (&*new, Yen(total)));
        }
    })
    .await;
}

#[tokio::test]
async fn cancelled_after_a_change_is_certain_once_the_feed_was_read() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        act(stage, There::Hold(1_500)).await;
        hear(stage, By::Feed).await;
        act(stage, There::Cancel).await;
        // 094 says "several" for ever: it may have been changed once more.
        assert_eq!(frame(stage, order).await.1, Some(Cause::ChangedThere));
        let denied = payment::take_over(&stage.world, SHOP, order, "佐藤").await;
        assert!(matches!(denied, Err(payment::ActError::Denied(payment::Denied::NotKnown))));
        read(stage).await;
        assert_eq!(frame(stage, order).await.1, Some(Cause::ChangedThere), "a notice may be late");
        stage.clock.advance(MINUTE);
        frame(stage, order).await;
        read(stage).await;
        work(stage).await;
        assert_eq!(frame(stage, order).await.1, Some(Cause::CancelledThere));
        let done = payment::take_over(&stage.world, SHOP, order, "佐藤").await.unwrap();
        assert_eq!(done, Done::Done);
    })
    .await;
}

#[tokio::test]
async fn our_own_cancel_whose_answer_was_lost_is_not_taken_for_done_by_a_change() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        stage.fault("021", Trick::DropBeforeCommit);
        let done = payment::cancel(&stage.world, SHOP, order, "佐藤").await.unwrap();
        assert_eq!(done, Done::Unknown);
        let new = act(stage, There::Hold(1_500)).await;
        stage.sweep_after(SECOND).await;
        stage.sweep_after(3 * MINUTE).await;
        assert_eq!(stage.count(Count::OpenOps).await, 1, "the feed decides");
        hear(stage, By::Feed).await;
        stage.sweep_after(3 * MINUTE).await;
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        work(stage).await;
        let seen = look(stage, order).await;
        assert_eq!((seen.payment.payment.as_str(), seen.payment.settled()), (&*new, Settled::Held));
    })
    .await;
}

#[tokio::test]
async fn where_nobody_names_the_new_payment_a_person_does() {
    use payment::{Named, Told, name_successor};
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        // The feed was read a moment ago, and is not for a while.
        read(stage).await;
        let name = async |number: &str| {
            stage.clock.advance(2 * SECOND);
            let told = Told { number, none_lives: false };
            name_successor(&stage.world, SHOP, order, told, "佐藤").await.unwrap()
        };
        let old = stage.trades().await.remove(0).payment_id;
        assert_eq!(name(&old).await, Named::NotAsked, "nothing is missing");
        let middle = act(stage, There::Hold(1_500)).await;
        let newest = act(stage, There::Hold(1_200)).await;
        assert_eq!(frame(stage, order).await.1, Some(Cause::ChangedThere));
        for (number, told) in [
            (old.as_str(), Named::Older),
            (middle.as_str(), Named::Ended),
            ("987654321", Named::NotThere),
        ] {
            assert_eq!(name(number).await, told, "{number}");
            assert_eq!(frame(stage, order).await.1, Some(Cause::ChangedThere));
        }
        stage.clock.advance(2 * SECOND);
        payment::look(&stage.world, SHOP, order).await.unwrap();
        stage.fault("094", Trick::DropBeforeCommit);
        let told = Told { number: &newest, none_lives: true };
        let silent = name_successor(&stage.world, SHOP, order, told, "佐藤").await.unwrap();
        assert_eq!(silent, Named::Silent);
        assert_eq!(name(&newest).await, Named::Taken);
        let look = look(stage, order).await;
        assert_eq!(look.payment.payment.as_str(), newest);
        assert_eq!(
            (look.payment.amount(), look.decision.frame),
            (Yen(1_200), StatusFrame::HeldDiffers)
        );
        assert_eq!(history(stage).await[0].0, "佐藤");
        assert_eq!(name(&newest).await, Named::NotAsked);
        // What becomes of it is found as of any other.
        act(stage, There::Cancel).await;
        for _ in 0..6 {
            frame(stage, order).await;
            stage.clock.advance(MINUTE);
            notice::read_feeds(&stage.world).await.unwrap();
            work(stage).await;
        }
        assert_eq!(frame(stage, order).await.1, Some(Cause::CancelledThere));
    })
    .await;
}

/// Neither a notice comes, nor is the feed ever read.
#[tokio::test]
async fn where_nobody_tells_our_own_cancel_is_let_go_and_a_person_says_what_became_of_it() {
    use payment::{Named, Told, name_successor};
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        read(stage).await;
        let told = async |number: &str, none_lives| {
            stage.clock.advance(2 * SECOND);
            let told = Told { number, none_lives };
            name_successor(&stage.world, SHOP, order, told, "佐藤").await.unwrap()
        };
        let changed = act(stage, There::Hold(1_500)).await;
        frame(stage, order).await;
        assert_eq!(told(&changed, true).await, Named::Taken, "it lives");
        stage.fault("021", Trick::DropAfterCommit);
        let done = payment::cancel(&stage.world, SHOP, order, "佐藤").await.unwrap();
        assert_eq!(done, Done::Unknown);
        assert_eq!(told(&changed, true).await, Named::NotAsked, "it is on its way");
        for _ in 0..45 {
            stage.sweep_after(2 * MINUTE).await;
        }
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        assert_eq!(frame(stage, order).await.1, Some(Cause::ChangedThere));
        let lines = history(stage).await;
        assert!(lines.iter().all(|(_, what)| !what.contains("行われていません")), "{lines:?}");
        assert!(lines.iter().any(|(_, what)| what.contains("分かりませんでした")), "{lines:?}");
        assert_eq!(told(&changed, false).await, Named::Ended);
        assert_eq!(told("987654321", true).await, Named::NotThere);
        assert_eq!(frame(stage, order).await.1, Some(Cause::ChangedThere));
        assert_eq!(told(&changed, true).await, Named::Over);
        assert_eq!(frame(stage, order).await.0, StatusFrame::Cancelled);
        assert_eq!(history(stage).await[0].0, "佐藤");
        // Who erred may name another one; this one has ended.
        assert_eq!(told(&changed, true).await, Named::Ended);
        assert_eq!(stage.came("021").await, 1);
    })
    .await;
}

/// A wrong number with the tick does not hide for good what lives.
#[tokio::test]
async fn who_erred_can_name_another_number() {
    use payment::{Named, Told, name_successor};
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        read(stage).await;
        let told = async |number: &str, none_lives| {
            stage.clock.advance(2 * SECOND);
            let told = Told { number, none_lives };
            name_successor(&stage.world, SHOP, order, told, "佐藤").await.unwrap()
        };
        let old = stage.trades().await.remove(0).payment_id;
        let middle = act(stage, There::Hold(1_500)).await;
        let newest = act(stage, There::Hold(1_200)).await;
        frame(stage, order).await;
        assert_eq!(told(&old, true).await, Named::Older, "it was changed: that is certain");
        assert_eq!(told(&middle, true).await, Named::Over);
        assert_eq!(frame(stage, order).await.0, StatusFrame::Cancelled);
        assert_eq!(told(&newest, true).await, Named::Taken);
        assert_eq!(frame(stage, order).await.0, StatusFrame::HeldDiffers);
        assert_eq!(look(stage, order).await.payment.amount(), Yen(1_200));
    })
    .await;
}

#[tokio::test]
async fn our_own_cancel_after_a_change_there_is_found_done_by_itself() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        act(stage, There::Hold(1_500)).await;
        hear(stage, By::Feed).await;
        stage.fault("021", Trick::DropAfterCommit);
        let done = payment::cancel(&stage.world, SHOP, order, "佐藤").await.unwrap();
        assert_eq!(done, Done::Unknown);
        // Nobody opens the order.
        for _ in 0..8 {
            stage.sweep_after(2 * MINUTE).await;
            notice::read_feeds(&stage.world).await.unwrap();
            work(stage).await;
        }
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        let told = history(stage).await;
        assert!(told.iter().all(|(_, what)| !what.contains("行われていません")), "{told:?}");
        let seen = look(stage, order).await;
        assert_eq!(seen.payment.settled(), Settled::Cancelled);
        assert_eq!(seen.decision.frame, StatusFrame::Cancelled);
        assert_eq!(stage.came("021").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_cancel_of_ours_that_met_an_ended_payment_does_not_hide_the_new_one() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        // 021 of what a change has ended is answered with yes: it is idempotent.
        stage.fault("021", Trick::DelayBeforeCommit { ms: 1_500 });
        let world = stage.world.clone();
        let cancelling =
            tokio::spawn(async move { payment::cancel(&world, SHOP, order, "佐藤").await });
        while stage.count(Count::OpenOps).await == 0 {
            tokio::task::yield_now().await;
        }
        let new = act(stage, There::Hold(1_500)).await;
        assert_eq!(cancelling.await.unwrap().unwrap(), Done::Done);
        assert_eq!(look(stage, order).await.payment.settled(), Settled::Cancelled);
        hear(stage, By::Feed).await;
        let seen = look(stage, order).await;
        assert_eq!((seen.payment.payment.as_str(), seen.payment.settled()), (&*new, Settled::Held));
    })
    .await;
}

#[tokio::test]
async fn an_old_hold_that_was_changed_there_is_given_back_in_its_new_shape() {
    let lost_too = || Some(Trick::DropAfterCommit);
    let refused = || Some(Trick::Refuse { code: "2006".into() });
    // Whether the first 021 is lost, who tells, what becomes of the 021 of the new shape, tasks.
    for (lost, by, second, tasks) in [
        (true, By::Feed, None, 0),
        (true, By::Notices, None, 0),
        (false, By::Feed, None, 0),
        (true, By::Feed, lost_too(), 0),
        // Told, and tried again.
        (false, By::Feed, refused(), 1),
    ] {
        on_each(plain, async |stage| {
            let order = placed(stage, "frictionless").await;
            total_becomes(stage, 3_000).await;
            // 021 of what a change has ended does nothing, and is answered with yes.
            let trick =
                if lost { Trick::DropBeforeCommit } else { Trick::DelayBeforeCommit { ms: 1_500 } };
            stage.fault("021", trick);
            let agreed = payment::Agreed { total: Yen(3_000), loss_accepted: false };
            let world = stage.world.clone();
            let changing = tokio::spawn(async move {
                payment::change(&world, SHOP, order, "佐藤", agreed).await
            });
            while stage.trades().await.len() < 2 {
                tokio::task::yield_now().await;
            }
            if lost {
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            }
            let old = stage.trades().await.remove(0);
            change_there(stage, &old.payment_id, 1_500).await;
            assert_eq!(changing.await.unwrap().unwrap(), Done::Done);
            if let Some(trick) = second.clone() {
                stage.fault("021", trick);
            }
            hear(stage, by).await;
            for _ in 0..8 {
                stage.sweep_after(MINUTE).await;
                notice::read_feeds(&stage.world).await.unwrap();
                work(stage).await;
            }
            let trades = stage.trades().await;
            let live = trades.iter().filter(|one| one.is_live()).map(|one| one.amount);
            assert_eq!(live.collect::<Vec<_>>(), [3_000], "lost: {lost}, {by:?}");
            assert_eq!(frame(stage, order).await.0, StatusFrame::Held);
            assert_eq!(stage.count(Count::OpenOps).await, 0);
            assert_eq!(stage.count(Count::Tasks).await, tasks, "{second:?}");
        })
        .await;
    }
}

/// The answer to our 020 is lost, and the hold that it made is changed at Paygent before we ask.
pub(super) async fn change_of_ours_is_changed(stage: &Stage) -> shop::id::OrderId {
    let order = placed(stage, "frictionless").await;
    read(stage).await;
    total_becomes(stage, 3_000).await;
    stage.fault("020", Trick::DropAfterCommit);
    let agreed = payment::Agreed { total: Yen(3_000), loss_accepted: false };
    let done = payment::change(&stage.world, SHOP, order, "佐藤", agreed).await;
    assert_eq!(done.expect("it is sent"), Done::Unknown);
    let made = stage.trades().await.remove(1);
    change_there(stage, &made.payment_id, 2_500).await;
    order
}

/// Of the payment that counts, as our record has it.
pub(super) async fn amount(stage: &Stage) -> i64 {
    let read = stage.world.store.read(|tx| {
        let row = tx.row(sql!("select amount from payment where head = 1"), &[])?;
        row.expect("a payment").int(0)
    });
    read.await.expect("it reads")
}

pub(super) async fn live(stage: &Stage) -> Vec<i64> {
    let trades = stage.trades().await;
    trades.iter().filter(|one| one.is_live()).map(|one| one.amount).collect()
}

#[tokio::test]
async fn a_change_of_ours_that_was_changed_there_is_the_orders_in_its_new_shape() {
    for by in [By::Notices, By::Feed] {
        on_each(plain, async |stage| {
            let order = change_of_ours_is_changed(stage).await;
            hear(stage, by).await;
            for _ in 0..8 {
                stage.sweep_after(MINUTE).await;
                notice::read_feeds(&stage.world).await.unwrap();
                work(stage).await;
            }
            assert_eq!(live(stage).await, [2_500], "{by:?}");
            // Nobody has opened it, and nobody was called.
            assert_eq!(amount(stage).await, 2_500, "{by:?}");
            assert_eq!(stage.count(Count::Tasks).await, 0, "{by:?}");
            let seen = look(stage, order).await;
            assert_eq!(seen.decision.frame, StatusFrame::HeldDiffers);
            assert_eq!(seen.payment.amount(), Yen(2_500));
            let open = (stage.count(Count::OpenOps).await, stage.count(Count::Orders).await);
            assert_eq!(open, (0, 1));
            // What becomes of it is certain, as of any other.
            act(stage, There::Cancel).await;
            for _ in 0..6 {
                frame(stage, order).await;
                stage.clock.advance(MINUTE);
                notice::read_feeds(&stage.world).await.unwrap();
                work(stage).await;
            }
            assert_eq!(frame(stage, order).await.1, Some(Cause::CancelledThere));
        })
        .await;
    }
}

/// Nobody names the new shape for an hour: the order goes on with its old hold, which is told; what
/// is named later is given back.
#[tokio::test]
async fn a_change_of_ours_that_nobody_can_follow_is_let_go() {
    on_each(plain, async |stage| {
        let order = change_of_ours_is_changed(stage).await;
        assert!(matches!(frame(stage, order).await.1, Some(Cause::InFlight(_))));
        for _ in 0..45 {
            stage.sweep_after(2 * MINUTE).await;
        }
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        assert_eq!(stage.count(Count::Tasks).await, 1);
        assert_eq!(frame(stage, order).await.0, StatusFrame::HeldDiffers);
        let before = look(stage, order).await.payment.amount();
        assert_eq!(live(stage).await, [before.0, 2_500]);
        let lines = history(stage).await;
        assert!(lines.iter().any(|(_, what)| what.contains("分かりませんでした")), "{lines:?}");
        hear(stage, By::Feed).await;
        for _ in 0..8 {
            stage.sweep_after(10 * MINUTE).await;
            notice::read_feeds(&stage.world).await.unwrap();
            work(stage).await;
        }
        assert_eq!(live(stage).await, [before.0]);
        assert_eq!(frame(stage, order).await.0, StatusFrame::HeldDiffers);
    })
    .await;
}

/// What somebody captures at Paygent stays captured: it is theirs to judge.
#[tokio::test]
async fn a_change_that_was_let_go_and_captured_there_is_told_and_not_refunded() {
    on_each(plain, async |stage| {
        change_of_ours_is_changed(stage).await;
        for _ in 0..45 {
            stage.sweep_after(2 * MINUTE).await;
        }
        act(stage, There::Capture).await;
        let tasks = stage.count(Count::Tasks).await;
        hear(stage, By::Feed).await;
        for _ in 0..8 {
            stage.sweep_after(10 * MINUTE).await;
            notice::read_feeds(&stage.world).await.unwrap();
            work(stage).await;
        }
        assert_eq!(stage.came("023").await, 0);
        assert_eq!(live(stage).await.len(), 2);
        assert_eq!(stage.count(Count::Tasks).await, tasks + 1);
    })
    .await;
}

/// The answer to 020 is lost, and the buyer's hold is changed at Paygent before we ask.
#[tokio::test]
async fn a_purchase_whose_hold_was_changed_there_ends() {
    on_each(plain, async |stage| {
        read(stage).await;
        stage.fault("020", Trick::DropAfterCommit);
        let cart = stage.fill_cart("cart").await;
        let id = stage.buy(&cart, "frictionless").await;
        let made = stage.trades().await.remove(0);
        change_there(stage, &made.payment_id, 1_500).await;
        for _ in 0..6 {
            stage.sweep_after(MINUTE).await;
            hear(stage, By::Feed).await;
        }
        assert_eq!(stage.count(Count::Orders).await, 0);
        let view = stage.view(&id, &cart).await;
        assert!(matches!(view, AttemptView::Mismatched), "{view:?}");
        assert_eq!(stage.count(Count::Tasks).await, 1);
    })
    .await;
}

/// 028 of one payment.
pub(super) async fn change_there(stage: &Stage, payment: &str, total: i64) {
    use paygent::telegram::change_amount::{Amount, Change};
    use paygent::telegram::{PaymentRef, change_hold};
    let (account, payment) = (stage.account().await, PaymentRef::by_payment_id(payment));
    let change = Change { payment, amount: Amount::Total(total), old_first: false };
    super::tools::sent(&account, change_hold::Request(change)).await;
}

#[tokio::test]
async fn two_that_stay_alive_are_told_to_the_shop() {
    on_each(plain, async |stage| {
        let order = placed(stage, "change_2010").await;
        let mine = stage.trades().await.remove(0);
        // The change fails half-way: the same 取引ID, both alive.
        halfway(stage, &mine.payment_id).await;
        read(stage).await;
        for _ in 0..8 {
            work(stage).await;
            stage.clock.advance(10 * MINUTE);
        }
        let seen = look(stage, order).await;
        assert_eq!(seen.payment.payment.as_str(), mine.payment_id, "ours lives: it stays");
        assert_eq!(seen.decision.frame, StatusFrame::Held);
        assert_eq!(stage.count(Count::Tasks).await, 1);
    })
    .await;
}

/// 028 of a card that lets it fail when the new payment stands.
async fn halfway(stage: &Stage, payment: &str) {
    use paygent::telegram::change_amount::{Amount, Change};
    use paygent::telegram::{PaymentRef, change_hold};
    let account = stage.account().await;
    let client = paygent::Client::new(account.endpoint()).expect("a client");
    let payment = PaymentRef::by_payment_id(payment);
    let change = Change { payment, amount: Amount::Total(700), old_first: false };
    let outcome = client.send(&account.credentials(), &change_hold::Request(change)).await;
    assert!(!matches!(outcome, paygent::Outcome::Accepted(_)), "{outcome:?}");
    let live = stage.trades().await.into_iter().filter(paygent_sandbox::Trade::is_live);
    assert_eq!(live.count(), 2);
}
