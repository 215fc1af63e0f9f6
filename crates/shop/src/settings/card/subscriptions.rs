//! 定期購入利用中: the next payment of a subscription needs the member's card, so that every card is kept
//! and none can be deleted. Only who runs the installation says so.

use store::{Tx, sql};

use super::{CardSettings, Linking};
use crate::id::ShopId;
use crate::settings;
use crate::world::World;

/// Why it was not switched on.
#[derive(Debug, thiserror::Error)]
pub enum SubscriptionsError {
    /// ⑫ is not 12-1.
    #[error("set ⑫ クレジットカード紐づけ設定 to 12-1 (全注文者が自動的に) first")]
    NotAlways,
    /// There is no such shop.
    #[error("there is no shop {0}")]
    NoShop(ShopId),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Whether the shop runs subscriptions.
pub fn subscriptions_run(tx: &mut dyn Tx, shop: ShopId) -> Result<bool, store::Error> {
    let row =
        tx.row(sql!("select subscriptions_run from shop where shop_id = $1"), &[shop.into()])?;
    row.map_or(Ok(false), |row| Ok(row.int(0)? == 1))
}

/// Switches it on, where ⑫ allows it, or off.
pub async fn set_subscriptions(
    world: &World,
    shop: ShopId,
    run: bool,
) -> Result<(), SubscriptionsError> {
    let write = world.store.write(move |tx: &mut dyn Tx| {
        let card = settings::current::<CardSettings>(tx, shop)?;
        if run && card.is_none_or(|card| card.body.linking != Linking::Always) {
            return Err(SubscriptionsError::NotAlways);
        }
        let changed = tx.exec(
            sql!("update shop set subscriptions_run = $2 where shop_id = $1"),
            &[shop.into(), i64::from(run).into()],
        )?;
        if changed == 1 { Ok(()) } else { Err(SubscriptionsError::NoShop(shop)) }
    });
    write.await
}
