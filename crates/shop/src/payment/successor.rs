//! The number of the payment that a change of amount at Paygent has made, as a person reads it at
//! ペイジェント管理画面: where neither a notice nor the feed names it (7-4 ①-2). The person only says
//! where to look; 094 by both numbers proves it. That the payment of this number was the last one,
//! and none lives any more, is what nobody but the person can say where the feed is refused.

use store::sql;

use super::account;
use super::act::ActError;
use super::gateway::Which;
use super::inquire::inquire;
use super::look;
use super::notice::{self, Succession};
use super::row;
use super::seen::Seen;
use super::state::Settled;
use crate::id::{OrderId, PaymentId, ShopId};
use crate::order::{history, version};
use crate::world::World;

/// What became of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// It is the order's payment now.
    Taken,
    /// It was cancelled there, the person says that no other one lives, and our record follows.
    Over,
    /// Paygent knows no such payment with the order's 取引ID.
    NotThere,
    /// It is the one that was changed: another one is newer, whatever became of it.
    Older,
    /// It has ended there: another one is the newest, or the person must say that none lives.
    Ended,
    /// Paygent did not answer.
    Silent,
    /// The order does not wait for a number (any more).
    NotAsked,
}

/// What a person has read at ペイジェント管理画面.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The newest number of the order's 取引ID.
    pub number: &'a str,
    /// If that one has ended: no other one lives.
    pub none_lives: bool,
}

/// Takes the payment of this number for the order's, for `by`, if it lives; or follows its
/// cancellation.
pub async fn name_successor(
    world: &World,
    shop: ShopId,
    order: OrderId,
    told: Told<'_>,
    by: &str,
) -> Result<Named, ActError> {
    let Some(look) = look::quietly(world, shop, order).await? else {
        return Err(ActError::NoPayment);
    };
    if !look.asks_for_number() {
        return Ok(Named::NotAsked);
    }
    let payment = look.payment;
    let account = account::load(world, shop, &payment.merchant).await?;
    let named = PaymentId(told.number.to_owned());
    let which = Which::Both(payment.trade.clone(), named.clone());
    Ok(match inquire(world, shop, &account, which).await {
        seen @ (Seen::Held(_) | Seen::Captured(_)) => {
            let ended = payment.payment;
            match notice::succeed(world, (shop, order), ended, (None, seen), by).await? {
                Succession::Done => Named::Taken,
                Succession::Overtaken | Succession::NotNow => Named::NotAsked,
            }
        }
        // Another one has this 取引ID too, so that the one of our own 020 is not the newest.
        Seen::Cancelled(_) if !look.has_replaced && named == payment.payment => Named::Older,
        seen @ Seen::Cancelled(_) if told.none_lives && payment.settled() != Settled::Cancelled => {
            let over = Over { ended: payment.payment, newest: &named, seen: &seen };
            if end(world, (shop, order), over, by).await? { Named::Over } else { Named::NotAsked }
        }
        Seen::Cancelled(_) | Seen::Expired(_) | Seen::Refused(_) => Named::Ended,
        Seen::None | Seen::Several | Seen::Changed | Seen::Pending(_) => Named::NotThere,
        Seen::Unavailable(_) => Named::Silent,
    })
}

/// A payment that was cancelled at Paygent.
struct Over<'a> {
    /// The order's, as our record has it.
    ended: PaymentId,
    /// The last of its 取引ID.
    newest: &'a PaymentId,
    seen: &'a Seen,
}

/// Our record follows. Whether it did: not where somebody acted on the order meanwhile.
async fn end(
    world: &World,
    (shop, order): (ShopId, OrderId),
    over: Over<'_>,
    by: &str,
) -> Result<bool, ActError> {
    let (now, by, ended, seen) = (world.now(), by.to_owned(), over.ended, over.seen.clone());
    let what = format!(
        "ペイジェント管理画面での確認により、キャンセル済としました（決済ID {}）。",
        over.newest
    );
    let write = world.store.write(move |tx| {
        version::touch(tx, shop, order)?;
        let mut payment = row::head(tx, shop, order)?.ok_or(ActError::NoPayment)?;
        if payment.payment != ended || payment.take_over(&seen).is_err() {
            return Ok(false);
        }
        row::save(tx, shop, &payment, now)?;
        // Somebody may have erred: the order can be given another number.
        tx.exec(
            sql!(
                "update payment set named_by = coalesce(named_by, 0)
                 where shop_id = $1 and trading_id = $2"
            ),
            &[shop.into(), (&payment.trade).into()],
        )?;
        history::write(tx, shop, order, now, &by, &what)?;
        Ok::<_, ActError>(true)
    });
    let is_over = write.await?;
    world.sights.forget(shop, order);
    Ok(is_over)
}
