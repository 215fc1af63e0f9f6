//! Telegram 022: captures (売上確定) an authorisation.
//!
//! | asks | length | |
//! |---|---|---|
//! | `trading_id` | 25 | one of the two; both must belong together |
//! | `payment_id` | 18 digits | |
//! | `site_id` | 4 | optional |
//!
//! There is no amount. Answers [`CardAnswer`], all but the ids empty. Status 20 becomes 30, then
//! 40; 30, 40 and 41 are answered as the first time. Refused: 2004 (any other status), 2005
//! (several payments under this `trading_id`), 2006 (no such payment), 2007 (33: the hold ended
//! after 60 days).
//!
//! Fields \[C] \[S]; statuses and codes \[S], the main ones \[C]. Unconfirmed: how long 30 lasts;
//! the code for ids that do not belong together.

use super::{CardAnswer, PaymentRef, Telegram};
use crate::{FieldError, Fields};

/// Captures a hold. There is no amount: all of it is captured. Sent twice it is accepted twice.
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
    const KIND: &'static str = "022";
    const PATH: &'static str = "/n/card/request";
    type Answer = CardAnswer;

    fn fields(&self) -> Fields {
        self.payment.fields()
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        Ok(Self { payment: PaymentRef::read(fields)? })
    }
}
