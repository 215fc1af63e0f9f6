//! Telegram 023: takes a capture back (売上取消).
//!
//! | asks | length | |
//! |---|---|---|
//! | `trading_id` | 25 | one of the two; both must belong together |
//! | `payment_id` | 18 digits | |
//! | `site_id` | 4 | optional |
//!
//! There is no amount. Answers [`CardAnswer`], all but the ids empty. Status 40 becomes 42, then
//! 50, then 60; 60 is answered as the first time. Refused: 2004 (any other status), 2005 (several
//! payments under this `trading_id`), 2006 (no such payment), 2007 (41: too late, 60 days after the
//! authorisation or the capture, as the contract says).
//!
//! Fields \[C] \[S]; statuses and codes \[S], the main ones \[C]. Unconfirmed: how long 42 and 50
//! last and that they are answered as 60; the code for ids that do not belong together.

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
