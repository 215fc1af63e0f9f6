//! What a change of amount leaves behind: the hold that no longer counts is given back by 021, as
//! often as it takes (DESIGN section 5). Until that is answered the order's payment is in flight;
//! after an hour a person is told and the order let go on, while the release itself never ends
//! before the hold does.

use paygent::{Outcome, Unknown};
use store::{Tx, sql};

use super::account::{self, Account, AccountError};
use super::act::{self, Entry, Verdict};
use super::inquire::{keep_unread, surely};
use super::notice;
use super::permit::{Cancel, Permit};
use super::row;
use super::seen::Seen;
use super::state::{Payment, Request, Settled};
use crate::clock::{DAY, Timestamp, random_hex};
use crate::id::{MerchantId, OpId, OrderId, PaymentId, ShopId, TradeId};
use crate::money::Yen;
use crate::order::{self, history};
use crate::task::{self, Task};
use crate::world::World;

/// No hold lives longer: Paygent gives 60 days.
const OUTLIVED: i64 = 61 * DAY;
/// So often it is tried before a person is told.
const LOOKS_ALONE: i64 = 3;

/// A release that is open.
#[derive(Clone)]
struct Open {
    shop: ShopId,
    op: OpId,
    order: OrderId,
    trade: TradeId,
    payment: PaymentId,
    merchant: MerchantId,
    amount: Yen,
    is_queued: bool,
    /// The order does not wait for it any more.
    is_loose: bool,
    asked_at: Timestamp,
    looks: i64,
    fence: i64,
}

/// How a release ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The hold is gone.
    Released,
    /// It was captured at Paygent meanwhile: it counts again, and the new one goes.
    Captured,
    /// Nobody could say what became of it, and by now no hold is that old.
    Outlived,
}

/// Brings a release one step further: sends its 021, or asks what became of it. One that has ended
/// stays as it is.
pub(super) async fn step(world: &World, shop: ShopId, op: &OpId) -> Result<(), store::Error> {
    let named = op.clone();
    let Some(open) = world.store.read(move |tx| find(tx, shop, &named)).await? else {
        return Ok(());
    };
    let account = match account::load(world, shop, &open.merchant).await {
        Ok(account) => account,
        Err(AccountError::Store(error)) => return Err(error),
        Err(error) => {
            tracing::error!(%error, op = %open.op, "a hold cannot be given back");
            let body = account::unopened(&open.trade, &open.merchant);
            let subject = format!("{}.account", open.op);
            task::tell(world, shop, task::Kind::Undecided, subject, body).await;
            return later(world, &open, open.is_queued).await;
        }
    };
    if open.is_queued {
        send(world, &account, open).await
    } else {
        ask(world, &account, open).await
    }
}

async fn send(world: &World, account: &Account, open: Open) -> Result<(), store::Error> {
    let Some(permit) = claim(world, &open).await? else { return Ok(()) };
    let outcome = world.gateway.cancel(account, &permit).await;
    keep_unread(world, open.shop, &open.op.0, "021", &outcome).await;
    world.sights.forget(open.shop, open.order);
    match outcome {
        Outcome::Accepted(_) => end(world, &open, End::Released).await,
        Outcome::NotSent(_) => later(world, &open, true).await,
        // A refusal does not say what the hold is now: 094 does.
        Outcome::Refused(_) => ask(world, account, open).await,
        Outcome::Unknown(Unknown { why, .. }) => {
            tracing::warn!(why, op = %open.op, "the answer to 021 is not known");
            later(world, &open, false).await
        }
    }
}

/// Commits that it is being sent. None: another process sends it.
async fn claim(world: &World, open: &Open) -> Result<Option<Permit<Cancel>>, store::Error> {
    let (now, owner) = (world.now(), world.process.clone());
    let due = now.after(world.pace.telegram_limit);
    let open = open.clone();
    let write = move |tx: &mut dyn Tx| {
        let claimed = tx.exec(
            sql!(
                "update payment_op set state = 'sending', owner = $4, fence = fence + 1, due_at = $5
                 where shop_id = $1 and op_id = $2 and fence = $3 and state = 'queued'"
            ),
            &[open.shop.into(), (&open.op).into(), open.fence.into(), (&*owner).into(), due.into()],
        )?;
        let Open { trade, payment, amount, .. } = open.clone();
        Ok((claimed == 1).then(|| Permit::for_payment(trade, payment, amount)))
    };
    world.store.write(write).await
}

