//! What became of a file, and the file itself.

use store::{Row, Tx, sql};

use super::{Asked, State, Told};
use crate::clock::Timestamp;
use crate::id::{FileId, ShopId};
use crate::payment::row::odd;
use crate::world::World;

/// Files that a page lists.
const RECENT: i64 = 20;

/// [`Asked::Receipt`] as it is kept: no work of the shop's.
const BUYERS: &str = "\"receipt\"";

/// A file as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its number in this shop.
    pub id: FileId,
    /// Of what.
    pub asked: Asked,
    /// Who asked.
    pub by: String,
    /// When.
    pub started_at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// Orders that were asked for.
    pub total: i64,
    /// How many of them it has come to.
    pub done: i64,
    /// Orders that are in it, once it is ready.
    pub written: i64,
    /// What is to be told of it.
    pub told: Vec<Told>,
    /// What it is called when it is downloaded.
    pub name: String,
    /// There is something to download.
    pub has_bytes: bool,
}

/// A file to download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// What it is called.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// One file.
pub async fn file(world: &World, shop: ShopId, id: FileId) -> Result<Option<File>, store::Error> {
    let read = move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select file_id, asked, asked_by, started_at, state, total, done, report, name,
                   case when bytes is null or length(bytes) = 0 then 0 else 1 end, written
                 from order_file where shop_id = $1 and file_id = $2"
            ),
            &[shop.into(), id.into()],
        )?;
        row.as_ref().map(shown).transpose()
    };
    world.store.read(read).await
}

/// The newest files that the shop asked for.
pub async fn recent(world: &World, shop: ShopId) -> Result<Vec<File>, store::Error> {
    let read = move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select file_id, asked, asked_by, started_at, state, total, done, report, name,
                   case when bytes is null or length(bytes) = 0 then 0 else 1 end, written
                 from order_file where shop_id = $1 and asked <> $3
                 order by file_id desc limit $2"
            ),
            &[shop.into(), RECENT.into(), BUYERS.into()],
        )?;
        rows.iter().map(shown).collect()
    };
    world.store.read(read).await
}

/// What is to be downloaded; none where there is nothing.
pub async fn content(
    world: &World,
    shop: ShopId,
    id: FileId,
) -> Result<Option<Content>, store::Error> {
    let read = move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select name, bytes from order_file
                 where shop_id = $1 and file_id = $2 and state = 'ready'"
            ),
            &[shop.into(), id.into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let bytes = row.opt_bytes(1)?.filter(|bytes| !bytes.is_empty());
        let name = row.text(0)?;
        Ok(bytes.map(|bytes| Content { name, bytes }))
    };
    world.store.read(read).await
}

fn shown(row: &Row) -> Result<File, store::Error> {
    let (asked, state, report) = (row.text(1)?, row.text(4)?, row.text(7)?);
    let unread = |error: serde_json::Error| store::Error::Engine(format!("order_file: {error}"));
    Ok(File {
        id: FileId(row.int(0)?),
        asked: serde_json::from_str(&asked).map_err(unread)?,
        by: row.text(2)?,
        started_at: Timestamp(row.int(3)?),
        state: State::from_word(&state).ok_or_else(|| odd("order_file", "state", &state))?,
        total: row.int(5)?,
        done: row.int(6)?,
        told: serde_json::from_str(&report).map_err(unread)?,
        name: row.text(8)?,
        has_bytes: row.int(9)? == 1,
        written: row.int(10)?,
    })
}
