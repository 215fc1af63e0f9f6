//! ⑨ and ⑩ are proved by a return from the card issuer with a good hash, and by nothing else:
//! when the first one came, for 接続テスト.

use sha2::{Digest, Sha256};
use store::{Tx, sql};

use super::Account;
use crate::clock::Timestamp;
use crate::id::ShopId;
use crate::secret::Secret;
use crate::world::World;

/// When this account's ⑩ and this ⑨ were first proved where its telegrams go; none: not as they
/// are now.
pub async fn proved(
    world: &World,
    shop: ShopId,
    account: &Account,
    merchant_name: &str,
) -> Result<Option<Timestamp>, store::Error> {
    let (merchant, what) = (account.merchant.clone(), what(account, merchant_name));
    let read = move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select at from three_ds_proof
                 where shop_id = $1 and merchant_id = $2 and proved = $3"
            ),
            &[shop.into(), (&merchant).into(), what.as_str().into()],
        )?;
        row.map(|row| row.int(0).map(Timestamp)).transpose()
    };
    world.store.read(read).await
}

/// Keeps that they are proved now, if that is not known yet.
pub(crate) async fn prove(
    world: &World,
    shop: ShopId,
    account: &Account,
    merchant_name: &str,
) -> Result<(), store::Error> {
    if proved(world, shop, account, merchant_name).await?.is_some() {
        return Ok(());
    }
    let (merchant, what) = (account.merchant.clone(), what(account, merchant_name));
    let now = world.now();
    let write = move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "insert into three_ds_proof (shop_id, merchant_id, proved, at)
                 values ($1, $2, $3, $4) on conflict (shop_id, merchant_id, proved) do nothing"
            ),
            &[shop.into(), (&merchant).into(), what.as_str().into(), now.into()],
        )
    };
    world.store.write(write).await.map(drop)
}

/// Tells one ⑨, ⑩ and gateway from another; the key cannot be read out of it.
fn what(account: &Account, merchant_name: &str) -> String {
    let key = account.three_ds_key.as_ref().map_or("", Secret::expose);
    let parts = [key, merchant_name, &account.endpoints.telegrams];
    let hash = parts.iter().fold(Sha256::new(), |hash, part| {
        hash.chain_update(part.len().to_be_bytes()).chain_update(part)
    });
    hex::encode(hash.finalize())
}
