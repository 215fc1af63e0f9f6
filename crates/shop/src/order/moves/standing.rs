//! Where an order and its payment stand, as far as a move asks. It travels through the form, so
//! that what somebody else changed meanwhile is told before anything is done.

use crate::money::Yen;
use crate::order::List;
use crate::payment::state::State;
use crate::payment::{Payment, Settled};

/// The payment as we know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// No gateway takes part.
    NoPayment,
    /// A telegram about it has no recorded answer yet.
    InFlight,
    /// オーソリOK.
    Held,
    /// オーソリOK, for another amount than the order's.
    HeldDiffers,
    /// 消込済.
    Captured,
    /// 消込済, of another amount than the order's.
    CapturedDiffers,
    /// キャンセル済.
    Cancelled,
}

impl Standing {
    /// All seven.
    pub const ALL: [Standing; 7] = [
        Standing::NoPayment,
        Standing::InFlight,
        Standing::Held,
        Standing::HeldDiffers,
        Standing::Captured,
        Standing::CapturedDiffers,
        Standing::Cancelled,
    ];

    /// Of this payment of an order with this total.
    pub fn of(payment: Option<&Payment>, total: Yen) -> Standing {
        let Some(payment) = payment else { return Standing::NoPayment };
        match (payment.state(), payment.amount() == total) {
            (State::InFlight { .. }, _) => Standing::InFlight,
            (State::Settled(Settled::Held), true) => Standing::Held,
            (State::Settled(Settled::Held), false) => Standing::HeldDiffers,
            (State::Settled(Settled::Captured), true) => Standing::Captured,
            (State::Settled(Settled::Captured), false) => Standing::CapturedDiffers,
            (State::Settled(Settled::Cancelled), _) => Standing::Cancelled,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Standing::NoPayment => "none",
            Standing::InFlight => "in_flight",
            Standing::Held => "held",
            Standing::HeldDiffers => "held_differs",
            Standing::Captured => "captured",
            Standing::CapturedDiffers => "captured_differs",
            Standing::Cancelled => "cancelled",
        }
    }
}

/// What a person saw of an order when they decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Shown {
    /// The list that held it.
    pub list: List,
    /// The payment.
    pub standing: Standing,
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.list.word(), self.standing.word())
    }
}

impl std::str::FromStr for Shown {
    type Err = ();

    /// Reads what [`Shown`] was written as.
    fn from_str(text: &str) -> Result<Shown, ()> {
        let (list, standing) = text.split_once('.').ok_or(())?;
        let standing = Standing::ALL.into_iter().find(|one| one.word() == standing);
        Ok(Shown { list: List::from_word(list).ok_or(())?, standing: standing.ok_or(())? })
    }
}
