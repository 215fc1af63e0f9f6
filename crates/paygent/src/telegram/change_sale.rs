//! Telegram 029: changes the amount of a capture (売上変更).
//!
//! Asks as [`Change`] says, for a payment whose status is 40, or 20 (then it is captured with it);
//! the new payment is 40.

use super::change_amount::{Answer, Change};
use super::{Telegram, change_amount};
use crate::{FieldError, Fields};

/// A new amount for a capture. Never sent by a shop of ours, as 028.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request(pub Change);

impl Telegram for Request {
    const KIND: &'static str = "029";
    const PATH: &'static str = "/n/card/request";
    const ECHOED: &'static [&'static str] = change_amount::ECHOED;
    type Answer = Answer;

    fn fields(&self) -> Fields {
        self.0.fields()
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        Change::read(fields).map(Self)
    }
}