async fn ask(world: &World, account: &Account, open: Open) -> Result<(), store::Error> {
    let seen = surely(world, open.shop, account, &open.trade, &open.payment).await?;
    match seen {
        Seen::Cancelled(_) | Seen::Expired(_) | Seen::Refused(_) => {
            return end(world, &open, End::Released).await;
        }
        Seen::Captured(_) => return end(world, &open, End::Captured).await,
        _ if world.now() >= open.asked_at.after(OUTLIVED) => {
            return end(world, &open, End::Outlived).await;
        }
        _ => {}
    }
    if seen == Seen::Changed {
        // The feed tells whether it was cancelled, or changed once more.
        notice::hurry(world, open.shop, &open.merchant, &open.trade).await?;
    }
    let late = world.now() >= open.asked_at.after(world.pace.undecided);
    // Somebody who was away for an hour is not late before they have tried again.
    if late && open.looks >= LOOKS_ALONE && !open.is_loose {
        let (loose, now) = (open.clone(), world.now());
        world.store.write(move |tx| let_go(tx, &loose, now)).await?;
        world.bell.notify_one();
    }
    // 021 may be sent again where the hold stands: that it stands means that it had no effect yet.
    // Changed: another hold has its 取引ID; once a notice names it, that one is given back
    // ([`takes_over`]).
    later(world, &open, matches!(seen, Seen::Held(_))).await
}

/// A notice named another hold in the place of one that was to be given back: its amount was
/// changed at Paygent meanwhile. False: no release of that 取引ID is open, or it is being sent.
pub(super) async fn takes_over(
    world: &World,
    shop: ShopId,
    trade: &TradeId,
    (payment, amount, number): (&PaymentId, Yen, i64),
) -> Result<bool, store::Error> {
    let (trade, payment, now) = (trade.clone(), payment.clone(), world.now());
    let write = world.store.write(move |tx| {
        let taken = tx.exec(
            sql!(
                "update payment_op set payment_id = $3, amount = $4, state = 'queued', due_at = $5,
                   fence = fence + 1
                 where shop_id = $1 and trading_id = $2 and kind = 'release'
                   and state in ('queued', 'unknown')"
            ),
            &[shop.into(), (&trade).into(), (&payment).into(), amount.into(), now.into()],
        )?;
        if taken == 1 {
            tx.exec(
                sql!(
                    "update payment set payment_id = $3, amount = $4, named_by = $5,
                       doubted_at = null
                     where shop_id = $1 and trading_id = $2 and head = 0"
                ),
                &[shop.into(), (&trade).into(), (&payment).into(), amount.into(), number.into()],
            )?;
        }
        Ok::<_, store::Error>(taken == 1)
    });
    let taken = write.await?;
    if taken {
        world.bell.notify_one();
    }
    Ok(taken)
}

/// To be sent, or asked about, again after a while.
async fn later(world: &World, open: &Open, send: bool) -> Result<(), store::Error> {
    let wait = if open.is_loose {
        // Nobody waits for it: seldom, and more seldom.
        world.pace.watch_after(world.now().0 - open.asked_at.0)
    } else {
        world.pace.look_after(open.looks + 1)
    };
    let due = world.now().after(wait);
    let (shop, op) = (open.shop, open.op.clone());
    let state = if send { "queued" } else { "unknown" };
    let write = move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "update payment_op set state = $3, due_at = $4, looks = looks + 1
                 where shop_id = $1 and op_id = $2 and state in ('queued', 'sending', 'unknown')"
            ),
            &[shop.into(), (&op).into(), state.into(), due.into()],
        )
    };
    world.store.write(write).await.map(drop)
}

/// Ends a release in one commit, whoever else found the same.
async fn end(world: &World, open: &Open, end: End) -> Result<(), store::Error> {
    let now = world.now();
    let fresh = OpId(random_hex(&*world.random, 16));
    let open = open.clone();
    let (shop, order) = (open.shop, open.order);
    world.store.write(move |tx| commit(tx, &open, end, &fresh, now)).await?;
    world.sights.forget(shop, order);
    world.bell.notify_one();
    Ok(())
}

