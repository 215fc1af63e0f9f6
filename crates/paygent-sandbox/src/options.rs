//! How a sandbox is started.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::merchant::Merchant;

/// Everything a sandbox can be told at its start. `Options::default()` suits tests: free ports,
/// memory, the demo merchant, the strict profile.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where telegrams, token endpoint and pages are served; port 0 takes a free one.
    pub addr: SocketAddr,
    /// Where the control port listens; port 0 takes a free one. None: nowhere.
    pub control_addr: Option<SocketAddr>,
    /// Where payments are kept.
    pub ledger: Ledger,
    /// How strict it begins; the control port can change it.
    pub profile: Profile,
    /// Host name in addresses given to browsers (script, token, issuer's page), such as
    /// `localhost`; none: the address itself. A name other than the shop's makes it cross-site, as
    /// in production.
    pub browser_host: Option<String>,
    /// The merchant that is there from the beginning; one that the ledger has under its id stays as
    /// it is there. More of them: [`crate::Control::put_merchant`].
    pub merchant: Merchant,
    /// How long a token may be used, by the sandbox clock.
    pub token_life: Duration,
    /// How late [`crate::Reaction::AnswerLate`] answers, in real time: longer than the client
    /// waits.
    pub late_answer: Duration,
    /// Where and with whose certificates telegrams are served by TLS; then they are refused (P016)
    /// without the merchant's certificate. None: plain HTTP only, and nobody is asked for one.
    pub client_ca: Option<ClientCa>,
    /// Links to the other places of an installation, on the home page.
    pub neighbours: Vec<Neighbour>,
}

impl Default for Options {
    fn default() -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            addr: any,
            control_addr: Some(any),
            ledger: Ledger::Memory,
            profile: Profile::Strict,
            browser_host: None,
            merchant: Merchant::demo(),
            token_life: Duration::from_hours(1),
            late_answer: Duration::from_secs(45),
            client_ca: None,
            neighbours: Vec::new(),
        }
    }
}

/// Where payments are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ledger {
    /// Gone when the sandbox stops.
    Memory,
    /// A SQLite file, made if missing; everything answered is in it before the answer leaves.
    File(PathBuf),
}

/// The TLS door for telegrams, as Paygent's production has it (reference 1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCa {
    /// The folder of the sandbox's own certificate authority, made at the first start: `ca.pem` for
    /// clients to trust, and `MERCHANT_ID.pem` with certificate and key (passphrase `changeit`) of
    /// each merchant.
    pub folder: PathBuf,
    /// Where TLS is spoken; port 0 takes a free one.
    pub addr: SocketAddr,
}

/// How much is asked of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Test cards only, no card numbers from the server, 450 with all that scheme policy asks for.
    Strict,
    /// Any number of 14 to 16 digits is approved, also in 020 itself (`card_number`); 450 takes
    /// what it gets.
    Lenient,
}

/// Another place of the installation, shown as a card on the home page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// What it is called, such as ショップ.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// What one does there, one Japanese sentence.
    pub note: String,
}
