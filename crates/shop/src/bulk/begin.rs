//! A run is committed with all its items; from then on it is done, whoever waits.

use store::{Tx, sql};

use super::{Kind, State};
use crate::clock::Timestamp;
use crate::counter;
use crate::id::{OrderId, RunId, ShopId};
use crate::world::World;

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Start {
    /// What is done to each.
    pub kind: Kind,
    /// Made with the page that asks: a page that is sent twice begins one run.
    pub key: String,
    /// What is asked of all, in the words of its kind.
    pub asked: String,
    /// To what.
    pub items: Vec<Asked>,
    /// Who asked.
    pub by: String,
}

/// One thing that it is to be done to.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The order.
    pub order: OrderId,
    /// What is asked of it, in the words of the kind.
    pub asked: String,
    /// It is only noted: why nothing is to be done, in a word of the kind.
    pub left_out: Option<&'static str>,
}

/// Begins a run, or finds the one that this page has begun already.
pub async fn begin(world: &World, shop: ShopId, start: Start) -> Result<RunId, store::Error> {
    let now = world.now();
    let run = world.store.write(move |tx: &mut dyn Tx| begin_in(tx, shop, &start, now)).await?;
    world.bell.notify_one();
    Ok(run)
}

/// The same in the caller's commit; the caller rings the bell.
pub(crate) fn begin_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    start: &Start,
    now: Timestamp,
) -> Result<RunId, store::Error> {
    if let Some(known) = known(tx, shop, &start.key)? {
        return Ok(known);
    }
    let run = RunId(counter::next(tx, shop, "bulk_run")?);
    let begun = tx.exec(
        sql!(
            "insert into bulk_run (shop_id, run_id, asked_key, kind, asked, asked_by, started_at)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing"
        ),
        &[
            shop.into(),
            run.into(),
            start.key.as_str().into(),
            start.kind.word().into(),
            start.asked.as_str().into(),
            start.by.as_str().into(),
            now.into(),
        ],
    )?;
    if begun == 0 {
        // The same page was sent at the same moment.
        return known(tx, shop, &start.key)?.ok_or(store::Error::Busy);
    }
    for (number, item) in (1_i64..).zip(&start.items) {
        add(tx, shop, (run, number, item), now)?;
    }
    Ok(run)
}

fn add(
    tx: &mut dyn Tx,
    shop: ShopId,
    (run, number, item): (RunId, i64, &Asked),
    now: Timestamp,
) -> Result<(), store::Error> {
    let is_open = item.left_out.is_none();
    let state = if is_open { State::Waiting } else { State::LeftOut };
    tx.exec(
        sql!(
            "insert into bulk_item (shop_id, run_id, item_no, order_id, asked, state, answer,
               detail, fence, tries, due_at, ended_at)
             values ($1, $2, $3, $4, $5, $6, $9, '', 0, 0, $7, $8)"
        ),
        &[
            shop.into(),
            run.into(),
            number.into(),
            item.order.into(),
            item.asked.as_str().into(),
            state.word().into(),
            is_open.then_some(now).into(),
            (!is_open).then_some(now).into(),
            item.left_out.unwrap_or_default().into(),
        ],
    )?;
    Ok(())
}

fn known(tx: &mut dyn Tx, shop: ShopId, key: &str) -> Result<Option<RunId>, store::Error> {
    let row = tx.row(
        sql!("select run_id from bulk_run where shop_id = $1 and asked_key = $2"),
        &[shop.into(), key.into()],
    )?;
    row.map(|row| Ok(RunId(row.int(0)?))).transpose()
}
