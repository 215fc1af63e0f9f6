//! Files that were uploaded, and what became of them.

use serde::{Deserialize, Serialize};
use store::{Row, Tx, sql};

use super::compare::Why;
use super::read::Read;
use crate::clock::Timestamp;
use crate::id::{NumberFileId, OrderId, RunId, ShopId};
use crate::world::World;

/// Files that are listed.
const LISTED: i64 = 20;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFile {
    /// Its number in this shop.
    pub id: NumberFileId,
    /// What it was called.
    pub name: String,
    /// When it was uploaded.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// The run that took it in.
    pub run: Option<RunId>,
}

/// What of a file is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Its columns have to be chosen.
    Unread,
    /// Its lines; nothing is done yet.
    Read(Read),
    /// It was taken in, but for these rows.
    Taken(RunId, Vec<LeftOut>),
}

/// A row with which nothing was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its line in the file.
    pub row: u64,
    /// What tells the order, as it is written.
    pub key: String,
    /// The order, where there is one.
    pub order: Option<OrderId>,
    /// Why.
    pub why: Why,
}

/// The newest files.
pub async fn newest(world: &World, shop: ShopId) -> Result<Vec<NumberFile>, store::Error> {
    let read = move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select file_id, name, uploaded_at, uploaded_by, run_id from number_file
                 where shop_id = $1 order by file_id desc limit $2"
            ),
            &[shop.into(), LISTED.into()],
        )?;
        rows.iter().map(file).collect()
    };
    world.store.read(read).await
}

/// One of them, with what is kept of it; none: there is none, or it was not taken in for a day.
pub async fn find(
    world: &World,
    shop: ShopId,
    id: NumberFileId,
) -> Result<Option<(NumberFile, Content)>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| find_in(tx, shop, id)).await
}

/// The same in the caller's transaction.
pub(super) fn find_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: NumberFileId,
) -> Result<Option<(NumberFile, Content)>, store::Error> {
    let row = tx.row(
        sql!(
            "select file_id, name, uploaded_at, uploaded_by, run_id, lines, left_out
             from number_file where shop_id = $1 and file_id = $2"
        ),
        &[shop.into(), id.into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let file = file(&row)?;
    let content = match (file.run, row.opt_bytes(5)?, row.opt_bytes(6)?) {
        (Some(run), _, Some(left_out)) => Content::Taken(run, from_json(&left_out)?),
        (Some(run), _, None) => Content::Taken(run, Vec::new()),
        (None, Some(lines), _) => Content::Read(from_json(&lines)?),
        (None, None, _) => Content::Unread,
    };
    Ok(Some((file, content)))
}

fn file(row: &Row) -> Result<NumberFile, store::Error> {
    Ok(NumberFile {
        id: NumberFileId(row.int(0)?),
        name: row.text(1)?,
        at: Timestamp(row.int(2)?),
        by: row.text(3)?,
        run: row.opt_int(4)?.map(RunId),
    })
}

/// As it is kept.
pub(super) fn json(value: &impl Serialize) -> Result<Vec<u8>, store::Error> {
    serde_json::to_vec(value).map_err(|error| store::Error::Engine(error.to_string()))
}

fn from_json<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Result<T, store::Error> {
    serde_json::from_slice(bytes).map_err(|error| store::Error::Engine(error.to_string()))
}
