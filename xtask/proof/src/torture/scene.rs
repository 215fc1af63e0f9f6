//! The scene of the torture: real programs, and taps on the wires between them.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};

use anyhow::{Context, Result, bail, ensure};

use super::child::{Mortal, Running};
use super::oracle::Oracle;
use super::point::Trap;
use super::staff::Staff;
use super::wiretap;

/// The owner's, who is called `owner`.
pub const PASSWORD: &str = "the hammock is behind the shed";

/// One installation: a shop that dies, a sandbox and a mailbox that live, and the taps between
/// them.
pub struct Scene {
    pub shop: Mortal,
    pub trap: Trap,
    pub oracle: Oracle,
    program: PathBuf,
    dir: PathBuf,
    hurry: u32,
    pub shop_url: String,
    pub admin_url: String,
    pub sandbox_url: String,
    /// The staff who changes amounts, once signed in.
    pub desk: tokio::sync::Mutex<Option<Staff>>,
    smtp: SocketAddr,
    gateway: wiretap::Wiretap,
    _post: wiretap::Wiretap,
    _sandbox: Running,
    _mailbox: Running,
    folder: tempfile::TempDir,
}

impl Scene {
    /// Founds and starts everything; the shop's waiting times are divided by `hurry`.
    pub async fn set(program: &Path, hurry: u32) -> Result<Scene> {
        let folder = tempfile::tempdir()?;
        let dir = folder.path().join("data");
        let log = |name: &str| folder.path().join(format!("{name}.log"));
        let ledger = folder.path().join("ledger.db").display().to_string();
        let sandbox = Running::start(
            program,
            &[
                "sandbox",
                "--sandbox-addr",
                "127.0.0.1:0",
                "--control-addr",
                "127.0.0.1:0",
                "--browser-host",
                "127.0.0.1",
                "--ledger",
                &ledger,
            ],
            &log("sandbox"),
        )?;
        let mailbox = Running::start(
            program,
            &["mailbox", "--mailbox-addr", "127.0.0.1:0", "--smtp-addr", "127.0.0.1:0"],
            &log("mailbox"),
        )?;
        let shop = Mortal::default();
        let trap = Trap::new(shop.clone());
        let gateway = wiretap::gateway(address(&sandbox.url("telegrams")?)?, trap.clone()).await?;
        let post = wiretap::post(address(&mailbox.url("smtp")?)?, trap.clone()).await?;
        let (storefront, admin) = (free_port()?, free_port()?);
        let scene = Scene {
            oracle: Oracle::new(
                &dir.join("noren.db"),
                &sandbox.url("control")?,
                &mailbox.url("mailbox")?,
            ),
            program: program.to_owned(),
            shop_url: format!("http://127.0.0.1:{storefront}"),
            admin_url: format!("http://127.0.0.1:{admin}"),
            desk: tokio::sync::Mutex::default(),
            sandbox_url: sandbox.url("telegrams")?,
            smtp: post.addr,
            shop,
            trap,
            dir,
            hurry,
            gateway,
            _post: post,
            _sandbox: sandbox,
            _mailbox: mailbox,
            folder,
        };
        scene.found()?;
        scene.oracle.fill_stock()?;
        scene.start()?;
        Ok(scene)
    }

    /// `noren init` with the tapped gateway.
    fn found(&self) -> Result<()> {
        let merchant = paygent_sandbox::Merchant::demo();
        let account = self.folder.path().join("paygent.toml");
        let three_ds = merchant.three_ds_key.as_ref().map_or("", |key| key.expose());
        std::fs::write(
            &account,
            format!(
                "merchant_id = \"{}\"\nconnect_id = \"{}\"\nconnect_password = \"{}\"\n\
                 token_key = \"{}\"\nthree_ds_key = \"{three_ds}\"\n\
                 telegrams = \"http://{}\"\ntoken_script = \"{}/js/PaygentToken.js\"\n\
                 sandbox = true\n\
                 [card]\nthree_ds_reduction = true\n",
                merchant.merchant_id,
                merchant.connect_id,
                merchant.connect_password.expose(),
                merchant.token_key,
                self.gateway.addr,
                self.sandbox_url,
            ),
        )?;
        let password = self.folder.path().join("password");
        std::fs::write(&password, PASSWORD)?;
        let status = std::process::Command::new(&self.program)
            .args(["init", "--sample", "--base-url", &self.shop_url])
            .args(["--admin-url", &self.admin_url, "--owner-password-file"])
            .arg(&password)
            .arg("--dir")
            .arg(&self.dir)
            .arg("--paygent")
            .arg(&account)
            .stdout(std::process::Stdio::null())
            .status()?;
        ensure!(status.success(), "noren init failed");
        Ok(())
    }

    /// The shop, again.
    pub fn start(&self) -> Result<()> {
        let dir = self.dir.display().to_string();
        let port = self.smtp.port().to_string();
        let [shop, admin] =
            [&self.shop_url, &self.admin_url].map(|url| url.trim_start_matches("http://"));
        let log = self.folder.path().join("shop.log");
        let running = Running::start(
            &self.program,
            &[
                "serve",
                "--dir",
                &dir,
                "--shop-addr",
                shop,
                "--admin-addr",
                admin,
                "--smtp-host",
                "127.0.0.1",
                "--smtp-port",
                &port,
                "--hurry",
                &self.hurry.to_string(),
            ],
            &log,
        )?;
        self.shop.set(running);
        Ok(())
    }
}

/// A port that the shop finds free after each death. Not one of those the system hands out: another
/// connection could get it while the shop is dead.
fn free_port() -> Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(20_000);
    for _ in 0..10_000 {
        let port = NEXT.fetch_add(1, Ordering::SeqCst);
        if std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no port is free")
}

fn address(url: &str) -> Result<SocketAddr> {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
    host.replace("localhost", "127.0.0.1").parse().with_context(|| format!("no address: {url}"))
}
