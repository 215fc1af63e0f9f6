//! 取込: the file is looked at once more, and what is to be done is committed as a run, together with
//! the file's end. From then on it is done, whoever waits.

use store::{Tx, sql};

use super::ask::{All, One};
use super::compare::{Row, Verdict, Why, compare, is_same};
use super::find::{Content, LeftOut, find_in, json};
use crate::bulk::{self, Asked, Kind, Start};
use crate::clock::Timestamp;
use crate::id::{NumberFileId, OrderId, RunId, ShopId};
use crate::world::World;

/// What a person chose on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The goods left on the day that the file tells; otherwise today.
    pub use_days: bool,
    /// 配送通知メール, from the text of this version.
    pub mail: Option<i64>,
    /// 売上確定.
    pub capture: bool,
    /// 受注完了一覧へ移動.
    pub complete: bool,
    /// Numbers that are to be replaced.
    pub replace: Vec<Replace>,
}

/// A number that a person wants replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replace {
    /// Of which order.
    pub order: OrderId,
    /// The number that the page showed.
    pub was: String,
}

/// Why nothing begins.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// There is no such file, or its columns are not known.
    #[error("there is no such file")]
    Gone,
    /// No row is to be taken.
    #[error("nothing is to be done")]
    Nothing,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Takes a file in for `by`. One that was taken in already tells its run: nothing is done twice.
pub async fn begin(
    world: &World,
    shop: ShopId,
    (id, options): (NumberFileId, Options),
    by: &str,
) -> Result<RunId, BeginError> {
    let (by, now) = (by.to_owned(), world.now());
    let write = move |tx: &mut dyn Tx| begin_in(tx, shop, (id, &options), (&by, now));
    let run = world.store.write(write).await?;
    world.bell.notify_one();
    Ok(run)
}

fn begin_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    (id, options): (NumberFileId, &Options),
    (by, now): (&str, Timestamp),
) -> Result<RunId, BeginError> {
    // Two who press at once come one after the other, and the second finds the run.
    tx.exec(
        sql!("update number_file set name = name where shop_id = $1 and file_id = $2"),
        &[shop.into(), id.into()],
    )?;
    let read = match find_in(tx, shop, id)? {
        Some((_, Content::Read(read))) => read,
        Some((_, Content::Taken(run, _))) => return Ok(run),
        Some((_, Content::Unread)) | None => return Err(BeginError::Gone),
    };
    let rows = compare(tx, shop, &read.lines, now)?;
    let (mut items, mut left_out) = (Vec::new(), Vec::new());
    for row in &rows {
        match wanted(row, options)? {
            Ok(item) => items.push(item),
            Err(why) => left_out.push(left(row, why)),
        }
    }
    if items.is_empty() {
        return Err(BeginError::Nothing);
    }
    let Options { mail, capture, complete, .. } = *options;
    let all = All { file: id, mail, capture, complete };
    let start = Start {
        kind: Kind::OrderShip,
        key: format!("numbers-{id}"),
        asked: text(&all)?,
        items,
        by: by.to_owned(),
    };
    let run = bulk::begin_in(tx, shop, &start, now)?;
    tx.exec(
        sql!(
            "update number_file set run_id = $3, left_out = $4, content = null, lines = null
             where shop_id = $1 and file_id = $2"
        ),
        &[shop.into(), id.into(), run.into(), json(&left_out)?.into()],
    )?;
    Ok(run)
}

/// What is to be done with a row, or why nothing.
fn wanted(row: &Row, options: &Options) -> Result<Result<Asked, Why>, store::Error> {
    let Some(known) = &row.known else { return Ok(Err(Why::NotFound)) };
    let why = match row.verdict {
        Verdict::LeftOut(why) => Some(why),
        Verdict::Takes => None,
        Verdict::Replaces => match options.replace.iter().find(|one| one.order == known.order) {
            None => Some(Why::NotTicked),
            Some(ticked) if ticked.was != known.tracking => Some(Why::Changed),
            Some(_) => None,
        },
    };
    if let Some(why) = why {
        return Ok(Err(why));
    }
    // What stands there with other hyphens stays as it is.
    let is_noted = is_same(&known.tracking, &row.line.tracking);
    let tracking = if is_noted { &known.tracking } else { &row.line.tracking };
    let one = One {
        tracking: tracking.clone(),
        day: row.line.day.filter(|_| options.use_days),
        was_shipped: known.is_shipped,
        was: known.tracking.clone(),
    };
    Ok(Ok(Asked { order: known.order, asked: text(&one)?, left_out: None }))
}

fn left(row: &Row, why: Why) -> LeftOut {
    let order = row.known.as_ref().map(|known| known.order);
    LeftOut { row: row.line.row, key: row.line.key.clone(), order, why }
}

fn text(value: &impl serde::Serialize) -> Result<String, store::Error> {
    serde_json::to_string(value).map_err(|error| store::Error::Engine(error.to_string()))
}
