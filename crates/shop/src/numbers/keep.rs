//! An uploaded file is kept until it is taken in: a browser cannot send it a second time by itself.

use sha2::{Digest, Sha256};
use store::{Tx, sql};

use super::find::json;
use super::read::{ROWS_MAX, Read, Sheet};
use crate::clock::{DAY, Timestamp};
use crate::counter;
use crate::id::{NumberFileId, ShopId};
use crate::world::World;

/// The largest file, in bytes.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;
/// Characters of its name that are kept.
const NAME_KEPT: usize = 80;

/// Why a file is not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// It holds no row.
    #[error("the file is empty")]
    Empty,
    /// Larger than [`BYTES_MAX`], or more rows than [`ROWS_MAX`].
    #[error("the file is too large")]
    TooLarge,
    /// A workbook, a picture: no text.
    #[error("the file is no text")]
    NotText,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What is kept of it: all of it, until it is taken in, and its lines where its columns were
/// recognised.
struct Parts {
    content: Vec<u8>,
    lines: Option<Vec<u8>>,
}

/// Keeps a file and tells its number. The same bytes are the same file, whatever it is called and
/// whether or not it was taken in.
pub async fn keep(
    world: &World,
    shop: ShopId,
    (name, bytes): (&str, Vec<u8>),
    by: &str,
) -> Result<NumberFileId, KeepError> {
    if bytes.len() > BYTES_MAX {
        return Err(KeepError::TooLarge);
    }
    let hash = hex::encode(Sha256::digest(&bytes));
    let known = hash.clone();
    let known = world.store.read(move |tx: &mut dyn Tx| named(tx, shop, &known)).await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let reading = tokio::task::spawn_blocking(move || read(bytes));
    let parts = reading.await.map_err(|error| store::Error::Engine(error.to_string()))??;
    let unseen = |c: &char| !c.is_control();
    let name: String = name.trim().chars().filter(unseen).take(NAME_KEPT).collect();
    let (by, now) = (by.to_owned(), world.now());
    let write = move |tx: &mut dyn Tx| write(tx, shop, (&hash, &name, &parts), (&by, now));
    Ok(world.store.write(write).await?)
}

/// Reads it as far as its titles, or its columns, say how.
fn read(bytes: Vec<u8>) -> Result<Parts, KeepError> {
    let sheet = Sheet::of(&bytes).ok_or(KeepError::NotText)?;
    let too_many = |rows: usize| rows > ROWS_MAX;
    let Ok(columns) = sheet.columns() else {
        return match sheet.len() {
            0 => Err(KeepError::Empty),
            rows if too_many(rows - 1) => Err(KeepError::TooLarge),
            _ => Ok(Parts { content: bytes, lines: None }),
        };
    };
    let read: Read = sheet.read(columns);
    match read.lines.len() {
        0 => Err(KeepError::Empty),
        rows if too_many(rows) => Err(KeepError::TooLarge),
        _ => Ok(Parts { content: bytes, lines: Some(json(&read)?) }),
    }
}

fn write(
    tx: &mut dyn Tx,
    shop: ShopId,
    (hash, name, parts): (&str, &str, &Parts),
    (by, now): (&str, Timestamp),
) -> Result<NumberFileId, store::Error> {
    let id = NumberFileId(counter::next(tx, shop, "number_file")?);
    let kept = tx.exec(
        sql!(
            "insert into number_file (shop_id, file_id, hash, name, content, lines, uploaded_at,
               uploaded_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing"
        ),
        &[
            shop.into(),
            id.into(),
            hash.into(),
            name.into(),
            parts.content.clone().into(),
            parts.lines.clone().into(),
            now.into(),
            by.into(),
        ],
    )?;
    if kept == 1 {
        return Ok(id);
    }
    // The same file was sent at the same moment.
    named(tx, shop, hash)?.ok_or(store::Error::Busy)
}

fn named(tx: &mut dyn Tx, shop: ShopId, hash: &str) -> Result<Option<NumberFileId>, store::Error> {
    let row = tx.row(
        sql!("select file_id from number_file where shop_id = $1 and hash = $2"),
        &[shop.into(), hash.into()],
    )?;
    row.map(|row| Ok(NumberFileId(row.int(0)?))).transpose()
}

/// Deletes files that nobody has taken in for a day: they name people and where they live.
pub async fn forget_old(world: &World) -> Result<(), store::Error> {
    let before = world.now().after(-DAY);
    let write = world.store.write(move |tx: &mut dyn Tx| {
        let sql = sql!("delete from number_file where run_id is null and uploaded_at < $1");
        tx.exec(sql, &[before.into()])
    });
    write.await.map(drop)
}
