//! What 028 and 029 have in common: a new payment in the place of an old one.
//!
//! | asks | length | |
//! |---|---|---|
//! | `trading_id` | 25 | one of the two; both must belong together |
//! | `payment_id` | 18 digits | |
//! | `payment_amount` | 7 digits, yen | see `reduction_flag` |
//! | `reduction_flag` | 1 | `0`: the new total; `1`: what is taken off \[S] \[C] |
//! | `base_payment_cancel_timing` | 1 | `1`: the old payment is cancelled first; else after |
//! | `site_id` | 4 | optional |
//!
//! Answers as 020, with `base_payment_id` (the old payment) and `reduced_amount` (yen). The new
//! payment has the same `trading_id`: asking by that alone answers 13002 (094) or 2005 from then
//! on. Refused: 2004 (status), 2005 (several payments under this `trading_id`), 2006 (no such
//! payment), 2013 (the total must be above 0 and not above the old), 2014 (3-D Secure 1), P014,
//! P029 (not in the contract). 2010 to 2012 do not say what became of it: the new payment stands
//! and the old one too.
//!
//! All of it \[S]; public clients confirm `reduction_flag=1`, and that 029 takes an authorisation
//! and answers a capture \[C]. After EMV 3-D Secure the new payment is no longer covered by it
//! \[S].

use super::shape::{Shape, optional, required, yen};
use super::{CardAnswer, PaymentRef};
use crate::{FieldError, Fields, Problem};

/// What an answer repeats: not the amount and not the payment, both of which are new.
pub(super) const ECHOED: &[&str] = &["trading_id"];

/// How `payment_amount` is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// `reduction_flag=0`: the new total, in yen.
    Total(i64),
    /// `reduction_flag=1`: so many yen less.
    Less(i64),
}

/// A change of amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The old payment.
    pub payment: PaymentRef,
    /// How much from now on.
    pub amount: Amount,
    /// `base_payment_cancel_timing=1`: the old payment is cancelled before the new one is made.
    pub old_first: bool,
}

impl Change {
    pub(super) fn fields(&self) -> Fields {
        let (yen, flag) = match self.amount {
            Amount::Total(yen) => (yen, "0"),
            Amount::Less(yen) => (yen, "1"),
        };
        let mut fields = self.payment.fields();
        fields.push("payment_amount", yen.to_string());
        fields.push("reduction_flag", flag);
        if self.old_first {
            fields.push("base_payment_cancel_timing", "1");
        }
        fields
    }

    pub(super) fn read(fields: &Fields) -> Result<Self, FieldError> {
        let payment = PaymentRef::read(fields)?;
        let yen = yen(fields, "payment_amount", 7)?;
        if yen <= 0 {
            return Err(FieldError::new("payment_amount", Problem::NotPositive));
        }
        let flag = required(fields, "reduction_flag", Shape::OneOf(&["0", "1"]))?;
        let timing = optional(fields, "base_payment_cancel_timing", Shape::OneOf(&["0", "1"]))?;
        Ok(Self {
            payment,
            amount: if flag == "1" { Amount::Less(yen) } else { Amount::Total(yen) },
            old_first: timing.as_deref() == Some("1"),
        })
    }
}

/// What 028 and 029 answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The new payment.
    pub card: CardAnswer,
    /// `base_payment_id`, the old payment, cancelled.
    pub base_payment_id: String,
    /// `reduced_amount`: the difference, in yen.
    pub reduced_amount: i64,
}

impl super::Answer for Answer {
    fn fields(&self) -> Fields {
        let mut fields = self.card.fields();
        fields.push("base_payment_id", &self.base_payment_id);
        fields.push("reduced_amount", self.reduced_amount.to_string());
        fields
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        Ok(Self {
            card: CardAnswer::read(fields)?,
            base_payment_id: required(fields, "base_payment_id", Shape::Digits(1, 18))?,
            reduced_amount: yen(fields, "reduced_amount", 13)?,
        })
    }
}
