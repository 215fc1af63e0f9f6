//! 書き出しの記録: who took how many orders out, when, and whether the file became whole. It holds
//! nothing of the orders.

use store::{Row, Tx, sql};

use crate::clock::Timestamp;
use crate::counter;
use crate::id::ShopId;
use crate::order::List;
use crate::payment::row::odd;
use crate::profile::Shop;
use crate::world::World;

/// Lines that are shown.
pub const EXPORTS_SHOWN: i64 = 20;
/// Under which name the lines are counted.
const COUNTER: &str = "order_export";

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// When it was begun.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Of which list.
    pub list: List,
    /// Not all of the list.
    pub is_narrowed: bool,
    /// Orders in it.
    pub orders: i64,
    /// Letters that its charset does not have.
    pub replaced: i64,
    /// It became whole.
    pub is_whole: bool,
}

/// The newest files.
pub async fn exports(world: &World, shop: &Shop) -> Result<Vec<Export>, store::Error> {
    let shop = shop.id;
    let read = move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select at, by_whom, list, narrowed, orders, replaced, ended_at from order_export
                 where shop_id = $1 order by seq desc limit $2"
            ),
            &[shop.into(), EXPORTS_SHOWN.into()],
        )?;
        rows.iter().map(export).collect()
    };
    world.store.read(read).await
}

fn export(row: &Row) -> Result<Export, store::Error> {
    let list = row.text(2)?;
    Ok(Export {
        at: Timestamp(row.int(0)?),
        by: row.text(1)?,
        list: List::from_word(&list).ok_or_else(|| odd("order_export", "list", &list))?,
        is_narrowed: row.int(3)? == 1,
        orders: row.int(4)?,
        replaced: row.int(5)?,
        is_whole: row.opt_int(6)?.is_some(),
    })
}

/// Notes that a file was begun.
pub(super) async fn begin(
    world: &World,
    shop: ShopId,
    (list, is_narrowed): (List, bool),
    by: &str,
) -> Result<i64, store::Error> {
    let (by, now) = (by.to_owned(), world.now());
    let noted = world.store.write(move |tx: &mut dyn Tx| {
        let seq = counter::next(tx, shop, COUNTER)?;
        tx.exec(
            sql!(
                "insert into order_export (shop_id, seq, at, by_whom, list, narrowed, orders,
                   replaced) values ($1, $2, $3, $4, $5, $6, 0, 0)"
            ),
            &[
                shop.into(),
                seq.into(),
                now.into(),
                by.as_str().into(),
                list.word().into(),
                is_narrowed.into(),
            ],
        )?;
        Ok(seq)
    });
    noted.await
}

/// Notes how far it came.
pub(super) async fn note(
    world: &World,
    shop: ShopId,
    seq: i64,
    (orders, replaced): (usize, usize),
    is_whole: bool,
) -> Result<(), store::Error> {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let ended = is_whole.then(|| world.now());
    let noted = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "update order_export set orders = $3, replaced = $4, ended_at = $5
                 where shop_id = $1 and seq = $2"
            ),
            &[shop.into(), seq.into(), count(orders).into(), count(replaced).into(), ended.into()],
        )
    });
    noted.await.map(drop)
}
