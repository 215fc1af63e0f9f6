//! 091: read by number, by one worker, and what a gap needs.

use std::time::Duration;

use shop::clock::DAY;
use shop::payment::notice;
use shop::payment::{Cause, Settled, StatusFrame, account};
use shop::settings::{self, CardSettings};
use shop::world::World;
use store::sql;

use super::tools::{KEY, There, act, frame, look, placed, post, read, record, told, waiting, work};
use crate::stage::{Count, SHOP, Stage, on_each, plain};

/// A number of the only feed.
async fn at(stage: &Stage) -> Option<i64> {
    let read = stage.world.store.read(|tx| {
        let row = tx.row(sql!("select next from notice_feed"), &[])?;
        row.expect("a feed").opt_int(0)
    });
    read.await.expect("it reads")
}

async fn later(stage: &Stage) {
    stage.clock.advance(stage.world.pace.feed_every);
    read(stage).await;
}

#[tokio::test]
async fn what_is_not_posted_is_read_and_read_once() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        read(stage).await;
        assert_eq!(at(stage).await, Some(2));
        act(stage, There::Capture).await;
        read(stage).await;
        assert_eq!(at(stage).await, Some(2), "its time has not come");
        later(stage).await;
        work(stage).await;
        assert_eq!(at(stage).await, Some(3));
        assert_eq!(look(stage, order).await.payment.settled(), Settled::Captured);
        let asked = stage.came("091").await;
        later(stage).await;
        assert_eq!(stage.came("091").await, asked + 1, "only what is next");
        assert_eq!(waiting(stage).await, (0, 0));
        // Never without a number: that would take notices away from somebody else.
        let log = stage.sandbox.ledger().telegrams(1_000).await.unwrap();
        for line in log.iter().filter(|line| line.kind == "091") {
            assert!(!line.asked.contains("payment_notice_id=\n"), "{}", line.asked);
            assert!(line.asked.contains("payment_notice_id="), "{}", line.asked);
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_posted_is_not_read_again() {
    on_each(plain, async |stage| {
        placed(stage, "frictionless").await;
        read(stage).await;
        act(stage, There::Capture).await;
        for said in told(stage, 2).await {
            post(stage, &said, Some(KEY)).await;
        }
        assert_eq!(at(stage).await, Some(3));
        // Nobody else can move it on.
        post(stage, &record(3, &stage.trades().await[0].trading_id, "5", 40, 1), None).await;
        assert_eq!(at(stage).await, Some(3));
    })
    .await;
}

#[tokio::test]
async fn two_workers_and_one_reader() {
    on_each(plain, async |stage| {
        placed(stage, "frictionless").await;
        act(stage, There::Capture).await;
        notice::open_feeds(&stage.world).await.unwrap();
        let other = stage
            .another_node()
            .unwrap_or_else(|| World { process: "another worker".into(), ..stage.world.clone() });
        stage.fault("091", paygent_sandbox::Trick::Delay { ms: 300 });
        let (here, there) =
            tokio::join!(notice::read_feeds(&stage.world), notice::read_feeds(&other));
        here.unwrap();
        there.unwrap();
        // 1, again at its place, 2, and the end.
        assert_eq!(stage.came("091").await, 4);
    })
    .await;
}

#[tokio::test]
async fn a_reader_that_lost_its_lease_writes_nothing() {
    on_each(plain, async |stage| {
        placed(stage, "frictionless").await;
        notice::open_feeds(&stage.world).await.unwrap();
        stage.fault("091", paygent_sandbox::Trick::Delay { ms: 400 });
        let world = stage.world.clone();
        let slow = tokio::spawn(async move { notice::read_feeds(&world).await });
        while stage.came("091").await == 0 {
            tokio::task::yield_now().await;
        }
        let taken = stage
            .world
            .store
            .write(|tx| tx.exec(sql!("update notice_feed set fence = fence + 1"), &[]));
        taken.await.unwrap();
        slow.await.unwrap().unwrap();
        assert_eq!(at(stage).await, None, "where it was");
        assert_eq!(stage.came("091").await, 1, "and it asks no more");
    })
    .await;
}

#[tokio::test]
async fn after_a_gap_open_payments_are_compared() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        read(stage).await;
        act(stage, There::Capture).await;
        let gone = Duration::from_hours(8 * 24);
        stage.sandbox.control().advance(gone).await.unwrap();
        stage.clock.advance(8 * DAY);
        // Something that is kept, behind what is gone.
        let cart = stage.fill_cart("second").await;
        stage.buy(&cart, "frictionless").await;
        read(stage).await;
        work(stage).await;
        let captured = look(stage, order).await;
        assert_eq!(captured.payment.settled(), Settled::Captured);
        assert_eq!(at(stage).await, Some(4));
        assert_eq!(waiting(stage).await, (0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_jump_is_a_gap_too() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        read(stage).await;
        act(stage, There::Capture).await;
        // A notice with a good hash tells that there are numbers which the feed does not have.
        let trade = stage.trades().await.remove(0);
        post(stage, &record(90, &trade.trading_id, &trade.payment_id, 20, trade.amount), Some(KEY))
            .await;
        later(stage).await;
        work(stage).await;
        assert_eq!(at(stage).await, Some(91));
        assert_eq!(look(stage, order).await.payment.settled(), Settled::Captured);
    })
    .await;
}

