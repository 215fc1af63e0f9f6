//! ⑨ and ⑩ are proved by a return from the card issuer with a good hash, and by nothing else:
//! when the first one came, for 接続テスト.

use store::{Tx, sql};

use crate::clock::Timestamp;
use crate::id::{MerchantId, ShopId};
use crate::world::World;

/// When ⑩ of this account, and this ⑨, were first proved; none: not since they were set.
pub async fn proved(
    world: &World,
    shop: ShopId,
    merchant: &MerchantId,
    merchant_name: &str,
) -> Result<Option<Timestamp>, store::Error> {
    let (merchant, name) = (merchant.clone(), merchant_name.to_owned());
    let read = move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select at from three_ds_proof
                 where shop_id = $1 and merchant_id = $2 and merchant_name = $3"
            ),
            &[shop.into(), (&merchant).into(), name.as_str().into()],
        )?;
        row.map(|row| row.int(0).map(Timestamp)).transpose()
    };
    world.store.read(read).await
}

/// Keeps that they are proved now, if that is not known yet.
pub(crate) async fn prove(
    world: &World,
    shop: ShopId,
    merchant: &MerchantId,
    merchant_name: &str,
) -> Result<(), store::Error> {
    if proved(world, shop, merchant, merchant_name).await?.is_some() {
        return Ok(());
    }
    let (merchant, name, now) = (merchant.clone(), merchant_name.to_owned(), world.now());
    let write = move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "insert into three_ds_proof (shop_id, merchant_id, merchant_name, at)
                 values ($1, $2, $3, $4)
                 on conflict (shop_id, merchant_id) do update set merchant_name = $3, at = $4"
            ),
            &[shop.into(), (&merchant).into(), name.as_str().into(), now.into()],
        )
    };
    world.store.write(write).await.map(drop)
}

/// A new ⑩ is not proved.
pub(crate) fn forget(
    tx: &mut dyn Tx,
    shop: ShopId,
    merchant: &MerchantId,
) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from three_ds_proof where shop_id = $1 and merchant_id = $2"),
        &[shop.into(), merchant.into()],
    )?;
    Ok(())
}
