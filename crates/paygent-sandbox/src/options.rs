//! How a sandbox is started.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use paygent::Secret;

/// Everything a sandbox can be told at its start. `Options::default()` suits tests: free ports,
/// memory, the demo merchant, the strict profile.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where telegrams, token endpoint and pages are served; port 0 takes a free one.
    pub addr: SocketAddr,
    /// Where the control port listens; port 0 takes a free one.
    pub control_addr: SocketAddr,
    /// Where payments are kept.
    pub ledger: Ledger,
    /// How strict it begins; the control port can change it.
    pub profile: Profile,
    /// Host name in addresses given to browsers (script, token, issuer's page), such as
    /// `localhost`; none: the address itself. A name other than the shop's makes it cross-site, as
    /// in production.
    pub browser_host: Option<String>,
    /// The one merchant it serves.
    pub merchant: Merchant,
    /// How long a token may be used, by the sandbox clock.
    pub token_life: Duration,
    /// How late [`crate::Reaction::AnswerLate`] answers, in real time: longer than the client
    /// waits.
    pub late_answer: Duration,
    /// Links to the other places of an installation, on the home page.
    pub neighbours: Vec<Neighbour>,
}

impl Default for Options {
    fn default() -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            addr: any,
            control_addr: any,
            ledger: Ledger::Memory,
            profile: Profile::Strict,
            browser_host: None,
            merchant: Merchant::demo(),
            token_life: Duration::from_hours(1),
            late_answer: Duration::from_secs(45),
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

/// The merchant, as Paygent Online would show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// `merchant_id`
    pub merchant_id: String,
    /// `connect_id`
    pub connect_id: String,
    /// `connect_password`
    pub connect_password: Secret,
    /// トークン生成キー: the browser sends it with a card.
    pub token_key: String,
    /// トークン受取ハッシュ鍵: signs the token endpoint's answer; none: no `hc`.
    pub token_hash_key: Option<Secret>,
    /// 3Dセキュア結果受付ハッシュ鍵: signs the return of 450; none: no `hc`.
    pub three_ds_key: Option<Secret>,
    /// The most one payment may be, in yen (P011 above it).
    pub amount_max: i64,
    /// Instalments of the contract (P030 for others).
    pub splits: Vec<u8>,
}

impl Merchant {
    /// The merchant of `noren demo` and of tests.
    pub fn demo() -> Self {
        Self {
            merchant_id: "900000001".into(),
            connect_id: "noren_demo".into(),
            connect_password: "noren_demo_pass".into(),
            token_key: "test_NorenDemoTokenKey0000001".into(),
            token_hash_key: None,
            three_ds_key: Some("NorenDemoThreeDsKey".into()),
            amount_max: 9_999_999,
            splits: vec![2, 3, 4, 5, 6, 10, 12, 15, 18, 20, 24],
        }
    }
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
