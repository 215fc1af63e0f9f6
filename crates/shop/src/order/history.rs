//! 変更履歴: who did what to an order, in the commit that did it.

use store::{Tx, sql};

use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};

/// Written where no person acted.
pub const SYSTEM: &str = "システム";
/// Written where the buyer acted.
pub const BUYER: &str = "ご購入者";

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What, in the words of the admin.
    pub what: String,
}

/// Adds a line.
pub fn write(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    at: Timestamp,
    by: &str,
    what: &str,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into history (shop_id, order_id, seq, at, by_whom, what)
             select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5
             from history where shop_id = $1 and order_id = $2"
        ),
        &[shop.into(), order.into(), at.into(), by.into(), what.into()],
    )?;
    Ok(())
}

/// All lines of an order, newest first; an order has at most some hundreds.
pub fn of_order(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<Vec<Line>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select at, by_whom, what from history where shop_id = $1 and order_id = $2
             order by seq desc limit 1000"
        ),
        &[shop.into(), order.into()],
    )?;
    let line = |row: store::Row| {
        Ok(Line { at: Timestamp(row.int(0)?), by: row.text(1)?, what: row.text(2)? })
    };
    rows.into_iter().map(line).collect()
}
