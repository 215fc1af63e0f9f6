//! An installation opened for work: its folder, its master key, its database, its wire to Paygent.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use shop::breached::Breached;
use shop::payment::{Wire, account};
use shop::secret::Cipher;
use shop::world::{Pace, World};
use store::Store;

use crate::config::{Place, Tempo};
use crate::master_key;

/// Opens it. On `SQLite` this process is then the one that writes; the tables are brought up to
/// date.
pub async fn open(place: &Place, tempo: &Tempo) -> Result<World> {
    let key = master_key::read(&place.key_file())?;
    let store = open_store(place).await?;
    let pace = match tempo.hurry {
        Some(factor) if factor > 1 => {
            tracing::warn!(factor, "waiting times are divided: for rehearsals with a sandbox only");
            Pace::PRODUCTION.faster(factor)
        }
        _ => Pace::PRODUCTION,
    };
    let mut world = World::new(store, Arc::new(Wire::new()), Cipher::new(&key), pace);
    if let Some(file) = &place.breached_passwords {
        let list = Breached::open(file);
        world.breached = list.with_context(|| format!("breached_passwords {}", file.display()))?;
    }
    Ok(world)
}

/// Opens it for selling: also makes sure that the master key is the one its secrets were sealed
/// with.
pub async fn open_for_work(place: &Place, tempo: &Tempo) -> Result<World> {
    let world = open(place, tempo).await?;
    let checked = account::check_all(&world).await;
    checked.with_context(|| format!("the master key {}", place.key_file().display()))?;
    Ok(world)
}

/// Opens the database and brings its tables up to date.
pub async fn open_store(place: &Place) -> Result<Store> {
    if let Some(file) = place.sqlite_file() {
        make_private(&file)?;
    }
    let options = place.store();
    let opened = tokio::task::spawn_blocking(move || {
        let store = Store::open(options)?;
        store.migrate(shop::migrations::ALL)?;
        Ok::<_, store::Error>(store)
    });
    Ok(opened.await.context("opening the database")??)
}

/// Makes the database's file, if it is missing, for its owner's eyes only: buyers' names and
/// addresses will be in it. `SQLite` gives the files beside it the same mode.
fn make_private(file: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    match made {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(error).with_context(|| format!("cannot make {}", file.display()))
        }
        _ => Ok(()),
    }
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
