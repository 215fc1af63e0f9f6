//! Does what is due: claim an item, work on it outside every transaction, end it.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use store::{Dialect, Row, Tx, sql};

use super::{End, Item, Kind, State, Ticket};
use crate::clock::Timestamp;
use crate::id::{OrderId, RunId, ShopId};
use crate::numbers;
use crate::order::{many, moves};
use crate::payment::row::odd;
use crate::world::World;

/// Items worked on at once: a slow telegram of one does not hold up all the others.
const AT_ONCE: usize = 4;
/// Items of one call; the runner calls again at once when there are more.
const CALL_MAX: usize = 200;

/// Works on the items that are due and tells when the next will be; `now` where there are more.
pub async fn sweep(world: &World) -> Result<Option<Timestamp>, store::Error> {
    let mut working = FuturesUnordered::new();
    let mut claimed = 0;
    loop {
        if claimed < CALL_MAX && working.len() < AT_ONCE {
            let items = claim(world, AT_ONCE - working.len()).await?;
            claimed += items.len();
            working.extend(items.into_iter().map(|(kind, item)| one(world, kind, item)));
        }
        match working.next().await {
            Some(Ok(())) => {}
            // Its lease ends, and then it is tried again.
            Some(Err(error)) => tracing::error!(%error, "an item could not be worked on"),
            None => break,
        }
    }
    let next = world.store.read(|tx| {
        let sql = sql!("select min(due_at) from bulk_item where due_at is not null");
        tx.row(sql, &[])?.map_or(Ok(None), |row| row.opt_int(0))
    });
    Ok(next.await?.map(Timestamp))
}

async fn one(world: &World, kind: Kind, item: Item) -> Result<(), store::Error> {
    let ticket = item.ticket.clone();
    let end = match kind {
        Kind::OrderMove => moves::bulk::work(world, item).await?,
        Kind::OrderWork => many::work(world, item).await?,
        Kind::OrderShip => numbers::work(world, item).await?,
    };
    let now = world.now();
    match end {
        End::Committed | End::Overtaken => Ok(()),
        End::Later(until) => world.store.write(move |tx| ticket.put_off(tx, until)).await,
        End::Failed { answer, detail } => {
            let end = move |tx: &mut dyn Tx| ticket.end(tx, (State::Failed, answer, &detail), now);
            world.store.write(end).await.map(drop)
        }
    }
}

/// Claims at most `count` items that are due, the longest waiting first.
async fn claim(world: &World, count: usize) -> Result<Vec<(Kind, Item)>, store::Error> {
    let (now, owner) = (world.now(), world.process.clone());
    // Longer than asking and one telegram can take.
    let lease = now.after(2 * world.pace.telegram_limit);
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let write = move |tx: &mut dyn Tx| {
        let due = match tx.dialect() {
            Dialect::Sqlite => sql!(
                "select shop_id, run_id, item_no, fence from bulk_item
                 where due_at is not null and due_at <= $1
                 order by due_at, shop_id, run_id, item_no limit $2"
            ),
            Dialect::Postgres => sql!(
                postgres:
                "select shop_id, run_id, item_no, fence from bulk_item
                 where due_at is not null and due_at <= $1
                 order by due_at, shop_id, run_id, item_no limit $2
                 for update skip locked"
            ),
        };
        let rows = tx.rows(due, &[now.into(), count.into()])?;
        let mut items = Vec::with_capacity(rows.len());
        for row in &rows {
            let ticket = Ticket {
                shop: ShopId(row.int(0)?),
                run: RunId(row.int(1)?),
                number: row.int(2)?,
                fence: row.int(3)? + 1,
            };
            items.push(take(tx, ticket, (&owner, lease))?);
        }
        Ok::<_, store::Error>(items)
    };
    world.store.write(write).await
}

fn take(
    tx: &mut dyn Tx,
    ticket: Ticket,
    (owner, lease): (&str, Timestamp),
) -> Result<(Kind, Item), store::Error> {
    let Ticket { shop, run, number, fence } = ticket;
    tx.exec(
        sql!(
            "update bulk_item set owner = $4, fence = $5, due_at = $6
             where shop_id = $1 and run_id = $2 and item_no = $3"
        ),
        &[shop.into(), run.into(), number.into(), owner.into(), fence.into(), lease.into()],
    )?;
    let row = tx.row(
        sql!(
            "select r.kind, i.order_id, r.asked, i.asked, r.asked_by, r.started_at, i.tries,
               i.noted
             from bulk_item i join bulk_run r on r.shop_id = i.shop_id and r.run_id = i.run_id
             where i.shop_id = $1 and i.run_id = $2 and i.item_no = $3"
        ),
        &[shop.into(), run.into(), number.into()],
    )?;
    item(&row.ok_or_else(|| store::Error::Engine("an item without its run".into()))?, ticket)
}

fn item(row: &Row, ticket: Ticket) -> Result<(Kind, Item), store::Error> {
    let word = row.text(0)?;
    let kind = Kind::from_word(&word).ok_or_else(|| odd("bulk_run", "kind", &word))?;
    let item = Item {
        ticket,
        order: OrderId(row.int(1)?),
        all: row.text(2)?,
        asked: row.text(3)?,
        by: row.text(4)?,
        started_at: Timestamp(row.int(5)?),
        tries: row.int(6)?,
        noted: row.text(7)?,
    };
    Ok((kind, item))
}

/// At start, on a database that only this process writes: what a process that died had in its hands
/// is worked on at once.
pub async fn adopt(world: &World) -> Result<(), store::Error> {
    if world.store.dialect() != Dialect::Sqlite {
        // Other processes may be alive: their leases end by themselves.
        return Ok(());
    }
    let (process, now) = (world.process.clone(), world.now());
    let write = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "update bulk_item set owner = null, fence = fence + 1, due_at = $2
                 where owner is not null and owner <> $1 and due_at is not null"
            ),
            &[(&*process).into(), now.into()],
        )
    });
    write.await.map(drop)
}
