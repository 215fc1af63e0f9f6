//! Settles what nobody waits for: attempts that died, buyers who left, outcomes that are unknown,
//! and 取引ID that must not turn into a payment any more.

use futures_util::{StreamExt, stream};
use store::{Dialect, Tx, sql};

use super::advance::{AdvanceError, advance, end_before_sending};
use super::empty;
use super::row::{self, End};
use super::state::{Attempt, Evidence, State, Stray};
use crate::clock::Timestamp;
use crate::id::{AttemptId, ShopId};
use crate::payment::gateway::Which;
use crate::payment::inquire::inquire;
use crate::payment::notice::{self, Living};
use crate::payment::seen::{Fact, Seen};
use crate::payment::{AccountError, account, void};
use crate::task::{self, Task};
use crate::world::World;

/// Attempts looked at in one sweep.
const BATCH: i64 = 100;
/// Questions in the air at once.
const AT_ONCE: usize = 8;

/// At start, on a database that only this process writes: nobody waits for what an earlier process
/// began. What had not been sent ends without an order; what may have been sent is asked about at
/// once.
pub async fn adopt(world: &World) -> Result<(), store::Error> {
    if world.store.dialect() != Dialect::Sqlite {
        // Other processes may be alive: their leases run out instead.
        return Ok(());
    }
    let (process, now) = (world.process.clone(), world.now());
    world
        .store
        .write(move |tx| {
            tx.exec(
                sql!(
                    "update attempt set due_at = $2
                     where state in ('created', 'sending') and owner <> $1"
                ),
                &[(&*process).into(), now.into()],
            )?;
            crate::payment::adopt(tx, &process, now)
        })
        .await?;
    world.bell.notify_one();
    Ok(())
}

/// Does everything that is due, and tells when the next thing will be.
pub async fn sweep(world: &World) -> Result<Option<Timestamp>, store::Error> {
    let now = world.now();
    let due = world.store.read(move |tx| due(tx, now)).await?;
    let steps = stream::iter(due).map(|(shop, id)| async move {
        match step(world, shop, &id).await {
            Ok(()) | Err(AdvanceError::Raced | AdvanceError::Missing) => Ok(()),
            Err(AdvanceError::Store(error)) => Err(error),
            Err(error @ AdvanceError::Account(_)) => {
                tracing::error!(%error, attempt = %id, "an attempt cannot be asked about");
                later(world, shop, &id).await
            }
        }
    });
    for done in steps.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await {
        done?;
    }
    let next = world.store.read(|tx| {
        let sql = sql!("select min(due_at) from attempt where due_at is not null");
        tx.row(sql, &[])?.map_or(Ok(None), |row| row.opt_int(0))
    });
    Ok(next.await?.map(Timestamp))
}

fn due(tx: &mut dyn Tx, now: Timestamp) -> Result<Vec<(ShopId, AttemptId)>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select shop_id, attempt_id from attempt where due_at <= $1
             order by due_at limit $2"
        ),
        &[now.into(), BATCH.into()],
    )?;
    rows.into_iter().map(|row| Ok((ShopId(row.int(0)?), AttemptId(row.text(1)?)))).collect()
}

async fn step(world: &World, shop: ShopId, id: &AttemptId) -> Result<(), AdvanceError> {
    let named = id.clone();
    let attempt = world.store.read(move |tx| row::find(tx, shop, &named)).await?;
    let attempt = attempt.ok_or(AdvanceError::Missing)?;
    match attempt.state() {
        State::Created | State::Challenge { .. } => expire(world, attempt).await,
        State::Sending { .. } => {
            let why = Evidence::Unclear("nobody waits for the answer any more".into());
            advance(world, shop, id, why).await
        }
        State::Unknown { .. } => ask(world, attempt).await,
        State::None => watch(world, attempt).await,
        State::Placed { .. }
        | State::Refused { .. }
        | State::NotSent { .. }
        | State::Expired
        | State::Superseded
        | State::Mismatch => Ok(()),
    }
}

/// No 020 has left: the buyer did not come back, or our process died.
async fn expire(world: &World, attempt: Attempt) -> Result<(), AdvanceError> {
    let now = world.now();
    world
        .store
        .write_on(attempt.shop.0, move |tx| {
            // That our process let a created one lie is no browser's doing.
            let left = matches!(attempt.state(), State::Challenge { .. });
            end_before_sending(tx, &attempt, &End { left, ..End::plain("expired") }, now)
        })
        .await
}

/// What 094 says of its 取引ID; of several, the newest that lives and was named.
async fn seen(world: &World, attempt: &Attempt) -> Result<(Seen, bool), AdvanceError> {
    let (Some(merchant), Some(trade)) = (&attempt.merchant, &attempt.trade) else {
        return Err(AdvanceError::Missing);
    };
    let account = account::load(world, attempt.shop, merchant).await?;
    let seen = inquire(world, attempt.shop, &account, Which::Trade(trade.clone())).await;
    if seen != Seen::Several {
        return Ok((seen, false));
    }
    // Its amount was changed at Paygent before its answer was known: what somebody has named tells.
    notice::hurry(world, attempt.shop, merchant, trade).await?;
    Ok(match notice::living(world, attempt.shop, &account, trade).await? {
        Living::One(living, _) => (living, true),
        Living::Nobody | Living::Silent => (seen, false),
    })
}

