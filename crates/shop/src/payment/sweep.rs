//! Settles telegrams after the order whose answer never came: asks 094 until their effect is
//! certain.

use futures_util::{StreamExt, stream};
use store::sql;

use super::account::{self, Account, AccountError};
use super::act::{self, Verdict};
use super::inquire::surely;
use super::notice::{self, Living};
use super::row::odd;
use super::seen::Seen;
use super::state::Request;
use super::{change, release};
use crate::clock::Timestamp;
use crate::id::{MerchantId, OpId, PaymentId, ShopId, TradeId};
use crate::money::Yen;
use crate::task;
use crate::world::World;

/// Operations looked at in one sweep.
const BATCH: i64 = 100;
/// Questions in the air at once.
const AT_ONCE: usize = 8;

#[derive(Clone)]
struct Open {
    shop: ShopId,
    op: OpId,
    trade: TradeId,
    payment: PaymentId,
    merchant: MerchantId,
    sent: Request,
    asked_at: Timestamp,
    looks: i64,
    /// It has ended, and is only looked for.
    is_watched: bool,
    new_trade: Option<TradeId>,
    watch_until: Option<Timestamp>,
    unclear: Unclear,
}

/// Since when it is not known, and why.
#[derive(Clone, Debug, Default)]
pub(super) struct Unclear(Option<(Timestamp, String)>);

impl Unclear {
    /// Since when for this reason.
    pub(super) fn since(&self, why: &str) -> Option<Timestamp> {
        self.0.as_ref().filter(|(_, told)| told == why).map(|(since, _)| *since)
    }
}

/// Looks at every operation that is due, and tells when the next one will be.
pub async fn sweep(world: &World) -> Result<Option<Timestamp>, store::Error> {
    let now = world.now();
    let asked = world.streak.asked_since(now, world.pace.feed_every);
    let due = world.store.read(move |tx| due(tx, now, asked)).await?;
    let looks = stream::iter(due).map(|open| settle(world, open));
    for settled in looks.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await {
        settled?;
    }
    world.streak.ends(world.now());
    let next = world.store.read(|tx| {
        let sql = sql!("select min(due_at) from payment_op where due_at is not null");
        tx.row(sql, &[])?.map_or(Ok(None), |row| row.opt_int(0))
    });
    Ok(next.await?.map(Timestamp))
}

/// What another process left in flight on a database that only this one writes: nobody waits for
/// its answer any more.
pub(crate) fn adopt(
    tx: &mut dyn store::Tx,
    process: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update payment_op set state = 'unknown', due_at = $2
             where state = 'sending' and owner <> $1"
        ),
        &[process.into(), now.into()],
    )?;
    Ok(())
}

/// What was due before `asked` lay there unasked: its silence counts from now.
fn due(
    tx: &mut dyn store::Tx,
    now: Timestamp,
    asked: Timestamp,
) -> Result<Vec<Open>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select shop_id, op_id, payment_id, merchant_id, kind, amount, asked_at, looks, state,
               new_trading_id, watch_until, trading_id,
               case when due_at >= $3 then unclear_at end, coalesce(detail, '')
             from payment_op where due_at <= $1 order by due_at limit $2"
        ),
        &[now.into(), BATCH.into(), asked.into()],
    )?;
    let open = |row: store::Row| {
        let kind = row.text(4)?;
        Ok(Open {
            shop: ShopId(row.int(0)?),
            op: OpId(row.text(1)?),
            payment: PaymentId(row.text(2)?),
            merchant: MerchantId(row.text(3)?),
            sent: Request::from_word(&kind, Yen(row.int(5)?))
                .ok_or_else(|| odd("payment_op", "kind", &kind))?,
            asked_at: Timestamp(row.int(6)?),
            looks: row.int(7)?,
            is_watched: row.text(8)? == "not_done",
            new_trade: row.opt_text(9)?.map(TradeId),
            watch_until: row.opt_int(10)?.map(Timestamp),
            trade: TradeId(row.text(11)?),
            unclear: Unclear(match row.opt_int(12)? {
                Some(since) => Some((Timestamp(since), row.text(13)?)),
                None => None,
            }),
        })
    };
    rows.into_iter().map(open).collect()
}

async fn settle(world: &World, open: Open) -> Result<(), store::Error> {
    match open.sent {
        Request::Change { to } => settle_change(world, open, to).await,
        Request::Release => release::step(world, open.shop, &open.op).await,
        Request::Capture | Request::CancelHeld | Request::Refund => ask(world, open).await,
    }
}

async fn settle_change(world: &World, open: Open, to: Yen) -> Result<(), store::Error> {
    let Some(trade) = open.new_trade.clone() else {
        return Err(store::Error::Engine(format!("{} has no new 取引ID", open.op)));
    };
    let (shop, op) = (open.shop, open.op.clone());
    let account = match account::load(world, shop, &open.merchant).await {
        Ok(account) => account,
        Err(error) => return unopened(world, &open, &trade, error).await,
    };
    let asked = change::Sent {
        shop,
        op,
        trade,
        merchant: open.merchant,
        to,
        asked_at: open.asked_at,
        looks: open.looks,
        watch_until: open.watch_until,
        unclear: open.unclear,
    };
    if open.is_watched {
        change::watch(world, &account, asked).await
    } else {
        change::ask(world, &account, asked).await
    }
}

