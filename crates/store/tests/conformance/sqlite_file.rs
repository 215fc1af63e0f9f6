//! What only a SQLite file has: a lock, a reader beside it, a kill.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use store::scratch::{Kind, Scratch};
use store::{Error, Options, Store, sql};

use crate::TABLES;
use crate::orders::{count, place, shelve};

#[test]
fn exactly_one_writes() {
    let mut scratch = Scratch::new(Kind::SqliteFile, TABLES);
    let options = scratch.options().expect("a file");
    shelve(&scratch.store(), 1, 1);
    let Err(Error::Open(sentence)) = Store::open(options.clone()) else {
        panic!("a second writer opened the file");
    };
    let own = format!("another process (process {}) is using", std::process::id());
    assert!(sentence.starts_with(&own), "{sentence}");
    // Reading beside it is allowed, writing through that is not.
    let beside = Store::open(options.clone().read_only()).expect("a reader opens");
    assert_eq!(count(&beside), [0, 0, 0, 1]);
    assert_eq!(scratch.store().write_blocking(|tx| place(tx, 1, "a")), Ok(1));
    assert_eq!(count(&beside), [1, 1, 1, 0]);
    let refused = beside.write_blocking(|tx| tx.exec(sql!("delete from outbox"), &[]));
    assert!(matches!(refused, Err(Error::Open(_))), "{refused:?}");
    assert!(matches!(beside.migrate(TABLES), Err(Error::Open(_))));
    assert_eq!(beside.pending(TABLES), Ok(vec![]));
    // The lock goes with the store.
    assert_eq!(count(&scratch.reopen()), [1, 1, 1, 0]);
}

#[test]
fn a_missing_file_is_not_made_by_a_reader() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("none.db");
    let Err(Error::Open(sentence)) = Store::open(Options::sqlite(&path).read_only()) else {
        panic!("a reader made a database");
    };
    assert!(sentence.contains("none.db"), "{sentence}");
    assert!(!path.exists());
}

#[test]
fn tables_are_strict_and_commits_are_full() {
    let scratch = Scratch::new(Kind::SqliteFile, TABLES);
    let settings = scratch.store().write_blocking(|tx| {
        let strict = tx.row(
            sql!(sqlite: "select count(*), sum(strict) from pragma_table_list
                          where schema = 'main' and name not like 'sqlite_%'"),
            &[],
        )?;
        let mut found = vec![format!("{:?}", strict.ok_or(Error::Closed)?.values())];
        for setting in [
            sql!(sqlite: "select journal_mode from pragma_journal_mode"),
            sql!(sqlite: "select cast(synchronous as text) from pragma_synchronous"),
            sql!(sqlite: "select cast(foreign_keys as text) from pragma_foreign_keys"),
        ] {
            found.push(tx.row(setting, &[])?.ok_or(Error::Closed)?.text(0)?);
        }
        Ok::<_, Error>(found)
    });
    assert_eq!(settings.expect("the settings"), ["[Int(6), Int(6)]", "wal", "2", "1"]);
}

#[test]
fn a_full_disk_spares_what_fits() {
    let scratch = Scratch::new(Kind::SqliteFile, TABLES);
    let store = scratch.store();
    let pages = |sql| store.write_blocking(move |tx| tx.rows(sql, &[]));
    pages(sql!(sqlite: "pragma max_page_count = 40")).expect("a small disk");
    let write = |id: i64, bytes: usize| {
        let store = store.clone();
        std::thread::spawn(move || {
            store.write_blocking(move |tx| {
                tx.exec(
                    sql!("insert into orders (shop_id, number, buyer, raw) values (1, $1, $2, $3)"),
                    &[id.into(), format!("{id}").into(), vec![1; bytes].into()],
                )
            })
        })
    };
    let clients: Vec<_> =
        (1..=16).map(|id| write(id, if id % 4 == 0 { 1_000_000 } else { 10 })).collect();
    for (id, client) in (1..).zip(clients) {
        let expected = if id % 4 == 0 { Err(Error::Full) } else { Ok(1) };
        assert_eq!(client.join().expect("a client"), expected, "order {id}");
    }
    pages(sql!(sqlite: "pragma max_page_count = 4000")).expect("a larger disk");
    assert_eq!(write(20, 1_000_000).join().expect("a client"), Ok(1));
    assert_eq!(count(&store)[0], 13);
}

/// The same test binary, started again as a child that places orders until it is killed.
const CHILD: &str = "STORE_TEST_KILLED_CHILD";

#[test]
fn what_was_answered_survives_a_kill() {
    if let Ok(path) = std::env::var(CHILD) {
        return place_until_killed(&path);
    }
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("killed.db");
    for round in 1..=5 {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "sqlite_file::what_was_answered_survives_a_kill", "--nocapture"])
            .env(CHILD, &path)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the child starts");
        let lines = BufReader::new(child.stdout.take().expect("the child speaks")).lines();
        let answered: Vec<i64> = lines
            .map_while(Result::ok)
            .filter_map(|line| line.strip_prefix("answered ").and_then(|it| it.parse().ok()))
            .take(40 * round)
            .collect();
        child.kill().expect("kill -9");
        child.wait().expect("the child is gone");
        assert_eq!(answered.len(), 40 * round, "the child stopped by itself");
        let store = Store::open(Options::sqlite(&path)).expect("opens after the kill");
        let known = store.read_blocking(|tx| tx.rows(sql!("select number from orders"), &[]));
        let known: Vec<i64> =
            known.expect("the orders").iter().map(|row| row.int(0).expect("a number")).collect();
        for number in answered {
            assert!(known.contains(&number), "order {number} was answered and is lost");
        }
        let [orders, lines, mails, pieces] = count(&store);
        assert_eq!([lines, mails, pieces], [orders, orders, 1_000_000 - orders], "half an order");
    }
}

fn place_until_killed(path: &str) {
    let store = Store::open(Options::sqlite(path)).expect("the child opens");
    store.migrate(TABLES).expect("the child migrates");
    if count(&store)[3] == 0 {
        shelve(&store, 1, 1_000_000);
    }
    let clients: Vec<_> = (0..4)
        .map(|client| {
            let (store, own) = (store.clone(), std::process::id());
            std::thread::spawn(move || {
                for turn in 0_u64.. {
                    let buyer = format!("{own} {client} {turn}");
                    match store.write_blocking(move |tx| place(tx, 1, &buyer)) {
                        Ok(number) => println!("answered {number}"),
                        Err(error) => panic!("{error:?}"),
                    }
                }
            })
        })
        .collect();
    for client in clients {
        client.join().expect("a client");
    }
}
