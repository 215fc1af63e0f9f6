//! Reading beside the writers.

use store::scratch::{Kind, on};
use store::{Error, sql};

use crate::TABLES;
use crate::orders::{count, place, shelve};

#[test]
fn a_read_cannot_write() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        let refused = store.read_blocking(|tx| {
            tx.exec(sql!("insert into outbox (id, state) values (1, 'x')"), &[])
        });
        assert!(matches!(refused, Err(Error::Engine(_))), "{refused:?}");
        assert_eq!(count(&store), [0, 0, 0, 0]);
        // And the next write is not hindered.
        shelve(&store, 1, 1);
        assert_eq!(store.write_blocking(|tx| place(tx, 1, "a")), Ok(1));
    });
}

#[test]
fn a_read_sees_every_answered_write() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        shelve(&store, 1, 50);
        for buyer in 1..=50_i64 {
            let placed = store.write_blocking(move |tx| place(tx, 1, &format!("{buyer}")));
            assert_eq!(placed, Ok(buyer));
            assert_eq!(count(&store), [buyer, buyer, buyer, 50 - buyer]);
        }
    });
}

#[test]
fn a_read_sees_one_moment() {
    on(&[Kind::SqliteFile, Kind::Postgres], TABLES, |scratch| {
        let store = scratch.store();
        shelve(&store, 1, 5);
        let (to_writer, from_reader) = std::sync::mpsc::channel();
        let (to_reader, from_writer) = std::sync::mpsc::channel();
        let reading = {
            let store = store.clone();
            std::thread::spawn(move || {
                store.read_blocking(move |tx| {
                    let pieces = sql!("select qty from stock");
                    let before = tx.row(pieces, &[])?.ok_or(Error::Closed)?.int(0)?;
                    to_writer.send(()).expect("the writer waits");
                    from_writer.recv().expect("the writer has written");
                    let after = tx.row(pieces, &[])?.ok_or(Error::Closed)?.int(0)?;
                    Ok::<_, Error>((before, after))
                })
            })
        };
        from_reader.recv().expect("the reader has looked");
        assert_eq!(store.write_blocking(|tx| place(tx, 1, "a")), Ok(1));
        to_reader.send(()).expect("the reader waits");
        assert_eq!(reading.join().expect("the reader"), Ok((5, 5)));
        assert_eq!(count(&store)[3], 4);
    });
}
