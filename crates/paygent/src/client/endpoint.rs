use std::collections::BTreeMap;
use std::time::Duration;

use crate::Secret;

/// The largest answer read, in bytes; more than that is an unknown outcome.
pub const ANSWER_BYTES_MAX: usize = 1_048_576;

/// A client certificate: one PEM with certificate and key, as Paygent hands it out.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The PEM's text. It holds the key, so it is never shown.
    pub pem: Secret,
    /// The key's passphrase, if it has one.
    pub passphrase: Option<Secret>,
}

/// Where the gateway is and how long it may take.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Scheme and host, `https://module.paygent.co.jp`, or `http://` for the sandbox.
    pub base_url: String,
    /// PEM of the only authorities to trust; without it those of the system.
    pub ca_pem: Option<Vec<u8>>,
    /// Client certificate.
    pub identity: Option<Identity>,
    /// Other paths than [`crate::Telegram::PATH`], by telegram kind.
    pub paths: BTreeMap<String, String>,
    /// How long connecting and the TLS handshake may take.
    pub connect_timeout: Duration,
    /// How long a silence may last; with the time to connect, how long it all may take.
    pub answer_timeout: Duration,
}

impl Endpoint {
    /// A gateway at this address, with 10 seconds to connect and 40 to answer.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            ca_pem: None,
            identity: None,
            paths: BTreeMap::new(),
            connect_timeout: Duration::from_secs(10),
            answer_timeout: Duration::from_secs(40),
        }
    }

    /// Where a telegram goes.
    pub(super) fn url(&self, kind: &str, path: &str) -> String {
        let path = self.paths.get(kind).map_or(path, String::as_str);
        format!("{}/{}", self.base_url.trim_end_matches('/'), path.trim_start_matches('/'))
    }
}