async fn ask(world: &World, attempt: Attempt) -> Result<(), AdvanceError> {
    let (seen, _) = seen(world, &attempt).await?;
    match attempt.evidence(&seen, world.now(), world.pace.quiet_window) {
        Some(evidence) => advance(world, attempt.shop, &attempt.id, evidence).await,
        None => {
            tell_the_shop(world, &attempt).await;
            let wait = world.pace.look_after(attempt.looks + 1);
            Ok(look_again(world, &attempt, Some(world.now().after(wait))).await?)
        }
    }
}

/// What Paygent cannot tell (several payments of one 取引ID), or has not told for long, is a
/// person's to find out.
async fn tell_the_shop(world: &World, attempt: &Attempt) {
    let since = attempt.sent_at().unwrap_or(attempt.created_at);
    if world.now() < since.after(world.pace.undecided) {
        return;
    }
    let trade = attempt.trade.as_ref().map_or("", |trade| trade.as_str());
    let body = format!(
        "取引ID {trade}：{} のお手続きが確認中のままです。ペイジェント管理画面で決済をご確認ください。\n\
         お客様：{} 様　{}",
        attempt.amount,
        attempt.checkout.buyer.name(),
        attempt.checkout.buyer.email
    );
    let subject = attempt.id.to_string();
    task::tell(world, attempt.shop, task::Kind::Undecided, subject, body).await;
}

async fn look_again(
    world: &World,
    attempt: &Attempt,
    due: Option<Timestamp>,
) -> Result<(), store::Error> {
    let (shop, id) = (attempt.shop, attempt.id.clone());
    world.store.write_on(shop.0, move |tx| row::look_again(tx, shop, &id, due)).await
}

async fn later(world: &World, shop: ShopId, id: &AttemptId) -> Result<(), store::Error> {
    let due = world.now().after(world.pace.look_longest);
    let id = id.clone();
    world.store.write_on(shop.0, move |tx| row::look_again(tx, shop, &id, Some(due))).await
}

/// A 取引ID decided as "none": a payment that turns up all the same is voided and told to the shop.
async fn watch(world: &World, attempt: Attempt) -> Result<(), AdvanceError> {
    let now = world.now();
    let Some(until) = attempt.watch_until.filter(|&until| now < until) else {
        return Ok(look_again(world, &attempt, None).await?);
    };
    let watched = world.pace.watch - (until.0 - now.0);
    let (seen, was_changed) = seen(world, &attempt).await?;
    let wait = match (Attempt::stray(&seen), &seen) {
        // A person's work at Paygent, and theirs to judge.
        (Stray::Live { captured: true }, Seen::Captured(fact)) if was_changed => {
            captured(world, &attempt, fact).await;
            world.pace.watch_after(watched)
        }
        (Stray::Live { captured }, Seen::Held(fact) | Seen::Captured(fact)) => {
            give_back(world, &attempt, fact.clone(), captured).await?;
            world.pace.look_longest
        }
        (Stray::Gone, Seen::None | Seen::Pending(_)) => world.pace.watch_after(watched),
        (Stray::Gone, _) => return Ok(look_again(world, &attempt, None).await?),
        (Stray::Live { .. } | Stray::Untold, _) => world.pace.look_longest,
    };
    let due = now.after(wait).min(until);
    Ok(look_again(world, &attempt, Some(due)).await?)
}

/// A payment without an order whose amount somebody changed, and captured, at Paygent.
async fn captured(world: &World, attempt: &Attempt, fact: &Fact) {
    let trade = attempt.trade.as_ref().map_or("", |trade| trade.as_str());
    let body = format!(
        "取引ID {trade}：注文にならなかった決済（決済 {}、{}）が、ペイジェント側で売上確定されています。\
         ペイジェント管理画面でご確認ください。\n\
         お客様：{} 様　{}",
        fact.payment,
        fact.amount,
        attempt.checkout.buyer.name(),
        attempt.checkout.buyer.email
    );
    let subject = empty::captured(&attempt.id);
    task::tell(world, attempt.shop, task::Kind::Mismatch, subject, body).await;
}

async fn give_back(
    world: &World,
    attempt: &Attempt,
    fact: Fact,
    captured: bool,
) -> Result<(), AdvanceError> {
    let (Some(trade), Some(merchant)) = (attempt.trade.clone(), attempt.merchant.clone()) else {
        return Ok(());
    };
    let (shop_id, id, now) = (attempt.shop, attempt.id.clone(), world.now());
    let body = format!(
        "取引ID {trade}: 注文にならなかった決済がペイジェントに見つかったため、取り消します（{}）。",
        fact.amount
    );
    world
        .store
        .write(move |tx| {
            let task = Task { kind: task::Kind::Orphan, subject: id.as_str(), body: &body };
            task::open(tx, shop_id, &task, now)
        })
        .await?;
    let orphan = void::Orphan { trade, merchant, fact, captured };
    void::void(world, attempt.shop, orphan).await.map(drop).map_err(|error| match error {
        AccountError::Store(error) => AdvanceError::Store(error),
        error => AdvanceError::Account(error),
    })
}
