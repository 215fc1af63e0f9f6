//! `noren migrate`

use anyhow::Result;

use crate::config::{File, Place};
use crate::installation;

/// Bring the database's tables up to date
///
/// `serve` and `work` do it too; this is for looking at the result before they start.
#[derive(clap::Args)]
pub struct Migrate {
    #[command(flatten)]
    place: Place,
}

pub async fn run(wish: &Migrate) -> Result<()> {
    let place = File::read(wish.place.dir())?.under(wish.place.clone())?;
    installation::open_store(&place).await?;
    println!("The tables are up to date.");
    Ok(())
}
