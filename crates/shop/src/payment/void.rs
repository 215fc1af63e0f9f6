//! Gives back a payment that has no order: found at Paygent after its attempt had been decided as
//! "none" (DESIGN section 4).

use super::account::{self, AccountError};
use super::act::{self, Done, Entry};
use super::permit::Permit;
use super::seen::Fact;
use super::state::Request;
use crate::clock::random_hex;
use crate::id::{MerchantId, OpId, PaymentId, ShopId, TradeId};
use crate::order::history;
use crate::world::World;

/// A live payment without an order.
#[derive(Clone)]
pub(crate) struct Orphan {
    /// Our 取引ID of the attempt.
    pub(crate) trade: TradeId,
    /// The account it was made under.
    pub(crate) merchant: MerchantId,
    /// What 094 told of it.
    pub(crate) fact: Fact,
    /// Whether it is captured already: then 023, else 021.
    pub(crate) captured: bool,
}

/// Voids an orphan; a void that is in flight already is left alone (`None`).
pub(crate) async fn void(
    world: &World,
    shop: ShopId,
    orphan: Orphan,
) -> Result<Option<Done>, AccountError> {
    let account = account::load(world, shop, &orphan.merchant).await?;
    let op = OpId(random_hex(&*world.random, 16));
    let Orphan { trade, merchant, fact, captured } = orphan;
    let payment = PaymentId(fact.payment);
    let amount = fact.amount;
    let (now, owner, limit) = (world.now(), world.process.clone(), world.pace.telegram_limit);
    let sent = if captured { Request::Refund } else { Request::CancelHeld };
    let named = op.clone();
    let granted = world
        .store
        .write(move |tx| {
            let entry = Entry {
                op: &named,
                shop,
                order: None,
                trade: &trade,
                payment: &payment,
                merchant: &merchant,
                amount,
                sent,
                new_trade: None,
                by: history::SYSTEM,
            };
            match entry.insert(tx, &owner, now, limit) {
                Ok(()) => Ok(Some((trade.clone(), payment.clone()))),
                Err(act::ActError::Denied(_)) => Ok(None),
                Err(act::ActError::Store(error)) => Err(error),
                Err(other) => Err(store::Error::Engine(other.to_string())),
            }
        })
        .await?;
    let Some((trade, payment)) = granted else { return Ok(None) };
    let (telegram, outcome) = if captured {
        let permit = Permit::for_payment(trade, payment, amount);
        ("023", world.gateway.refund(&account, &permit).await)
    } else {
        let permit = Permit::for_payment(trade, payment, amount);
        ("021", world.gateway.cancel(&account, &permit).await)
    };
    Ok(Some(act::finish(world, shop, None, op, telegram, outcome).await?))
}
