//! 受注ステータス: the shop's own words for where an order stands. Nothing follows from one by
//! itself.

mod choose;
mod save;

pub use choose::choose;
pub(crate) use choose::{Before, choose_in};
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

/// A status that orders can be looked for by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// The status.
    pub status: Status,
    /// It cannot be chosen any more.
    pub is_removed: bool,
}

/// The statuses that orders can be looked for by: those that may be chosen, and after them those
/// that were taken away but still stand at an order, or are `asked` for.
pub async fn sought(
    world: &World,
    shop: ShopId,
    asked: Option<StatusId>,
) -> Result<Vec<Sought>, store::Error> {
    let read = move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select s.status_id, s.name, case when s.removed_at is null then 0 else 1 end
                 from order_status s
                 where s.shop_id = $1 and (s.removed_at is null or s.status_id = $2
                   or exists (select 1 from orders o where o.shop_id = $1
                     and o.list in ('open', 'completed', 'cancelled')
                     and o.status_id = s.status_id and o.status_id is not null))
                 order by 3, s.position, s.status_id"
            ),
            &[shop.into(), asked.into()],
        )?;
        let sought = |row: &Row| {
            let status = Status { id: StatusId(row.int(0)?), name: row.text(1)? };
            Ok(Sought { status, is_removed: row.int(2)? == 1 })
        };
        rows.iter().map(sought).collect()
    };
    world.store.read(read).await
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
