//! Connections that go: between closures, inside one, and while COMMIT is in the air.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use store::scratch::{Kind, Scratch, server};
use store::{Error, Options, Store, Tx, sql};

use crate::TABLES;
use crate::proxy::{Proxy, Weather};

fn put(tx: &mut dyn Tx, id: i64) -> Result<u64, Error> {
    tx.exec(sql!("insert into outbox (id, state) values ($1, 'x')"), &[id.into()])
}

fn is_there(store: &Store, id: i64) -> bool {
    let found = store
        .read_blocking(move |tx| tx.row(sql!("select 1 from outbox where id = $1"), &[id.into()]));
    found.expect("the key can be looked up").is_some()
}

/// Ends every connection of the store, as an administrator or a failover does.
fn terminate(scratch: &Scratch) -> usize {
    let mut admin = postgres::Client::connect(&server(), postgres::NoTls).expect("connects");
    let ended = admin.query(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1",
        &[&scratch.schema()],
    );
    ended.expect("the connections end").len()
}

#[test]
fn lost_between_closures() {
    let scratch = Scratch::with(Kind::Postgres, TABLES, |options| options.lanes(1).readers(1));
    let store = scratch.store();
    for id in 0..4 {
        assert_eq!(store.write_blocking(move |tx| put(tx, id)), Ok(1));
        assert!(is_there(&store, id));
        assert_eq!(terminate(&scratch), 2, "one lane and one reader");
    }
}

#[test]
fn lost_inside_a_closure() {
    let scratch = Scratch::with(Kind::Postgres, TABLES, |options| options.lanes(1));
    let store = scratch.store();
    let (started, has_started) = mpsc::channel();
    let (release, held) = mpsc::channel::<()>();
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let writing = thread::spawn(move || {
        store.write_blocking(move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            put(tx, 1)?;
            let _ = started.send(());
            // Waits the first time only: then the sender is gone.
            let _ = held.recv();
            put(tx, 2)
        })
    });
    has_started.recv().expect("the closure runs");
    assert!(terminate(&scratch) >= 1);
    drop(release);
    assert_eq!(writing.join().expect("the writing thread"), Ok(1));
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert!(is_there(&scratch.store(), 1) && is_there(&scratch.store(), 2));
}

fn through(proxy: &Proxy, scratch: &Scratch) -> Store {
    let schema = scratch.schema().expect("a schema");
    let options = Options::postgres(proxy.url()).schema(schema).lanes(1).readers(1);
    Store::open(options).expect("opens through the proxy")
}

#[test]
fn lost_while_commit_is_in_the_air() {
    let scratch = Scratch::new(Kind::Postgres, TABLES);
    let proxy = Proxy::start(&server());
    let store = through(&proxy, &scratch);
    let cases = [(1, Weather::LoseCommit, false), (2, Weather::LoseAnswerOfCommit, true)];
    for (id, weather, committed) in cases {
        proxy.set(weather);
        let unknown = store.write_blocking(move |tx| put(tx, id));
        assert!(matches!(unknown, Err(Error::CommitUnknown(_))), "{weather:?}: {unknown:?}");
        proxy.set(Weather::Fair);
        // Writing under the same key resolves it, on a new connection: the key waits for a COMMIT
        // that the server is still at, where a look would pass it by.
        let again = store.write_blocking(move |tx| put(tx, id));
        let expected = if committed { Err(Error::Unique("outbox_pkey".into())) } else { Ok(1) };
        assert_eq!(again, expected, "{weather:?}");
        assert!(is_there(&store, id), "{weather:?}");
    }
}

#[test]
fn a_server_that_is_away_is_told_and_comes_back() {
    let scratch = Scratch::new(Kind::Postgres, TABLES);
    let proxy = Proxy::start(&server());
    let store = through(&proxy, &scratch);
    assert_eq!(store.write_blocking(|tx| put(tx, 1)), Ok(1));
    proxy.set(Weather::Away);
    for _ in 0..2 {
        let write = store.write_blocking(|tx| put(tx, 2));
        assert!(matches!(write, Err(Error::Unreachable(_))), "{write:?}");
        let read = store.read_blocking(|tx| tx.rows(sql!("select 1"), &[]));
        assert!(matches!(read, Err(Error::Unreachable(_))), "{read:?}");
    }
    proxy.set(Weather::Fair);
    assert_eq!(store.write_blocking(|tx| put(tx, 2)), Ok(1));
    assert!(is_there(&store, 2));
}

#[test]
fn a_wrong_address_is_an_error_of_opening() {
    let away = "postgres://noren@127.0.0.1:1/postgres";
    let cases = [
        (Options::postgres("not an address"), "not a PostgreSQL address"),
        (Options::postgres(away), "cannot be reached"),
        (Options::postgres(format!("{away}?sslmode=require")), "TLS"),
        (Options::postgres(away).schema("a b"), "schema name"),
    ];
    for (options, part) in cases {
        let Err(error) = Store::open(options) else { panic!("{part}: it opened") };
        assert!(error.to_string().contains(part), "{error}");
    }
}
