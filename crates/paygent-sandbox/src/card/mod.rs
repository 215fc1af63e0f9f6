//! Cards that may be used here, and what each of them does. Pure.
//!
//! A card number is seen by the token endpoint only. What is kept of it is [`Kept`].

mod number;
mod steps;
mod table;

pub(crate) use number::{Kept, Salt, digits};
pub use steps::{Step, Tone};
pub use table::{ANY_CARD, TEST_CARDS};

/// The brand printed on a card; on the wire as `card_brand`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brand {
    /// Visa
    Visa,
    /// Mastercard
    Master,
    /// JCB
    Jcb,
    /// American Express
    Amex,
    /// Diners Club
    Diners,
    /// Discover
    Discover,
}

impl Brand {
    /// The name on the wire (reference 3.5) and on the pages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Visa => "VISA",
            Self::Master => "MASTER",
            Self::Jcb => "JCB",
            Self::Amex => "AMEX",
            Self::Diners => "DINERS",
            Self::Discover => "DISCOVER",
        }
    }

    /// `acq_id` and `acq_name` (reference 3.1).
    pub(crate) const fn acquirer(self) -> (&'static str, &'static str) {
        match self {
            Self::Visa | Self::Master | Self::Discover => ("50001", "NICOS"),
            Self::Jcb => ("99661", "JCB"),
            Self::Amex => ("99819", "AMEX"),
            Self::Diners => ("99660", "Diners"),
        }
    }

    pub(crate) fn of(digits: &str) -> Self {
        match digits.as_bytes() {
            [b'3', b'5', ..] => Self::Jcb,
            [b'3', b'4' | b'7', ..] => Self::Amex,
            [b'3', ..] => Self::Diners,
            [b'5' | b'2', ..] => Self::Master,
            [b'6', ..] => Self::Discover,
            _ => Self::Visa,
        }
    }
}

/// Under which heading a card stands on the home page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Goes through.
    Approved,
    /// Refused by token endpoint, gateway or issuer.
    Refused,
    /// Shows a result of 3-D Secure.
    ThreeDs,
    /// Answers late, twice as hard, or not at all.
    Unkind,
    /// Placing succeeds; what the shop does afterwards does not.
    Afterwards,
}

/// What the token endpoint says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtToken {
    /// A token (0000).
    Issued,
    /// A result code of reference 4.3.
    Refused(&'static str),
}

/// What telegram 450 and the issuer's page do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtThreeDs {
    /// The buyer is asked: success, failure, cancel, or walk away.
    Challenge,
    /// Authenticated without a page.
    Frictionless,
    /// `attempt_kbn=0`: the issuer bears the risk.
    AttemptIssuer,
    /// `attempt_kbn=1`: the merchant bears the risk.
    AttemptMerchant,
    /// The return says 31007.
    Failed,
    /// 450 itself is refused with this code.
    Refused(&'static str),
}

/// What 020, 021, 022 or 023 does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Done.
    Accept,
    /// Refused with this code; no money moves.
    Refuse(&'static str),
    /// Done, but the answer is this code (2008: a time-out behind the gateway).
    RefuseAfterCommit(&'static str),
    /// Done, but the answer comes after the client has given up.
    AnswerLate,
    /// Done, but the connection breaks before the answer.
    DropAfterCommit,
    /// The connection breaks before anything is done.
    DropBeforeCommit,
    /// Done, but the answer cannot be read.
    Garble,
}

/// What 028 and 029 do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtChange {
    /// The new payment takes the place of the old one.
    Replaced,
    /// Refused with this code after the new payment was made: both stay as they are.
    BothStay(&'static str),
}

/// One test card: its number and its outcome everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestCard {
    /// A short name for tests and for the ledger, such as `challenge`.
    pub key: &'static str,
    /// 14 to 16 digits, invented; the last one is a Luhn check digit for front ends that want one.
    pub number: &'static str,
    /// The brand.
    pub brand: Brand,
    /// What it does in a few Japanese words.
    pub label: &'static str,
    /// Its heading on the home page.
    pub group: Group,
    /// What buyer and shop see, in Japanese.
    pub seen: &'static str,
    /// At the token endpoint.
    pub token: AtToken,
    /// At 450 and the issuer's page.
    pub three_ds: AtThreeDs,
    /// At 020.
    pub authorise: Reaction,
    /// At 022.
    pub capture: Reaction,
    /// At 021.
    pub cancel: Reaction,
    /// At 023.
    pub refund: Reaction,
    /// At 028 and 029.
    pub change: AtChange,
}

impl TestCard {
    /// The test card with this key; the ledger keeps keys, not numbers.
    pub fn by_key(key: &str) -> Option<&'static Self> {
        TEST_CARDS.iter().chain([&ANY_CARD]).find(|card| card.key == key)
    }

    /// The test card with this number.
    pub fn by_number(number: &str) -> Option<&'static Self> {
        TEST_CARDS.iter().find(|card| card.number == number)
    }

    /// The number in the groups printed on a card.
    pub fn groups(&self) -> Vec<&'static str> {
        let cuts: &[usize] = match self.number.len() {
            14 | 15 => &[4, 10],
            _ => &[4, 8, 12],
        };
        let mut groups = Vec::with_capacity(4);
        let mut rest = 0;
        for &cut in cuts {
            groups.push(&self.number[rest..cut]);
            rest = cut;
        }
        groups.push(&self.number[rest..]);
        groups
    }
}
