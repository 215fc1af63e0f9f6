//! 削除 on ご登録カード管理.

use super::row::{Whose, find};
use super::told;
use super::want::drop_card;
use crate::id::MemberId;
use crate::payment::account::AccountError;
use crate::profile::Shop;
use crate::settings::{self, CardSettings, card};
use crate::world::World;

/// 削除: no card is wanted any more. False: there was none.
pub async fn remove(world: &World, shop: &Shop, member: MemberId) -> Result<bool, AccountError> {
    let (at, now) = (shop.clone(), world.now());
    let write = world.store.write_on(shop.id.0, move |tx| {
        let settings = settings::current::<CardSettings>(tx, at.id)?;
        let Some(settings) = settings else { return Ok(None) };
        if card::subscriptions_run(tx, at.id)? {
            return Ok(None);
        }
        let whose = Whose { shop: at.id, member, merchant: settings.body.merchant };
        let Some(customer) = find(tx, &whose)? else { return Ok(None) };
        if customer.kept.is_none() && customer.waiting.is_none() {
            return Ok(None);
        }
        drop_card(tx, &whose, now)?;
        told::removed(tx, &at, &customer, now)?;
        Ok::<_, store::Error>(Some(whose.merchant))
    });
    let Some(merchant) = write.await? else { return Ok(false) };
    // Here and now if it can be; else the sweeper.
    if let Err(error) = super::settle(world, shop.id, member, &merchant).await {
        tracing::warn!(%error, "a card is to be deleted later");
    }
    world.bell.notify_one();
    Ok(true)
}
