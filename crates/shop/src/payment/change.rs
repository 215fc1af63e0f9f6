//! 取引更新: the order's total is sent to Paygent (R-041, R-172, R-193; DESIGN section 5).
//!
//! A change of amount, up or down, is a new hold under a 取引ID of its own (020 with
//! `ref_trading_id`), never 028: the answer of 028 cannot be found by asking once it is lost. One
//! commit makes the new hold the head and queues the 021 of the old one ([`super::release`]).

mod settle;

pub(super) use settle::{Sent, ask, watch};

use paygent::telegram::CardAnswer;
use paygent::{Outcome, Unknown};
use store::{Tx, sql};

use super::act::{self, ActError, Asking, Begun, Done, Entry, Situation, Verdict};
use super::gateway::Earlier;
use super::inquire::keep_unread;
use super::permit::{Change, Permit};
use super::state::{CancelPermit, Denied, NewHold, Payment, Request, UpdatePermit};
use super::{cancel, notice, release, row};
use crate::checkout::{Checkout, Paying, Split};
use crate::clock::{Timestamp, random_hex};
use crate::id::{OpId, OrderId, PaymentId, ShopId, TradeId};
use crate::money::Yen;
use crate::order::{self, history};
use crate::world::World;

/// How often the commit after a good answer is tried again before the sweeper takes over.
const TRIES: u32 = 5;

/// What whoever asks has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The order's total: another one is not sent.
    pub total: Yen,
    /// That the order's 3-D Secure loses its effect.
    pub loss_accepted: bool,
}

/// Sends an order's total to Paygent for `by`. Run it on a task of its own: a closed browser must
/// not stop it half-way.
pub async fn change(
    world: &World,
    shop: ShopId,
    order: OrderId,
    by: &str,
    agreed: Agreed,
) -> Result<Done, ActError> {
    let under = TradeId::new(world.now(), &*world.random);
    let asking = Asking { shop, order, by, under: Some(&under) };
    let new_trade = under.clone();
    let grant = move |payment: &mut Payment, now: &Situation<'_>| {
        if now.total != agreed.total {
            return Err(Denied::AmountDiffers);
        }
        let (earlier, at) = (payment.trade.clone(), (&new_trade, now.at));
        let wanted = (now.total, agreed.loss_accepted);
        let permit = payment.begin_update(wanted, now.seen, now.limits, at)?;
        Ok((permit, earlier))
    };
    let split = split_of(world, shop, order).await?;
    let Begun { account, op, permit } = act::begin(world, asking, grant).await?;
    let (permit, trade) = match permit {
        (UpdatePermit::Cancel(permit), _) => {
            let permit = CancelPermit::Hold(permit);
            return cancel::send(world, shop, order, Begun { account, op, permit }).await;
        }
        (UpdatePermit::Change(permit), earlier) => (permit, earlier),
    };
    let earlier = Earlier { trade, split: Split::at_paygent(split) };
    let outcome = world.gateway.change(&account, &permit, earlier).await;
    keep_unread(world, shop, &op.0, "020", &outcome).await;
    world.sights.forget(shop, order);
    Ok(finish(world, shop, op, permit, outcome).await?)
}

/// 支払回数 that the buyer chose.
async fn split_of(
    world: &World,
    shop: ShopId,
    order: OrderId,
) -> Result<Option<Split>, store::Error> {
    let read = move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!("select checkout from orders where shop_id = $1 and order_id = $2"),
            &[shop.into(), order.into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let checkout: Checkout = serde_json::from_str(&row.text(0)?)
            .map_err(|error| store::Error::Engine(format!("order {order}: {error}")))?;
        Ok(checkout.pay.split())
    };
    world.store.read(read).await
}

