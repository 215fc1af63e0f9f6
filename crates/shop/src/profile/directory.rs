//! The shops by host in memory, so that a page need not ask the database who it belongs to.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::{Shop, find_by_admin_host, find_by_host, only};
use crate::clock::{SECOND, Timestamp};
use crate::world::World;

/// How long an entry is believed: a change of name or address shows within this time on every node.
const FRESH: i64 = 5 * SECOND;
/// Hosts kept; a client that makes up host names finds only this much memory.
const HOSTS_MAX: usize = 10_000;

/// Which of a shop's two addresses a request came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Door {
    /// The storefront.
    Storefront,
    /// The admin.
    Admin,
}

/// The shops of an installation by host. An entry is read anew 5 seconds after it was read;
/// [`Directory::forget`] empties it at once, in this process. Hosts without a shop are not kept.
#[derive(Default)]
pub struct Directory(RwLock<HashMap<Host, Known>>);

type Host = (Door, String);

/// When it was read, and what.
type Known = (Timestamp, Arc<Shop>);

impl Directory {
    /// The shop that answers to this `Host` header: by exact host, else the only shop of the
    /// installation, else none (421).
    pub async fn find(
        &self,
        world: &World,
        door: Door,
        host: &str,
    ) -> Result<Option<Arc<Shop>>, store::Error> {
        let key = (door, host.to_ascii_lowercase());
        let now = world.now();
        if let Some(shop) = self.known(&key, now) {
            return Ok(Some(shop));
        }
        let found = match door {
            Door::Storefront => find_by_host(world, host).await?,
            Door::Admin => find_by_admin_host(world, host).await?,
        };
        let found = match found {
            Some(shop) => Some(shop),
            None => only(world).await?,
        };
        Ok(found.map(|shop| self.keep(key, now, Arc::new(shop))))
    }

    /// Reads everything anew from now on.
    pub fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn known(&self, key: &Host, now: Timestamp) -> Option<Arc<Shop>> {
        let shops = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (read_at, shop) = shops.get(key)?;
        let is_fresh = (read_at.0..read_at.0 + FRESH).contains(&now.0);
        is_fresh.then(|| shop.clone())
    }

    fn keep(&self, key: Host, now: Timestamp, shop: Arc<Shop>) -> Arc<Shop> {
        let mut shops = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if shops.len() >= HOSTS_MAX {
            shops.clear();
        }
        shops.insert(key, (now, shop.clone()));
        shop
    }
}
