//! Notices that are true: whichever way they come, our record follows 094.

use paygent::notice::{Notice, NoticeError};
use paygent_sandbox::Trick;
use shop::attempt::AttemptView;
use shop::clock::{MINUTE, SECOND};
use shop::payment::notice::{self, Taken};
use shop::payment::{self, Done, Settled, StatusFrame};

use super::tools::{KEY, There, act, history, look, placed, post, read, told, waiting, work};
use crate::stage::{Count, SHOP, on_each, plain};

#[tokio::test]
async fn a_capture_there_is_taken_in_without_anyone_opening_the_order() {
    for key in [Some(KEY), None] {
        on_each(plain, async |stage| {
            let order = placed(stage, "frictionless").await;
            let before = told(stage, 1).await.len() as u64;
            act(stage, There::Capture).await;
            for notice in told(stage, before + 1).await {
                assert_eq!(post(stage, &notice, key).await, Taken::Ours);
            }
            assert_eq!(waiting(stage).await, (1, 0), "stored, not applied");
            assert_eq!(work(stage).await, 1, "asked once");
            let said = history(stage).await.remove(0);
            assert!(said.1.contains("ペイジェント側で売上確定された"), "{said:?}");
            assert_eq!(waiting(stage).await, (0, 0));
            let look = look(stage, order).await;
            assert_eq!(look.payment.settled(), Settled::Captured);
        })
        .await;
    }
}

#[tokio::test]
async fn what_our_record_says_already_asks_nothing() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        payment::capture(&stage.world, SHOP, order, "佐藤").await.unwrap();
        let all = told(stage, 1).await;
        assert!(!all.is_empty());
        let last = all.last().expect("a notice");
        for key in [Some(KEY), None] {
            assert_eq!(post(stage, last, key).await, Taken::Ours);
        }
        assert_eq!((work(stage).await, waiting(stage).await), (0, (0, 0)));
    })
    .await;
}