#[tokio::test]
async fn a_row_that_nobody_can_read_is_passed_over() {
    on_each(plain, async |stage| {
        placed(stage, "frictionless").await;
        notice::open_feeds(&stage.world).await.unwrap();
        read(stage).await;
        act(stage, There::Capture).await;
        for _ in 0..3 {
            stage.fault("091", paygent_sandbox::Trick::Garble);
            later(stage).await;
        }
        assert_eq!(at(stage).await, Some(3));
    })
    .await;
}

#[tokio::test]
async fn a_feed_that_is_refused_is_told_once() {
    on_each(plain, async |stage| {
        placed(stage, "frictionless").await;
        for _ in 0..2 {
            stage.fault("091", paygent_sandbox::Trick::Refuse { code: "P010".into() });
            notice::open_feeds(&stage.world).await.unwrap();
            later(stage).await;
        }
        assert_eq!(stage.count(Count::Tasks).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_feed_that_answers_another_number_is_told_and_goes_on_once_it_does_not() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        read(stage).await;
        act(stage, There::Capture).await;
        for _ in 0..2 {
            stage.fault("091", paygent_sandbox::Trick::OtherNoticeId);
            later(stage).await;
            assert_eq!(at(stage).await, Some(2));
        }
        assert_eq!(stage.count(Count::Tasks).await, 1);
        later(stage).await;
        work(stage).await;
        assert_eq!(at(stage).await, Some(3));
        assert_eq!(look(stage, order).await.payment.settled(), Settled::Captured);
    })
    .await;
}

#[tokio::test]
async fn only_accounts_in_use_are_read() {
    on_each(plain, async |stage| {
        let unused = account::Account {
            merchant: shop::id::MerchantId("900000009".into()),
            ..stage.account().await
        };
        account::save(&stage.world, SHOP, &unused).await.unwrap();
        read(stage).await;
        let log = stage.sandbox.ledger().telegrams(1_000).await.unwrap();
        let asked = log.iter().filter(|line| line.kind == "091");
        assert!(asked.clone().count() > 0);
        for line in asked {
            assert_eq!(line.merchant_id, "900000001");
        }
    })
    .await;
}

#[tokio::test]
async fn another_gateway_counts_anew() {
    on_each(plain, async |stage| {
        placed(stage, "frictionless").await;
        read(stage).await;
        let write = stage.world.store.write(|tx| {
            let sql = sql!("update notice_feed set telegrams = 'http://old.example', next = 500");
            tx.exec(sql, &[])
        });
        write.await.unwrap();
        later(stage).await;
        assert_eq!(at(stage).await, Some(2));
    })
    .await;
}

#[tokio::test]
async fn after_a_change_of_name_the_old_contract_is_named_as_the_cause() {
    on_each(plain, async |stage| {
        let order = placed(stage, "frictionless").await;
        // The shop goes on under another contract …
        let other = paygent_sandbox::Merchant::fresh();
        stage.sandbox.control().put_merchant(other.clone()).await.unwrap();
        let new = account::Account {
            merchant: shop::id::MerchantId(other.merchant_id.clone()),
            connect_id: other.connect_id,
            connect_password: other.connect_password,
            ..stage.account().await
        };
        account::save(&stage.world, SHOP, &new).await.unwrap();
        let (card, now) = (CardSettings::new(new.merchant, "MINAMODO"), stage.world.now());
        let save = move |tx: &mut dyn store::Tx| settings::save(tx, SHOP, &card, "test", now);
        stage.world.store.write(save).await.unwrap();
        let still = look(stage, order).await;
        assert!(still.former && still.decision.frame == StatusFrame::Held, "it lives on");
        // … and the old one is closed.
        let mut closed = paygent_sandbox::Merchant::demo();
        closed.connect_password = "closed".into();
        stage.sandbox.control().put_merchant(closed).await.unwrap();
        let (red, cause) = frame(stage, order).await;
        assert_eq!(red, StatusFrame::Unavailable);
        assert!(matches!(cause, Some(Cause::Refused { code, .. }) if code == "P002"));
        assert!(look(stage, order).await.former);
    })
    .await;
}
