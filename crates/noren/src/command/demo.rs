//! `noren demo`

mod folder;
mod welcome;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use paygent_sandbox::{Ledger, Merchant, Neighbour, Sandbox};
use shop::id::MerchantId;
use shop::mail::{Security, SmtpOptions};
use shop::payment::account;
use shop::settings::CardSettings;
use shop::world::World;
use shop::{profile, sample};
use web::Surface;

use crate::card::CardTable;
use crate::config::{Place, Tempo};
use crate::founding::{self, Founding, Owner};
use crate::listen::{Door, loopback_only};
use crate::shutdown::Shutdown;
use crate::{background, installation};
use folder::Folder;
use welcome::Places;

/// A sample shop with its admin, a Paygent sandbox and a mailbox, in one process
///
/// For this machine only. What happens in it is kept in its folder between runs.
#[derive(clap::Args)]
pub struct Demo {
    /// Where it keeps what happened
    #[arg(long, env = "NOREN_DIR", default_value = "noren-demo", value_name = "FOLDER")]
    dir: PathBuf,
    /// Start over: forget the orders, payments and mails of earlier runs
    #[arg(long)]
    fresh: bool,
    /// How the shop takes cards from now on: a file with a table `[card]`, as `noren init
    /// --paygent` reads it [default: as before]
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
    /// Where the shop is
    #[arg(long, env = "NOREN_SHOP_ADDR", default_value = "127.0.0.1:8080")]
    shop_addr: SocketAddr,
    /// Where the admin is
    #[arg(long, env = "NOREN_ADMIN_ADDR", default_value = "127.0.0.1:8081")]
    admin_addr: SocketAddr,
    /// Where the Paygent sandbox is
    #[arg(long, env = "NOREN_SANDBOX_ADDR", default_value = "127.0.0.1:8090")]
    sandbox_addr: SocketAddr,
    /// Where tests control the sandbox
    #[arg(long, env = "NOREN_CONTROL_ADDR", default_value = "127.0.0.1:8091")]
    control_addr: SocketAddr,
    /// Where the mailbox shows its mails
    #[arg(long, env = "NOREN_MAILBOX_ADDR", default_value = "127.0.0.1:8025")]
    mailbox_addr: SocketAddr,
    /// Where the mailbox takes mails
    #[arg(long, env = "NOREN_SMTP_ADDR", default_value = "127.0.0.1:1025")]
    smtp_addr: SocketAddr,
    #[command(flatten)]
    tempo: Tempo,
    /// Print one line of JSON when everything answers
    #[arg(long)]
    json: bool,
}

/// Host name of the sandbox in addresses given to browsers: another site than the shop's
/// 127.0.0.1, as Paygent is in production.
const BROWSER_HOST: &str = "localhost";

/// Where the shop hears what Paygent has to say.
const NOTICE_PATH: &str = "/paygent/notice";

/// Who signs in to the demo's admin.
const OWNER: &str = "noren";

/// A database that this Noren cannot bring up to date is no reason to be left without a demo.
fn or_begin_anew(error: anyhow::Error) -> anyhow::Error {
    let is_of_another = error
        .chain()
        .any(|cause| matches!(cause.downcast_ref(), Some(store::Error::Migration { .. })));
    if !is_of_another {
        return error;
    }
    error.context("the folder is of another version of Noren; `--fresh` empties it and begins anew")
}

pub async fn run(wish: Demo) -> Result<()> {
    let shutdown = Shutdown::on_signal()?;
    // Before --fresh deletes anything: a file with a mistake does no harm.
    let card = card(wish.card.as_deref())?;
    let shop = Door::open(loopback_only(wish.shop_addr, "shop-addr")?, "shop-addr").await?;
    let admin = Door::open(loopback_only(wish.admin_addr, "admin-addr")?, "admin-addr").await?;
    let folder = Folder::open(&wish.dir, wish.fresh)?;
    let place = Place { dir: Some(wish.dir.clone()), ..Place::default() };
    let world = installation::open(&place, &wish.tempo).await.map_err(or_begin_anew)?;

    let mailbox = start_mailbox(&wish, &folder, &shop, &admin).await?;
    let sandbox = start_sandbox(&wish, &folder, &shop, &admin, &mailbox.url()).await;
    let sandbox = sandbox.map_err(or_begin_anew)?;
    let told = tell_notices(&sandbox, &format!("{}{NOTICE_PATH}", shop.url())).await;
    told.map_err(or_begin_anew)?;
    let password = folder.password()?;
    let owner = Owner { login: OWNER.into(), name: OWNER.into(), password: password.clone() };
    furnish(&world, &shop, &admin, &sandbox, owner, &card).await?;
    if wish.card.is_some() {
        founding::settle(&world, &card, "noren demo").await?;
    }

    let places = Places {
        shop: shop.url(),
        admin: admin.url(),
        sandbox: sandbox.browser_url(),
        control: sandbox.control_url().unwrap_or_default(),
        mailbox: mailbox.url(),
        smtp: format!("smtp://{}", mailbox.smtp_addr()),
        admin_user: OWNER.to_owned(),
        admin_password: password.expose().to_owned(),
    };
    let smtp = mailbox.smtp_addr();
    let server = SmtpOptions {
        host: smtp.ip().to_string(),
        port: smtp.port(),
        security: Security::None,
        login: None,
    };
    let surface = Surface::default();
    let storefront = web::storefront(world.clone(), surface.clone());
    let office = web::admin(world.clone(), surface);
    // The ports are open and the routers ready: whoever asks from now on is answered.
    places.print(wish.json)?;
    tokio::try_join!(
        shop.serve(storefront, None, shutdown.clone()),
        admin.serve(office, None, shutdown.clone()),
        background::run(world, &server, shutdown.clone()),
    )?;
    Ok(())
}

