//! Migrations run once, in order, and are never edited.

use std::thread;

use store::scratch::{Kind, Scratch, on};
use store::{Error, Migration, Store, sql};

const FIRST: Migration = Migration {
    name: "0001_first",
    text: "create table first (id bigint primary key, name text not null);",
};
const SECOND: Migration = Migration {
    name: "0002_second",
    text: "alter table first add column note text;
           -- @sqlite
           insert into first (id, name) values (1, 'sqlite');
           -- @postgres
           insert into first (id, name) values (1, 'postgres');
           -- @both
           insert into first (id, name) values (2, 'both');",
};
const BROKEN: Migration = Migration {
    name: "0003_broken",
    text: "create table third (id bigint primary key); insert into nowhere values (1);",
};

fn why(result: Result<(), Error>) -> (String, String) {
    match result {
        Err(Error::Migration { name, why }) => (name, why),
        other => panic!("expected a migration's error, got {other:?}"),
    }
}

fn names(store: &Store) -> Vec<String> {
    let rows = store.read_blocking(|tx| tx.rows(sql!("select name from first order by id"), &[]));
    rows.expect("the table").iter().map(|row| row.text(0).expect("a name")).collect()
}

#[test]
fn they_run_once_and_in_order() {
    on(&Kind::ALL, &[], |scratch| {
        let store = scratch.store();
        assert_eq!(store.pending(&[FIRST, SECOND]), Ok(vec!["0001_first", "0002_second"]));
        store.migrate(&[FIRST]).expect("the first runs");
        assert_eq!(store.pending(&[FIRST, SECOND]), Ok(vec!["0002_second"]));
        for _ in 0..2 {
            store.migrate(&[FIRST, SECOND]).expect("both are there");
        }
        assert_eq!(store.pending(&[FIRST, SECOND]), Ok(vec![]));
        let own = if scratch.kind() == Kind::Postgres { "postgres" } else { "sqlite" };
        assert_eq!(names(&store), [own, "both"]);
        // A program of yesterday meets a database of today.
        store.migrate(&[FIRST]).expect("an older program");
    });
}

#[test]
fn edited_and_late_ones_are_refused() {
    on(&Kind::ALL, &[FIRST, SECOND], |scratch| {
        let store = scratch.store();
        let edited = Migration { text: "create table other (id bigint primary key);", ..FIRST };
        assert_eq!(
            why(store.migrate(&[edited, SECOND])),
            ("0001_first".into(), "was edited after it had run".into())
        );
        let late = Migration { name: "0001_late", ..BROKEN };
        assert_eq!(
            why(store.migrate(&[FIRST, late, SECOND])),
            ("0001_late".into(), "comes too late: 0002_second has run".into())
        );
        assert_eq!(why(store.migrate(&[SECOND, FIRST])).0, "0001_first");
    });
}

#[test]
fn a_broken_one_leaves_nothing() {
    on(&Kind::ALL, &[FIRST], |scratch| {
        let store = scratch.store();
        let (name, why) = why(store.migrate(&[FIRST, SECOND, BROKEN]));
        assert_eq!(name, "0003_broken");
        assert!(why.contains("nowhere"), "{why}");
        assert_eq!(store.pending(&[FIRST, SECOND, BROKEN]), Ok(vec!["0003_broken"]));
        let third = store.read_blocking(|tx| tx.rows(sql!("select id from third"), &[]));
        assert!(matches!(third, Err(Error::Engine(_))), "{third:?}");
        assert_eq!(names(&store).len(), 2);
    });
}

#[test]
fn processes_that_migrate_together_run_each_once() {
    let scratch = Scratch::new(Kind::Postgres, &[]);
    let options = scratch.options().expect("a server");
    let threads: Vec<_> = (0..6)
        .map(|_| {
            let options = options.clone();
            thread::spawn(move || {
                Store::open(options).expect("opens").migrate(&[FIRST, SECOND]).expect("migrates");
            })
        })
        .collect();
    for thread in threads {
        thread.join().expect("a migrating thread");
    }
    assert_eq!(names(&scratch.store()), ["postgres", "both"]);
}

#[test]
fn a_table_changed_under_a_prepared_statement() {
    on(&Kind::ALL, &[FIRST], |scratch| {
        let store = scratch.store();
        let all = || store.read_blocking(|tx| tx.rows(sql!("select * from first"), &[]));
        for _ in 0..20 {
            all().expect("the old table");
        }
        store.migrate(&[FIRST, SECOND]).expect("the second runs");
        for _ in 0..20 {
            assert_eq!(all().expect("the new table").len(), 2);
        }
    });
}
