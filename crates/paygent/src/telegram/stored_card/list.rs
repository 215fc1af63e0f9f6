//! Telegram 027: lists a customer's stored cards, as CSV.
//!
//! | asks | length | |
//! |---|---|---|
//! | `customer_id` | 25 | |
//! | `customer_card_id` | 18 digits | only this card; empty: all of them |
//! | `return_fingerprint_flg` | 1 | `1`: a column `fingerprint` |
//! | `site_id` | 4 | optional |
//!
//! Answers CSV (reference 3.6): every field in double quotes, lines end with CRLF. The first field
//! of a line is its kind: `1` result, `2` column names, `3` one card (last used first), `4` the
//! number of cards. A refusal, P026 (no card) among them, has lines `1` and `4` only. Columns of
//! cards that were tried (`valid_check_…`, `valid_update_cd`, `issur_name`) come for merchants with
//! that contract. \[S] \[C]. Unconfirmed: that refusals other than P026 are CSV too; ours are, and
//! both are read. Unconfirmed too: the values of `card_expire_flag`; the form of
//! `card_last_use_date`, twelve digits (`YYYYMMDDhhmm`) in what one client expects \[C].

use super::PATH;
use crate::telegram::shape::{Shape, optional, required, switch};
use crate::{FieldError, Fields, Telegram};

/// Whose cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `customer_id`.
    pub customer_id: String,
    /// `customer_card_id`; none: all.
    pub customer_card_id: Option<String>,
    /// `return_fingerprint_flg=1`: fingerprints too.
    pub fingerprints: bool,
    /// `site_id`.
    pub site_id: Option<String>,
}

impl Request {
    /// All cards of a customer.
    pub fn new(customer_id: impl Into<String>) -> Self {
        Self {
            customer_id: customer_id.into(),
            customer_card_id: None,
            fingerprints: false,
            site_id: None,
        }
    }
}

impl Telegram for Request {
    const KIND: &'static str = "027";
    const PATH: &'static str = PATH;
    const TABLE: bool = true;
    type Answer = Answer;

    fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        fields.push_opt("site_id", self.site_id.as_deref());
        fields.push("customer_id", &self.customer_id);
        fields.push_opt("customer_card_id", self.customer_card_id.as_deref());
        if self.fingerprints {
            fields.push("return_fingerprint_flg", "1");
        }
        fields
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        Ok(Self {
            customer_id: required(fields, "customer_id", super::CUSTOMER_ID)?,
            customer_card_id: optional(fields, "customer_card_id", super::CUSTOMER_CARD_ID)?,
            fingerprints: switch(fields, "return_fingerprint_flg")?,
            site_id: optional(fields, "site_id", Shape::Visible(4))?,
        })
    }
}

macro_rules! stored_card {
    (
        $($(#[doc = $doc:literal])* $field:ident = $wire:literal;)*
        ---
        $($(#[doc = $check_doc:literal])* $check:ident = $check_wire:literal;)*
    ) => {
        /// One stored card. Texts are empty where Paygent sent nothing.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct StoredCard {
            /// `customer_id`.
            pub customer_id: String,
            /// `customer_card_id`, up to 18 digits.
            pub customer_card_id: String,
            $($(#[doc = $doc])* pub $field: String,)*
            /// For merchants whose cards are tried when they are stored.
            pub check: Option<Check>,
            /// `fingerprint`, if it was asked for.
            pub fingerprint: Option<String>,
        }

        /// What the try of a card gave.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Check {
            $($(#[doc = $check_doc])* pub $check: String,)*
        }

        impl StoredCard {
            fn fields(&self) -> Fields {
                let mut fields = Fields::new();
                fields.push("customer_id", &self.customer_id);
                fields.push("customer_card_id", &self.customer_card_id);
                $(fields.push($wire, &self.$field);)*
                if let Some(check) = &self.check {
                    $(fields.push($check_wire, &check.$check);)*
                }
                fields.push_opt("fingerprint", self.fingerprint.as_deref());
                fields
            }

            fn read(fields: &Fields) -> Result<Self, FieldError> {
                let text = |name| fields.get(name).unwrap_or_default().to_owned();
                let checked = [$($check_wire),*].iter().any(|name| fields.get(name).is_some());
                Ok(Self {
                    customer_id: text("customer_id"),
                    customer_card_id:
                        required(fields, "customer_card_id", super::CUSTOMER_CARD_ID)?,
                    $($field: text($wire),)*
                    check: checked.then(|| Check { $($check: text($check_wire),)* }),
                    fingerprint: fields.get("fingerprint").map(str::to_owned),
                })
            }
        }
    };
}

stored_card! {
    /// `card_number`, masked.
    masked_card_number = "card_number";
    /// `card_valid_term`, MMYY.
    valid_term = "card_valid_term";
    /// `card_last_use_date`, `YYYYMMDDhhmm`, perhaps with seconds.
    last_used_at = "card_last_use_date";
    /// `card_brand`: what the merchant gave, or what Paygent found.
    brand = "card_brand";
    /// `cardholder_name`.
    holder = "cardholder_name";
    /// `add_info1`.
    more_1 = "add_info1";
    /// `add_info2`.
    more_2 = "add_info2";
    /// `add_info3`.
    more_3 = "add_info3";
    /// `add_info4`.
    more_4 = "add_info4";
    /// `card_expire_flag`: `1` when the card has expired (unconfirmed).
    expired = "card_expire_flag";
    ---
    /// `valid_check_result`.
    result = "valid_check_result";
    /// `valid_update_cd`.
    update_code = "valid_update_cd";
    /// `valid_check_date`.
    checked_at = "valid_check_date";
    /// `issur_name`.
    issuer_name = "issur_name";
}

/// What 027 answers: at most ten cards, last used first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The cards.
    pub cards: Vec<StoredCard>,
}

impl crate::Answer for Answer {
    fn fields(&self) -> Fields {
        Fields::new()
    }

    fn read(_: &Fields) -> Result<Self, FieldError> {
        Ok(Self::default())
    }

    fn rows(&self) -> Vec<Fields> {
        self.cards.iter().map(StoredCard::fields).collect()
    }

    fn with_rows(self, rows: &[Fields]) -> Result<Self, FieldError> {
        Ok(Self { cards: rows.iter().map(StoredCard::read).collect::<Result<_, _>>()? })
    }
}
