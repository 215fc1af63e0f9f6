//! Leave to send one money telegram.
//!
//! A permit is made inside the write that commits the intent and comes out of it only when that
//! commit is durable: a request without a committed intent cannot be written down (DESIGN section
//! 4).

use std::marker::PhantomData;

use crate::id::{PaymentId, TradeId};
use crate::money::Yen;

/// 020: authorise.
pub enum Authorise {}
/// 022: capture.
pub enum Capture {}
/// 021: cancel a hold.
pub enum Cancel {}
/// 023: take a capture back.
pub enum Refund {}
/// 020 with `ref_trading_id`: change the amount.
pub enum Change {}

/// Leave to send one `Op` for one payment.
pub struct Permit<Op> {
    trade: TradeId,
    payment: Option<PaymentId>,
    amount: Yen,
    op: PhantomData<fn() -> Op>,
}

impl<Op> Permit<Op> {
    /// Granted by the `begin_…` transitions of `payment::state`, by `payment::void` for a payment
    /// that has no order, and by `payment::release` for a hold that no longer counts.
    pub(super) fn for_payment(trade: TradeId, payment: PaymentId, amount: Yen) -> Permit<Op> {
        Permit { trade, payment: Some(payment), amount, op: PhantomData }
    }

    /// The 取引ID the telegram is about; of a change the new one.
    pub fn trade(&self) -> &TradeId {
        &self.trade
    }

    /// Paygent's number of the payment; an authorisation has none yet.
    pub fn payment(&self) -> Option<&PaymentId> {
        self.payment.as_ref()
    }

    /// The amount the permit was granted for.
    pub fn amount(&self) -> Yen {
        self.amount
    }
}

impl Permit<Change> {
    /// Granted by `Payment::begin_update`: a new hold, under a 取引ID of its own.
    pub(super) fn for_change(under: TradeId, amount: Yen) -> Permit<Change> {
        Permit { trade: under, payment: None, amount, op: PhantomData }
    }
}

impl Permit<Authorise> {
    /// Granted by `attempt::state` when "sending" is being committed.
    pub(crate) fn for_attempt(trade: TradeId, amount: Yen) -> Permit<Authorise> {
        Permit { trade, payment: None, amount, op: PhantomData }
    }
}
