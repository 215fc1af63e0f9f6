//! A database of the first release with something in every corner, under all later migrations.

use shop::delivery::{self, Parcel, Prefecture};
use shop::id::ShopId;
use shop::migrations;
use shop::money::Yen;
use store::scratch::{Kind, on};
use store::{Store, Tx, sql};

/// Migrations of the first release: 銀行振込 and the card, one carrier with fees.
const FIRST: usize = 2;

fn begin(
    store: &Store,
    (id, key): (&'static str, &'static str),
    (method, state): (&'static str, &'static str),
) -> Result<u64, store::Error> {
    store.write_blocking(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "insert into attempt (shop_id, attempt_id, submit_key, cart_id, cart_version,
                   method, state, amount, quote, checkout, client, settings_version, trading_id,
                   return_id, owner, fence, created_at, due_at, looks)
                 values (1, $1, $2, 'cart', 3, $3, $4, 2320, '{}', '{}', '{}', 2, $5, $6, 'process',
                   7, 100, 200, 1)"
            ),
            &[
                id.into(),
                key.into(),
                method.into(),
                state.into(),
                format!("trade-{id}").into(),
                format!("return-{id}").into(),
            ],
        )
    })
}

fn seed(tx: &mut dyn Tx) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into carrier (shop_id, carrier_id, name, service, position)
             values (1, 1, 'みなも便', '通常便', 1)"
        ),
        &[],
    )?;
    for (prefecture, fee) in [(26, Some(680)), (47, None)] {
        tx.exec(
            sql!(
                "insert into carrier_fee (shop_id, carrier_id, prefecture, fee)
                 values (1, 1, $1, $2)"
            ),
            &[store::Val::Int(prefecture), fee.into()],
        )?;
    }
    Ok(())
}

fn fee(store: &Store, prefecture: i64) -> Vec<Option<Yen>> {
    let read = move |tx: &mut dyn Tx| {
        let to = Prefecture::try_from(prefecture).expect("a prefecture");
        delivery::fees_to(tx, ShopId(1), to, &Parcel::default())
    };
    store.read_blocking(read).expect("fees are read").into_iter().map(|(_, fee)| fee).collect()
}

#[test]
fn what_was_there_stays_and_what_was_unique_stays_unique() {
    on(&Kind::PRODUCT, &migrations::ALL[..FIRST], |scratch| {
        let store = scratch.store();
        for (id, key, method, state) in [
            ("a", "key-a", "card", "challenge"),
            ("b", "key-b", "bank", "placed"),
            ("c", "key-a", "card", "refused"),
        ] {
            begin(&store, (id, key), (method, state)).unwrap();
        }
        store.write_blocking(|tx: &mut dyn Tx| seed(tx)).unwrap();
        store.migrate(migrations::ALL).unwrap();
        let kept = store.read_blocking(|tx: &mut dyn Tx| {
            let rows = tx.rows(
                sql!(
                    "select attempt_id, state, trading_id, due_at from attempt where shop_id = 1
                     order by attempt_id"
                ),
                &[],
            )?;
            let kept = rows.iter().map(|row| {
                Ok(format!("{} {} {} {}", row.text(0)?, row.text(1)?, row.text(2)?, row.int(3)?))
            });
            kept.collect::<Result<Vec<_>, store::Error>>()
        });
        let there = ["a challenge trade-a 200", "b placed trade-b 200", "c refused trade-c 200"];
        assert_eq!(kept.unwrap(), there);
        assert_eq!(fee(&store, 26), [Some(Yen(680))]);
        assert_eq!(fee(&store, 47), [None], "別途連絡");
        assert_eq!(fee(&store, 1), [], "it does not go there");
        for (id, key, method, state, is_taken) in [
            ("d", "key-a", "card", "created", false),
            ("a", "key-d", "card", "created", false),
            ("e", "key-e", "goat", "placed", false),
            ("f", "key-f", "cod", "placed", true),
            ("g", "key-g", "in_store", "placed", true),
        ] {
            let begun = begin(&store, (id, key), (method, state));
            assert_eq!(begun.is_ok(), is_taken, "{id} {key} {method}: {begun:?}");
        }
    });
}