fn commit(
    tx: &mut dyn Tx,
    open: &Open,
    end: End,
    fresh: &OpId,
    now: Timestamp,
) -> Result<(), store::Error> {
    let Open { shop, order, .. } = *open;
    // From here to the commit nobody else decides anything about this order.
    order::version::touch(tx, shop, order)?;
    // Another hold may have taken its place since, or the order may have been let go.
    let is_same = |now: &Open| now.payment == open.payment;
    let Some(open) = find(tx, shop, &open.op)?.filter(is_same) else { return Ok(()) };
    let open = &open;
    let lost = || store::Error::Engine(format!("order {order} lost its payment"));
    let mut old = row::of_trade(tx, shop, &open.trade)?.ok_or_else(lost)?;
    let head = row::head(tx, shop, order)?.ok_or_else(lost)?;
    let both = head.settled() == Settled::Captured;
    let verdict = match end {
        End::Released => Verdict::Done,
        End::Captured => Verdict::Refused { code: String::new(), detail: format!("{end:?}") },
        End::Outlived => Verdict::NotDone(format!("{end:?}")),
    };
    act::close(tx, shop, &open.op, &verdict, now)?;
    let what = match end {
        End::Released => {
            old.released();
            row::save(tx, shop, &old, now)?;
            format!("変更前のオーソリを取り消しました。取引ID {}", old.trade)
        }
        // An order that went on has another payment by now: a person decides between the two.
        End::Captured if !both && !open.is_loose => {
            old.found_captured();
            row::save(tx, shop, &old, now)?;
            row::make_head(tx, shop, &old)?;
            queue(tx, open, &head, fresh, now)?;
            format!(
                "変更前のオーソリはペイジェント側で売上確定されていました。取引更新を取りやめ、新しいオーソリを\
                 取り消します。取引ID {}",
                old.trade
            )
        }
        End::Captured => {
            let body = format!(
                "取引ID {}：金額を変更した受注の、変更前の決済（{}）が、ペイジェント側で売上確定されています。\
                 ペイジェント管理画面で取り消してください。",
                old.trade,
                old.amount()
            );
            old.found_captured();
            row::save(tx, shop, &old, now)?;
            // Not the task of an order that was let go: that one is about something else.
            tell(tx, open, (&format!("{}.captured", open.op), &body), now)?;
            body
        }
        End::Outlived => {
            old.released();
            row::save(tx, shop, &old, now)?;
            format!("変更前のオーソリは有効期限を過ぎました。取引ID {}", old.trade)
        }
    };
    history::write(tx, shop, order, now, history::SYSTEM, &what)
}

/// The new hold is given back in its turn.
fn queue(
    tx: &mut dyn Tx,
    open: &Open,
    hold: &Payment,
    fresh: &OpId,
    now: Timestamp,
) -> Result<(), store::Error> {
    let entry = Entry {
        op: fresh,
        shop: open.shop,
        order: Some(open.order),
        trade: &hold.trade,
        payment: &hold.payment,
        merchant: &hold.merchant,
        amount: hold.amount(),
        sent: Request::Release,
        new_trade: None,
        by: history::SYSTEM,
    };
    entry.queue(tx, now)
}

/// The order goes on without it, and a person is told; the release itself goes on too.
fn let_go(tx: &mut dyn Tx, open: &Open, now: Timestamp) -> Result<(), store::Error> {
    let Open { shop, order, .. } = *open;
    order::version::touch(tx, shop, order)?;
    let loosened = tx.exec(
        sql!(
            "update payment_op set order_id = null
             where shop_id = $1 and op_id = $2 and order_id is not null
               and state in ('queued', 'sending', 'unknown')"
        ),
        &[shop.into(), (&open.op).into()],
    )?;
    if loosened == 0 {
        return Ok(());
    }
    let body = format!(
        "取引ID {}：金額を変更した受注の、変更前のオーソリ（{}）の取り消しがまだ確認できません。\
         確認と取り消しは自動で続けます。お急ぎの場合は、ペイジェント管理画面で取り消してください。",
        open.trade, open.amount
    );
    tell(tx, open, (open.op.as_str(), &body), now)?;
    history::write(tx, shop, order, now, history::SYSTEM, &body)
}

fn tell(
    tx: &mut dyn Tx,
    open: &Open,
    (subject, body): (&str, &str),
    now: Timestamp,
) -> Result<(), store::Error> {
    let task = Task { kind: task::Kind::Undecided, subject, body };
    task::open(tx, open.shop, &task, now).map(drop)
}

fn find(tx: &mut dyn Tx, shop: ShopId, op: &OpId) -> Result<Option<Open>, store::Error> {
    let row = tx.row(
        sql!(
            "select p.order_id, o.trading_id, p.payment_id, o.merchant_id, o.amount, o.state,
               o.asked_at, o.looks, o.fence, o.order_id
             from payment_op o
             join payment p on p.shop_id = o.shop_id and p.trading_id = o.trading_id
             where o.shop_id = $1 and o.op_id = $2 and o.kind = 'release'
               and o.state in ('queued', 'sending', 'unknown')"
        ),
        &[shop.into(), op.into()],
    )?;
    row.map(|row| {
        Ok(Open {
            shop,
            op: op.clone(),
            order: OrderId(row.int(0)?),
            trade: TradeId(row.text(1)?),
            payment: PaymentId(row.text(2)?),
            merchant: MerchantId(row.text(3)?),
            amount: Yen(row.int(4)?),
            is_queued: row.text(5)? == "queued",
            asked_at: Timestamp(row.int(6)?),
            looks: row.int(7)?,
            fence: row.int(8)?,
            is_loose: row.opt_int(9)?.is_none(),
        })
    })
    .transpose()
}
