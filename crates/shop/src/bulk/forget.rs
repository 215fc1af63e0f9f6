//! What is asked of an order names what leads to its buyer: it goes with the rest of that person.

use store::{Tx, sql};

use super::Kind;
use crate::id::{OrderId, ShopId};

/// Forgets 問合せ番号 that runs are to note, or have noted, on an order. A run that has not come to it
/// yet leaves it out.
pub(crate) fn forget(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update bulk_item set asked = ''
             where shop_id = $1 and order_id = $2 and run_id in
               (select run_id from bulk_run where shop_id = $1 and kind = $3)"
        ),
        &[shop.into(), order.into(), Kind::OrderShip.word().into()],
    )?;
    Ok(())
}
