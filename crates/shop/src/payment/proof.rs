//! ⑨ and ⑩ are proved by a return from the card issuer with a good hash, and by nothing else:
//! when the first one came, for 接続テスト.

use store::{Tx, sql};

use super::Account;
use crate::clock::Timestamp;
use crate::id::{MerchantId, ShopId};
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
    let merchant = account.merchant.clone();
    let read = move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!("select proved, at from three_ds_proof where shop_id = $1 and merchant_id = $2"),
            &[shop.into(), (&merchant).into()],
        )?;
        row.map(|row| Ok((row.bytes(0)?, Timestamp(row.int(1)?)))).transpose()
    };
    let Some((sealed, at)) = world.store.read::<_, store::Error>(read).await? else {
        return Ok(None);
    };
    let kept = world.cipher.open(&place(shop, &account.merchant), &sealed);
    Ok(kept.is_ok_and(|kept| kept == what(account, merchant_name)).then_some(at))
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
    let (merchant, now) = (account.merchant.clone(), world.now());
    let what = what(account, merchant_name);
    let sealed = world.cipher.seal(&*world.random, &place(shop, &merchant), &what);
    let write = move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "insert into three_ds_proof (shop_id, merchant_id, proved, at)
                 values ($1, $2, $3, $4)
                 on conflict (shop_id, merchant_id) do update set proved = $3, at = $4"
            ),
            &[shop.into(), (&merchant).into(), sealed.as_slice().into(), now.into()],
        )
    };
    world.store.write(write).await.map(drop)
}

fn place(shop: ShopId, merchant: &MerchantId) -> String {
    format!("three_ds_proof.proved/{shop}/{merchant}")
}

/// What is proved: gateway, ⑨ and ⑩, none of which has a line break.
fn what(account: &Account, merchant_name: &str) -> Secret {
    let key = account.three_ds_key.as_ref().map_or("", Secret::expose);
    Secret::new(format!("{}\n{merchant_name}\n{key}", account.endpoints.telegrams))
}
