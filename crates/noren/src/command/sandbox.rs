//! `noren sandbox`: starts it; with a word behind it, tells a running one what to do.

mod cards;
mod control;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;
use paygent_sandbox::{ClientCa, Ledger, Options, Profile};

use crate::listen::loopback_only;
use crate::shutdown::Shutdown;

/// The gateway alone, for anybody's Paygent client
///
/// It speaks Paygent's telegrams, shows its test cards on its home page, and moves no money. A word
/// behind it tells a running sandbox what to do: that one was started with `--control-addr`, as
/// `noren demo` starts its own.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Sandbox {
    #[command(subcommand)]
    act: Option<Act>,
    #[command(flatten)]
    start: Start,
}

/// What a developer does with a sandbox that runs.
#[derive(clap::Subcommand)]
enum Act {
    Cards(cards::Cards),
    Trigger(control::Trigger),
    Clock(control::Clock),
    Settle(control::Settle),
    Log(control::Log),
    #[command(subcommand)]
    Merchant(control::Merchant),
}

#[derive(clap::Args)]
struct Start {
    /// Where telegrams, token script and pages are
    #[arg(long = "sandbox-addr", env = "NOREN_SANDBOX_ADDR", default_value = "127.0.0.1:8090")]
    addr: SocketAddr,
    /// Let it be controlled here, such as 127.0.0.1:8091: clock, lost answers, reset
    #[arg(long, env = "NOREN_CONTROL_ADDR")]
    control_addr: Option<SocketAddr>,
    /// Keep the payments in this file; without it they are gone with the process
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Serve telegrams by TLS too, and refuse (P016) those without the merchant's certificate, as
    /// Paygent's production does; the certificates are made in this folder, under an authority of
    /// their own
    #[arg(long, value_name = "FOLDER")]
    client_ca: Option<PathBuf>,
    /// Where TLS is spoken, with `--client-ca`
    #[arg(long, requires = "client_ca", default_value = "127.0.0.1:8443")]
    tls_addr: SocketAddr,
    /// How strict it is
    #[arg(long, value_enum, default_value = "strict")]
    profile: Strictness,
    /// Host name in addresses given to browsers, so that it is another site than the shop
    #[arg(long, default_value = "localhost")]
    browser_host: String,
    /// Be unkind at random: the same number loses the same answers
    #[arg(long, value_name = "SEED")]
    unkind: Option<u64>,
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
    match wish.act {
        None => start(wish.start).await,
        Some(Act::Cards(wish)) => cards::run(&wish),
        Some(Act::Trigger(wish)) => control::trigger(wish).await,
        Some(Act::Clock(wish)) => control::clock(&wish).await,
        Some(Act::Settle(wish)) => control::settle(&wish).await,
        Some(Act::Log(wish)) => control::log(&wish).await,
        Some(Act::Merchant(control::Merchant::Add(wish))) => control::add_merchant(&wish).await,
    }
}

async fn start(wish: Start) -> Result<()> {
    let control_addr = wish.control_addr.map(|addr| loopback_only(addr, "control-addr"));
    let tls_addr = loopback_only(wish.tls_addr, "tls-addr")?;
    let shutdown = Shutdown::on_signal()?;
    let sandbox = paygent_sandbox::Sandbox::start(Options {
        addr: loopback_only(wish.addr, "sandbox-addr")?,
        control_addr: control_addr.transpose()?,
        ledger: wish.ledger.map_or(Ledger::Memory, Ledger::File),
        profile: match wish.profile {
            Strictness::Strict => Profile::Strict,
            Strictness::Lenient => Profile::Lenient,
        },
        browser_host: Some(wish.browser_host),
        client_ca: wish.client_ca.clone().map(|folder| ClientCa { folder, addr: tls_addr }),
        ..Options::default()
    })
    .await
    .context("the sandbox did not start")?;
    sandbox.control().be_unkind(wish.unkind);
    let home = sandbox.browser_url();
    let telegrams = sandbox.tls_url().unwrap_or_else(|| sandbox.base_url());
    let control = sandbox.control_url();
    let mut out = std::io::stdout().lock();
    if wish.json {
        let places = serde_json::json!({
            "sandbox": home, "telegrams": telegrams, "control": control,
        });
        writeln!(out, "{places}")?;
    } else {
        writeln!(out, "Sandbox  {home}  (test cards; no real money)")?;
        if let Some(control) = control {
            writeln!(out, "Control  {control}")?;
        }
        writeln!(out, "Telegrams go to {telegrams}/n/card/request")?;
        if let Some(folder) = wish.client_ca {
            let folder = folder.display();
            writeln!(out, "Clients trust {folder}/ca.pem and show {folder}/900000001.pem")?;
        }
    }
    out.flush()?;
    drop(out);
    shutdown.begun().await;
    Ok(())
}
