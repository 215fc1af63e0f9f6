//! Numbers that a shop counts up and never gives twice: of orders, of carriers, of 送料グループ.

use store::{Tx, sql};

use crate::id::ShopId;

/// The next number of this name, from 1.
pub(crate) fn next(tx: &mut dyn Tx, shop: ShopId, name: &str) -> Result<i64, store::Error> {
    next_from(tx, shop, name, 1)
}

/// The same, `least` or more: of what was not counted from the beginning.
pub(crate) fn next_from(
    tx: &mut dyn Tx,
    shop: ShopId,
    name: &str,
    least: i64,
) -> Result<i64, store::Error> {
    let row = tx.row(
        sql!(
            "insert into counter (shop_id, name, value) values ($1, $2, $3)
             on conflict (shop_id, name) do update
             set value = case when counter.value < $3 then $3 else counter.value + 1 end
             returning value"
        ),
        &[shop.into(), name.into(), least.into()],
    )?;
    row.ok_or(store::Error::Engine("counter returned nothing".into()))?.int(0)
}
