//! The columns of a file, chosen by a person: it was not recognised, or not as it is meant.

use store::{Tx, sql};

use super::find::json;
use super::read::{Columns, ROWS_MAX, Sheet};
use crate::id::{NumberFileId, ShopId};
use crate::world::World;

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum ChooseError {
    /// There is no such file, or it was taken in already.
    #[error("there is nothing to choose")]
    Gone,
    /// Both come from one column, or from one that the file does not have.
    #[error("these columns cannot be")]
    Wrong,
    /// There is no row under the titles, or there are more than [`ROWS_MAX`].
    #[error("too few or too many rows")]
    Rows,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The cells of a file that was not taken in yet; none: there is no such file.
pub async fn sheet(
    world: &World,
    shop: ShopId,
    id: NumberFileId,
) -> Result<Option<Sheet>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| sheet_in(tx, shop, id)).await
}

fn sheet_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: NumberFileId,
) -> Result<Option<Sheet>, store::Error> {
    let row = tx.row(
        sql!(
            "select content from number_file
             where shop_id = $1 and file_id = $2 and run_id is null"
        ),
        &[shop.into(), id.into()],
    )?;
    let content = row.map(|row| row.opt_bytes(0)).transpose()?.flatten();
    Ok(content.and_then(|bytes| Sheet::of(&bytes)))
}

/// Reads a kept file by these columns.
pub async fn choose(
    world: &World,
    shop: ShopId,
    id: NumberFileId,
    columns: Columns,
) -> Result<(), ChooseError> {
    let write = move |tx: &mut dyn Tx| {
        let sheet = sheet_in(tx, shop, id)?.ok_or(ChooseError::Gone)?;
        fits(&sheet, columns)?;
        let read = sheet.read(columns);
        if read.lines.is_empty() || read.lines.len() > ROWS_MAX {
            return Err(ChooseError::Rows);
        }
        tx.exec(
            sql!(
                "update number_file set lines = $3
                 where shop_id = $1 and file_id = $2 and run_id is null"
            ),
            &[shop.into(), id.into(), json(&read)?.into()],
        )?;
        Ok(())
    };
    world.store.write(write).await
}

fn fits(sheet: &Sheet, columns: Columns) -> Result<(), ChooseError> {
    let Columns { key, number, day, .. } = columns;
    let count = sheet.beginning().0.len();
    let is_there = [Some(key), Some(number), day].into_iter().flatten().all(|one| one < count);
    let differ = key != number && day != Some(key) && day != Some(number);
    if is_there && differ { Ok(()) } else { Err(ChooseError::Wrong) }
}
