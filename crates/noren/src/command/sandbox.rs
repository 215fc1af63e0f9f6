//! `noren sandbox`

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;
use paygent_sandbox::{Ledger, Options, Profile};

use crate::listen::loopback_only;
use crate::shutdown::Shutdown;

/// The gateway alone, for anybody's Paygent client
///
/// It speaks Paygent's telegrams, shows its test cards on its home page, and moves no money.
#[derive(clap::Args)]
pub struct Sandbox {
    /// Where telegrams, token script and pages are
    #[arg(long = "sandbox-addr", env = "NOREN_SANDBOX_ADDR", default_value = "127.0.0.1:8090")]
    addr: SocketAddr,
    /// Where tests control it: clock, lost answers, reset
    #[arg(long, env = "NOREN_CONTROL_ADDR", default_value = "127.0.0.1:8091")]
    control_addr: SocketAddr,
    /// Keep the payments in this file; without it they are gone with the process
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// How strict it is
    #[arg(long, value_enum, default_value = "strict")]
    profile: Strictness,
    /// Host name in addresses given to browsers, so that it is another site than the shop
    #[arg(long, default_value = "localhost")]
    browser_host: String,
    /// Print one line of JSON when everything answers
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Strictness {
    /// Test cards only; a 450 without the data of scheme policy is refused
    Strict,
    /// Any card of 14 to 16 digits is approved
    Lenient,
}

pub async fn run(wish: Sandbox) -> Result<()> {
    let shutdown = Shutdown::on_signal()?;
    let sandbox = paygent_sandbox::Sandbox::start(Options {
        addr: loopback_only(wish.addr, "sandbox-addr")?,
        control_addr: loopback_only(wish.control_addr, "control-addr")?,
        ledger: wish.ledger.map_or(Ledger::Memory, Ledger::File),
        profile: match wish.profile {
            Strictness::Strict => Profile::Strict,
            Strictness::Lenient => Profile::Lenient,
        },
        browser_host: Some(wish.browser_host),
        ..Options::default()
    })
    .await
    .context("the sandbox did not start")?;
    let (home, telegrams) = (sandbox.browser_url(), sandbox.base_url());
    let control = sandbox.control_url();
    let mut out = std::io::stdout().lock();
    if wish.json {
        let places = serde_json::json!({
            "sandbox": home, "telegrams": telegrams, "control": control,
        });
        writeln!(out, "{places}")?;
    } else {
        writeln!(out, "Sandbox  {home}  (test cards; no real money)")?;
        writeln!(out, "Control  {control}")?;
        writeln!(out, "Telegrams go to {telegrams}/n/card/request")?;
    }
    out.flush()?;
    drop(out);
    shutdown.begun().await;
    Ok(())
}
