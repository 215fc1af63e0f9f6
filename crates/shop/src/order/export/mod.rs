//! 受注の書き出し: the orders of a search as a CSV file of any size. The file is made piece by piece,
//! each from one short read, and nothing of it is kept: a million orders need no more memory than
//! two hundred. Who took what is noted.

mod bytes;
mod column;
mod log;
mod plan;

use store::Tx;

use crate::id::ShopId;
use crate::order::List;
use crate::order::list::{Filter, SearchError, numbers};
use crate::order::record::{Record, STRETCH, records};
use crate::profile::Shop;
use crate::world::World;
use bytes::Piece;

pub use column::Column;
pub use log::{EXPORTS_SHOWN, Export, exports};
pub use plan::{Letters, Plan, Shape, plan};

/// A file on its way.
pub struct Writing {
    world: World,
    shop: ShopId,
    plan: Plan,
    list: List,
    filter: Filter,
    /// The line that notes it.
    seq: i64,
    /// Orders below this are still to come.
    below: i64,
    orders: usize,
    replaced: usize,
    step: Step,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Headings,
    Orders,
    Ended,
}

/// Begins a file of what the search finds, notes it, and keeps the choice of columns (`words`) for
/// the next one.
pub async fn begin(
    world: &World,
    shop: &Shop,
    (words, plan): (&[String], Plan),
    (list, filter): (List, Filter),
    by: &str,
) -> Result<Writing, store::Error> {
    plan::keep(world, shop, (words, &plan), by).await?;
    let is_narrowed = filter != Filter::default();
    let seq = log::begin(world, shop.id, (list, is_narrowed), by).await?;
    Ok(Writing {
        world: world.clone(),
        shop: shop.id,
        plan,
        list,
        filter,
        seq,
        below: i64::MAX,
        orders: 0,
        replaced: 0,
        step: Step::Headings,
    })
}

impl Writing {
    /// The next piece of the file; `None`: it is whole, and noted as such.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, SearchError> {
        let headings = self.plan.columns.iter().map(|column| column.label);
        let mut piece = match self.step {
            Step::Ended => return Ok(None),
            Step::Headings => Piece::first(self.plan.letters, headings),
            Step::Orders => Piece::next(self.plan.letters),
        };
        let records = self.read().await?;
        self.step = if records.len() < STRETCH { Step::Ended } else { Step::Orders };
        self.below = records.last().map_or(self.below, |record| record.order_id.0);
        self.orders += records.len();
        for record in &records {
            self.write(&mut piece, record);
        }
        let (bytes, replaced) = piece.end();
        self.replaced += replaced;
        // Before the piece leaves: of a file that is broken off, no order has left unnoted.
        let (so_far, is_whole) = ((self.orders, self.replaced), self.step == Step::Ended);
        log::note(&self.world, self.shop, self.seq, so_far, is_whole).await?;
        Ok(Some(bytes))
    }

    async fn read(&self) -> Result<Vec<Record>, SearchError> {
        let (shop, list, below) = (self.shop, self.list, self.below);
        let filter = self.filter.clone();
        let read = move |tx: &mut dyn Tx| {
            let ids = numbers(tx, shop, (list, &filter), below, STRETCH)?;
            Ok::<_, SearchError>(records(tx, shop, &ids)?)
        };
        self.world.store.read(read).await
    }

    fn write(&self, piece: &mut Piece, record: &Record) {
        let columns = &self.plan.columns;
        match self.plan.shape {
            Shape::Orders => piece.row(columns.iter().map(|column| (column.make)(record, None))),
            Shape::Lines => {
                for line in &record.lines {
                    piece.row(columns.iter().map(|column| (column.make)(record, Some(line))));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
