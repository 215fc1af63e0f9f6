//! Telegram 021: cancels an authorisation (a hold) that was not captured.
//!
//! | asks | length | |
//! |---|---|---|
//! | `trading_id` | 25 | one of the two; both must belong together |
//! | `payment_id` | 18 digits | |
//! | `site_id` | 4 | optional |
//!
//! There is no amount. Answers [`CardAnswer`], all but the ids empty. Status 20 becomes 31, then
//! 32; 33 (expired) is taken too, and 32 is answered as the first time. Refused: 2004 (any other
//! status), 2005 (several payments under this `trading_id`), 2006 (no such payment).
//!
//! Fields \[C] \[S]; statuses and codes \[S], the main ones \[C]. Unconfirmed: how long 31 lasts
//! and that it is answered as 32; what 33 becomes; the code for ids that do not belong together.

use super::{CardAnswer, PaymentRef, Telegram};
use crate::{FieldError, Fields};

/// Cancels a hold. There is no amount: all of it goes. Sent twice it is accepted twice.
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
    const KIND: &'static str = "021";
    const PATH: &'static str = "/n/card/request";
    type Answer = CardAnswer;

    fn fields(&self) -> Fields {
        self.payment.fields()
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        Ok(Self { payment: PaymentRef::read(fields)? })
    }
}
