//! Numbers that a shop counts up and never gives twice: of orders, of 送料グループ.

use store::{Tx, sql};

use crate::id::ShopId;

/// The next number of this name, from 1.
pub(crate) fn next(tx: &mut dyn Tx, shop: ShopId, name: &str) -> Result<i64, store::Error> {
    let row = tx.row(
        sql!(
            "insert into counter (shop_id, name, value) values ($1, $2, 1)
             on conflict (shop_id, name) do update set value = counter.value + 1
             returning value"
        ),
        &[shop.into(), name.into()],
    )?;
    row.ok_or(store::Error::Engine("counter returned nothing".into()))?.int(0)
}
