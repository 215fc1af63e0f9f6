//! Values come back as they went in.

use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use store::scratch::{Kind, on};
use store::{Error, Migration, Row, Store, Val, sql};

const TABLES: &[Migration] = &[Migration {
    name: "0001_value",
    text: "create table value (id bigint primary key, i bigint, t text, b bytea);",
}];

fn there_and_back(store: &Store, values: [Val; 3]) -> Result<Row, Error> {
    let [i, t, b] = values;
    store.write_blocking(move |tx| {
        tx.exec(sql!("delete from value"), &[])?;
        tx.exec(
            sql!("insert into value (id, i, t, b) values ($4, $1, $2, $3)"),
            &[i.clone(), t.clone(), b.clone(), 1.into()],
        )
    })?;
    let row = store.read_blocking(|tx| tx.row(sql!("select i, t, b from value"), &[]))?;
    row.ok_or(Error::Closed)
}

#[test]
fn every_value_comes_back() {
    let null = || proptest::strategy::Just(Val::Null);
    let text = any::<String>().prop_map(|text| Val::Text(text.replace('\0', "")));
    let row = [
        prop_oneof![null(), any::<i64>().prop_map(Val::Int)].boxed(),
        prop_oneof![null(), text].boxed(),
        prop_oneof![null(), any::<Vec<u8>>().prop_map(Val::Bytes)].boxed(),
    ];
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        let mut runner =
            TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(64) });
        runner
            .run(&row, |values| {
                let back = there_and_back(&store, values.clone()).expect("the values go in");
                assert_eq!(back.values(), values);
                Ok(())
            })
            .expect("every value comes back");
    });
}

#[test]
fn edges_come_back() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        for values in [
            [Val::Int(i64::MIN), "".into(), Vec::new().into()],
            [Val::Int(i64::MAX), "髙﨑𠮷①\r\n'\"".into(), (0..=255).collect::<Vec<u8>>().into()],
            [Val::Null, Val::Null, Val::Null],
        ] {
            let row = there_and_back(&store, values.clone()).expect("the values go in");
            assert_eq!(row.values(), values);
        }
    });
}

#[test]
fn a_wrong_type_is_an_error() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        for values in [
            [Val::Text("one".into()), Val::Null, Val::Null],
            [Val::Null, Val::Null, Val::Text("x".into())],
            [Val::Null, Val::Text("a\0b".into()), Val::Null],
        ] {
            let refused = there_and_back(&store, values.clone());
            assert!(matches!(refused, Err(Error::Engine(_))), "{values:?} gave {refused:?}");
        }
        let short =
            store.read_blocking(|tx| tx.rows(sql!("select $1 + $2 + id from value"), &[1.into()]));
        assert!(matches!(short, Err(Error::Engine(_))), "{short:?}");
    });
}

#[test]
fn columns_are_read_by_position_and_type() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        let row = there_and_back(&store, [7.into(), "七".into(), Val::Null]).expect("goes in");
        assert_eq!(row.int(0), Ok(7));
        assert_eq!(row.opt_int(0), Ok(Some(7)));
        assert_eq!(row.text(1), Ok("七".to_owned()));
        assert_eq!(row.opt_text(2), Ok(None));
        assert_eq!(row.opt_bytes(2), Ok(None));
        let shape = |column, expected, found| Error::Shape { column, expected, found };
        assert_eq!(row.int(1), Err(shape(1, "a number", "a text")));
        assert_eq!(row.bytes(2), Err(shape(2, "bytes", "null")));
        assert_eq!(row.int(3), Err(shape(3, "a value", "no such column")));
    });
}

#[test]
fn expressions_agree() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        let row = store.write_blocking(|tx| {
            for (id, text) in [(1, "b"), (2, "B"), (3, "あ"), (4, "a_c"), (5, "abc")] {
                tx.exec(
                    sql!("insert into value (id, i, t) values ($1, $3 * 10, $2)"),
                    &[id.into(), text.into(), id.into()],
                )?;
            }
            tx.row(
                sql!(
                    "select sum(i), count(*), max(id) = 5, 7 / 2, coalesce(min(t), $1), \
                     sum(case when i > $2 then i else 0 end) from value"
                ),
                &["none".into(), 30.into()],
            )
        });
        let row = row.expect("the sums").expect("one row");
        let expected = [150.into(), 5.into(), 1.into(), 3.into(), "B".into(), 90.into()];
        assert_eq!(row.values(), expected);
    });
}

#[test]
fn texts_sort_and_match_by_their_bytes() {
    on(&Kind::ALL, TABLES, |scratch| {
        let store = scratch.store();
        let found = store.write_blocking(|tx| {
            for (id, text) in [(1, "b"), (2, "B"), (3, "あ"), (4, "a"), (5, "ア"), (6, "Ab")] {
                tx.exec(
                    sql!("insert into value (id, t) values ($1, $2)"),
                    &[id.into(), text.into()],
                )?;
            }
            let sorted = tx.rows(sql!("select t from value order by t"), &[])?;
            let like = tx.rows(sql!("select t from value where t like $1"), &[Val::from("%b")])?;
            let text =
                |rows: Vec<Row>| rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, _>>();
            Ok::<_, Error>((text(sorted)?, text(like)?))
        });
        let (sorted, mut like) = found.expect("the texts");
        like.sort();
        assert_eq!(sorted, ["Ab", "B", "a", "b", "あ", "ア"]);
        assert_eq!(like, ["Ab", "b"]);
    });
}
