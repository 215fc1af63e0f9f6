//! `noren serve`

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, bail};
use store::Dialect;
use web::Surface;

use crate::config::{Doors, File, Place, Post, Tempo};
use crate::listen::Door;
use crate::shutdown::Shutdown;
use crate::tls::Certificate;
use crate::{background, installation};

/// The shop and its admin, with the background work
#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    doors: Doors,
    #[command(flatten)]
    post: Post,
    #[command(flatten)]
    tempo: Tempo,
    /// Leave the background work to `noren work` (on `PostgreSQL`)
    #[arg(long)]
    no_work: bool,
    /// Print one line of JSON when everything answers
    #[arg(long)]
    json: bool,
}

pub async fn run(wish: Serve) -> Result<()> {
    let file = File::read(wish.place.dir())?;
    let (place, doors) = (file.under(wish.place)?, file.under(wish.doors)?);
    let (post, tempo) = (file.under(wish.post)?, file.under(wish.tempo)?);
    let certificate = certificate(&doors)?;
    let surface = surface(&doors)?;
    let server = post.server()?;
    let loopback = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let shop = Door::open(doors.shop_addr.unwrap_or(loopback(8080)), "shop-addr").await?;
    let admin = Door::open(doors.admin_addr.unwrap_or(loopback(8081)), "admin-addr").await?;

    let shutdown = Shutdown::on_signal()?;
    let world = installation::open_for_work(&place, &tempo).await?;
    if wish.no_work && world.store.dialect() == Dialect::Sqlite {
        bail!("--no-work: on SQLite nobody else can do the work, and no mail would ever leave");
    }
    if wish.json {
        let url = if certificate.is_some() { Door::tls_url } else { Door::url };
        println!("{}", serde_json::json!({ "shop": url(&shop), "admin": url(&admin) }));
    }
    tracing::info!(shop = %shop.addr, admin = %admin.addr, "serving");
    let work = async {
        if wish.no_work {
            Ok(())
        } else {
            background::run(world.clone(), &server, shutdown.clone()).await
        }
    };
    let storefront = web::storefront(world.clone(), surface.clone());
    let office = web::admin(world.clone(), surface);
    tokio::try_join!(
        shop.serve(storefront, certificate.clone(), shutdown.clone()),
        admin.serve(office, certificate, shutdown.clone()),
        work,
    )?;
    Ok(())
}

fn certificate(doors: &Doors) -> Result<Option<Certificate>> {
    match (&doors.tls_cert, &doors.tls_key) {
        (Some(chain), Some(key)) => Certificate::read(chain, key).map(Some),
        (None, None) => Ok(None),
        _ => bail!("--tls-cert and --tls-key are given together or not at all"),
    }
}

fn surface(doors: &Doors) -> Result<Surface> {
    let proxies = doors.trusted_proxies.iter().map(|network| network.trim().parse());
    Ok(Surface {
        trusted_proxies: proxies.collect::<Result<_, _>>().context("trusted_proxies")?,
        hand_off_sandboxed: !doors.hand_off_unsandboxed,
    })
}
