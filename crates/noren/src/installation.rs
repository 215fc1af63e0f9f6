//! An installation opened for work: its folder, its master key, its database, its wire to Paygent.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use shop::payment::Wire;
use shop::secret::Cipher;
use shop::world::{Pace, World};
use store::Store;

use crate::config::{Place, Tempo};
use crate::master_key;

/// Opens it. On `SQLite` this process is then the one that writes; the tables are brought up to
/// date.
pub async fn open(place: &Place, tempo: &Tempo) -> Result<World> {
    let key = master_key::read(&place.key_file())?;
    let store = open_store(place.store()).await?;
    let pace = match tempo.hurry {
        Some(factor) if factor > 1 => {
            tracing::warn!(factor, "waiting times are divided: for rehearsals with a sandbox only");
            Pace::PRODUCTION.faster(factor)
        }
        _ => Pace::PRODUCTION,
    };
    Ok(World::new(store, Arc::new(Wire::new()), Cipher::new(&key), pace))
}

/// Opens the database and brings its tables up to date.
pub async fn open_store(options: store::Options) -> Result<Store> {
    let opened = tokio::task::spawn_blocking(move || {
        let store = Store::open(options)?;
        store.migrate(shop::migrations::ALL)?;
        Ok::<_, store::Error>(store)
    });
    Ok(opened.await.context("opening the database")??)
}

/// Makes a folder for the data, with its parents; only its owner may look into a new one.
pub fn make_folder(dir: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .with_context(|| format!("cannot make the folder {}", dir.display()))
}
