//! A refused row has the same name on both engines and leaves nothing.

use store::scratch::{Kind, on};
use store::{Error, Migration, Sql, Tx, Val, sql};

use crate::TABLES;
use crate::orders::{count, place, shelve};

#[test]
fn same_names_on_both_engines() {
    let cases: Vec<(Sql, Vec<Val>, Error)> = vec![
        (
            sql!("insert into orders (shop_id, number, buyer) values (1, 2, $1)"),
            vec!["花子".into()],
            Error::Unique("orders_buyer".into()),
        ),
        (
            sql!("insert into orders (shop_id, number, buyer) values (1, 1, 'x')"),
            vec![],
            Error::Unique("orders_pkey".into()),
        ),
        (
            sql!("insert into outbox (id, state) values (1000001, 'x')"),
            vec![],
            Error::Unique("outbox_pkey".into()),
        ),
        (
            sql!("insert into line (shop_id, number, sku) values (1, 1, 'tea')"),
            vec![],
            Error::Unique("line_shop_id_number_sku_key".into()),
        ),
        (sql!("update stock set qty = qty - 100"), vec![], Error::Check("stock_qty".into())),
        (
            sql!("insert into orders (shop_id, number, buyer) values (1, 9, $1)"),
            vec![Val::Null],
            Error::Missing("orders.buyer".into()),
        ),
    ];
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        shelve(&store, 1, 10);
        assert_eq!(store.write_blocking(|tx| place(tx, 1, "花子")), Ok(1));
        let before = count(&store);
        for (sql, params, expected) in cases.clone() {
            let refused = store.write_blocking(move |tx| {
                tx.exec(sql!("insert into outbox (id, state) values (5, 'x')"), &[])?;
                tx.exec(sql, &params)
            });
            assert_eq!(refused, Err(expected.clone()), "{sql:?}");
            assert_eq!(expected.is_unique(), matches!(expected, Error::Unique(_)));
            assert_eq!(count(&store), before, "{sql:?} left something");
        }
    });
}

#[test]
fn the_first_error_is_final() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        let broken = || sql!("insert into outbox (id, state) values (1, null)");
        let missing = Error::Missing("outbox.state".into());
        // Swallowed: the closure's Ok is not kept.
        let swallowed = store.write_blocking(move |tx| {
            tx.exec(sql!("insert into outbox (id, state) values (2, 'x')"), &[])?;
            let _ = tx.exec(broken(), &[]);
            Ok::<_, Error>(())
        });
        assert_eq!(swallowed, Err(missing.clone()));
        // Ignored: later statements do not run.
        let later = store.write_blocking(move |tx| {
            let _ = tx.exec(broken(), &[]);
            tx.exec(sql!("insert into outbox (id, state) values (3, 'x')"), &[])
        });
        assert_eq!(later, Err(missing));
        assert_eq!(count(&store), [0, 0, 0, 0]);
    });
}

#[test]
fn a_refused_closure_spares_its_neighbours() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        let threads: Vec<_> = (0..64_i64)
            .map(|client| {
                let store = store.clone();
                std::thread::spawn(move || store.write_blocking(move |tx| put(tx, client)))
            })
            .collect();
        let results: Vec<_> =
            threads.into_iter().map(|thread| thread.join().expect("a client's thread")).collect();
        for (client, result) in results.into_iter().enumerate() {
            let expected = if client % 4 == 3 { Err(Error::Closed) } else { Ok(()) };
            assert_eq!(result, expected, "client {client}");
        }
        assert_eq!(count(&store), [0, 0, 48, 0]);
    });
}

/// Every fourth gives up after it has written.
fn put(tx: &mut dyn Tx, client: i64) -> Result<(), Error> {
    tx.exec(sql!("insert into outbox (id, state) values ($1, 'x')"), &[client.into()])?;
    if client % 4 == 3 { Err(Error::Closed) } else { Ok(()) }
}

/// A key that is checked only at COMMIT, where the whole batch hears of it.
const CHECKED_LATE: &[Migration] = &[Migration {
    name: "0001_late",
    text: "create table parent (id bigint primary key);
           create table child (id bigint primary key, parent bigint not null
             references parent (id) deferrable initially deferred);",
}];

#[test]
fn a_refusal_at_commit_spares_the_neighbours() {
    on(&Kind::ALL, CHECKED_LATE, |scratch| {
        let store = scratch.store();
        let threads: Vec<_> = (0..32_i64)
            .map(|client| {
                let store = store.clone();
                std::thread::spawn(move || {
                    store.write_blocking(move |tx| {
                        tx.exec(
                            sql!("insert into child (id, parent) values ($1, $2)"),
                            &[client.into(), client.into()],
                        )?;
                        if client % 4 == 0 {
                            return Ok(());
                        }
                        tx.exec(sql!("insert into parent (id) values ($1)"), &[client.into()])?;
                        Ok::<_, Error>(())
                    })
                })
            })
            .collect();
        for (client, thread) in threads.into_iter().enumerate() {
            let result = thread.join().expect("a client's thread");
            if client % 4 == 0 {
                assert!(matches!(result, Err(Error::Foreign(_))), "client {client}: {result:?}");
            } else {
                assert_eq!(result, Ok(()), "client {client}");
            }
        }
        let left = store.read_blocking(|tx| tx.rows(sql!("select id from child"), &[]));
        assert_eq!(left.expect("the children").len(), 24);
    });
}
