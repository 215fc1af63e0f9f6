//! Placing orders at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::Duration;

use store::scratch::{Kind, Scratch, on};
use store::{Error, Store, Tx, sql};

use crate::TABLES;

#[derive(Debug, PartialEq)]
pub(crate) enum Refusal {
    SoldOut,
    Store(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Store(error)
    }
}

/// Takes one piece and a number, and writes order, line and mail: the shape of RP3.
pub(crate) fn place(tx: &mut dyn Tx, shop: i64, buyer: &str) -> Result<i64, Refusal> {
    let taken = tx.exec(
        sql!("update stock set qty = qty - 1 where shop_id = $1 and sku = $2 and qty >= 1"),
        &[shop.into(), "tea".into()],
    )?;
    if taken == 0 {
        return Err(Refusal::SoldOut);
    }
    let number = tx
        .row(
            sql!(
                "insert into counter (shop_id, value) values ($1, 1) \
                 on conflict (shop_id) do update set value = counter.value + 1 returning value"
            ),
            &[shop.into()],
        )?
        .ok_or(Refusal::SoldOut)?
        .int(0)?;
    tx.exec(
        sql!("insert into orders (shop_id, number, buyer, raw) values ($1, $2, $3, $4)"),
        &[shop.into(), number.into(), buyer.into(), vec![0, 255].into()],
    )?;
    tx.exec(
        sql!("insert into line (shop_id, number, sku) values ($1, $2, $3)"),
        &[shop.into(), number.into(), "tea".into()],
    )?;
    tx.exec(
        sql!("insert into outbox (id, state) values ($1, 'waiting')"),
        &[(shop * 1_000_000 + number).into()],
    )?;
    Ok(number)
}

pub(crate) fn shelve(store: &Store, shop: i64, pieces: i64) {
    let shelved = store.write_blocking(move |tx| {
        tx.exec(
            sql!("insert into stock (shop_id, sku, qty) values ($1, 'tea', $2)"),
            &[shop.into(), pieces.into()],
        )
    });
    assert_eq!(shelved, Ok(1));
}

pub(crate) fn count(store: &Store) -> [i64; 4] {
    let counted: Result<[i64; 4], Error> = store.read_blocking(|tx| {
        let row = tx.row(
            sql!(
                "select (select count(*) from orders), (select count(*) from line), \
                 (select count(*) from outbox), (select sum(qty) from stock)"
            ),
            &[],
        )?;
        let row = row.ok_or(Error::Closed)?;
        Ok([row.int(0)?, row.int(1)?, row.int(2)?, row.opt_int(3)?.unwrap_or(0)])
    });
    counted.expect("the tables can be counted")
}

/// Many buyers at once, each on a thread of its own.
fn buy(store: &Store, buyers: i64, shop: impl Fn(i64) -> i64) -> Vec<Result<i64, Refusal>> {
    let threads: Vec<_> = (0..buyers)
        .map(|buyer| {
            let (store, shop) = (store.clone(), shop(buyer));
            thread::spawn(move || {
                store.write_blocking(move |tx| place(tx, shop, &format!("buyer {buyer}")))
            })
        })
        .collect();
    threads.into_iter().map(|thread| thread.join().expect("a buyer's thread")).collect()
}

#[test]
fn eight_buyers_three_pieces() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        shelve(&store, 1, 3);
        let results = buy(&store, 8, |_| 1);
        let mut numbers: Vec<i64> =
            results.iter().filter_map(|it| it.as_ref().ok()).copied().collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!(results.iter().filter(|it| **it == Err(Refusal::SoldOut)).count(), 5);
        drop(store);
        assert_eq!(count(&scratch.reopen()), [3, 3, 3, 0]);
    });
}

#[test]
fn serializable_sells_no_more_either() {
    // Each conflict may cost a lane a second, as below.
    let scratch = Scratch::with(Kind::Postgres, TABLES, |options| {
        options.serializable().lanes(8).budget(Duration::from_mins(1))
    });
    let store = scratch.store();
    for shop in 1..=3 {
        shelve(&store, shop, 20);
    }
    let results = buy(&store, 60, |buyer| buyer % 3 + 1);
    assert_eq!(results.iter().filter(|it| it.is_ok()).count(), 60, "{results:?}");
    assert_eq!(count(&store), [60, 60, 60, 0]);
}

#[test]
fn deadlocked_lanes_run_again() {
    // Lanes take the same two rows in opposite order: PostgreSQL ends one of them (40P01).
    // It looks for a deadlock after a second, each time anew: a lane may wait for several of them,
    // and that wait counts against the budget.
    let scratch = Scratch::with(Kind::Postgres, TABLES, |options| {
        options.lanes(8).budget(Duration::from_mins(1))
    });
    let store = scratch.store();
    for shop in 1..=2 {
        shelve(&store, shop, 1_000);
    }
    let threads: Vec<_> = (0..40_i64)
        .map(|client| {
            let store = store.clone();
            thread::spawn(move || {
                let shops = if client % 2 == 0 { [1, 2] } else { [2, 1] };
                store.write_blocking(move |tx| {
                    for shop in shops {
                        tx.exec(
                            sql!("update stock set qty = qty - 1 where shop_id = $1"),
                            &[shop.into()],
                        )?;
                    }
                    Ok::<_, Error>(())
                })
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().expect("a client's thread"), Ok(()));
    }
    assert_eq!(count(&store)[3], 2_000 - 80);
}

#[test]
fn the_lanes_of_one_key_take_turns_on_two_nodes() {
    let scratch = Scratch::new(Kind::Postgres, TABLES);
    let here = scratch.store();
    let there = Store::open(scratch.options().expect("a server")).expect("a second node opens");
    for shop in 1..=2 {
        shelve(&here, shop, 1_000);
    }
    let runs = Arc::new(AtomicI64::new(0));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    for _ in 0..20 {
        // Each node takes the two rows in its own order: without turns they meet in deadlocks.
        let clients = [(&here, [1, 2]), (&there, [2, 1])].map(|(store, shops)| {
            let (store, runs) = (store.clone(), Arc::clone(&runs));
            runtime.spawn(async move {
                let write = move |tx: &mut dyn Tx| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    for shop in shops {
                        tx.exec(
                            sql!("update stock set qty = qty - 1 where shop_id = $1"),
                            &[i64::from(shop).into()],
                        )?;
                        thread::sleep(Duration::from_millis(2));
                    }
                    Ok::<_, Error>(())
                };
                store.write_on(1, write).await
            })
        });
        for client in clients {
            assert_eq!(runtime.block_on(client).expect("a client"), Ok(()));
        }
    }
    assert_eq!(count(&here)[3], 2_000 - 80);
    assert_eq!(runs.load(Ordering::SeqCst), 40, "nothing ran again");
}

#[test]
fn one_key_keeps_its_order() {
    on(&[Kind::SqliteFile, Kind::Postgres], TABLES, |scratch| {
        let store = scratch.store();
        shelve(&store, 7, 200);
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let numbers: Vec<i64> = runtime.block_on(async {
            let waiting: Vec<_> = (0..200)
                .map(|buyer| {
                    let store = store.clone();
                    tokio::spawn(async move {
                        store.write_on(7, move |tx| place(tx, 7, &format!("{buyer}"))).await
                    })
                })
                .collect();
            let mut numbers = Vec::new();
            for task in waiting {
                numbers.push(task.await.expect("a buyer's task").expect("an order"));
            }
            numbers
        });
        assert_eq!(numbers, (1..=200).collect::<Vec<_>>());
    });
}
