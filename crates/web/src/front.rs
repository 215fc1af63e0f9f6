//! What of a shop is the same on many pages, kept in memory for a few seconds: a page must not ask
//! the database for its footer, nor the checkout for its terms. What an order costs is looked at
//! again in the commit that takes it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use shop::clock::{SECOND, Timestamp};
use shop::delivery::{self, Fees};
use shop::id::ShopId;
use shop::payment::{self, PaymentFront};
use shop::profile::{Shop, ShopTexts, texts_in};
use shop::staff::{StaffAccess, networks_in};
use shop::world::World;

use crate::Fault;
use crate::layout::Link;

/// How long it is believed: new texts show within this time.
const FRESH: i64 = 5 * SECOND;

/// The texts, the terms and the state of a shop.
#[derive(Debug)]
pub struct Front {
    /// What the shop publishes.
    pub texts: ShopTexts,
    /// The pages of the footer.
    pub links: Arc<[Link]>,
    /// What the checkout offers, and loads for the card.
    pub payment: PaymentFront,
    /// Who brings the goods where, and for how much.
    pub fees: Fees,
    /// Its payments go to a sandbox: said on every page.
    pub rehearsal: bool,
    /// Its payments go to Paygent itself (本番): its people need a second factor.
    pub live: bool,
    /// Where its admin is reached from.
    pub access: StaffAccess,
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

    /// What is kept is out of date: the next page reads anew.
    pub(crate) fn forget(&self, shop: ShopId) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&shop);
    }

    fn known(&self, shop: ShopId, now: Timestamp) -> Option<Arc<Front>> {
        let fronts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (read_at, front) = fronts.get(&shop)?;
        (read_at.0..read_at.0 + FRESH).contains(&now.0).then(|| Arc::clone(front))
    }
}

async fn read(world: &World, shop: ShopId) -> Result<Front, Fault> {
    let now = world.now();
    let read = move |tx: &mut dyn store::Tx| {
        let (texts, payment) = (texts_in(tx, shop)?, payment::front_in(tx, shop, now)?);
        let (fees, access) = (delivery::fees_in(tx, shop)?, networks_in(tx, shop)?);
        Ok::<_, store::Error>((texts, payment, fees, access))
    };
    let (texts, payment, fees, access) = world.store.read(read).await?;
    let links = texts
        .pages
        .iter()
        .map(|page| Link { href: format!("/legal/{}", page.slug), text: page.title.clone() });
    let sandbox = payment.tokeniser.as_ref().map(|tokeniser| tokeniser.sandbox);
    let (rehearsal, live) = (sandbox == Some(true), sandbox == Some(false));
    Ok(Front { links: links.collect(), texts, payment, fees, rehearsal, live, access })
}
