//! Telegram 116: changes a stored card; its `customer_card_id` stays.
//!
//! | asks | length | |
//! |---|---|---|
//! | `customer_id` | 25 | |
//! | `customer_card_id` | 18 digits | which card |
//! | `card_token` | 30 | optional: another card |
//! | `card_number` | 14-16 digits | or its number; not beside a token |
//! | `card_valid_term` | MMYY | with it; alone: another expiry of the same number |
//! | `card_conf_number` | 4 digits | with it, if it is known |
//! | `card_brand`, `cardholder_name` | 24, 64 | optional; what is not sent stays |
//! | `add_info1` … `add_info4` | 64 each | the same |
//! | `site_id` | 4 | optional |
//!
//! Answers [`Answer`]. Refused with P022 where there is no such card; the token's codes as 025.
//! Fields \[S]; unconfirmed: the answer's fields, and that an absent field stays.

use super::{Answer, NewCard, Note, PATH};
use crate::telegram::shape::{Shape, optional, required};
use crate::{FieldError, Fields, Telegram};

/// What is to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `customer_id`.
    pub customer_id: String,
    /// `customer_card_id`.
    pub customer_card_id: String,
    /// Another card.
    pub card: Option<NewCard>,
    /// `card_valid_term`, MMYY, of the same card.
    pub valid_term: Option<String>,
    /// What is kept beside it; what is not named stays.
    pub note: Note,
    /// `site_id`.
    pub site_id: Option<String>,
}

impl Telegram for Request {
    const KIND: &'static str = "116";
    const PATH: &'static str = PATH;
    type Answer = Answer;

    fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        fields.push_opt("site_id", self.site_id.as_deref());
        fields.push("customer_id", &self.customer_id);
        fields.push("customer_card_id", &self.customer_card_id);
        if let Some(card) = &self.card {
            card.write(&mut fields);
        }
        fields.push_opt("card_valid_term", self.valid_term.as_deref());
        self.note.write(&mut fields);
        fields
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        let card = NewCard::read(fields)?;
        // A number brings its own expiry; a token has it inside.
        let valid_term = match card {
            None => optional(fields, "card_valid_term", Shape::Expiry)?,
            Some(_) => None,
        };
        Ok(Self {
            customer_id: required(fields, "customer_id", super::CUSTOMER_ID)?,
            customer_card_id: required(fields, "customer_card_id", super::CUSTOMER_CARD_ID)?,
            card,
            valid_term,
            note: Note::read(fields)?,
            site_id: optional(fields, "site_id", Shape::Visible(4))?,
        })
    }
}
