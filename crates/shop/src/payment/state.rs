//! A payment after its order was placed, and the only ways it changes. No I/O.

use super::permit::{Cancel, Capture, Change, Permit, Refund};
use super::seen::{REFUND_EXPIRED, Seen};
use super::three_ds::ThreeDs;
use crate::checkout::CARD_MAX;
use crate::clock::{MINUTE, Timestamp};
use crate::id::{MerchantId, OrderId, PaymentId, TradeId};
use crate::money::Yen;

/// Where a payment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing is on its way.
    Settled(Settled),
    /// A telegram has left; its answer is not recorded yet.
    InFlight {
        /// What was asked.
        sent: Request,
        /// Where the payment stood before.
        before: Settled,
        /// Since when.
        since: Timestamp,
    },
}

/// 決済状況 as we know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// オーソリOK.
    Held,
    /// 消込済.
    Captured,
    /// キャンセル済.
    Cancelled,
}

/// What a telegram asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// 022.
    Capture,
    /// 021.
    CancelHeld,
    /// 023.
    Refund,
    /// 020 with `ref_trading_id`: a new hold under a 取引ID of its own.
    Change {
        /// The order's total.
        to: Yen,
    },
    /// 021 of another hold of the order, one that no longer counts (旧オーソリを取消中).
    Release,
}

/// 同時売上フラグ as it was when the order was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptureTiming {
    /// オーソリのみ.
    #[default]
    Later,
    /// オーソリ+売上.
    AtOnce,
}

/// One payment at Paygent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// 取引ID.
    pub trade: TradeId,
    /// Paygent's number.
    pub payment: PaymentId,
    /// The order it pays.
    pub order: OrderId,
    /// The contract it was made under.
    pub merchant: MerchantId,
    /// 同時売上フラグ of the order.
    pub timing: CaptureTiming,
    /// When the hold was made; 60 days run from it.
    pub authorized_at: Timestamp,
    amount: Yen,
    three_ds: ThreeDs,
    state: State,
}

/// What limits a request, besides the payment itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// 「3Dセキュア受注の減額を許可する」 (DESIGN section 10).
    pub three_ds_reduction: bool,
    /// The most the account takes for one payment, at most [`CARD_MAX`].
    pub card: Yen,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { three_ds_reduction: false, card: CARD_MAX }
    }
}

/// Why a request may not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// A telegram is in flight.
    InFlight,
    /// Paygent's own state is not known, or contradicts ours.
    NotKnown,
    /// There is no hold.
    NotHeld,
    /// Captured already.
    AlreadyCaptured,
    /// Cancelled already.
    Finished,
    /// Order total and payment differ.
    AmountDiffers,
    /// Order total and payment are equal: nothing to send.
    AmountSame,
    /// 3-D Secure was performed.
    ThreeDsPerformed,
    /// The new total is above the account's limit.
    AboveLimit,
    /// 返金期限: status 41.
    RefundExpired,
    /// 3-D Secure was performed, and nobody accepted that its effect is lost.
    LossNotAccepted,
}

/// What looking at Paygent changed in our record; a line of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// The amount there is another one than we knew.
    Amount {
        /// Ours.
        from: Yen,
        /// Theirs.
        to: Yen,
    },
    /// Captured there.
    Captured,
    /// When the hold was made: 094's date counts, not our clock's (DESIGN section 5).
    Date,
    /// The telegram in flight has had its effect, though its answer is not recorded yet.
    Done,
}

/// The payment that another one took the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Paygent's number.
    pub payment: PaymentId,
    /// What it held or had captured, as we knew it.
    pub amount: Yen,
}

/// Leave to cancel: which telegram it takes depends on what the payment is.
pub enum CancelPermit {
    /// 021.
    Hold(Permit<Cancel>),
    /// 023.
    Capture(Permit<Refund>),
}

/// Leave to send the order's total.
pub enum UpdatePermit {
    /// 020 with `ref_trading_id`.
    Change(Permit<Change>),
    /// 021: nothing is left to hold.
    Cancel(Permit<Cancel>),
}

/// The hold that a change of amount made at Paygent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHold {
    /// Its 取引ID.
    pub trade: TradeId,
    /// Paygent's number.
    pub payment: PaymentId,
    /// When it was made.
    pub authorized_at: Timestamp,
    /// The number of the notice that named it, where its amount was changed at Paygent before its
    /// answer was known.
    pub named_by: Option<i64>,
}

/// The parts of a [`Payment`] as they are kept.
pub struct Parts {
    /// The amount held or captured.
    pub amount: Yen,
    /// How it was authenticated.
    pub three_ds: ThreeDs,
    /// Where it stands.
    pub state: State,
}

impl Payment {
    /// A payment of a new order: held, or captured at once.
    #[allow(clippy::too_many_arguments)] // One column each; a builder would hide a forgotten one.
    pub fn new(
        trade: TradeId,
        payment: PaymentId,
        order: OrderId,
        merchant: MerchantId,
        timing: CaptureTiming,
        authorized_at: Timestamp,
        parts: Parts,
    ) -> Payment {
        let Parts { amount, three_ds, state } = parts;
        Payment { trade, payment, order, merchant, timing, authorized_at, amount, three_ds, state }
    }

