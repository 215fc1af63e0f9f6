//! Telegram 094: what became of one payment.
//!
//! | asks | length | |
//! |---|---|---|
//! | `trading_id` | 25 | one of the two; both must belong together |
//! | `payment_id` | 18 digits | |
//! | `payment_type` | 2 digits | optional; not needed for cards |
//! | `site_id` | 4 | optional |
//!
//! Answers a payment record ([`Answer`]): amounts in yen, times in JST. Refused with 13001 (no such
//! payment) and 13002 (several under one `trading_id`). Path, fields and both codes: \[C] \[S].

use super::payment_record::{ANY, TIME};
use super::shape::{Shape, optional};
use super::{PaymentRef, Telegram};
use crate::{FieldError, Fields};

/// Asks for one payment. Refused with 13001 when there is none, 13002 when there are several.
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
    const KIND: &'static str = "094";
    const PATH: &'static str = "/n/ref/paymentref";
    type Answer = Answer;

    fn fields(&self) -> Fields {
        self.payment.fields()
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        optional(fields, "payment_type", Shape::Digits(2, 2))?;
        Ok(Self { payment: PaymentRef::read(fields)? })
    }
}

payment_record! {
    /// The payment as Paygent has it. Texts are empty where Paygent sent nothing; dates are JST,
    /// `YYYYMMDDhhmmss`.
    Answer {
        /// `payment_type`, `02` for cards.
        payment_type = "payment_type", ANY;
        /// `site_id`.
        site_id = "site_id", ANY;
        /// `payment_init_date`: when the payment was asked for.
        initiated_at = "payment_init_date", TIME;
        /// `authorized_date`: when the hold began.
        authorised_at = "authorized_date", TIME;
        /// `cancel_date`.
        cancelled_at = "cancel_date", TIME;
        /// `payment_date`: when it was captured.
        paid_at = "payment_date", TIME;
        /// `acq_id`.
        acquirer_id = "acq_id", ANY;
        /// `acq_name`.
        acquirer_name = "acq_name", ANY;
        /// `joho_code`: the card company's own result, `000` is good.
        card_company_code = "joho_code", ANY;
        /// `joho_issur_type`.
        joho_issuer_type = "joho_issur_type", ANY;
        /// `payment_class`.
        payment_class = "payment_class", ANY;
        /// `summer_bonus`.
        summer_bonus = "summer_bonus", ANY;
        /// `winter_bonus`.
        winter_bonus = "winter_bonus", ANY;
        /// `split_count`.
        split_count = "split_count", ANY;
        /// `issur_code`.
        issuer_code = "issur_code", ANY;
        /// `issur_name`.
        issuer_name = "issur_name", ANY;
        /// `3dsecure_ryaku`.
        three_ds_skipped = "3dsecure_ryaku", ANY;
        /// `attempt_kbn`.
        attempt = "attempt_kbn", ANY;
        /// `authrized_number` (the spelling is Paygent's): the approval number.
        approval_number = "authrized_number", ANY;
        /// `receipt_number`.
        receipt_number = "receipt_number", ANY;
        /// `currency_code`.
        currency_code = "currency_code", ANY;
        /// `sales_convert_amount`.
        sales_convert_amount = "sales_convert_amount", ANY;
        /// `cancel_convert_amount`.
        cancel_convert_amount = "cancel_convert_amount", ANY;
        /// `running_id`.
        running_id = "running_id", ANY;
        /// `fingerprint`.
        fingerprint = "fingerprint", ANY;
        /// `masked_card_number`.
        masked_card_number = "masked_card_number", ANY;
        /// `card_valid_term`, MMYY.
        card_valid_term = "card_valid_term", ANY;
        /// `customer_id`.
        customer_id = "customer_id", ANY;
        /// `customer_card_id`.
        customer_card_id = "customer_card_id", ANY;
        /// `3dsecure_message_version`.
        three_ds_message_version = "3dsecure_message_version", ANY;
    }
}

impl super::Answer for Answer {
    fn fields(&self) -> Fields {
        self.record_fields()
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        Self::read_record(fields)
    }
}
