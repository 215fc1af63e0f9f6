//! 黄枠 and 赤枠: the one decider of what the shop sees and may do with a payment (guide 7-3, 7-4;
//! DESIGN section 5).
//!
//! Pure. Page, POST handlers and bulk work all ask here; nobody else compares an order's total with
//! a payment. Our clock is no input: Paygent's own 33 and 2007 decide what expired.

use super::seen::{REFUND_EXPIRED, Seen, Unavailable};
use super::state::{Limits, Payment, Request, Settled, State};
use super::three_ds::ThreeDs;
use crate::money::Yen;
use crate::order::List;

/// The seven frames of the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFrame {
    /// 黄枠① オーソリOK.
    Held,
    /// 黄枠② 消込済.
    Captured,
    /// 黄枠③ キャンセル済.
    Cancelled,
    /// 赤枠① 決済状況が取得できませんでした。
    Unavailable,
    /// 赤枠② オーソリOK, the amounts differ.
    HeldDiffers,
    /// 赤枠③ オーソリOK, the amounts differ after 3-D Secure.
    HeldDiffers3ds,
    /// 赤枠④ 消込済, the amounts differ.
    CapturedDiffers,
}

/// Yellow is normal, red needs someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// 黄枠.
    Yellow,
    /// 赤枠.
    Red,
}

/// A button of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// To be pressed.
    Enabled,
    /// Shown, with the reason why not.
    Disabled(Reason),
    /// Not there.
    Hidden,
}

/// Why a button is disabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// 取引更新: the amounts are equal.
    AmountSame,
    /// 売上確定: the amounts differ.
    AmountDiffers,
    /// Captured already.
    AlreadyCaptured,
    /// 取引更新 after 3-D Secure.
    ThreeDsPerformed,
    /// 取引更新 above the account's limit.
    AboveLimit,
    /// キャンセル after Paygent's 返金期限.
    RefundExpired,
}

/// C, D and E of the guide's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buttons {
    /// キャンセル.
    pub cancel: Button,
    /// 取引更新.
    pub update: Button,
    /// 売上確定.
    pub capture: Button,
}

/// The cause of 赤枠①, where we know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// One of our telegrams waits for its answer (確認中).
    InFlight(Request),
    /// Cancelled on Paygent's side.
    CancelledThere,
    /// The amount was changed on Paygent's side, and the new payment's number is not known yet; or
    /// it was changed before, and it is not certain whether what followed was a cancellation.
    ChangedThere,
    /// オーソリ有効期限切れ.
    HoldExpired,
    /// Paygent knows no such payment.
    NotThere,
    /// Several payments have this 取引ID.
    Several,
    /// The buyer has not finished, or Paygent has not, by this number (10).
    Pending(u8),
    /// The authorisation failed there, by this number.
    RefusedThere(u8),
    /// Paygent says otherwise than we know, by this number.
    Contradiction(u8),
    /// Paygent refused the question.
    Refused {
        /// The code as it came.
        code: String,
        /// The detail as it came.
        detail: String,
    },
    /// No readable answer.
    Silent(String),
    /// A status number not in the table.
    UnknownNumber(u8),
    /// The account's secrets do not open: nobody was asked.
    NoAccount,
}

/// The frame, its buttons, and the cause of 赤枠①.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Which of the seven.
    pub frame: StatusFrame,
    /// What may be pressed.
    pub buttons: Buttons,
    /// Only with [`StatusFrame::Unavailable`].
    pub cause: Option<Cause>,
    /// キャンセルを取り込む: whether our record may follow a cancellation on Paygent's side.
    pub takeover: bool,
}

/// What the shop should do, by the list that holds the order (guide 7-3, M2). Red frames bring
/// their own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Capture, or cancel.
    CaptureOrCancel,
    /// Warning: not captured although completed.
    CaptureNow,
    /// Cancel the payment too.
    CancelPayment,
    /// Complete the order after the deal.
    CompleteOrder,
    /// Everything is done.
    AllDone,
    /// Warning: captured although the order is cancelled.
    BuyerWillBeCharged,
    /// Cancel the order too.
    CancelOrder,
    /// Warning: payment cancelled although the order is completed.
    CompletedWithoutPayment,
    /// Nothing to do.
    NothingToDo,
}

/// Decides the frame from our record (after [`Payment::observe`]) and what Paygent just said.
pub fn status_frame(payment: &Payment, total: Yen, seen: &Seen, limits: Limits) -> Decision {
    let frame = match (payment.state(), seen) {
        (State::Settled(Settled::Held), Seen::Held(_)) => held(payment, total),
        (State::Settled(Settled::Captured), Seen::Captured(_)) if payment.amount() == total => {
            StatusFrame::Captured
        }
        (State::Settled(Settled::Captured), Seen::Captured(_)) => StatusFrame::CapturedDiffers,
        (State::Settled(Settled::Cancelled), Seen::Cancelled(_)) => StatusFrame::Cancelled,
        (State::Settled(_) | State::InFlight { .. }, _) => StatusFrame::Unavailable,
    };
    Decision {
        frame,
        buttons: buttons(frame, payment, total, seen, limits),
        cause: (frame == StatusFrame::Unavailable).then(|| cause(payment, seen)),
        takeover: takeover(payment, seen),
    }
}

fn held(payment: &Payment, total: Yen) -> StatusFrame {
    match (payment.amount() == total, payment.three_ds()) {
        (true, _) => StatusFrame::Held,
        (false, ThreeDs::NotUsed) => StatusFrame::HeldDiffers,
        (false, _) => StatusFrame::HeldDiffers3ds,
    }
}

