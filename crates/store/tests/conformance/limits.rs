//! Panics, time budgets and full queues harm only their own.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use store::scratch::{Kind, Scratch, on};
use store::{Error, Tx, sql};

use crate::TABLES;
use crate::orders::count;

fn put(tx: &mut dyn Tx, id: i64) -> Result<u64, Error> {
    tx.exec(sql!("insert into outbox (id, state) values ($1, 'x')"), &[id.into()])
}

#[test]
fn a_panic_harms_only_itself() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        let threads: Vec<_> = (0..32_i64)
            .map(|client| {
                let store = store.clone();
                thread::spawn(move || {
                    store.write_blocking(move |tx| {
                        put(tx, client)?;
                        assert!(client % 4 != 0, "this panic is part of the test");
                        Ok::<_, Error>(client)
                    })
                })
            })
            .collect();
        for (client, thread) in (0..).zip(threads) {
            let expected = if client % 4 == 0 { Err(Error::Panicked) } else { Ok(client) };
            assert_eq!(thread.join().expect("a client's thread"), expected);
        }
        let read: Result<(), Error> =
            store.read_blocking(|_| panic!("this panic is part of the test"));
        assert_eq!(read, Err(Error::Panicked));
        assert_eq!(count(&store), [0, 0, 24, 0]);
    });
}

/// A statement that takes for ever on both engines, after having written.
fn endless(tx: &mut dyn Tx) -> Result<(), Error> {
    put(tx, 99)?;
    tx.exec(
        sql!(
            "insert into outbox (id, state) \
             with recursive n (i) as (select 1000 union all select i + 1 from n) \
             select i, 'x' from n where i < 0"
        ),
        &[],
    )?;
    Ok(())
}

#[test]
fn slow_work_is_stopped_and_the_others_go_on() {
    for kind in [Kind::SqliteFile, Kind::SqliteMemory, Kind::Postgres] {
        let budget = Duration::from_millis(300);
        let scratch = Scratch::with(kind, TABLES, |options| options.budget(budget).lanes(1));
        let store = scratch.store();
        let slow = {
            let store = store.clone();
            thread::spawn(move || store.write_blocking(endless))
        };
        let others: Vec<_> = (0..8_i64)
            .map(|id| {
                let store = store.clone();
                thread::spawn(move || store.write_blocking(move |tx| put(tx, id)))
            })
            .collect();
        assert_eq!(slow.join().expect("the slow thread"), Err(Error::TimedOut), "{kind:?}");
        for other in others {
            assert_eq!(other.join().expect("a quick thread"), Ok(1), "{kind:?}");
        }
        let read = store.read_blocking(|tx| {
            tx.rows(
                sql!(
                    "with recursive n (i) as (select 1 union all select i + 1 from n) \
                     select max(i) from n"
                ),
                &[],
            )
        });
        assert_eq!(read, Err(Error::TimedOut), "{kind:?}");
        assert_eq!(count(&store), [0, 0, 8, 0], "{kind:?}");
    }
}

#[test]
fn a_timed_out_write_takes_no_neighbour_with_it() {
    // All in one batch: the writer is held until the others wait behind it.
    let scratch = Scratch::with(Kind::SqliteFile, TABLES, |options| {
        options.budget(Duration::from_millis(300))
    });
    let store = scratch.store();
    let (release, held) = mpsc::channel::<()>();
    let first = {
        let store = store.clone();
        thread::spawn(move || {
            store.write_blocking(move |tx| {
                // The second run (after the interrupted statement undid the batch) does not wait.
                let _ = held.recv();
                put(tx, 50)
            })
        })
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let results = runtime.block_on(async {
        let before = store.clone();
        let before = tokio::spawn(async move { before.write(|tx| put(tx, 51)).await });
        let slow = store.clone();
        let slow = tokio::spawn(async move { slow.write(endless).await });
        let after = store.clone();
        let after = tokio::spawn(async move { after.write(|tx| put(tx, 52)).await });
        tokio::task::yield_now().await;
        drop(release);
        [before.await, after.await]
            .map(|it| it.expect("a task"))
            .into_iter()
            .chain([slow.await.expect("a task").map(|()| 0)])
            .collect::<Vec<_>>()
    });
    assert_eq!(results, [Ok(1), Ok(1), Err(Error::TimedOut)]);
    assert_eq!(first.join().expect("the first thread"), Ok(1));
    assert_eq!(count(&store), [0, 0, 3, 0]);
}

#[test]
fn a_full_queue_answers_busy() {
    for kind in [Kind::SqliteFile, Kind::SqliteMemory, Kind::Postgres] {
        let scratch = Scratch::with(kind, TABLES, |options| options.queue(4).lanes(1).readers(1));
        let store = scratch.store();
        let (started, has_started) = mpsc::channel::<()>();
        let (release, held) = mpsc::channel::<()>();
        let blocker = {
            let store = store.clone();
            thread::spawn(move || {
                store.write_blocking(move |tx| {
                    let _ = started.send(());
                    let _ = held.recv();
                    put(tx, 1)
                })
            })
        };
        has_started.recv().expect("the writer is busy");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let results = runtime.block_on(async {
            let tasks: Vec<_> = (10..18_i64)
                .map(|id| {
                    let store = store.clone();
                    tokio::spawn(async move { store.write(move |tx| put(tx, id)).await })
                })
                .collect();
            tokio::task::yield_now().await;
            drop(release);
            let mut results = Vec::new();
            for task in tasks {
                results.push(task.await.expect("a task"));
            }
            results
        });
        let busy = results.iter().filter(|it| **it == Err(Error::Busy)).count();
        assert_eq!((busy, results.len()), (4, 8), "{kind:?} {results:?}");
        assert_eq!(blocker.join().expect("the blocker"), Ok(1));
        assert_eq!(count(&store), [0, 0, 5, 0], "{kind:?}");
    }
}

#[test]
fn a_caller_that_went_away_loses_nothing() {
    on(&Kind::PRODUCT, TABLES, |scratch| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let store = scratch.store();
        runtime.block_on(async {
            let mut write = Box::pin(store.write(|tx| put(tx, 1)));
            // Polled once, then dropped, as axum does with a closed connection's handler.
            tokio::select! { biased; _ = &mut write => {}, () = std::future::ready(()) => {} }
            drop(write);
            store.write_on(0, |tx| put(tx, 2)).await.expect("the next write");
        });
        drop(store);
        assert_eq!(count(&scratch.reopen()), [0, 0, 2, 0]);
    });
}

#[test]
fn a_closure_cannot_call_the_store() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        let inner = store.clone();
        let refused = store.write_blocking(move |tx| {
            put(tx, 1)?;
            inner.write_blocking(|tx| put(tx, 2))
        });
        assert!(matches!(refused, Err(Error::Engine(_))), "{refused:?}");
        assert_eq!(count(&store), [0, 0, 0, 0]);
    });
}
