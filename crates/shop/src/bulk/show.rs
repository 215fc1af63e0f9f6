//! Runs as pages show them: the newest, and one with its items.

use store::{Row, Tx, sql};

use super::{Kind, State};
use crate::clock::Timestamp;
use crate::id::{OrderId, RunId, ShopId};
use crate::money::Yen;
use crate::payment::row::odd;
use crate::world::World;

/// Runs that are listed; older ones are kept and can be opened by their address.
const RUNS_SHOWN: i64 = 100;
/// Items of one page.
const PAGE_ROWS: usize = 200;

/// One run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number in this shop.
    pub id: RunId,
    /// What is done.
    pub kind: Kind,
    /// What was asked of all, in the words of its kind.
    pub asked: String,
    /// Who asked.
    pub by: String,
    /// When.
    pub started_at: Timestamp,
    /// How many items stand where: waiting, done, failed, left out.
    pub counts: [i64; 4],
}

impl Run {
    /// How many items stand there.
    pub fn count(&self, state: State) -> i64 {
        let place = State::ALL.into_iter().position(|one| one == state);
        place.map_or(0, |place| self.counts[place])
    }

    /// All items.
    pub fn total(&self) -> i64 {
        self.counts.iter().sum()
    }
}

/// One item of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its place in the run.
    pub item: i64,
    /// The order.
    pub order: OrderId,
    /// Its 注文番号.
    pub number: String,
    /// Its total now.
    pub total: Yen,
    /// What was asked of it, in the words of the kind.
    pub asked: String,
    /// Where it stands.
    pub state: State,
    /// What became of it, in the words of the kind.
    pub answer: String,
    /// What belongs to the answer.
    pub detail: String,
}

/// A run with one page of its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunPage {
    /// The run.
    pub run: Run,
    /// Its items, in their order.
    pub rows: Vec<RunRow>,
    /// What to ask for to see what follows; `None` on the last page.
    pub next: Option<i64>,
}

/// The newest runs.
pub async fn runs(world: &World, shop: ShopId) -> Result<Vec<Run>, store::Error> {
    let read = move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select r.run_id, r.kind, r.asked, r.asked_by, r.started_at,
                   count(case when i.state = 'waiting' then 1 end),
                   count(case when i.state = 'done' then 1 end),
                   count(case when i.state = 'failed' then 1 end),
                   count(case when i.state = 'left_out' then 1 end)
                 from (select * from bulk_run where shop_id = $1
                   order by run_id desc limit $2) r
                 join bulk_item i on i.shop_id = r.shop_id and i.run_id = r.run_id
                 group by r.run_id, r.kind, r.asked, r.asked_by, r.started_at
                 order by r.run_id desc"
            ),
            &[shop.into(), RUNS_SHOWN.into()],
        )?;
        rows.iter().map(read_run).collect()
    };
    world.store.read(read).await
}

/// One run with the items after this one; none where the shop has no such run.
pub async fn run(
    world: &World,
    shop: ShopId,
    run: RunId,
    after: i64,
) -> Result<Option<RunPage>, store::Error> {
    let read = move |tx: &mut dyn Tx| {
        let head = tx.row(
            sql!(
                "select r.run_id, r.kind, r.asked, r.asked_by, r.started_at,
                   count(case when i.state = 'waiting' then 1 end),
                   count(case when i.state = 'done' then 1 end),
                   count(case when i.state = 'failed' then 1 end),
                   count(case when i.state = 'left_out' then 1 end)
                 from bulk_run r
                 join bulk_item i on i.shop_id = r.shop_id and i.run_id = r.run_id
                 where r.shop_id = $1 and r.run_id = $2
                 group by r.run_id, r.kind, r.asked, r.asked_by, r.started_at"
            ),
            &[shop.into(), run.into()],
        )?;
        let Some(head) = head else { return Ok(None) };
        let limit = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
        let rows = tx.rows(
            sql!(
                "select i.item_no, i.order_id, o.number, o.total, i.asked, i.state, i.answer,
                   i.detail
                 from bulk_item i
                 join orders o on o.shop_id = i.shop_id and o.order_id = i.order_id
                 where i.shop_id = $1 and i.run_id = $2 and i.item_no > $3
                 order by i.item_no limit $4"
            ),
            &[shop.into(), run.into(), after.into(), limit.into()],
        )?;
        let mut rows = rows.iter().map(read_row).collect::<Result<Vec<_>, store::Error>>()?;
        let more = rows.len() > PAGE_ROWS;
        rows.truncate(PAGE_ROWS);
        let next = rows.last().filter(|_| more).map(|row| row.item);
        Ok(Some(RunPage { run: read_run(&head)?, rows, next }))
    };
    world.store.read(read).await
}

fn read_run(row: &Row) -> Result<Run, store::Error> {
    let word = row.text(1)?;
    Ok(Run {
        id: RunId(row.int(0)?),
        kind: Kind::from_word(&word).ok_or_else(|| odd("bulk_run", "kind", &word))?,
        asked: row.text(2)?,
        by: row.text(3)?,
        started_at: Timestamp(row.int(4)?),
        counts: [row.int(5)?, row.int(6)?, row.int(7)?, row.int(8)?],
    })
}

fn read_row(row: &Row) -> Result<RunRow, store::Error> {
    let word = row.text(5)?;
    Ok(RunRow {
        item: row.int(0)?,
        order: OrderId(row.int(1)?),
        number: row.text(2)?,
        total: Yen(row.int(3)?),
        asked: row.text(4)?,
        state: State::from_word(&word).ok_or_else(|| odd("bulk_item", "state", &word))?,
        answer: row.text(6)?,
        detail: row.text(7)?,
    })
}
