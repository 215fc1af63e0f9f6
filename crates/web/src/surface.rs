//! What both surfaces share: the shop's world, and how this installation meets browsers.

use std::sync::Arc;

use shop::id::ShopId;
use shop::profile::{Directory, Shop};
use shop::world::World;

use crate::Fault;
use crate::client::Network;
use crate::front::{Front, Fronts};

/// How this installation meets browsers.
#[derive(Clone, Debug)]
pub struct Surface {
    /// Peers whose `X-Forwarded-For` is believed; nobody else's is read (DESIGN section 6).
    pub trusted_proxies: Vec<Network>,
    /// Puts the card issuer's hand-off page into the browser's sandbox (DESIGN section 4).
    pub hand_off_sandboxed: bool,
}

impl Default for Surface {
    fn default() -> Self {
        Surface { trusted_proxies: Vec::new(), hand_off_sandboxed: true }
    }
}

/// The state of every handler. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    world: World,
    surface: Surface,
    directory: Directory,
    fronts: Fronts,
}

impl App {
    /// One surface of `world`.
    pub fn new(world: World, surface: Surface) -> App {
        let (directory, fronts) = (Directory::default(), Fronts::default());
        App(Arc::new(Parts { world, surface, directory, fronts }))
    }

    /// What the use-cases act in.
    pub fn world(&self) -> &World {
        &self.0.world
    }

    /// How this installation meets browsers.
    pub fn surface(&self) -> &Surface {
        &self.0.surface
    }

    /// The shops by host.
    pub(crate) fn directory(&self) -> &Directory {
        &self.0.directory
    }

    /// Whether payments of this shop are rehearsals, as its last page knew.
    pub(crate) fn is_rehearsal(&self, shop: ShopId) -> bool {
        self.0.fronts.last(shop).is_some_and(|front| front.rehearsal)
    }

    /// What is kept of `shop` turned out to be out of date.
    pub(crate) fn forget_front(&self, shop: ShopId) {
        self.0.fronts.forget(shop);
    }

    /// What every page of `shop` shows.
    pub(crate) async fn front(&self, shop: &Shop) -> Result<Arc<Front>, Fault> {
        self.0.fronts.of(self.world(), shop).await
    }
}