/// M1, with the limits in force.
fn buttons(
    frame: StatusFrame,
    payment: &Payment,
    total: Yen,
    seen: &Seen,
    limits: Limits,
) -> Buttons {
    use Button::{Disabled, Enabled, Hidden};
    use Reason::{AlreadyCaptured, AmountDiffers, AmountSame};
    let row = |cancel, update, capture| Buttons { cancel, update, capture };
    match frame {
        StatusFrame::Held => row(Enabled, Disabled(AmountSame), Enabled),
        StatusFrame::Captured | StatusFrame::CapturedDiffers => {
            row(refund(seen), Disabled(AlreadyCaptured), Disabled(AlreadyCaptured))
        }
        StatusFrame::Cancelled | StatusFrame::Unavailable => row(Hidden, Hidden, Hidden),
        StatusFrame::HeldDiffers | StatusFrame::HeldDiffers3ds => {
            row(Enabled, update(payment, total, limits), Disabled(AmountDiffers))
        }
    }
}

fn refund(seen: &Seen) -> Button {
    match seen.fact() {
        Some(fact) if fact.number == REFUND_EXPIRED => Button::Disabled(Reason::RefundExpired),
        _ => Button::Enabled,
    }
}

fn update(payment: &Payment, total: Yen, limits: Limits) -> Button {
    if total == Yen::ZERO {
        return Button::Enabled;
    }
    let reduces = total < payment.amount();
    if payment.three_ds() != ThreeDs::NotUsed && !(limits.three_ds_reduction && reduces) {
        return Button::Disabled(Reason::ThreeDsPerformed);
    }
    if total > limits.card { Button::Disabled(Reason::AboveLimit) } else { Button::Enabled }
}

/// Nothing of ours is on its way, and Paygent has cancelled what we take for alive.
fn takeover(payment: &Payment, seen: &Seen) -> bool {
    let alive = [Settled::Held, Settled::Captured].map(State::Settled);
    alive.contains(payment.state()) && matches!(seen, Seen::Cancelled(_))
}

fn cause(payment: &Payment, seen: &Seen) -> Cause {
    if let State::InFlight { sent, .. } = payment.state() {
        return Cause::InFlight(*sent);
    }
    match seen {
        Seen::None => Cause::NotThere,
        Seen::Several => Cause::Several,
        Seen::Pending(fact) => Cause::Pending(fact.number),
        Seen::Expired(_) => Cause::HoldExpired,
        Seen::Refused(fact) => Cause::RefusedThere(fact.number),
        Seen::Cancelled(_) => Cause::CancelledThere,
        Seen::Changed => Cause::ChangedThere,
        Seen::Held(fact) | Seen::Captured(fact) => Cause::Contradiction(fact.number),
        Seen::Unavailable(Unavailable::Refused { code, detail }) => {
            Cause::Refused { code: code.clone(), detail: detail.clone() }
        }
        Seen::Unavailable(Unavailable::Silent(why)) => Cause::Silent(why.clone()),
        Seen::Unavailable(Unavailable::Number(number)) => Cause::UnknownNumber(*number),
        Seen::Unavailable(Unavailable::NoAccount) => Cause::NoAccount,
    }
}

impl StatusFrame {
    /// Whether the two amounts differ, so that either side can be made equal to the other.
    pub fn differs(self) -> bool {
        matches!(
            self,
            StatusFrame::HeldDiffers | StatusFrame::HeldDiffers3ds | StatusFrame::CapturedDiffers
        )
    }

    /// All seven.
    pub const ALL: [StatusFrame; 7] = [
        StatusFrame::Held,
        StatusFrame::Captured,
        StatusFrame::Cancelled,
        StatusFrame::Unavailable,
        StatusFrame::HeldDiffers,
        StatusFrame::HeldDiffers3ds,
        StatusFrame::CapturedDiffers,
    ];

    /// Colour and number of the guide: 黄枠 1-3, 赤枠 1-4.
    pub fn name(self) -> (Colour, u8) {
        match self {
            StatusFrame::Held => (Colour::Yellow, 1),
            StatusFrame::Captured => (Colour::Yellow, 2),
            StatusFrame::Cancelled => (Colour::Yellow, 3),
            StatusFrame::Unavailable => (Colour::Red, 1),
            StatusFrame::HeldDiffers => (Colour::Red, 2),
            StatusFrame::HeldDiffers3ds => (Colour::Red, 3),
            StatusFrame::CapturedDiffers => (Colour::Red, 4),
        }
    }
}

/// M2: nine cells, and nothing for red frames.
pub fn advice(frame: StatusFrame, list: List) -> Option<Advice> {
    use {Advice as A, List as L, StatusFrame as F};
    Some(match (frame, list) {
        (F::Held, L::Open) => A::CaptureOrCancel,
        (F::Held, L::Completed) => A::CaptureNow,
        (F::Held, L::Cancelled) => A::CancelPayment,
        (F::Captured, L::Open) => A::CompleteOrder,
        (F::Captured, L::Completed) => A::AllDone,
        (F::Captured, L::Cancelled) => A::BuyerWillBeCharged,
        (F::Cancelled, L::Open) => A::CancelOrder,
        (F::Cancelled, L::Completed) => A::CompletedWithoutPayment,
        (F::Cancelled, L::Cancelled) => A::NothingToDo,
        (F::Unavailable | F::HeldDiffers | F::HeldDiffers3ds | F::CapturedDiffers, _) => {
            return None;
        }
    })
}

#[cfg(test)]
#[path = "status_frame_tests.rs"]
mod tests;
