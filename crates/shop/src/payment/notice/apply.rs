//! Asks 094 about what Paygent has spoken of, and lets our record follow.

use futures_util::{StreamExt, stream};
use store::{Tx, sql};

use super::super::account::{self, AccountError};
use super::super::act::Done;
use super::super::gateway::Which;
use super::super::inquire::inquire;
use super::super::look::{self, Look};
use super::super::seen::{Seen, Unavailable};
use super::super::state::{Replaced, Settled, State};
use super::super::void::{self, Orphan};
use super::super::{release, row};
use super::named::{self, Named};
use super::wish::{self, Claimed};
use crate::clock::Timestamp;
use crate::id::{MerchantId, OrderId, PaymentId, ShopId, TradeId};
use crate::order::{history, version};
use crate::task;
use crate::world::World;

/// Looked at in one sweep.
const BATCH: i64 = 100;
/// Questions in the air at once.
const AT_ONCE: usize = 8;

/// Asks about everything that is due, and tells when the next will be.
pub async fn sweep(world: &World) -> Result<Option<Timestamp>, store::Error> {
    let now = world.now();
    let due = world.store.read(move |tx| wish::due(tx, now, BATCH)).await?;
    let asked = stream::iter(due).map(|wish| one(world, wish));
    for done in asked.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await {
        done?;
    }
    world.store.read(wish::next).await
}

async fn one(world: &World, wish: Claimed) -> Result<(), store::Error> {
    let lease = world.now().after(2 * world.pace.telegram_limit);
    let claim = wish.clone();
    let Some(wish) = world.store.write(move |tx| claim.claim(tx, lease)).await? else {
        return Ok(());
    };
    let after = match follow(world, &wish).await {
        Ok(after) => after,
        Err(AccountError::Store(error)) => return Err(error),
        Err(error) => {
            tracing::error!(%error, trade = %wish.trade, "a payment cannot be asked about");
            After::Done
        }
    };
    let now = world.now();
    let due = now.after(world.pace.watch_after(world.pace.look_longest << wish.looks.min(8)));
    let write = world.store.write(move |tx| match after {
        After::Done => wish.done(tx, now),
        After::Soon => wish.later(tx, now),
        After::Later => wish.later(tx, due),
    });
    write.await
}

/// How a wish goes on.
#[derive(Clone, Copy)]
enum After {
    /// It was asked, and our record has followed.
    Done,
    /// Somebody acted on the order meanwhile.
    Soon,
    /// There was no answer, or it decides nothing yet.
    Later,
}

/// Who pays what with this 取引ID, as our record has it.
enum Paying {
    /// The payment of an order; with the payments that were named and that we do not know.
    Order(OrderId, Vec<Named>),
    /// What paid an order before its amount was changed.
    Former(Gone, Vec<Named>),
    /// An attempt or a change that is not settled, or that is looked for: it asks by itself.
    Unsettled,
    /// Nothing any more.
    Nothing,
}

/// What paid an order before, as our record has it.
struct Gone {
    merchant: MerchantId,
    payment: PaymentId,
}

async fn follow(world: &World, wish: &Claimed) -> Result<After, AccountError> {
    let (shop, trade, now) = (wish.shop, wish.trade.clone(), world.now());
    let told = trade.clone();
    match world.store.write(move |tx| paying(tx, shop, &told, now)).await? {
        Paying::Order(_, named) if wish.for_named && named.is_empty() => Ok(After::Done),
        Paying::Order(order, named) => look_at(world, wish, order, named).await,
        Paying::Former(gone, named) => give_back(world, shop, &trade, (gone, named)).await,
        Paying::Unsettled => Ok(After::Later),
        Paying::Nothing => {
            world.store.write(move |tx| named::forget_all(tx, shop, &trade)).await?;
            Ok(After::Done)
        }
    }
}

/// What paid an order before pays nothing any more: a hold that took its place at Paygent is given
/// back as it would have been. What was captured is a person's to judge.
async fn give_back(
    world: &World,
    shop: ShopId,
    trade: &TradeId,
    (gone, named): (Gone, Vec<Named>),
) -> Result<After, AccountError> {
    let Gone { merchant, payment } = gone;
    let account = account::load(world, shop, &merchant).await?;
    // One at a time: a release goes on to the next when its own has ended.
    let which = Which::Both(trade.clone(), payment);
    let ours = inquire(world, shop, &account, which).await;
    let mut is_free = matches!(ours, Seen::Cancelled(_) | Seen::Expired(_) | Seen::Refused(_));
    // A person's to judge: what was captured, and what Paygent does not give back.
    let (mut left, mut after) = (Vec::new(), After::Done);
    for one in named {
        match ask(world, shop, &account, trade, &one).await? {
            Seen::Held(_) if !is_free => after = After::Later,
            Seen::Held(fact) => {
                is_free = false;
                let hold = (&one.payment, fact.amount, one.number);
                if !release::takes_over(world, shop, trade, hold).await? {
                    let (trade, merchant) = (trade.clone(), merchant.clone());
                    let orphan = Orphan { trade, merchant, fact, captured: false };
                    if let Some(Done::Refused { .. }) = void::void(world, shop, orphan).await? {
                        left.push(one.payment);
                    }
                    // Until 094 shows that it is gone.
                    after = After::Later;
                }
            }
            Seen::Captured(_) => left.push(one.payment),
            Seen::Unavailable(_) => after = After::Later,
            _ => {}
        }
    }
    tell_of(world, shop, trade, &left).await;
    Ok(after)
}

