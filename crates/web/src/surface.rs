//! What both surfaces share: the shop's world, and how this installation meets browsers.

use std::sync::Arc;

use shop::world::World;

use crate::client::Network;
use crate::host::Hosts;

/// How this installation meets browsers. The defaults are those of production behind one proxy-less listener.
#[derive(Clone, Debug)]
pub struct Surface {
    /// Peers whose `X-Forwarded-For` is believed; nobody else's is read (DESIGN section 6).
    pub trusted_proxies: Vec<Network>,
    /// Payments are rehearsals: pages wear the ribbon テスト環境.
    pub rehearsal: bool,
    /// The one shop of the installation answers to any host name, as in the demo.
    pub any_host: bool,
    /// Puts the card issuer's hand-off page into the browser's sandbox (DESIGN section 4).
    pub hand_off_sandboxed: bool,
}

impl Default for Surface {
    fn default() -> Self {
        Surface {
            trusted_proxies: Vec::new(),
            rehearsal: false,
            any_host: false,
            hand_off_sandboxed: true,
        }
    }
}

/// The state of every handler. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    world: World,
    surface: Surface,
    hosts: Hosts,
}

impl App {
    /// One surface of `world`.
    pub fn new(world: World, surface: Surface) -> App {
        App(Arc::new(Parts { world, surface, hosts: Hosts::default() }))
    }

    /// What the use-cases act in.
    pub fn world(&self) -> &World {
        &self.0.world
    }

    /// How this installation meets browsers.
    pub fn surface(&self) -> &Surface {
        &self.0.surface
    }

    /// The shops known by host name.
    pub(crate) fn hosts(&self) -> &Hosts {
        &self.0.hosts
    }
}
