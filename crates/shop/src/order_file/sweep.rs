//! Makes what is due: claim a file, make it outside every transaction, commit it with its marks.

use store::{Dialect, Tx, sql};

use super::begin::Begun;
use super::make::{self, Output};
use super::{State, Told};
use crate::clock::{DAY, MINUTE, Timestamp};
use crate::id::{FileId, ShopId};
use crate::world::World;

/// Milliseconds that a worker has a file for: longer than the largest takes.
pub const LEASE: i64 = 5 * MINUTE;
/// How long a file is kept: it holds names and addresses.
const KEPT: i64 = 7 * DAY;

/// The right to make a file, as long as no other worker has taken it over.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub shop: ShopId,
    pub file: FileId,
    pub fence: i64,
}

/// Makes one file that is due, and tells when the next will be; `now` where there may be more.
pub async fn sweep(world: &World) -> Result<Option<Timestamp>, store::Error> {
    forget(world).await?;
    if let Some(claim) = claim(world).await? {
        one(world, claim).await?;
        return Ok(Some(world.now()));
    }
    let next = world.store.read(|tx| {
        let sql = sql!("select min(due_at) from order_file where due_at is not null");
        tx.row(sql, &[])?.map_or(Ok(None), |row| row.opt_int(0))
    });
    Ok(next.await?.map(Timestamp))
}

/// Makes the file that this process has just begun; nothing where another call has. Run it on a
/// task of its own: a closed browser must not stop it.
pub async fn drive(world: &World, begun: Begun) -> Result<(), store::Error> {
    match begun.claim {
        Some(claim) => one(world, claim).await,
        None => Ok(()),
    }
}

async fn one(world: &World, claim: Claim) -> Result<(), store::Error> {
    let output = match make::make(world, &claim).await {
        Ok(output) => output,
        Err(make::MakeError::Store(error)) => return Err(error),
        Err(make::MakeError::Overtaken) => return Ok(()),
        Err(error) => {
            tracing::error!(%error, file = %claim.file, "a file cannot be made");
            Output::failed("ファイルを作れませんでした。")
        }
    };
    let (now, over) = (world.now(), claim.clone());
    let write = move |tx: &mut dyn Tx| end(tx, &claim, &output, now);
    match world.store.write(write).await {
        Ok(()) | Err(make::MakeError::Overtaken) => Ok(()),
        // Somebody issued the same 領収書, or made the same file, meanwhile: it is made anew at once.
        Err(make::MakeError::Raced(claim)) => again(world, &claim).await,
        Err(make::MakeError::Closed) => {
            let output = Output::failed("いまは領収書を発行できません。");
            let write = move |tx: &mut dyn Tx| end(tx, &over, &output, now);
            match world.store.write(write).await {
                Err(make::MakeError::Store(error)) => Err(error),
                _ => Ok(()),
            }
        }
        Err(make::MakeError::Store(error)) => Err(error),
        Err(error) => Err(store::Error::Engine(error.to_string())),
    }
}

fn end(
    tx: &mut dyn Tx,
    claim: &Claim,
    output: &Output,
    now: Timestamp,
) -> Result<(), make::MakeError> {
    let report = serde_json::to_string(&output.told)
        .map_err(|error| store::Error::Engine(error.to_string()))?;
    let state = if output.is_failed { State::Failed } else { State::Ready };
    let ended = tx.exec(
        sql!(
            "update order_file set state = $4, done = total, report = $5, name = $6, bytes = $7,
               ended_at = $8, written = $9, due_at = null, owner = null
             where shop_id = $1 and file_id = $2 and fence = $3 and state = 'waiting'"
        ),
        &[
            claim.shop.into(),
            claim.file.into(),
            claim.fence.into(),
            state.word().into(),
            report.as_str().into(),
            output.name.as_str().into(),
            output.bytes.as_slice().into(),
            now.into(),
            i64::try_from(output.written.len()).unwrap_or(i64::MAX).into(),
        ],
    )?;
    if ended == 0 {
        return Err(make::MakeError::Overtaken);
    }
    make::mark(tx, claim, output, now)
}

