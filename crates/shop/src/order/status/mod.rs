//! 受注ステータス: the shop's own words for where an order stands. Nothing follows from one by
//! itself.

mod choose;
mod save;

pub use choose::choose;
pub use save::{STATUSES_MAX, SaveError, StatusesForm, save};

use store::{Row, Tx, sql};

use crate::id::{ShopId, StatusId};
use crate::world::World;

/// One that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its number in this shop; never given twice.
    pub id: StatusId,
    /// What it is called.
    pub name: String,
}

/// The shop's statuses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statuses {
    /// Those that may be chosen, in the shop's order.
    pub all: Vec<Status>,
    /// Raised by every change of them.
    pub version: i64,
}

/// The statuses that may be chosen.
pub async fn statuses(world: &World, shop: ShopId) -> Result<Statuses, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| statuses_in(tx, shop)).await
}

/// Counts the changes of a shop's statuses.
const VERSION: &str = "order_status_version";

pub(super) fn statuses_in(tx: &mut dyn Tx, shop: ShopId) -> Result<Statuses, store::Error> {
    let rows = tx.rows(
        sql!(
            "select status_id, name from order_status
             where shop_id = $1 and removed_at is null order by position, status_id"
        ),
        &[shop.into()],
    )?;
    let status = |row: &Row| Ok(Status { id: StatusId(row.int(0)?), name: row.text(1)? });
    let all = rows.iter().map(status).collect::<Result<_, store::Error>>()?;
    let version = tx.row(
        sql!("select value from counter where shop_id = $1 and name = $2"),
        &[shop.into(), VERSION.into()],
    )?;
    Ok(Statuses { all, version: version.map_or(Ok(0), |row| row.int(0))? })
}
