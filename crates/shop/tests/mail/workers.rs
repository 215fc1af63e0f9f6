//! Several workers, dead workers, and the runner.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use mailbox::{Fault, Plan};
use shop::clock::{Clock, MINUTE, SystemClock};
use shop::mail::{self, Kind};
use shop::work::{self, Job};
use shop::world::World;
use tokio::sync::oneshot;

use crate::stage::{NOON, Stage, State, letter, on_each, sent, smtp_to};

fn on_sqlite(stage: &Stage) -> bool {
    stage.world.store.dialect() == store::Dialect::Sqlite
}

fn another(world: &World, process: &str) -> World {
    World { process: process.into(), ..world.clone() }
}

#[tokio::test]
async fn workers_beside_each_other_never_send_the_same_mail() {
    on_each(async |stage| {
        let mut ids = Vec::new();
        for number in 0..60 {
            ids.push(stage.enqueue(letter(number)).await);
        }
        // Slow answers: the workers' sends overlap.
        stage.mailbox.plan(Plan { on: 1, times: 60, fault: Fault::Delay { ms: 5 } });
        let worlds: Vec<World> =
            ["a", "b", "c"].into_iter().map(|process| another(&stage.world, process)).collect();
        let done = join_all(worlds.iter().map(|world| mail::deliver_due(world, &stage.smtp))).await;
        assert!(done.iter().all(Result::is_ok), "{done:?}");
        let mut arrived = stage.arrived();
        arrived.sort_unstable();
        ids.sort_unstable();
        assert_eq!(arrived, ids);
        for id in ids {
            assert_eq!(stage.state(&id).await, sent(1));
        }
    })
    .await;
}

#[tokio::test]
async fn a_worker_whose_lease_has_ended_changes_nothing_any_more() {
    on_each(async |stage| {
        let id = stage.enqueue(letter(1)).await;
        stage.mailbox.plan(Plan::next(Fault::Delay { ms: 400 }));
        let slow = another(&stage.world, "slow");
        let other = async {
            stage.mailbox.wait_for(1).await;
            assert_eq!(stage.state(&id).await.owner.as_deref(), Some("slow"));
            assert_eq!(stage.deliver().await, Some(2 * MINUTE), "it belongs to the slow worker");
            stage.clock.advance(2 * MINUTE);
            stage.mailbox.plan(Plan::next(Fault::Answer { code: 451 }));
            assert_eq!(stage.deliver().await, Some(MINUTE));
        };
        let (slow, ()) = tokio::join!(mail::deliver_due(&slow, &stage.smtp), other);
        slow.unwrap();
        let state = stage.state(&id).await;
        assert_eq!((state.word.as_str(), state.tries), ("waiting", 1), "the newer claim decides");
        stage.clock.advance(MINUTE);
        stage.deliver().await;
        assert_eq!(stage.arrived(), [id.clone(), id.clone()]);
        assert_eq!(stage.state(&id).await, sent(2));
    })
    .await;
}

#[tokio::test]
async fn what_a_dead_process_had_claimed_is_taken_back_at_the_start() {
    on_each(async |stage| {
        let id = stage.enqueue(letter(1)).await;
        stage.mailbox.plan(Plan::next(Fault::DelayData { ms: 60_000 }));
        let dying = another(&stage.world, "dying");
        let smtp = smtp_to(stage.mailbox.smtp_addr().port());
        let worker = tokio::spawn(async move { mail::deliver_due(&dying, &smtp).await });
        let held = async {
            while stage.mailbox.faults().holding == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), held).await.unwrap();
        worker.abort();
        assert_eq!(stage.deliver().await, Some(2 * MINUTE), "its lease has not ended");

        mail::adopt(&stage.world).await.unwrap();
        if !on_sqlite(stage) {
            assert_eq!(stage.deliver().await, Some(2 * MINUTE), "that process may be alive");
            stage.clock.advance(2 * MINUTE);
            stage.deliver().await;
            assert_eq!(stage.arrived(), [id]);
            return;
        }
        let free = State { word: "waiting".into(), tries: 0, due_at: Some(NOON), owner: None };
        assert_eq!(stage.state(&id).await, free);
        stage.deliver().await;
        assert_eq!(stage.arrived(), [id]);
    })
    .await;
}

#[tokio::test]
async fn the_runner_sends_what_the_bell_announces_and_ends_when_told() {
    on_each(async |stage| {
        let (stop, stopped) = oneshot::channel();
        let transport = Arc::new(smtp_to(stage.mailbox.smtp_addr().port()));
        // A runner whose clock is not PostgreSQL's would claim nothing, rightly.
        stage.clock.advance(SystemClock.now().0 - stage.clock.now().0);
        let world = stage.world.clone();
        let running = tokio::spawn(work::run(world, transport, async move {
            stopped.await.unwrap_or_default();
        }));
        for number in 1..=3 {
            stage.enqueue(letter(number)).await;
            stage.world.bell.notify_one();
            let arrival = stage.mailbox.wait_for(usize::try_from(number).unwrap());
            tokio::time::timeout(Duration::from_secs(20), arrival).await.unwrap();
        }
        stop.send(()).unwrap();
        running.await.unwrap();
        let id = letter(3).message_id(&stage.shop);
        assert_eq!(stage.state(&id).await, sent(1), "a send that has begun is finished");
    })
    .await;
}

#[test]
fn kinds_are_words_and_jobs_have_names() {
    let words = [Kind::Thanks, Kind::Copy, Kind::NotPlaced, Kind::Task].map(Kind::word);
    assert_eq!(words, ["thanks", "copy", "not_placed", "task"]);
    drop(Job::new("nothing", || async { Ok(None) }));
}