    /// The amount held or captured.
    pub fn amount(&self) -> Yen {
        self.amount
    }

    /// How it was authenticated.
    pub fn three_ds(&self) -> ThreeDs {
        self.three_ds
    }

    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Where it stands, or stood before the telegram in flight.
    pub fn settled(&self) -> Settled {
        match self.state {
            State::Settled(settled) | State::InFlight { before: settled, .. } => settled,
        }
    }

    /// 売上確定: the whole hold, only when it equals the order's total.
    pub fn begin_capture(
        &mut self,
        total: Yen,
        seen: &Seen,
        now: Timestamp,
    ) -> Result<Permit<Capture>, Denied> {
        self.held(seen)?;
        if self.amount != total {
            return Err(Denied::AmountDiffers);
        }
        Ok(self.send(Request::Capture, now))
    }

    /// キャンセル: 021 for a hold, 023 for what was captured.
    pub fn begin_cancel(&mut self, seen: &Seen, now: Timestamp) -> Result<CancelPermit, Denied> {
        match (self.at_rest()?, seen) {
            (Settled::Held, Seen::Held(_)) => {
                Ok(CancelPermit::Hold(self.send(Request::CancelHeld, now)))
            }
            (Settled::Captured, Seen::Captured(fact)) if fact.number == REFUND_EXPIRED => {
                Err(Denied::RefundExpired)
            }
            (Settled::Captured, Seen::Captured(_)) => {
                Ok(CancelPermit::Capture(self.send(Request::Refund, now)))
            }
            (Settled::Cancelled, _) => Err(Denied::Finished),
            (Settled::Held | Settled::Captured, _) => Err(Denied::NotKnown),
        }
    }

    /// キャンセル of a hold only: nothing that was captured goes back.
    pub fn begin_cancel_hold(
        &mut self,
        seen: &Seen,
        now: Timestamp,
    ) -> Result<Permit<Cancel>, Denied> {
        self.held(seen)?;
        Ok(self.send(Request::CancelHeld, now))
    }

    /// 取引更新: sends the order's total, `under` a new 取引ID; a total of 0 gives the hold back.
    /// `loss_accepted`: that an authentication loses its effect; 0 yen lose none.
    pub fn begin_update(
        &mut self,
        (total, loss_accepted): (Yen, bool),
        seen: &Seen,
        limits: Limits,
        (under, now): (&TradeId, Timestamp),
    ) -> Result<UpdatePermit, Denied> {
        self.held(seen)?;
        if self.amount == total {
            return Err(Denied::AmountSame);
        }
        if total == Yen::ZERO {
            return self.begin_cancel_hold(seen, now).map(UpdatePermit::Cancel);
        }
        let reduces = total < self.amount;
        if self.three_ds != ThreeDs::NotUsed {
            if !(limits.three_ds_reduction && reduces) {
                return Err(Denied::ThreeDsPerformed);
            }
            if !loss_accepted {
                return Err(Denied::LossNotAccepted);
            }
        }
        if total > limits.card {
            return Err(Denied::AboveLimit);
        }
        self.state = State::InFlight {
            sent: Request::Change { to: total },
            before: self.settled(),
            since: now,
        };
        Ok(UpdatePermit::Change(Permit::for_change(under.clone(), total)))
    }

    /// The hold that takes this one's place, once Paygent has made it: the amount that was asked
    /// for, and no authentication any more. None: no change was asked for.
    pub fn replaced_by(&self, hold: NewHold) -> Option<Payment> {
        let State::InFlight { sent: Request::Change { to }, .. } = self.state else { return None };
        Some(Payment {
            trade: hold.trade,
            payment: hold.payment,
            authorized_at: hold.authorized_at,
            amount: to,
            three_ds: self.three_ds.after_change(),
            state: State::Settled(Settled::Held),
            ..self.clone()
        })
    }

    /// ペイジェント側の金額に合わせる: the amount there, where both sides agree on everything but it.
    pub fn amount_there(&self, total: Yen, seen: &Seen) -> Result<Yen, Denied> {
        let there = match (self.at_rest()?, seen) {
            (Settled::Held, Seen::Held(fact)) | (Settled::Captured, Seen::Captured(fact)) => {
                fact.amount
            }
            (Settled::Cancelled, _) => return Err(Denied::Finished),
            (Settled::Held | Settled::Captured, _) => return Err(Denied::NotKnown),
        };
        if there == total { Err(Denied::AmountSame) } else { Ok(there) }
    }

    /// A hold that no longer counts was given back, or ended at Paygent by itself.
    pub(super) fn released(&mut self) {
        self.state = State::Settled(Settled::Cancelled);
    }

    /// A hold that no longer counted was captured at Paygent before it was given back: it counts
    /// again.
    pub(super) fn found_captured(&mut self) {
        self.state = State::Settled(Settled::Captured);
    }

