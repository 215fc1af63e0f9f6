//! An order's version: one number that every decision about it raises.
//!
//! Raising it is also what keeps two decisions apart: whoever raises it holds the order's row until
//! the commit, on SQLite as on PostgreSQL.

use store::{Tx, sql};

use crate::id::{OrderId, ShopId};

/// The version now; none where there is no such order.
pub fn of(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<Option<i64>, store::Error> {
    let sql = sql!("select version from orders where shop_id = $1 and order_id = $2");
    let row = tx.row(sql, &[shop.into(), order.into()])?;
    row.map(|row| row.int(0)).transpose()
}

/// Raises it if it is still the one that the decision was made from. False: somebody else decided
/// something meanwhile.
pub fn advance(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    from: i64,
) -> Result<bool, store::Error> {
    let raised = tx.exec(
        sql!(
            "update orders set version = version + 1
             where shop_id = $1 and order_id = $2 and version = $3"
        ),
        &[shop.into(), order.into(), from.into()],
    )?;
    Ok(raised == 1)
}

/// Raises it whatever it is: what is recorded now is true in any case.
pub fn touch(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<(), store::Error> {
    tx.exec(
        sql!("update orders set version = version + 1 where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    Ok(())
}
