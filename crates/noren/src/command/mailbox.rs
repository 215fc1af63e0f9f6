//! `noren mailbox`

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use mailbox::Options;

use crate::listen::loopback_only;
use crate::shutdown::Shutdown;

/// The mailbox alone: takes every mail by SMTP, delivers none, shows them on a page
#[derive(clap::Args)]
pub struct Mailbox {
    /// Where its page is
    #[arg(long = "mailbox-addr", env = "NOREN_MAILBOX_ADDR", default_value = "127.0.0.1:8025")]
    addr: SocketAddr,
    /// Where it takes mails
    #[arg(long, env = "NOREN_SMTP_ADDR", default_value = "127.0.0.1:1025")]
    smtp_addr: SocketAddr,
    /// Keep the mails in this folder; without it they are gone with the process
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
    /// Print one line of JSON when everything answers
    #[arg(long)]
    json: bool,
}

pub async fn run(wish: Mailbox) -> Result<()> {
    let shutdown = Shutdown::on_signal()?;
    let mailbox = mailbox::Mailbox::start(Options {
        smtp_addr: loopback_only(wish.smtp_addr, "smtp-addr")?,
        http_addr: Some(loopback_only(wish.addr, "mailbox-addr")?),
        dir: wish.dir,
        ..Options::default()
    })
    .await
    .context("the mailbox did not start")?;
    let (page, smtp) = (mailbox.url(), format!("smtp://{}", mailbox.smtp_addr()));
    let mut out = std::io::stdout().lock();
    if wish.json {
        writeln!(out, "{}", serde_json::json!({ "mailbox": page, "smtp": smtp }))?;
    } else {
        writeln!(out, "Mailbox  {page}")?;
        writeln!(out, "SMTP     {smtp}")?;
    }
    out.flush()?;
    drop(out);
    shutdown.begun().await;
    Ok(())
}
