//! One change of a payment's status, as 091 and the payment notice tell it.

use super::payment_record::{ANY, TIME};
use super::shape::{Shape, required};
use crate::{FieldError, Fields};

payment_record! {
    /// One change of status. `payment_notice_id` counts from 1 without a gap, per merchant. Texts
    /// are empty where Paygent sent nothing; times are JST, `YYYYMMDDhhmmss`.
    ///
    /// It is no evidence: its hash does not cover the status, and order is not kept. It says that
    /// it is time to ask 094.
    NoticeRecord {
        /// `payment_notice_id`, digits.
        payment_notice_id = "payment_notice_id", Shape::Digits(1, 18);
        /// `change_date`: when the status changed.
        changed_at = "change_date", TIME;
        /// `payment_type`: `02` card, `03` and `04` convenience store, … (reference 3.8).
        payment_type = "payment_type", ANY;
        /// `payment_init_date`: when the payment was asked for.
        initiated_at = "payment_init_date", TIME;
        /// `payment_limit_date`.
        limit_at = "payment_limit_date", ANY;
        /// `early_notice_date`.
        early_notice_at = "early_notice_date", ANY;
        /// `cancel_date`.
        cancelled_at = "cancel_date", TIME;
        /// `user_payment_date`.
        buyer_paid_at = "user_payment_date", ANY;
        /// `payment_date`: when it was captured.
        paid_at = "payment_date", TIME;
        /// `cvs_company_id`.
        store_company_id = "cvs_company_id", ANY;
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
        /// `site_id`.
        site_id = "site_id", ANY;
        /// `customer_id`.
        customer_id = "customer_id", ANY;
        /// `customer_card_id`.
        customer_card_id = "customer_card_id", ANY;
        /// `fingerprint`.
        fingerprint = "fingerprint", ANY;
        /// `masked_card_number`.
        masked_card_number = "masked_card_number", ANY;
        /// `card_valid_term`, MMYY.
        card_valid_term = "card_valid_term", ANY;
    }
}

impl NoticeRecord {
    /// The fields to send.
    pub fn fields(&self) -> Fields {
        self.record_fields()
    }

    /// Reads it; unknown fields are ignored.
    pub fn read(fields: &Fields) -> Result<Self, FieldError> {
        required(fields, "payment_notice_id", Shape::Digits(1, 18))?;
        Self::read_record(fields)
    }
}