/// Notes that it is looked at, and forgets names that our record has by now.
fn paying(
    tx: &mut dyn Tx,
    shop: ShopId,
    trade: &TradeId,
    now: Timestamp,
) -> Result<Paying, store::Error> {
    let payment = tx.row(
        sql!(
            "select order_id, head, payment_id, merchant_id from payment
             where shop_id = $1 and trading_id = $2"
        ),
        &[shop.into(), trade.into()],
    )?;
    if let Some(payment) = payment {
        let ours = PaymentId(payment.text(2)?);
        named::forget(tx, shop, trade, &ours)?;
        tx.exec(
            sql!("update payment set looked_at = $3 where shop_id = $1 and trading_id = $2"),
            &[shop.into(), trade.into(), now.into()],
        )?;
        let named = named::of(tx, shop, trade)?;
        return Ok(match payment.int(1)? {
            1 => Paying::Order(OrderId(payment.int(0)?), named),
            _ => {
                let merchant = MerchantId(payment.text(3)?);
                Paying::Former(Gone { merchant, payment: ours }, named)
            }
        });
    }
    let unsettled = tx.row(
        sql!(
            "select 1 from attempt where shop_id = $1 and trading_id = $2
               and (state in ('sending', 'unknown') or (state = 'none' and due_at is not null))
             union all
             select 1 from payment_op where shop_id = $1 and new_trading_id = $2
               and due_at is not null"
        ),
        &[shop.into(), trade.into()],
    )?;
    Ok(if unsettled.is_some() { Paying::Unsettled } else { Paying::Nothing })
}

/// An order's payment: our record takes in what 094 says of it. Where it has ended there, the
/// newest of the payments that were named and are alive takes its place.
async fn look_at(
    world: &World,
    wish: &Claimed,
    order: OrderId,
    named: Vec<Named>,
) -> Result<After, AccountError> {
    let (shop, trade) = (wish.shop, &wish.trade);
    world.sights.forget(shop, order);
    let Some(Look { payment, seen, .. }) = look::quietly(world, shop, order).await? else {
        return Ok(After::Done);
    };
    if matches!(payment.state(), State::InFlight { .. }) {
        return Ok(After::Later);
    }
    let ended = match &seen {
        Seen::Changed | Seen::Cancelled(_) | Seen::Expired(_) => true,
        Seen::Unavailable(Unavailable::Silent(_)) => return Ok(After::Later),
        _ => false,
    };
    let account = account::load(world, shop, &payment.merchant).await?;
    let mut live = Vec::new();
    for one in named {
        match ask(world, shop, &account, trade, &one).await? {
            theirs @ (Seen::Held(_) | Seen::Captured(_)) if ended => {
                let (ended, new) = (payment.payment, (Some(one.number), theirs));
                let took = succeed(world, (shop, order), ended, new, history::SYSTEM).await?;
                return Ok(match took {
                    Succession::Done => After::Done,
                    Succession::Overtaken => After::Soon,
                    Succession::NotNow => After::Later,
                });
            }
            Seen::Held(_) | Seen::Captured(_) => live.push(one.payment),
            Seen::Unavailable(_) => return Ok(After::Later),
            _ => {}
        }
    }
    if live.is_empty() {
        return Ok(After::Done);
    }
    // In the middle of a change there are two for a moment. Two that stay are somebody's mistake.
    if wish.looks < 3 {
        return Ok(After::Later);
    }
    live.insert(0, payment.payment);
    tell_of(world, shop, trade, &live).await;
    Ok(After::Done)
}

/// Asks 094 about a payment that was named, by both numbers. One that is not of this 取引ID, or has
/// ended, is forgotten: it never lives again.
async fn ask(
    world: &World,
    shop: ShopId,
    account: &account::Account,
    trade: &TradeId,
    one: &Named,
) -> Result<Seen, store::Error> {
    let which = Which::Both(trade.clone(), one.payment.clone());
    let seen = inquire(world, shop, account, which).await;
    if matches!(seen, Seen::None | Seen::Cancelled(_) | Seen::Refused(_) | Seen::Expired(_)) {
        let (trade, payment) = (trade.clone(), one.payment.clone());
        let forget = world.store.write(move |tx| named::forget(tx, shop, &trade, &payment));
        forget.await?;
    }
    Ok(seen)
}