/// Lets the file be made anew at once.
async fn again(world: &World, claim: &Claim) -> Result<(), store::Error> {
    let (claim, now) = (claim.clone(), world.now());
    let write = move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "update order_file set due_at = $4, owner = null
                 where shop_id = $1 and file_id = $2 and fence = $3 and state = 'waiting'"
            ),
            &[claim.shop.into(), claim.file.into(), claim.fence.into(), now.into()],
        )
    };
    world.store.write(write).await?;
    world.bell.notify_one();
    Ok(())
}

/// Claims the file that has waited longest.
async fn claim(world: &World) -> Result<Option<Claim>, store::Error> {
    let (now, owner) = (world.now(), world.process.clone());
    let write = move |tx: &mut dyn Tx| {
        let due = match tx.dialect() {
            Dialect::Sqlite => sql!(
                "select shop_id, file_id, fence from order_file
                 where due_at is not null and due_at <= $1
                 order by due_at, shop_id, file_id limit 1"
            ),
            Dialect::Postgres => sql!(
                postgres:
                "select shop_id, file_id, fence from order_file
                 where due_at is not null and due_at <= $1
                 order by due_at, shop_id, file_id limit 1
                 for update skip locked"
            ),
        };
        let Some(row) = tx.row(due, &[now.into()])? else { return Ok(None) };
        let fence = row.int(2)? + 1;
        let claim = Claim { shop: ShopId(row.int(0)?), file: FileId(row.int(1)?), fence };
        tx.exec(
            sql!(
                "update order_file set owner = $3, fence = $4, due_at = $5, done = 0
                 where shop_id = $1 and file_id = $2"
            ),
            &[
                claim.shop.into(),
                claim.file.into(),
                (&*owner).into(),
                fence.into(),
                now.after(LEASE).into(),
            ],
        )?;
        Ok::<_, store::Error>(Some(claim))
    };
    world.store.write(write).await
}

/// Files that are older than they are kept.
async fn forget(world: &World) -> Result<(), store::Error> {
    let before = world.now().after(-KEPT);
    let old = move |tx: &mut dyn Tx| {
        tx.row(
            sql!("select 1 from order_file where ended_at is not null and ended_at < $1 limit 1"),
            &[before.into()],
        )
    };
    if world.store.read(old).await?.is_none() {
        return Ok(());
    }
    let write = move |tx: &mut dyn Tx| {
        tx.exec(
            sql!("delete from order_file where ended_at is not null and ended_at < $1"),
            &[before.into()],
        )
    };
    world.store.write(write).await.map(drop)
}

/// At start, on a database that only this process writes: what a process that died had in its hands
/// is made at once.
pub async fn adopt(world: &World) -> Result<(), store::Error> {
    if world.store.dialect() != Dialect::Sqlite {
        // Other processes may be alive: their leases end by themselves.
        return Ok(());
    }
    let (process, now) = (world.process.clone(), world.now());
    let write = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "update order_file set owner = null, fence = fence + 1, due_at = $2
                 where owner is not null and owner <> $1 and due_at is not null"
            ),
            &[(&*process).into(), now.into()],
        )
    });
    write.await.map(drop)
}

/// How far a file has come; it stays in this worker's hands for a lease from now on.
pub(super) async fn progress(world: &World, claim: &Claim, done: i64) -> Result<(), store::Error> {
    let (claim, due) = (claim.clone(), world.now().after(LEASE));
    let write = move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "update order_file set done = $4, due_at = $5
                 where shop_id = $1 and file_id = $2 and fence = $3 and state = 'waiting'"
            ),
            &[claim.shop.into(), claim.file.into(), claim.fence.into(), done.into(), due.into()],
        )
    };
    world.store.write(write).await.map(drop)
}

impl Output {
    fn failed(why: &str) -> Output {
        Output { is_failed: true, told: vec![Told::of_file(why.to_owned())], ..Output::default() }
    }
}