/// Nobody can ask before the account opens again: told, and put off. That is no silence of 094.
async fn unopened(
    world: &World,
    open: &Open,
    trade: &TradeId,
    error: AccountError,
) -> Result<(), store::Error> {
    if let AccountError::Store(error) = error {
        return Err(error);
    }
    let (shop, op) = (open.shop, open.op.clone());
    tracing::error!(%error, %op, "an operation cannot be asked about");
    let body = account::unopened(trade, &open.merchant);
    task::tell(world, shop, task::Kind::Undecided, format!("{op}.account"), body).await;
    let now = world.now();
    // What has ended is only looked for, and not for ever.
    let due = match (open.is_watched, open.watch_until) {
        (true, until) => until
            .filter(|&until| now < until)
            .map(|until| now.after(world.pace.watch_longest).min(until)),
        (false, _) => Some(now.after(world.pace.look_longest)),
    };
    let write = world.store.write(move |tx| {
        tx.exec(
            sql!(
                "update payment_op set due_at = $3, unclear_at = null
                 where shop_id = $1 and op_id = $2 and due_at is not null"
            ),
            &[shop.into(), (&op).into(), due.into()],
        )
    });
    write.await.map(drop)
}

async fn ask(world: &World, open: Open) -> Result<(), store::Error> {
    let account = match account::load(world, open.shop, &open.merchant).await {
        Ok(account) => account,
        Err(error) => return unopened(world, &open, &open.trade, error).await,
    };
    let seen = surely(world, open.shop, &account, &open.trade, &open.payment).await?;
    let now = world.now();
    let verdict = if seen == Seen::Changed && open.sent != Request::Capture {
        of_several(world, &open, &account, now).await?
    } else {
        verdict(world, &open, &seen, now)
    };
    let late = now >= open.asked_at.after(world.pace.undecided);
    if matches!(verdict, Verdict::Unknown(_) | Verdict::LetGo(_)) && (late || seen == Seen::Several)
    {
        let body = format!(
            "{}：ペイジェントの決済 {}（取引ID {}）への操作の結果が分かりません。\
             ペイジェント管理画面でご確認ください。",
            act::order_of(world, open.shop, &open.op).await,
            open.payment,
            open.trade
        );
        let subject = open.op.to_string();
        task::tell(world, open.shop, task::Kind::Undecided, subject, body).await;
    }
    let next = now.after(world.pace.look_after(open.looks + 1));
    world
        .store
        .write(move |tx| {
            if let Verdict::Unknown(why) = &verdict {
                let since = open.unclear.since(why).unwrap_or(now);
                act::mark_unclear(tx, open.shop, &open.op, since)?;
            }
            act::record(tx, open.shop, &open.op, &verdict, now)?;
            tx.exec(
                sql!(
                    "update payment_op set due_at = $3, looks = looks + 1
                     where shop_id = $1 and op_id = $2 and state = 'unknown'"
                ),
                &[open.shop.into(), (&open.op).into(), next.into()],
            )?;
            Ok(())
        })
        .await
}

/// A payment with a 取引ID that several have was cancelled: by us, unless another one lives in its
/// place. Until the feed has told, it is read.
async fn of_several(
    world: &World,
    open: &Open,
    account: &Account,
    now: Timestamp,
) -> Result<Verdict, store::Error> {
    notice::hurry(world, open.shop, &open.merchant, &open.trade).await?;
    Ok(match notice::living(world, open.shop, account, &open.trade).await? {
        Living::One(..) => verdict(world, open, &Seen::Changed, now),
        Living::Silent => untold(world, open, now),
        Living::Nobody => {
            let since = open.unclear.since(act::SEVERAL);
            if world.pace.is_unclear_for_good(open.asked_at, since, now) {
                Verdict::LetGo(act::SEVERAL.into())
            } else {
                Verdict::Unknown(act::SEVERAL.into())
            }
        }
    })
}

/// An order is not locked for ever: every act asks 094 again first.
fn untold(world: &World, open: &Open, now: Timestamp) -> Verdict {
    let since = open.unclear.since(act::SILENT);
    if world.pace.is_silent_for_good(open.asked_at, since, now) {
        Verdict::LetGo(act::SILENT.into())
    } else {
        Verdict::Unknown(act::SILENT.into())
    }
}

/// The effect is visible, or it is not and the quiet window is over: then it did nothing, and may
/// be asked for again.
fn verdict(world: &World, open: &Open, seen: &Seen, now: Timestamp) -> Verdict {
    let quiet = now >= open.asked_at.after(world.pace.quiet_window);
    match (open.sent, seen) {
        (Request::Capture, Seen::Captured(_))
        | (Request::CancelHeld | Request::Refund, Seen::Cancelled(_)) => Verdict::Done,
        (
            _,
            Seen::Held(_)
            | Seen::Captured(_)
            | Seen::Cancelled(_)
            | Seen::Changed
            | Seen::Expired(_),
        ) if quiet => Verdict::NotDone("094 shows no effect".into()),
        _ => untold(world, open, now),
    }
}
