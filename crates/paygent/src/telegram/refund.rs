//! Telegram 023: takes a capture back (売上取消).

use super::{CardAnswer, PaymentRef, Telegram};
use crate::{FieldError, Fields};

/// Refunds a capture. There is no amount: all of it goes back. Sent twice it is accepted twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The payment.
    pub payment: PaymentRef,
}

impl Request {
    /// For this payment.
    pub fn new(payment: PaymentRef) -> Self {
        Self { payment }
    }
}

impl Telegram for Request {
    const KIND: &'static str = "023";
    const PATH: &'static str = "/n/card/request";
    type Answer = CardAnswer;

    fn fields(&self) -> Fields {
        self.payment.fields()
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        Ok(Self { payment: PaymentRef::read(fields)? })
    }
}
