//! Opening a shop.

use store::{Tx, sql};

use super::Shop;
use crate::clock::Timestamp;

/// Writes the shop's row. Fails with `Unique` where there is a shop of this number, or one that
/// answers to the same host.
pub fn create_in(tx: &mut dyn Tx, shop: &Shop, now: Timestamp) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into shop (shop_id, name, host, admin_host, base_url, admin_url, mail_from,
                               notify_to, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            shop.id.into(),
            (&shop.name).into(),
            (&shop.host).into(),
            (&shop.admin_host).into(),
            (&shop.base_url).into(),
            (&shop.admin_url).into(),
            (&shop.mail_from).into(),
            (&shop.notify_to).into(),
            now.into(),
        ],
    )?;
    Ok(())
}