/// Of the payments that were named for a 取引ID, the newest that lives.
pub(crate) enum Living {
    /// What 094 says of it, and the number of the notice that named it.
    One(Seen, i64),
    /// Nobody has named one that lives.
    Nobody,
    /// 094 does not tell of one that was named.
    Silent,
}

/// Looks for it. What has ended is forgotten.
pub(crate) async fn living(
    world: &World,
    shop: ShopId,
    account: &account::Account,
    trade: &TradeId,
) -> Result<Living, store::Error> {
    let of = trade.clone();
    let mut found = Living::Nobody;
    for one in world.store.read(move |tx| named::of(tx, shop, &of)).await? {
        match ask(world, shop, account, trade, &one).await? {
            seen @ (Seen::Held(_) | Seen::Captured(_)) => return Ok(Living::One(seen, one.number)),
            Seen::Unavailable(_) => found = Living::Silent,
            _ => {}
        }
    }
    Ok(found)
}

/// What became of a payment that was to take another one's place.
pub(in super::super) enum Succession {
    /// It is the order's now.
    Done,
    /// The one that has ended is not the order's any more.
    Overtaken,
    /// A telegram about the order is in flight, or the new one does not live.
    NotNow,
}

/// The new payment takes the place of the one that has `ended`: number, amount and state as 094
/// tells them. With the number of the notice that named it; where none did, as if the last one that
/// was read had: whatever becomes of it has a later one. 0 until the feed is found.
pub(in super::super) async fn succeed(
    world: &World,
    (shop, order): (ShopId, OrderId),
    ended: PaymentId,
    (number, seen): (Option<i64>, Seen),
    by: &str,
) -> Result<Succession, store::Error> {
    let (now, by) = (world.now(), by.to_owned());
    let write = world.store.write(move |tx| {
        version::touch(tx, shop, order)?;
        let Some(mut payment) = row::head(tx, shop, order)? else { return Ok(Succession::Done) };
        if payment.payment != ended {
            return Ok(Succession::Overtaken);
        }
        let Some(old) = payment.replace(&seen, now) else { return Ok(Succession::NotNow) };
        tx.exec(
            sql!(
                "update payment set payment_id = $3, authorized_at = $4, doubted_at = null,
                   named_by = coalesce($5, (select f.next - 1 from notice_feed f
                     where f.shop_id = $1 and f.merchant_id = payment.merchant_id), 0)
                 where shop_id = $1 and trading_id = $2"
            ),
            &[
                shop.into(),
                (&payment.trade).into(),
                (&payment.payment).into(),
                payment.authorized_at.into(),
                number.into(),
            ],
        )?;
        row::save(tx, shop, &payment, now)?;
        named::forget(tx, shop, &payment.trade, &payment.payment)?;
        write_history(tx, shop, (order, now, &by), &old, &payment)?;
        Ok(Succession::Done)
    });
    let took = write.await?;
    world.sights.forget(shop, order);
    Ok(took)
}

fn write_history(
    tx: &mut dyn Tx,
    shop: ShopId,
    (order, now, by): (OrderId, Timestamp, &str),
    old: &Replaced,
    new: &super::super::state::Payment,
) -> Result<(), store::Error> {
    let said = |payment: &PaymentId, amount| format!("決済 {payment}・{amount}");
    let change = history::Change {
        before: said(&old.payment, old.amount),
        after: said(&new.payment, new.amount()),
    };
    let what = match new.settled() {
        Settled::Captured => "ペイジェント側で金額が変更され、決済が新しくなりました（消込済）。",
        Settled::Held | Settled::Cancelled => {
            "ペイジェント側で金額が変更され、決済が新しくなりました。"
        }
    };
    let about = history::About::Amount(history::Side::Paygent);
    let what = (what, &change, about);
    history::write_change(tx, shop, order, (now, by), what)
}

/// Payments that stand at Paygent beside what our record knows: a person must look.
async fn tell_of(world: &World, shop: ShopId, trade: &TradeId, live: &[PaymentId]) {
    if live.is_empty() {
        return;
    }
    let live: Vec<&str> = live.iter().map(PaymentId::as_str).collect();
    let body = format!(
        "取引ID {trade}：受注の記録と合わない決済がペイジェントにあります（{}）。\
         ペイジェント管理画面で確認し、不要な決済を取り消してください。",
        live.join("、")
    );
    task::tell(world, shop, task::Kind::Mismatch, trade.to_string(), body).await;
}
