//! A network in CIDR notation: where a request may come from, and whose word is believed.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A network in CIDR notation, or one address. A text in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// A text that is no network.
#[derive(Debug, thiserror::Error)]
#[error("「{0}」 is no network; write for example 10.0.0.0/8 or 192.0.2.7")]
pub struct NotANetwork(String);

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotANetwork(text.to_owned());
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Network { address, bits }) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = if self.address.is_ipv4() { 32 } else { 128 };
        if self.bits == most {
            write!(f, "{}", self.address)
        } else {
            write!(f, "{}/{}", self.address, self.bits)
        }
    }
}

impl From<Network> for String {
    fn from(network: Network) -> String {
        network.to_string()
    }
}

impl TryFrom<String> for Network {
    type Error = NotANetwork;

    fn try_from(text: String) -> Result<Network, NotANetwork> {
        text.parse()
    }
}

impl Network {
    /// Whether `address` lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(one)) => {
                let shift = 32 - u32::from(self.bits);
                same_above(u32::from(net).into(), u32::from(one).into(), shift)
            }
            (IpAddr::V6(net), IpAddr::V6(one)) => {
                same_above(net.into(), one.into(), 128 - u32::from(self.bits))
            }
            _ => false,
        }
    }
}

fn same_above(one: u128, other: u128, shift: u32) -> bool {
    (one ^ other).checked_shr(shift).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use super::Network;

    #[test]
    fn a_network_is_written_as_it_is_read() {
        for text in ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "0.0.0.0/0", "::1"] {
            let network: Network = text.parse().unwrap();
            assert_eq!(network.to_string(), text);
        }
        let net: Network = "192.0.2.0/24".parse().unwrap();
        for (address, is_in) in
            [("192.0.2.0", true), ("192.0.2.255", true), ("192.0.3.0", false), ("::1", false)]
        {
            assert_eq!(net.contains(address.parse().unwrap()), is_in, "{address}");
        }
    }

    #[test]
    fn other_texts_are_no_networks() {
        for text in ["", "10.0.0.0/33", "10.0.0", "::/129", "10.0.0.0/x", "example.jp"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
