//! `noren subscriptions`

use anyhow::{Context, Result};
use clap::ValueEnum;
use shop::id::ShopId;
use shop::settings::card;

use crate::config::{File, Place, Tempo};
use crate::installation;

/// Say that a shop runs subscriptions (定期購入利用中), or no longer
///
/// While it does, every member's card is kept (⑫ 12-1 alone) and none can be deleted: the next
/// payment needs it. Refused while ⑫ is another one. On `SQLite` stop `serve` first.
#[derive(clap::Args)]
pub struct Subscriptions {
    /// Whether the shop runs subscriptions.
    #[arg(value_enum)]
    state: State,
    /// The shop's number.
    #[arg(long, default_value_t = 1)]
    shop: i64,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    tempo: Tempo,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum State {
    /// It does.
    On,
    /// It does not.
    Off,
}

pub async fn run(wish: Subscriptions) -> Result<()> {
    let file = File::read(wish.place.dir())?;
    let (place, tempo) = (file.under(wish.place)?, file.under(wish.tempo)?);
    let world = installation::open(&place, &tempo).await?;
    let run = wish.state == State::On;
    card::set_subscriptions(&world, ShopId(wish.shop), run)
        .await
        .context("定期購入利用中 was not changed")?;
    println!("定期購入利用中 of shop {}: {}", wish.shop, if run { "on" } else { "off" });
    Ok(())
}
