//! `noren work`

use anyhow::Result;

use crate::config::{File, Place, Post, Tempo};
use crate::shutdown::Shutdown;
use crate::{background, installation};

/// The background work alone: unknown payments, mails, what is due
///
/// On `SQLite` `serve` does it itself. On `PostgreSQL` any number may run.
#[derive(clap::Args)]
pub struct Work {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    post: Post,
    #[command(flatten)]
    tempo: Tempo,
}

pub async fn run(wish: Work) -> Result<()> {
    let file = File::read(wish.place.dir())?;
    let (place, post) = (file.under(wish.place)?, file.under(wish.post)?);
    let tempo = file.under(wish.tempo)?;
    let server = post.server()?;
    let shutdown = Shutdown::on_signal()?;
    let world = installation::open_for_work(&place, &tempo).await?;
    background::run(world, &server, shutdown).await
}