async fn finish(
    world: &World,
    shop: ShopId,
    op: OpId,
    permit: Permit<Change>,
    outcome: Outcome<CardAnswer>,
) -> Result<Done, store::Error> {
    let (done, verdict) = match outcome {
        Outcome::Accepted(answer) => {
            let hold = NewHold {
                trade: permit.trade().clone(),
                payment: PaymentId(answer.payment_id),
                authorized_at: world.now(),
                named_by: None,
            };
            made(world, shop, op, hold, answer.masked_card_number).await?;
            return Ok(Done::Done);
        }
        Outcome::Refused(refusal) => {
            let (code, detail) = (refusal.code, refusal.detail);
            let done = Done::Refused { code: code.clone(), detail: detail.clone() };
            (done, Verdict::Refused { code, detail })
        }
        Outcome::NotSent(why) => (Done::NotSent, Verdict::NotDone(why)),
        Outcome::Unknown(Unknown { why, .. }) => (Done::Unknown, Verdict::Unknown(why)),
    };
    let now = world.now();
    world.store.write(move |tx| act::record(tx, shop, &op, &verdict, now)).await?;
    world.bell.notify_one();
    Ok(done)
}

/// Paygent has made the new hold: it counts from here on, and the old one is given back at once.
/// Where the commit fails again and again the sweeper finds the hold by asking.
async fn made(
    world: &World,
    shop: ShopId,
    op: OpId,
    hold: NewHold,
    card: String,
) -> Result<(), store::Error> {
    let fresh = OpId(random_hex(&*world.random, 16));
    let now = world.now();
    let mut tries = 0;
    loop {
        let (op, hold, card, fresh) = (op.clone(), hold.clone(), card.clone(), fresh.clone());
        let commit = move |tx: &mut dyn Tx| adopt(tx, shop, &op, (&hold, &card), &fresh, now);
        tries += 1;
        match world.store.write(commit).await {
            Ok(()) => break,
            Err(error) if tries < TRIES => {
                tracing::warn!(%error, tries, "a change's commit failed");
            }
            Err(error) => return Err(error),
        }
    }
    world.bell.notify_one();
    release::step(world, shop, &fresh).await
}

/// One commit: the new hold is the head, the old one its parent, and its 021 is queued as `fresh`.
/// A change that is no longer open stays as it is: its first verdict stands.
fn adopt(
    tx: &mut dyn Tx,
    shop: ShopId,
    op: &OpId,
    (hold, card): (&NewHold, &str),
    fresh: &OpId,
    now: Timestamp,
) -> Result<(), store::Error> {
    let Some((order, by)) = open(tx, shop, op)? else { return Ok(()) };
    // From here to the commit nobody else decides anything about this order.
    order::version::touch(tx, shop, order)?;
    if open(tx, shop, op)?.is_none() {
        return Ok(());
    }
    let old = row::head(tx, shop, order)?
        .ok_or_else(|| store::Error::Engine(format!("order {order} lost its payment")))?;
    let Some(new) = old.replaced_by(hold.clone()) else {
        return Err(store::Error::Engine(format!("order {order} changes no amount")));
    };
    act::close(tx, shop, op, &Verdict::Done, now)?;
    row::replace(tx, shop, (&old.trade, &new), card, now)?;
    if let Some(number) = hold.named_by {
        // It is no more what was asked for: 094 tells what it is.
        notice::changed(tx, shop, (&new.trade, number), now)?;
    }
    let release = Entry {
        op: fresh,
        shop,
        order: Some(order),
        trade: &old.trade,
        payment: &old.payment,
        merchant: &old.merchant,
        amount: old.amount(),
        sent: Request::Release,
        new_trade: None,
        by: history::SYSTEM,
    };
    release.queue(tx, now)?;
    let what = format!("取引更新を行いました。取引ID {}", new.trade);
    let change =
        history::Change { before: old.amount().to_string(), after: new.amount().to_string() };
    let about = history::About::Amount(history::Side::Paygent);
    let told = (what.as_str(), &change, about);
    history::write_change(tx, shop, order, (now, &by), told)
}

/// Order and asker of a change that is open.
fn open(
    tx: &mut dyn Tx,
    shop: ShopId,
    op: &OpId,
) -> Result<Option<(OrderId, String)>, store::Error> {
    let row = tx.row(
        sql!(
            "select order_id, asked_by from payment_op
             where shop_id = $1 and op_id = $2 and kind = 'change' and order_id is not null
               and state in ('sending', 'unknown')"
        ),
        &[shop.into(), op.into()],
    )?;
    row.map(|row| Ok((OrderId(row.int(0)?), row.text(1)?))).transpose()
}
