//! クレジットカードを再開する: somebody of the shop ends the brake.

use store::sql;

use crate::id::ShopId;
use crate::world::World;

/// Lets the card in at once; what was counted for the whole shop up to now counts no more, and
/// neither do its strikes. Limits of browsers and addresses stay. False: the brake was not on.
pub async fn resume(world: &World, shop: ShopId, by: &str) -> Result<bool, store::Error> {
    let (now, name) = (world.now(), by.to_owned());
    let ended = world.store.write_on(shop.0, move |tx| {
        tx.exec(
            sql!(
                "update card_brake set watched_until = 0, counted_from = $2, strikes = 0,
                   struck_at = 0, ends_at = 0, resumed_at = $2, resumed_by = $3
                 where shop_id = $1 and ends_at > $2"
            ),
            &[shop.into(), now.into(), name.as_str().into()],
        )
    });
    let ended = ended.await? == 1;
    if ended {
        tracing::warn!(%shop, by, "cards are taken again");
    }
    Ok(ended)
}