#[tokio::test]
async fn notices_that_are_lost_doubled_and_out_of_order_end_the_same() {
    // Which of the three notices come, in which order: オーソリ, 売上, 取消.
    let ways: [&[usize]; 6] = [&[0, 1, 2], &[2, 1, 0], &[2], &[1], &[2, 2, 0, 0, 1, 1], &[1, 2, 1]];
    for way in ways {
        on_each(plain, async |stage| {
            let order = placed(stage, "frictionless").await;
            act(stage, There::Capture).await;
            act(stage, There::Refund).await;
            let all = told(stage, 1).await;
            assert_eq!(all.len(), 3);
            for &which in way {
                post(stage, &all[which], Some(KEY)).await;
                work(stage).await;
            }
            let look = look(stage, order).await;
            // Cancelled there: told, and taken over by a person only.
            assert_eq!(look.decision.frame, StatusFrame::Unavailable, "{way:?}");
            assert!(look.decision.takeover, "{way:?}");
            assert_eq!(waiting(stage).await, (0, 0), "{way:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_notice_wakes_the_attempt_whose_answer_was_lost() {
    on_each(plain, async |stage| {
        let cart = stage.fill_cart("cart").await;
        stage.fault("020", Trick::DropAfterCommit);
        let attempt = stage.buy(&cart, "frictionless").await;
        for after in [0, 2 * SECOND] {
            stage.fault("094", Trick::DropBeforeCommit);
            stage.sweep_after(after).await;
        }
        stage.sweep_after(0).await;
        assert_eq!(stage.count(Count::Orders).await, 0, "the next look is seconds away");
        let notice = told(stage, 1).await.remove(0);
        assert_eq!(post(stage, &notice, None).await, Taken::Ours);
        stage.sweep_after(2 * SECOND).await;
        assert!(matches!(stage.view(&attempt, &cart).await, AttemptView::Placed { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_notice_wakes_the_telegram_whose_answer_was_lost() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        stage.fault("022", Trick::DropAfterCommit);
        let done = payment::capture(&stage.world, SHOP, order, "佐藤").await.unwrap();
        assert_eq!(done, Done::Unknown);
        for after in [0, 2 * SECOND, 4 * SECOND, 8 * SECOND] {
            stage.fault("094", Trick::DropBeforeCommit);
            stage.sweep_after(after).await;
        }
        let notice = told(stage, 1).await.pop().expect("a notice");
        post(stage, &notice, Some(KEY)).await;
        stage.sweep_after(2 * SECOND).await;
        assert_eq!(stage.count(Count::OpenOps).await, 0);
        stage.clock.advance(2 * MINUTE);
        work(stage).await;
        assert_eq!(waiting(stage).await, (0, 0));
        assert_eq!(look(stage, order).await.payment.settled(), Settled::Captured);
    })
    .await;
}

#[tokio::test]
async fn a_silent_gateway_is_asked_again_later() {
    on_each(plain, async |stage| {
        placed(stage, "frictionless").await;
        act(stage, There::Capture).await;
        let notice = told(stage, 1).await.pop().expect("a notice");
        stage.fault("094", Trick::DropBeforeCommit);
        post(stage, &notice, Some(KEY)).await;
        work(stage).await;
        assert_eq!(waiting(stage).await, (1, 0));
        stage.clock.advance(MINUTE);
        work(stage).await;
        assert_eq!(waiting(stage).await, (0, 0));
        assert!(history(stage).await[0].1.contains("売上確定された"));
    })
    .await;
}

#[tokio::test]
async fn a_cancellation_there_is_taken_over_by_a_person_once() {
    for captured in [false, true] {
        on_each(plain, async |stage| {
            let order = placed(stage, "frictionless").await;
            let too_early = payment::take_over(&stage.world, SHOP, order, "佐藤").await;
            assert!(matches!(too_early, Err(payment::ActError::Denied(_))));
            if captured {
                payment::capture(&stage.world, SHOP, order, "佐藤").await.unwrap();
            }
            act(stage, if captured { There::Refund } else { There::Cancel }).await;
            read(stage).await;
            work(stage).await;
            let seen = look(stage, order).await;
            assert_eq!(seen.decision.cause, Some(payment::Cause::CancelledThere));
            let done = payment::take_over(&stage.world, SHOP, order, "佐藤").await.unwrap();
            assert_eq!(done, Done::Done);
            let said = history(stage).await.remove(0);
            assert_eq!(said.0, "佐藤");
            assert!(said.1.contains("キャンセルを取り込み"), "{said:?}");
            assert_eq!(look(stage, order).await.decision.frame, StatusFrame::Cancelled);
            let again = payment::take_over(&stage.world, SHOP, order, "佐藤").await;
            let finished = payment::Denied::Finished;
            assert!(matches!(again, Err(payment::ActError::Denied(why)) if why == finished));
        })
        .await;
    }
}

#[tokio::test]
async fn who_cannot_ask_paygent_takes_nothing_over() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        act(stage, There::Cancel).await;
        stage.fault("094", Trick::DropBeforeCommit);
        let done = payment::take_over(&stage.world, SHOP, order, "佐藤").await;
        assert!(matches!(done, Err(payment::ActError::Denied(payment::Denied::NotKnown))));
        assert_eq!(look(stage, order).await.payment.settled(), Settled::Held);
    })
    .await;
}

/// A field that nobody can read is no reason to wait for 091.
#[tokio::test]
async fn what_only_names_a_payment_of_ours_is_asked_about() {
    on_each(plain, async |stage| {
        placed(stage, "frictionless").await;
        act(stage, There::Capture).await;
        let trade = stage.trades().await.remove(0);
        let (ours, theirs) = (trade.trading_id.as_str(), trade.payment_id.as_str());
        for (trading_id, payment_id, taken) in [
            ("", "", Taken::NotOurs),
            ("01795496731000000001", theirs, Taken::NotOurs),
            ("", "77", Taken::NotOurs),
            (ours, "", Taken::Ours),
            ("", theirs, Taken::Ours),
        ] {
            let body = format!("trading_id={trading_id}&payment_id={payment_id}&payment_status=x");
            let error = Notice::parse(None, body.as_bytes()).expect_err("a field is odd");
            let NoticeError::Field { named, .. } = error else { panic!("{error}") };
            let told = notice::hint(&stage.world, SHOP, &named).await.unwrap();
            assert_eq!(told, taken, "{trading_id} {payment_id}");
        }
        work(stage).await;
        assert_eq!(waiting(stage).await, (0, 0));
        let said = history(stage).await.remove(0);
        assert!(said.1.contains("ペイジェント側で売上確定された"), "nobody opened it: {said:?}");
    })
    .await;
}