    fn at_rest(&self) -> Result<Settled, Denied> {
        match self.state {
            State::Settled(settled) => Ok(settled),
            State::InFlight { .. } => Err(Denied::InFlight),
        }
    }

    /// A hold that both sides know of.
    fn held(&self, seen: &Seen) -> Result<(), Denied> {
        match (self.at_rest()?, seen) {
            (Settled::Held, Seen::Held(_)) => Ok(()),
            (Settled::Held, _) => Err(Denied::NotKnown),
            (Settled::Captured, _) => Err(Denied::AlreadyCaptured),
            (Settled::Cancelled, _) => Err(Denied::Finished),
        }
    }

    fn send<Op>(&mut self, sent: Request, now: Timestamp) -> Permit<Op> {
        self.state = State::InFlight { sent, before: self.settled(), since: now };
        Permit::for_payment(self.trade.clone(), self.payment.clone(), self.amount)
    }

    /// Paygent said yes to the telegram in flight. Nothing in flight: nothing changes; a change of
    /// amount changes another payment ([`Payment::replaced_by`]), as does the release after it.
    pub fn accepted(&mut self) {
        let State::InFlight { sent, before, .. } = self.state else { return };
        self.state = State::Settled(match sent {
            Request::Capture => Settled::Captured,
            Request::CancelHeld | Request::Refund => Settled::Cancelled,
            Request::Change { .. } | Request::Release => before,
        });
    }

    /// The telegram in flight did nothing: refused, not sent, or Paygent does not show its effect
    /// after the quiet window.
    pub fn not_done(&mut self) {
        self.state = State::Settled(self.settled());
    }

    /// Paygent was asked. Settles a telegram in flight whose effect is visible, and takes over what
    /// changed on Paygent's side (an amount, a capture); a cancellation there is not taken over by
    /// itself (DESIGN section 10).
    pub fn observe(&mut self, seen: &Seen) -> Vec<Correction> {
        if let State::InFlight { sent, .. } = self.state {
            return match (sent, seen) {
                (Request::Capture, Seen::Captured(fact)) => {
                    self.accepted();
                    let done = std::iter::once(Correction::Done);
                    done.chain(self.adopt(fact.amount)).collect()
                }
                (Request::CancelHeld | Request::Refund, Seen::Cancelled(_)) => {
                    self.accepted();
                    vec![Correction::Done]
                }
                _ => Vec::new(),
            };
        }
        match (self.settled(), seen) {
            (Settled::Held, Seen::Captured(fact)) => {
                self.state = State::Settled(Settled::Captured);
                let captured = std::iter::once(Correction::Captured);
                captured.chain(self.adopt(fact.amount)).collect()
            }
            (Settled::Held, Seen::Held(fact)) => {
                let date = fact.authorized_at.filter(|at| self.is_dated_otherwise(*at));
                self.authorized_at = date.unwrap_or(self.authorized_at);
                let date = date.map(|_| Correction::Date);
                self.adopt(fact.amount).into_iter().chain(date).collect()
            }
            (Settled::Captured, Seen::Captured(fact)) => {
                self.adopt(fact.amount).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// By more than the seconds between Paygent's clock and ours, and an answer's way.
    fn is_dated_otherwise(&self, at: Timestamp) -> bool {
        at.0.abs_diff(self.authorized_at.0) > MINUTE.unsigned_abs()
    }

    /// キャンセルを取り込む: what Paygent's side has cancelled is cancelled for us too (DESIGN
    /// section 10). Not after a change of amount, which ends a payment in the same way.
    pub fn take_over(&mut self, seen: &Seen) -> Result<(), Denied> {
        match (self.at_rest()?, seen) {
            (Settled::Held | Settled::Captured, Seen::Cancelled(_)) => {
                self.state = State::Settled(Settled::Cancelled);
                Ok(())
            }
            (Settled::Cancelled, _) => Err(Denied::Finished),
            (Settled::Held | Settled::Captured, _) => Err(Denied::NotKnown),
        }
    }

    /// A change of amount on Paygent's side has put another payment in this one's place. Amount and
    /// state are 094's of the new one. Nothing changes without a live one, nor while a telegram
    /// about the old one is in flight.
    pub fn replace(&mut self, seen: &Seen, now: Timestamp) -> Option<Replaced> {
        let (settled, fact) = match (self.at_rest().ok()?, seen) {
            (_, Seen::Held(fact)) => (Settled::Held, fact),
            (_, Seen::Captured(fact)) => (Settled::Captured, fact),
            _ => return None,
        };
        let replaced = Replaced { payment: self.payment.clone(), amount: self.amount };
        self.payment = PaymentId(fact.payment.clone());
        self.authorized_at = fact.authorized_at.unwrap_or(now);
        self.three_ds = self.three_ds.after_change();
        self.amount = fact.amount;
        self.state = State::Settled(settled);
        Some(replaced)
    }

    fn adopt(&mut self, theirs: Yen) -> Option<Correction> {
        let from = self.amount;
        if from == theirs {
            return None;
        }
        self.amount = theirs;
        self.three_ds = self.three_ds.after_change();
        Some(Correction::Amount { from, to: theirs })
    }
}
