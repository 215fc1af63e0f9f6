//! Who is asking: the address limits and notes are kept by.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;

use crate::App;

pub use shop::network::Network;

/// The address of the browser: the peer's, or, when the peer is a trusted proxy, the last address
/// of `X-Forwarded-For` that no trusted proxy has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// What limits count by: the address itself, of IPv6 its /64 (one household has as many as it
    /// likes).
    pub fn counted(&self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }

    /// The same for limits on buyers. Empty for an address that the internet does not have: it is
    /// no buyer's but that of a proxy which nobody trusts yet, and all would share its limit.
    pub fn counted_of_buyers(&self) -> String {
        let is_private = match self.0.to_canonical() {
            IpAddr::V4(address) => {
                address.is_private() || address.is_loopback() || address.is_link_local()
            }
            IpAddr::V6(address) => {
                address.is_loopback()
                    || address.is_unique_local()
                    || address.is_unicast_link_local()
            }
        };
        if is_private { String::new() } else { self.counted() }
    }

    fn find(peer: IpAddr, forwarded: &[&str], trusted: &[Network]) -> ClientAddress {
        let believed = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
        let mut client = peer.to_canonical();
        for hop in forwarded.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !believed(client) {
                break;
            }
            match hop.trim().parse::<IpAddr>() {
                Ok(address) => client = address.to_canonical(),
                Err(_) => break,
            }
        }
        ClientAddress(client)
    }
}

impl FromRequestParts<App> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        // Without a socket (a test calling the router) the request comes from this machine.
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
        let forwarded: Vec<&str> = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|v| v.to_str().ok())
            .collect();
        Ok(ClientAddress::find(peer, &forwarded, &app.surface().trusted_proxies))
    }
}

#[cfg(test)]
mod tests {
    use super::{ClientAddress, Network};

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted: Vec<Network> =
            ["10.0.0.0/8", "fd00::/8"].iter().map(|text| text.parse().unwrap()).collect();
        for (peer, forwarded, client) in [
            ("203.0.113.9", vec![], "203.0.113.9"),
            ("203.0.113.9", vec!["192.0.2.1"], "203.0.113.9"),
            ("10.1.2.3", vec!["192.0.2.1"], "192.0.2.1"),
            ("10.1.2.3", vec!["6.6.6.6, 192.0.2.1"], "192.0.2.1"),
            ("10.1.2.3", vec!["6.6.6.6, 192.0.2.1", "10.9.9.9"], "192.0.2.1"),
            ("10.1.2.3", vec!["192.0.2.1, 10.9.9.9"], "192.0.2.1"),
            ("10.1.2.3", vec!["nonsense"], "10.1.2.3"),
            ("fd00::1", vec!["2001:db8::7"], "2001:db8::7"),
            ("::ffff:10.1.2.3", vec!["192.0.2.1"], "192.0.2.1"),
        ] {
            let found = ClientAddress::find(peer.parse().unwrap(), &forwarded, &trusted);
            assert_eq!(found.0.to_string(), client, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn a_household_counts_once() {
        for (address, counted) in [
            ("192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
        ] {
            assert_eq!(ClientAddress(address.parse().unwrap()).counted(), counted);
        }
    }

    #[test]
    fn a_proxy_that_nobody_named_is_not_counted_as_a_buyer() {
        for (address, counted) in [
            ("127.0.0.1", ""),
            ("10.1.2.3", ""),
            ("172.17.0.1", ""),
            ("192.168.0.1", ""),
            ("::ffff:10.1.2.3", ""),
            ("::1", ""),
            ("fd00::1", ""),
            ("fe80::1", ""),
            ("203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2::3", "2001:db8:1:2::/64"),
        ] {
            let address = ClientAddress(address.parse().unwrap());
            assert_eq!(address.counted_of_buyers(), counted, "{address:?}");
        }
    }
}