/// How the demo takes cards if `file` says it; else as a new shop does.
fn card(file: Option<&Path>) -> Result<CardSettings> {
    let table = file.map(CardTable::read).transpose()?.unwrap_or_default();
    let name = table.merchant_name().unwrap_or("MINAMODO").to_owned();
    let Merchant { merchant_id, three_ds_key, .. } = Merchant::demo();
    table
        .settings(MerchantId(merchant_id), three_ds_key.as_ref(), &name)
        .with_context(|| file.map(|file| file.display().to_string()).unwrap_or_default())
}

async fn start_mailbox(
    wish: &Demo,
    folder: &Folder,
    shop: &Door,
    admin: &Door,
) -> Result<mailbox::Mailbox> {
    let link = |label: &str, url| mailbox::Link { label: label.to_owned(), url };
    mailbox::Mailbox::start(mailbox::Options {
        smtp_addr: loopback_only(wish.smtp_addr, "smtp-addr")?,
        http_addr: Some(loopback_only(wish.mailbox_addr, "mailbox-addr")?),
        dir: Some(folder.mails()),
        links: vec![link("ショップ", shop.url()), link("管理画面", admin.url())],
        ..mailbox::Options::default()
    })
    .await
    .context("the mailbox did not start; choose other addresses with --mailbox-addr, --smtp-addr")
}

async fn start_sandbox(
    wish: &Demo,
    folder: &Folder,
    shop: &Door,
    admin: &Door,
    mailbox: &str,
) -> Result<Sandbox> {
    let neighbour = |name: &str, url: &str, note: &str| Neighbour {
        name: name.to_owned(),
        url: url.to_owned(),
        note: note.to_owned(),
    };
    Sandbox::start(paygent_sandbox::Options {
        addr: loopback_only(wish.sandbox_addr, "sandbox-addr")?,
        control_addr: Some(loopback_only(wish.control_addr, "control-addr")?),
        ledger: Ledger::File(folder.ledger()),
        browser_host: Some(BROWSER_HOST.to_owned()),
        merchant: Merchant::demo(),
        neighbours: vec![
            neighbour("ショップ", &shop.url(), "商品をカゴに入れ、テストカードで購入します。"),
            neighbour("管理画面", &admin.url(), "受注を確認し、売上確定とキャンセルを行います。"),
            neighbour("メールボックス", mailbox, "ショップが送ったメールを読みます。"),
        ],
        ..paygent_sandbox::Options::default()
    })
    .await
    .context(
        "the sandbox did not start; choose other addresses with --sandbox-addr, --control-addr",
    )
}

/// Registers the shop's notice URL of this run. One of another program, which somebody entered at
/// the console, stays.
async fn tell_notices(sandbox: &Sandbox, url: &str) -> Result<()> {
    let control = sandbox.control();
    let merchant = control.merchant(&Merchant::demo().merchant_id).unwrap_or_else(Merchant::demo);
    let is_ours = merchant.notice_url.as_ref().is_none_or(|known| known.ends_with(NOTICE_PATH));
    if is_ours {
        let notice_url = Some(url.to_owned());
        control.put_merchant(Merchant { notice_url, ..merchant }).await?;
    }
    Ok(())
}

/// The sample shop at its addresses of this run, paid through the sandbox at its.
async fn furnish(
    world: &World,
    shop: &Door,
    admin: &Door,
    sandbox: &Sandbox,
    owner: Owner,
    card: &CardSettings,
) -> Result<()> {
    let founding = Founding {
        shop: sample::shop(&shop.url(), &admin.url()),
        with_goods: true,
        account: founding::sandbox_account(
            &Merchant::demo(),
            &sandbox.base_url(),
            &format!("{}/js/PaygentToken.js", sandbox.browser_url()),
        ),
        card: card.clone(),
        owner,
    };
    if !founding::found(world, &founding).await? {
        profile::relocate(world, founding::FIRST, &shop.url(), &admin.url()).await?;
        account::save(world, founding::FIRST, &founding.account).await?;
    }
    Ok(())
}
