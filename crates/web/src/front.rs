//! What every page of a shop shows around its own content, kept in memory for a few seconds: a page
//! of the shop must not ask the database for its footer.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use shop::clock::{SECOND, Timestamp};
use shop::id::ShopId;
use shop::payment;
use shop::profile::{Shop, ShopTexts, texts_in};
use shop::world::World;

use crate::Fault;
use crate::layout::Link;

/// How long it is believed: new texts show within this time.
const FRESH: i64 = 5 * SECOND;

/// The texts and the state of a shop.
#[derive(Debug)]
pub struct Front {
    /// What the shop publishes.
    pub texts: ShopTexts,
    /// The pages of the footer.
    pub links: Arc<[Link]>,
    /// Its payments go to a sandbox: said on every page.
    pub rehearsal: bool,
}

/// The fronts read lately; as many as there are shops.
#[derive(Default)]
pub(crate) struct Fronts(RwLock<HashMap<ShopId, (Timestamp, Arc<Front>)>>);

impl Fronts {
    /// The front of `shop`, at most [`FRESH`] old.
    pub(crate) async fn of(&self, world: &World, shop: &Shop) -> Result<Arc<Front>, Fault> {
        let now = world.now();
        if let Some(front) = self.known(shop.id, now) {
            return Ok(front);
        }
        let front = Arc::new(read(world, shop.id).await?);
        let mut fronts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        fronts.insert(shop.id, (now, Arc::clone(&front)));
        Ok(front)
    }

    /// The front of `shop`, however old.
    pub(crate) fn last(&self, shop: ShopId) -> Option<Arc<Front>> {
        let fronts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        fronts.get(&shop).map(|(_, front)| Arc::clone(front))
    }

    fn known(&self, shop: ShopId, now: Timestamp) -> Option<Arc<Front>> {
        let fronts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (read_at, front) = fronts.get(&shop)?;
        (read_at.0..read_at.0 + FRESH).contains(&now.0).then(|| Arc::clone(front))
    }
}

async fn read(world: &World, shop: ShopId) -> Result<Front, Fault> {
    let read = move |tx: &mut dyn store::Tx| {
        Ok::<_, store::Error>((texts_in(tx, shop)?, payment::front_in(tx, shop)?))
    };
    let (texts, card) = world.store.read(read).await?;
    let links = texts
        .pages
        .iter()
        .map(|page| Link { href: format!("/legal/{}", page.slug), text: page.title.clone() });
    let rehearsal = card.tokeniser.is_some_and(|tokeniser| tokeniser.sandbox);
    Ok(Front { links: links.collect(), texts, rehearsal })
}
