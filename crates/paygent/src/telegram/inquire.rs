//! Telegram 094: what became of one payment.

use super::shape::{Shape, optional, required, yen};
use super::{PaymentRef, Telegram};
use crate::{FieldError, Fields, Status};

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

macro_rules! answer {
    ($($(#[doc = $doc:literal])* $field:ident = $name:literal, $shape:expr;)*) => {
        /// The payment as Paygent has it. Texts are empty where Paygent sent nothing; dates are
        /// JST, `YYYYMMDDhhmmss`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Answer {
            /// `payment_id`.
            pub payment_id: String,
            /// `trading_id`.
            pub trading_id: String,
            /// `payment_status`.
            pub status: Status,
            /// `payment_amount`, yen.
            pub amount: i64,
            $($(#[doc = $doc])* pub $field: String,)*
        }

        impl Answer {
            /// A payment of which only this much is told; the rest is empty.
            pub fn new(payment_id: &str, trading_id: &str, status: Status, amount: i64) -> Self {
                Self {
                    payment_id: payment_id.to_owned(),
                    trading_id: trading_id.to_owned(),
                    status,
                    amount,
                    $($field: String::new(),)*
                }
            }
        }

        impl super::Answer for Answer {
            fn fields(&self) -> Fields {
                let mut fields = Fields::new();
                fields.push("payment_id", &self.payment_id);
                fields.push("trading_id", &self.trading_id);
                fields.push("payment_status", self.status.0.to_string());
                fields.push("payment_amount", self.amount.to_string());
                $(fields.push($name, &self.$field);)*
                fields
            }

            fn read(fields: &Fields) -> Result<Self, FieldError> {
                let status = required(fields, "payment_status", Shape::Digits(1, 2))?;
                Ok(Self {
                    payment_id: required(fields, "payment_id", Shape::Digits(1, 18))?,
                    trading_id: optional(fields, "trading_id", Shape::Word(25))?
                        .unwrap_or_default(),
                    status: Status(status.parse().unwrap_or_default()),
                    amount: yen(fields, "payment_amount", 13)?,
                    $($field: optional(fields, $name, $shape)?.unwrap_or_default(),)*
                })
            }
        }
    };
}

/// `YYYYMMDDhhmmss`.
const TIME: Shape = Shape::Digits(14, 14);
const ANY: Shape = Shape::Text(1024);

answer! {
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
