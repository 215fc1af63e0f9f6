//! What nobody waits for: customers that are due, tokens that are over, registrations that were
//! left.

use futures_util::{StreamExt, stream};
use store::{Dialect, Tx, sql};

use super::row::Whose;
use super::settle;
use crate::clock::{DAY, Timestamp};
use crate::id::{MemberId, MerchantId, ShopId};
use crate::world::World;

/// Customers looked at in one sweep.
const BATCH: i64 = 50;
/// Of them at once.
const AT_ONCE: usize = 8;
/// How long a registration is kept: as long as the limits look back.
const KEEP: i64 = DAY;

/// Does what is due, and tells when the next thing will be.
pub async fn sweep(world: &World) -> Result<Option<Timestamp>, store::Error> {
    let now = world.now();
    wipe_what_is_over(world, now).await?;
    let due = world.store.read(move |tx| due(tx, now)).await?;
    let visits = stream::iter(due).map(|Whose { shop, member, merchant }| async move {
        if let Err(error) = settle(world, shop, member, &merchant).await {
            // Its lease ends, and then it is tried again.
            tracing::error!(%error, "a stored card could not be worked on");
        }
    });
    // A slow gateway of one shop holds up no other.
    visits.buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    let next = world.store.read(|tx| {
        let sql = sql!("select min(due_at) from stored_card where due_at is not null");
        tx.row(sql, &[])?.map_or(Ok(None), |row| row.opt_int(0))
    });
    Ok(next.await?.map(Timestamp))
}

fn due(tx: &mut dyn Tx, now: Timestamp) -> Result<Vec<Whose>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select shop_id, member_id, merchant_id from stored_card where due_at <= $1
             order by due_at limit $2"
        ),
        &[now.into(), BATCH.into()],
    )?;
    let whose = |row: store::Row| {
        let (shop, member) = (ShopId(row.int(0)?), MemberId(row.int(1)?));
        Ok(Whose { shop, member, merchant: MerchantId(row.text(2)?) })
    };
    rows.into_iter().map(whose).collect()
}

/// No token is kept past its own term, whatever became of the telegram that it was sent with.
async fn wipe_what_is_over(world: &World, now: Timestamp) -> Result<(), store::Error> {
    let over = world.store.read(move |tx| {
        let sql = sql!(
            "select 1 from stored_card where new_token is not null and new_until <= $1 limit 1"
        );
        Ok::<_, store::Error>(tx.row(sql, &[now.into()])?.is_some())
    });
    if !over.await? {
        return Ok(());
    }
    let wipe = world.store.write(move |tx: &mut dyn Tx| {
        let sql = sql!(
            "update stored_card set new_token = null
             where new_token is not null and new_until <= $1"
        );
        tx.exec(sql, &[now.into()])
    });
    wipe.await.map(drop)
}

/// Deletes registrations that no limit counts any more, and ends those that a member has left.
pub async fn forget_old(world: &World) -> Result<(), store::Error> {
    let (now, before) = (world.now(), world.now().after(-KEEP));
    let left = now.after(-world.pace.challenge_limit);
    let write = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(sql!("delete from card_registration where created_at <= $1"), &[before.into()])?;
        // The member did not come back: the token goes.
        tx.exec(
            sql!(
                "update card_registration set state = 'failed', ended_at = $2, card_token = null,
                   token_valid_until = null, holder_name = null, acs_html = null
                 where state in ('created', 'challenge')
                   and (created_at <= $1 or token_valid_until <= $2)"
            ),
            &[left.into(), now.into()],
        )
    });
    write.await.map(drop)
}

/// At start, on a database that only this process writes: what a process that died had claimed is
/// worked on at once.
pub async fn adopt(world: &World) -> Result<(), store::Error> {
    if world.store.dialect() != Dialect::Sqlite {
        // Other processes may be alive: their leases end by themselves.
        return Ok(());
    }
    let (process, now) = (world.process.clone(), world.now());
    let write = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "update stored_card set owner = null, fence = fence + 1, due_at = $2
                 where owner is not null and owner <> $1"
            ),
            &[(&*process).into(), now.into()],
        )
    });
    write.await.map(drop)
}
