//! The test cards of the property test, and what each of them does to a payment.

/// What a card makes of one telegram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// It is done and said so.
    Done,
    /// It is done, but this is what the merchant hears.
    DoneBut(&'static str),
    /// It is refused with this code.
    Refused(&'static str),
    /// Neither done nor answered.
    Nothing,
}

/// A card of the sandbox's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card {
    pub key: &'static str,
    /// 020, and the try of 025.
    pub pay: At,
    /// 022
    pub take: At,
    /// 021 and 023
    pub give_back: At,
    /// The code with which 028 and 029 break off half-way.
    pub change: Option<&'static str>,
    /// Whether the issuer authenticates the buyer.
    pub proves: bool,
}

/// No answer came.
pub const LOST: &str = "lost";
/// An answer came that nobody can read.
pub const GARBLED: &str = "garbled";

const fn pays(key: &'static str, pay: At) -> Card {
    Card { key, pay, take: At::Done, give_back: At::Done, change: None, proves: true }
}

pub const FINE: Card = pays("frictionless", At::Done);

pub const CARDS: [Card; 18] = [
    FINE,
    pays("jcb", At::Done),
    pays("diners", At::Done),
    pays("refused_2003", At::Refused("2003")),
    pays("refused_2001", At::Refused("2001")),
    pays("refused_2002", At::Refused("2002")),
    pays("refused_2016", At::Refused("2016")),
    pays("refused_p010", At::Refused("P010")),
    pays("system_error", At::Refused("E001")),
    pays("vendor_timeout", At::DoneBut("2008")),
    pays("dropped_after_commit", At::DoneBut(LOST)),
    pays("dropped_before_commit", At::Nothing),
    pays("garbled", At::DoneBut(GARBLED)),
    Card { key: "capture_refused", take: At::Refused("2002"), ..FINE },
    Card { key: "capture_answer_lost", take: At::DoneBut(LOST), ..FINE },
    Card { key: "cancel_refused", give_back: At::Refused("2003"), ..FINE },
    Card { key: "change_2011", change: Some("2011"), ..FINE },
    Card { key: "three_ds_failed", proves: false, ..FINE },
];
