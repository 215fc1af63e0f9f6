//! What has to be said before an order goes into another list (M2), and what is better done along
//! with it: one pure table.

use super::{Move, Standing};

/// A contradiction between list and payment that the move would make. Each is acknowledged, or
/// nothing is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// 受注完了 of a hold: nothing is settled by Paygent.
    NotCaptured,
    /// 受注完了 though the payment is cancelled.
    PaymentCancelled,
    /// 受注キャンセル of a hold: the buyer's card stays charged with it.
    HoldStays,
    /// 受注キャンセル of what was captured: the buyer is billed.
    BuyerBilled,
    /// The amount at Paygent is another than the order's.
    AmountDiffers,
    /// Paygent does not say how the payment stands (赤枠 1).
    NotSeen,
}

/// A payment act that goes before the move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Along {
    /// 売上確定.
    Capture,
    /// キャンセル of the payment.
    CancelPayment,
}

/// What a move means where an order stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What has to be acknowledged.
    pub cautions: Vec<Caution>,
    /// What is better done before it, so that nothing has to be acknowledged.
    pub along: Option<Along>,
    /// The move that fits better.
    pub instead: Option<Move>,
}

/// M2 before the act. `unseen`: Paygent was asked and did not say how the payment stands.
pub fn verdict(act: Move, standing: Standing, unseen: bool) -> Verdict {
    use {Caution as C, Move as M, Standing as S};
    let (cautions, along, instead): (&[C], _, _) = match (act, standing) {
        (M::Reopen, _)
        | (_, S::NoPayment | S::InFlight)
        | (M::Complete, S::Captured)
        | (M::Cancel, S::Cancelled) => (&[], None, None),
        (M::Complete, S::Held) => (&[C::NotCaptured], Some(Along::Capture), None),
        (M::Complete, S::HeldDiffers) => (&[C::NotCaptured, C::AmountDiffers], None, None),
        (M::Complete, S::CapturedDiffers) => (&[C::AmountDiffers], None, None),
        (M::Complete, S::Cancelled) => (&[C::PaymentCancelled], None, Some(M::Cancel)),
        (M::Cancel, S::Held | S::HeldDiffers) => {
            (&[C::HoldStays], Some(Along::CancelPayment), None)
        }
        (M::Cancel, S::Captured | S::CapturedDiffers) => {
            (&[C::BuyerBilled], Some(Along::CancelPayment), None)
        }
    };
    let is_unseen = unseen && act != Move::Reopen && standing != Standing::NoPayment;
    let not_seen = is_unseen.then_some(Caution::NotSeen);
    Verdict {
        cautions: cautions.iter().copied().chain(not_seen).collect(),
        along: along.filter(|_| !is_unseen),
        instead,
    }
}

impl Caution {
    /// All of them.
    pub const ALL: [Caution; 6] = [
        Caution::NotCaptured,
        Caution::PaymentCancelled,
        Caution::HoldStays,
        Caution::BuyerBilled,
        Caution::AmountDiffers,
        Caution::NotSeen,
    ];

    /// Its word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Caution::NotCaptured => "not_captured",
            Caution::PaymentCancelled => "payment_cancelled",
            Caution::HoldStays => "hold_stays",
            Caution::BuyerBilled => "buyer_billed",
            Caution::AmountDiffers => "amount_differs",
            Caution::NotSeen => "not_seen",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Caution> {
        Caution::ALL.into_iter().find(|one| one.word() == word)
    }

    /// In the history, where somebody went on all the same.
    pub(super) fn said(self) -> &'static str {
        match self {
            Caution::NotCaptured => "売上確定処理が未完了",
            Caution::PaymentCancelled => "決済はキャンセル済",
            Caution::HoldStays => "オーソリが残っている",
            Caution::BuyerBilled => "売上が確定している",
            Caution::AmountDiffers => "金額に差異がある",
            Caution::NotSeen => "決済状況が取得できない",
        }
    }
}

impl Along {
    /// Both.
    pub const ALL: [Along; 2] = [Along::Capture, Along::CancelPayment];

    /// Its word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Along::Capture => "capture",
            Along::CancelPayment => "cancel_payment",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Along> {
        Along::ALL.into_iter().find(|one| one.word() == word)
    }

    /// How the payment stands once it is done.
    pub fn leads_to(self) -> Standing {
        match self {
            Along::Capture => Standing::Captured,
            Along::CancelPayment => Standing::Cancelled,
        }
    }
}

#[cfg(test)]
#[path = "caution_tests.rs"]
mod tests;
