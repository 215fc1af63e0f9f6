//! The smallest whole use of the store.

use store::{Error, Migration, Store, sql};

const TABLES: &[Migration] = &[Migration {
    name: "0001_shelf",
    text: "create table shelf (place bigint primary key, goods text not null, raw bytea);
           create unique index shelf_goods on shelf (goods);",
}];

#[test]
fn writes_and_reads() {
    let dir = tempfile::tempdir().expect("a folder");
    for store in [
        Store::open(store::Options::sqlite(dir.path().join("a.db"))).expect("opens"),
        Store::open(store::Options::sqlite_memory()).expect("opens"),
        Store::inline_memory(),
    ] {
        store.migrate(TABLES).expect("migrates");
        store.migrate(TABLES).expect("migrates twice");
        let put = |place: i64, goods: &'static str| {
            store.write_blocking(move |tx| {
                tx.exec(
                    sql!("insert into shelf (place, goods) values ($1, $2)"),
                    &[place.into(), goods.into()],
                )
            })
        };
        assert_eq!(put(1, "茶"), Ok(1));
        assert_eq!(put(2, "茶"), Err(Error::Unique("shelf_goods".into())));
        assert_eq!(put(1, "菓子"), Err(Error::Unique("shelf_pkey".into())));
        let found = store.read_blocking(|tx| {
            tx.row(sql!("select goods, raw from shelf where place = $1"), &[1.into()])
        });
        let row = found.expect("reads").expect("one row");
        assert_eq!((row.text(0), row.opt_bytes(1)), (Ok("茶".to_owned()), Ok(None)));
    }
}
