//! Claiming work: the one statement that differs between the engines.

use std::collections::BTreeSet;
use std::sync::{Arc, Barrier};
use std::thread;

use store::scratch::{Kind, on};
use store::{Dialect, Error, Tx, sql};

use crate::TABLES;

fn claim(tx: &mut dyn Tx, owner: &str, most: i64) -> Result<Vec<i64>, Error> {
    let find = match tx.dialect() {
        Dialect::Sqlite => {
            sql!(sqlite: "select id from outbox where state = 'waiting' order by id limit $1")
        }
        Dialect::Postgres => sql!(
            postgres: "select id from outbox where state = 'waiting' order by id limit $1 \
                       for update skip locked"
        ),
    };
    let mut claimed = Vec::new();
    for row in tx.rows(find, &[most.into()])? {
        let id = row.int(0)?;
        tx.exec(
            sql!("update outbox set state = 'claimed', owner = $2 where id = $1"),
            &[id.into(), owner.into()],
        )?;
        claimed.push(id);
    }
    Ok(claimed)
}

#[test]
fn racing_claims_share_nothing() {
    const JOBS: i64 = 200;
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        store
            .write_blocking(|tx| {
                for id in 1..=JOBS {
                    tx.exec(
                        sql!("insert into outbox (id, state) values ($1, 'waiting')"),
                        &[id.into()],
                    )?;
                }
                Ok::<_, Error>(())
            })
            .expect("the jobs are there");
        let start = Arc::new(Barrier::new(4));
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                let (store, start) = (store.clone(), Arc::clone(&start));
                thread::spawn(move || {
                    let mut mine = Vec::new();
                    start.wait();
                    loop {
                        let owner = format!("worker {worker}");
                        let claimed =
                            store.write_blocking(move |tx| claim(tx, &owner, 7)).expect("a claim");
                        if claimed.is_empty() {
                            return mine;
                        }
                        mine.extend(claimed);
                    }
                })
            })
            .collect();
        let all: Vec<i64> =
            workers.into_iter().flat_map(|it| it.join().expect("a worker")).collect();
        let distinct: BTreeSet<i64> = all.iter().copied().collect();
        assert_eq!(all.len(), distinct.len(), "a job was claimed twice");
        // SKIP LOCKED may leave the last few to whoever comes later, never lose them.
        let left = store.write_blocking(|tx| claim(tx, "the last", JOBS)).expect("a claim");
        assert_eq!(distinct.len() + left.len(), usize::try_from(JOBS).expect("small"));
    });
}
