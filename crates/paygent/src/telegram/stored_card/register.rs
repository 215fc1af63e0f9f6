//! Telegram 025: stores a card for a customer.
//!
//! | asks | length | |
//! |---|---|---|
//! | `customer_id` | 25 letters, digits, `_` | whose card; the merchant invents it |
//! | `card_token` | 30 | the card |
//! | `card_number` | 14-16 digits | or its number; not beside a token |
//! | `card_valid_term` | MMYY | with it |
//! | `card_conf_number` | 4 digits | with it, if it is known |
//! | `card_brand` | 24 | optional; kept and given back as it came |
//! | `cardholder_name` | 64 | optional |
//! | `add_info1` … `add_info4` | 64 each | optional |
//! | `valid_check_flg` | 1 | `1`: the card is tried with 0 yen: a payment of status 22 or 17 |
//! | `security_code_use` | 1 | `1`: an error when there is no security code |
//! | `site_id`, `trading_id` | 4, 25 | optional |
//!
//! Answers [`Answer`]. Refused: P021 (no contract), P023 (the customer has ten), P027 (no contract
//! for the check), 2003 and others of 020 (the check failed), 2020 to 2024, 2026 (token). Fields
//! and answer \[S] \[C]; the token is used up by success only \[S]. Unconfirmed: the codes of a
//! failed check, and that its payment takes `trading_id`.

use super::{Answer, NewCard, Note, PATH};
use crate::telegram::shape::{Shape, optional, required, switch};
use crate::{FieldError, Fields, Problem, Telegram};

/// A card to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `customer_id`.
    pub customer_id: String,
    /// The card.
    pub card: NewCard,
    /// What is kept beside it.
    pub note: Note,
    /// `valid_check_flg=1`: tried with 0 yen first.
    pub valid_check: bool,
    /// `security_code_use=1`: refused when there is no security code.
    pub security_code_required: bool,
    /// `trading_id` of the check's payment.
    pub trading_id: Option<String>,
    /// `site_id`.
    pub site_id: Option<String>,
}

impl Request {
    /// A card for this customer, nothing more.
    pub fn new(customer_id: impl Into<String>, card: NewCard) -> Self {
        Self {
            customer_id: customer_id.into(),
            card,
            note: Note::default(),
            valid_check: false,
            security_code_required: false,
            trading_id: None,
            site_id: None,
        }
    }
}

impl Telegram for Request {
    const KIND: &'static str = "025";
    const PATH: &'static str = PATH;
    type Answer = Answer;

    fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        fields.push_opt("trading_id", self.trading_id.as_deref());
        fields.push_opt("site_id", self.site_id.as_deref());
        fields.push("customer_id", &self.customer_id);
        self.card.write(&mut fields);
        self.note.write(&mut fields);
        if self.valid_check {
            fields.push("valid_check_flg", "1");
        }
        if self.security_code_required {
            fields.push("security_code_use", "1");
        }
        fields
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        let absent = || FieldError::new("card_token", Problem::Absent);
        Ok(Self {
            customer_id: required(fields, "customer_id", super::CUSTOMER_ID)?,
            card: NewCard::read(fields)?.ok_or_else(absent)?,
            note: Note::read(fields)?,
            valid_check: switch(fields, "valid_check_flg")?,
            security_code_required: switch(fields, "security_code_use")?,
            trading_id: optional(fields, "trading_id", Shape::Word(25))?,
            site_id: optional(fields, "site_id", Shape::Visible(4))?,
        })
    }
}
