//! Stands in for the sandbox until it is there.
#![allow(dead_code, clippy::struct_field_names, clippy::ignored_unit_patterns)]
use shop::secret::Secret;
use std::net::SocketAddr;
use std::path::PathBuf;
pub enum Ledger {
    Memory,
    File(PathBuf),
}
pub enum Profile {
    Strict,
    Lenient,
}
pub struct Neighbour {
    pub name: String,
    pub url: String,
    pub note: String,
}
pub struct Merchant {
    pub merchant_id: String,
    pub connect_id: String,
    pub connect_password: Secret,
    pub token_key: String,
    pub three_ds_key: Option<Secret>,
}
impl Merchant {
    pub fn demo() -> Self {
        Self {
            merchant_id: "900000001".into(),
            connect_id: "noren_demo".into(),
            connect_password: Secret::new("noren_demo_pass"),
            token_key: "test_NorenDemoTokenKey0000001".into(),
            three_ds_key: Some(Secret::new("NorenDemoThreeDsKey")),
        }
    }
}
pub struct Options {
    pub addr: SocketAddr,
    pub control_addr: SocketAddr,
    pub ledger: Ledger,
    pub profile: Profile,
    pub browser_host: Option<String>,
    pub merchant: Merchant,
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
            neighbours: vec![],
        }
    }
}
pub struct Sandbox(SocketAddr, SocketAddr);
impl Sandbox {
    pub async fn start(o: Options) -> std::io::Result<Self> {
        let _ = std::future::ready(()).await;
        Ok(Self(o.addr, o.control_addr))
    }
    pub fn base_url(&self) -> String {
        format!("http://{}", self.0)
    }
    pub fn browser_url(&self) -> String {
        format!("http://localhost:{}", self.0.port())
    }
    pub fn control_url(&self) -> String {
        format!("http://{}", self.1)
    }
}
pub struct TestCard {
    pub number: &'static str,
    pub label: &'static str,
}
pub const TEST_CARDS: &[TestCard] = &[TestCard { number: "4900000000000003", label: "" }];
