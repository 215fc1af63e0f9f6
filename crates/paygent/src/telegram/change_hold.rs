//! Telegram 028: changes the amount of an authorisation (オーソリ変更).
//!
//! Asks as [`Change`] says, for a payment whose status is 20; the new payment is 20 again.

use super::change_amount::{Answer, Change};
use super::{Telegram, change_amount};
use crate::{FieldError, Fields};

/// A new amount for a hold. Never sent by a shop of ours: its lost answer cannot be settled by 094
/// (DESIGN section 5). Paygent's console and other clients use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request(pub Change);

impl Telegram for Request {
    const KIND: &'static str = "028";
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
