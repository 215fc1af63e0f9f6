//! A payment as Paygent tells it: by 094, by 091 and in a notice. One table per telegram gives the
//! struct, its writer and its reader.

use super::shape::Shape;

/// `YYYYMMDDhhmmss`, JST.
pub(crate) const TIME: Shape = Shape::Digits(14, 14);
/// Text that is passed on as it is.
pub(crate) const ANY: Shape = Shape::Text(1024);

/// The four fields that every record has, typed; then texts, empty where Paygent sent nothing.
macro_rules! payment_record {
    (
        $(#[doc = $doc:literal])* $name:ident {
            $($(#[doc = $field_doc:literal])* $field:ident = $wire:literal, $shape:expr;)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            /// `payment_id`, at most 18 digits.
            pub payment_id: String,
            /// `trading_id`, at most 25 letters, digits and `_`; may be empty.
            pub trading_id: String,
            /// `payment_status`, 2 digits.
            pub status: crate::Status,
            /// `payment_amount`, yen.
            pub amount: i64,
            $($(#[doc = $field_doc])* pub $field: String,)*
        }

        impl $name {
            /// A payment of which only this much is told; the rest is empty.
            pub fn new(
                payment_id: &str,
                trading_id: &str,
                status: crate::Status,
                amount: i64,
            ) -> Self {
                Self {
                    payment_id: payment_id.to_owned(),
                    trading_id: trading_id.to_owned(),
                    status,
                    amount,
                    $($field: String::new(),)*
                }
            }

            fn record_fields(&self) -> crate::Fields {
                let mut fields = crate::Fields::new();
                fields.push("payment_id", &self.payment_id);
                fields.push("trading_id", &self.trading_id);
                fields.push("payment_status", self.status.0.to_string());
                fields.push("payment_amount", self.amount.to_string());
                $(fields.push($wire, &self.$field);)*
                fields
            }

            fn read_record(fields: &crate::Fields) -> Result<Self, crate::FieldError> {
                use $crate::telegram::shape::{Shape, optional, required, yen};
                let status = required(fields, "payment_status", Shape::Digits(1, 2))?;
                Ok(Self {
                    payment_id: required(fields, "payment_id", Shape::Digits(1, 18))?,
                    trading_id: optional(fields, "trading_id", Shape::Word(25))?
                        .unwrap_or_default(),
                    status: crate::Status(status.parse().unwrap_or_default()),
                    amount: yen(fields, "payment_amount", 13)?,
                    $($field: optional(fields, $wire, $shape)?.unwrap_or_default(),)*
                })
            }
        }
    };
}
