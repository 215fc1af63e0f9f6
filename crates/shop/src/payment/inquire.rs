//! The one question to Paygent, "what is this payment now?" (094), and what is noted of answers
//! that nobody understands; and the second question where the first one cannot tell a cancellation
//! from a change of amount.

use paygent::{Outcome, Unknown};
use store::{Tx, sql};

use super::account::Account;
use super::gateway::Which;
use super::notice;
use super::seen::{Seen, Unavailable, from_outcome};
use crate::clock::Timestamp;
use crate::id::{PaymentId, ShopId, TradeId};
use crate::task;
use crate::world::World;

/// No more of an unreadable answer is kept.
const RAW_MAX: usize = 16 * 1024;

/// Asks 094. What the answer says that stands in no table is noted: the bytes of an unreadable one,
/// a task for a status number that nobody knows (DESIGN section 5).
pub(crate) async fn inquire(world: &World, shop: ShopId, account: &Account, which: Which) -> Seen {
    let about = match &which {
        Which::Trade(trade) => trade.as_str().to_owned(),
        Which::Payment(payment) | Which::Both(_, payment) => payment.as_str().to_owned(),
    };
    let outcome = world.gateway.inquire(account, which).await;
    keep_unread(world, shop, &about, "094", &outcome).await;
    let seen = from_outcome(outcome);
    if let Seen::Unavailable(Unavailable::Number(number)) = seen {
        let body = format!(
            "決済 {about}：ペイジェントの決済状況 {number} の意味がわかりません。\
             ペイジェント管理画面でご確認ください。"
        );
        task::tell(world, shop, task::Kind::OddStatus, format!("{about}.{number}"), body).await;
    }
    seen
}

/// Asks 094 about a payment that we take for alive. A change of amount on Paygent's side cancels it
/// and makes another one with the same 取引ID: a cancellation is believed only if no other payment
/// has that (DESIGN section 5).
pub(crate) async fn surely(
    world: &World,
    shop: ShopId,
    account: &Account,
    trade: &TradeId,
    payment: &PaymentId,
) -> Result<Seen, store::Error> {
    let seen = inquire(world, shop, account, Which::Payment(payment.clone())).await;
    if !matches!(seen, Seen::Cancelled(_)) {
        return Ok(seen);
    }
    Ok(match inquire(world, shop, account, Which::Trade(trade.clone())).await {
        Seen::Cancelled(_) => seen,
        Seen::Several if notice::is_over(world, shop, trade, payment).await? => seen,
        Seen::Several | Seen::Held(_) | Seen::Captured(_) => Seen::Changed,
        // Not known for certain: then it is not known.
        unclear => unclear,
    })
}

/// Keeps the bytes of an answer that could not be read, with what it answered: `about` is the
/// 取引ID, Paygent's number, or the operation of `payment_op`. The outcome stays what it was if the
/// database does not take them.
pub(crate) async fn keep_unread<A>(
    world: &World,
    shop: ShopId,
    about: &str,
    telegram: &'static str,
    outcome: &Outcome<A>,
) {
    let Outcome::Unknown(Unknown { why, raw }) = outcome else { return };
    if raw.is_empty() {
        return;
    }
    let (about, why, now) = (about.to_owned(), why.clone(), world.now());
    let raw = raw[..raw.len().min(RAW_MAX)].to_vec();
    let write = world.store.write(move |tx| write(tx, shop, &about, telegram, now, &why, &raw));
    if let Err(error) = write.await {
        tracing::error!(%error, telegram, "an unreadable answer could not be kept");
    }
}

fn write(
    tx: &mut dyn Tx,
    shop: ShopId,
    about: &str,
    telegram: &str,
    now: Timestamp,
    why: &str,
    raw: &[u8],
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into unread_answer (shop_id, about, telegram, at, why, raw)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (shop_id, about, telegram) do update set
               at = excluded.at, why = excluded.why, raw = excluded.raw"
        ),
        &[shop.into(), about.into(), telegram.into(), now.into(), why.into(), raw.into()],
    )?;
    Ok(())
}
