//! Telegram 026: deletes a stored card, or all cards of a customer.
//!
//! | asks | length | |
//! |---|---|---|
//! | `customer_id` | 25 | |
//! | `customer_card_id` | 18 digits | which card; empty: all of them |
//! | `site_id` | 4 | optional |
//!
//! Answers `num_of_cards`. Refused: P021 (no contract), P022 (there is none). \[S] \[C];
//! unconfirmed: that `num_of_cards` counts the cards that are left.

use super::PATH;
use super::answer::count;
use crate::telegram::shape::{Shape, optional, required};
use crate::{FieldError, Fields, Telegram};

/// Which cards go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `customer_id`.
    pub customer_id: String,
    /// `customer_card_id`; none: all of them.
    pub customer_card_id: Option<String>,
    /// `site_id`.
    pub site_id: Option<String>,
}

impl Request {
    /// One card of a customer.
    pub fn one(customer_id: impl Into<String>, customer_card_id: impl Into<String>) -> Self {
        Self {
            customer_id: customer_id.into(),
            customer_card_id: Some(customer_card_id.into()),
            site_id: None,
        }
    }

    /// All cards of a customer.
    pub fn all(customer_id: impl Into<String>) -> Self {
        Self { customer_id: customer_id.into(), customer_card_id: None, site_id: None }
    }
}

impl Telegram for Request {
    const KIND: &'static str = "026";
    const PATH: &'static str = PATH;
    type Answer = Answer;

    fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        fields.push_opt("site_id", self.site_id.as_deref());
        fields.push("customer_id", &self.customer_id);
        fields.push_opt("customer_card_id", self.customer_card_id.as_deref());
        fields
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        Ok(Self {
            customer_id: required(fields, "customer_id", super::CUSTOMER_ID)?,
            customer_card_id: optional(fields, "customer_card_id", super::CUSTOMER_CARD_ID)?,
            site_id: optional(fields, "site_id", Shape::Visible(4))?,
        })
    }
}

/// What 026 answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `num_of_cards`: how many the customer has left.
    pub cards: u8,
}

impl crate::Answer for Answer {
    fn fields(&self) -> Fields {
        [("num_of_cards", self.cards.to_string())].into_iter().collect()
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        Ok(Self { cards: count(fields)? })
    }
}
