//! A price of delivery: an amount, agreed on later, or no delivery at all.

use serde::{Deserialize, Serialize};

use crate::money::Yen;

/// Typed in the place of a fee that is agreed on after the order.
pub const UNDECIDED: &str = "別途";

/// What delivery costs, tax included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Charge {
    /// So much, never less than nothing.
    Fee(Yen),
    /// 別途連絡: agreed on after the order, so that no card can pay it.
    Undecided,
    /// It does not go there.
    NotServed,
}

/// A text that is no [`Charge`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0} is no charge")]
pub struct NoSuchCharge(String);

impl Charge {
    /// Both: what is not served or undecided stays so, whatever is added.
    #[must_use]
    pub fn plus(self, other: Charge) -> Charge {
        self.with(other, |a, b| Yen(a.0.saturating_add(b.0)))
    }

    /// The same for each of `pieces`.
    #[must_use]
    pub fn times(self, pieces: i64) -> Charge {
        self.map(|fee| Yen(fee.0.saturating_mul(pieces)))
    }

    /// The fee made another.
    #[must_use]
    pub fn map(self, make: impl FnOnce(Yen) -> Yen) -> Charge {
        match self {
            Charge::Fee(fee) => Charge::Fee(make(fee)),
            other => other,
        }
    }

    /// The amount, where there is one.
    pub fn fee(self) -> Option<Yen> {
        match self {
            Charge::Fee(fee) => Some(fee),
            Charge::Undecided | Charge::NotServed => None,
        }
    }

    pub(super) fn with(self, other: Charge, make: impl FnOnce(Yen, Yen) -> Yen) -> Charge {
        match (self, other) {
            (Charge::NotServed, _) | (_, Charge::NotServed) => Charge::NotServed,
            (Charge::Undecided, _) | (_, Charge::Undecided) => Charge::Undecided,
            (Charge::Fee(a), Charge::Fee(b)) => Charge::Fee(make(a, b)),
        }
    }

    /// As it is kept: `980`, `?`, `-`.
    fn word(self) -> String {
        match self {
            Charge::Fee(fee) => fee.0.to_string(),
            Charge::Undecided => "?".to_owned(),
            Charge::NotServed => "-".to_owned(),
        }
    }

    /// Reads what [`Charge::word`] wrote.
    fn find(word: &str) -> Option<Charge> {
        match word {
            "?" => Some(Charge::Undecided),
            "-" => Some(Charge::NotServed),
            digits => digits.parse().ok().filter(|yen| *yen >= 0).map(|yen| Charge::Fee(Yen(yen))),
        }
    }
}

impl From<Charge> for String {
    fn from(charge: Charge) -> String {
        charge.word()
    }
}

impl TryFrom<String> for Charge {
    type Error = NoSuchCharge;
    fn try_from(word: String) -> Result<Charge, NoSuchCharge> {
        Charge::find(&word).ok_or(NoSuchCharge(word))
    }
}

/// Several prices as one column of the database keeps them.
pub(super) fn to_column(charges: &[Charge]) -> String {
    charges.iter().map(|charge| charge.word()).collect::<Vec<_>>().join(",")
}

/// The prices of a row of `carrier_fee`.
pub(super) fn from_columns(fee: Option<i64>, column: &str) -> Result<Vec<Charge>, store::Error> {
    if column.is_empty() {
        return Ok(vec![fee.map_or(Charge::Undecided, |fee| Charge::Fee(Yen(fee)))]);
    }
    let charges = column.split(',').map(Charge::find).collect::<Option<_>>();
    charges.ok_or_else(|| store::Error::Engine(format!("carrier_fee.charges: {column}")))
}
