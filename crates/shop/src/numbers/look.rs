//! 取込前の確認: a file beside the orders as they stand now. Nothing is done.

use store::Tx;

use super::compare::{Row, Verdict, Why, compare};
use super::find::{Content, NumberFile, find_in};
use crate::id::{NumberFileId, ShopId};
use crate::world::World;

/// Rows of one page.
pub const PAGE_ROWS: usize = 100;
/// Numbers that can be replaced at once: each is ticked by a person.
const REPLACED_MAX: usize = 200;

/// How many rows lead to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub all: usize,
    /// Will be taken.
    pub takes: usize,
    /// Of those, orders whose payment is held for their total.
    pub held: usize,
    /// Another number stands there.
    pub replaces: usize,
    /// Noted already.
    pub already: usize,
    /// Cannot be taken.
    pub left_out: usize,
}

/// A file beside its orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The file.
    pub file: NumberFile,
    /// What its columns are called.
    pub titles: Vec<String>,
    /// Whether it tells when the goods left.
    pub has_days: bool,
    /// How many rows lead to what.
    pub counts: Counts,
    /// Where another number stands: what can be ticked, at most 200.
    pub replaces: Vec<Row>,
    /// The first that will be taken, as a sample.
    pub first: Option<Row>,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// This page, from 1.
    pub page: usize,
    /// How many there are.
    pub pages: usize,
}

/// Looks at a file that was read and not taken in yet; none: there is no such file.
pub async fn look(
    world: &World,
    shop: ShopId,
    id: NumberFileId,
    page: usize,
) -> Result<Option<Preview>, store::Error> {
    let now = world.now();
    let read = move |tx: &mut dyn Tx| {
        let Some((file, Content::Read(read))) = find_in(tx, shop, id)? else { return Ok(None) };
        let rows = compare(tx, shop, &read.lines, now)?;
        let pages = rows.len().div_ceil(PAGE_ROWS).max(1);
        let page = page.clamp(1, pages);
        let begins = (page - 1) * PAGE_ROWS;
        let replaces = rows.iter().filter(|row| row.verdict == Verdict::Replaces);
        Ok(Some(Preview {
            file,
            titles: read.titles,
            has_days: read.has_days,
            counts: count(&rows),
            replaces: replaces.take(REPLACED_MAX).cloned().collect(),
            first: rows.iter().find(|row| row.verdict == Verdict::Takes).cloned(),
            rows: rows.iter().skip(begins).take(PAGE_ROWS).cloned().collect(),
            page,
            pages,
        }))
    };
    world.store.read(read).await
}

fn count(rows: &[Row]) -> Counts {
    let mut counts = Counts { all: rows.len(), ..Counts::default() };
    for row in rows {
        match row.verdict {
            Verdict::Takes => {
                counts.takes += 1;
                counts.held += usize::from(row.known.as_ref().is_some_and(|known| known.is_held));
            }
            Verdict::Replaces => counts.replaces += 1,
            Verdict::LeftOut(Why::Already) => counts.already += 1,
            Verdict::LeftOut(_) => counts.left_out += 1,
        }
    }
    counts
}
