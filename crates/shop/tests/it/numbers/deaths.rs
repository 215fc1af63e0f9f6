//! A process dies between the commits of an item, and another one goes on.

use std::sync::Arc;

use paygent_sandbox::Trick;
use shop::bulk::{self, State};
use shop::clock::MINUTE;
use shop::id::OrderId;
use shop::numbers::{Options, answer};
use shop::order::ship::{Seen, Shipment, ship};
use shop::payment;
use shop::world::World;
use store::sql;

use super::{count, counts, finish, listed, mails, orders, start, with_mail};
use crate::moves::detail;
use crate::stage::{SHOP, Stage, on_each, plain};

/// Works on the run, and dies once `is_there`.
async fn die(stage: &mut Stage, is_there: impl AsyncFn(&Stage) -> bool) {
    let world = stage.world.clone();
    let working = tokio::spawn(async move { bulk::sweep(&world).await });
    while !is_there(stage).await {
        tokio::task::yield_now().await;
    }
    working.abort();
    let _ = working.await;
    stage.restart().await;
    bulk::adopt(&stage.world).await.expect("it adopts");
    stage.clock.advance(4 * MINUTE);
    payment::sweep(&stage.world).await.expect("the sweep works");
}

async fn is_noted(stage: &Stage) -> bool {
    let noted = sql!("select count(*) from bulk_item where noted = 'noted'");
    count(stage, noted).await == 1
}

#[tokio::test]
async fn numbers_a_death_between_the_commits_doubles_nothing() {
    // The answer that the process waits for when it dies: of the question before 売上確定, or of the
    // telegram itself.
    for telegram in ["094", "022"] {
        for complete in [false, true] {
            Box::pin(on_each(plain, async |stage| {
                let orders = orders(stage, 1).await;
                let file = listed(stage, &[("1", "1234")]).await;
                let options = Options { capture: true, complete, ..with_mail() };
                let run = start(stage, file, options).await;
                stage.clock.advance(MINUTE);
                stage.fault(telegram, Trick::Delay { ms: 60_000 });
                let before = stage.came(telegram).await;
                die(stage, async |stage| {
                    is_noted(stage).await && stage.came(telegram).await > before
                })
                .await;
                assert_eq!(counts(stage, run).await, [1, 0, 0, 0]);
                assert_eq!(
                    (mails(stage).await, detail(stage, orders[0]).await.work.tracking),
                    (1, "1234".into())
                );
                let became = finish(stage, run).await;
                let last = if complete { answer::MOVED } else { answer::CAPTURED };
                assert_eq!(became, [(State::Done, last.to_owned(), String::new())]);
                assert_eq!((mails(stage).await, stage.came("022").await), (1, 1), "{telegram}");
            }))
            .await;
        }
    }
}

/// After the number is noted a person may change it: the run goes on with what is left of it.
#[tokio::test]
async fn numbers_that_a_person_changed_half_way_stay_changed() {
    on_each(plain, async |stage| {
        let orders = orders(stage, 1).await;
        let file = listed(stage, &[("1", "1234")]).await;
        let run = start(stage, file, Options { capture: true, ..with_mail() }).await;
        stage.fault("022", Trick::DropAfterCommit);
        bulk::sweep(&stage.world).await.unwrap();
        assert!(is_noted(stage).await);
        let seen = Seen { shipped: true, tracking: "1234".into() };
        let theirs = (Shipment::Number, "theirs", &seen);
        ship(&stage.world, SHOP, orders[0], theirs, "森").await.unwrap();
        stage.clock.advance(MINUTE);
        payment::sweep(&stage.world).await.unwrap();
        let became = finish(stage, run).await;
        assert_eq!(became, [(State::Done, answer::CAPTURED.to_owned(), String::new())]);
        assert_eq!(detail(stage, orders[0]).await.work.tracking, "theirs");
        assert_eq!((mails(stage).await, stage.came("022").await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn numbers_several_workers_do_each_order_once() {
    on_each(plain, async |stage| {
        let orders: Vec<OrderId> = orders(stage, 12).await;
        let rows: Vec<(String, String)> =
            orders.iter().map(|order| (order.to_string(), format!("{order}-1"))).collect();
        let rows: Vec<(&str, &str)> = rows.iter().map(|(key, no)| (&**key, &**no)).collect();
        let file = listed(stage, &rows).await;
        let run = start(stage, file, Options { capture: true, ..with_mail() }).await;
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
        assert_eq!(counts(stage, run).await, [0, 12, 0, 0]);
        assert_eq!((mails(stage).await, stage.came("022").await), (12, 12));
    })
    .await;
}
