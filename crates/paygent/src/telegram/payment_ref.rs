use super::shape::{Shape, optional};
use crate::{FieldError, Fields, Problem};

/// Which payment a telegram is about: its `payment_id`, its `trading_id`, or both (then they must
/// belong together).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentRef {
    /// The merchant's id, up to 25 letters, digits and `_`.
    pub trading_id: Option<String>,
    /// Paygent's id, up to 18 digits.
    pub payment_id: Option<String>,
    /// The merchant's site, 4 characters; none for merchants with one site.
    pub site_id: Option<String>,
}

impl PaymentRef {
    /// By Paygent's own number: the only one that is unique.
    pub fn by_payment_id(payment_id: impl Into<String>) -> Self {
        Self { payment_id: Some(payment_id.into()), ..Self::default() }
    }

    /// By the merchant's id, for a payment whose answer was lost.
    pub fn by_trading_id(trading_id: impl Into<String>) -> Self {
        Self { trading_id: Some(trading_id.into()), ..Self::default() }
    }

    /// By both.
    pub fn by_both(trading_id: impl Into<String>, payment_id: impl Into<String>) -> Self {
        Self {
            trading_id: Some(trading_id.into()),
            payment_id: Some(payment_id.into()),
            site_id: None,
        }
    }

    pub(crate) fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        fields.push_opt("trading_id", self.trading_id.as_deref());
        fields.push_opt("payment_id", self.payment_id.as_deref());
        fields.push_opt("site_id", self.site_id.as_deref());
        fields
    }

    /// Reads it where no payment needs to be named (020).
    pub(crate) fn read_any(fields: &Fields) -> Result<Self, FieldError> {
        Ok(Self {
            trading_id: optional(fields, "trading_id", Shape::Word(25))?,
            payment_id: optional(fields, "payment_id", Shape::Digits(1, 18))?,
            site_id: optional(fields, "site_id", Shape::Visible(4))?,
        })
    }

    /// Reads it where a payment must be named.
    pub(crate) fn read(fields: &Fields) -> Result<Self, FieldError> {
        let read = Self::read_any(fields)?;
        if read.trading_id.is_none() && read.payment_id.is_none() {
            return Err(FieldError::new("payment_id", Problem::Absent));
        }
        Ok(read)
    }
}
