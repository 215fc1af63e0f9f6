use crate::telegram::shape::{Shape, required};
use crate::{FieldError, Fields};

/// What 025 and 116 answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// `num_of_cards`: how many the customer has now, 1 to 10.
    pub cards: u8,
    /// `customer_card_id`, up to 18 digits: this card.
    pub customer_card_id: String,
    /// `issur_id`.
    pub issuer_id: String,
    /// `issur_name`.
    pub issuer_name: String,
    /// `fingerprint`, 64 characters that stand for the card.
    pub fingerprint: String,
    /// `masked_card_number`, 16 characters.
    pub masked_card_number: String,
    /// `card_valid_term`, MMYY.
    pub card_valid_term: String,
    /// `cardholder_name`.
    pub cardholder_name: String,
    /// `acq_id`.
    pub acquirer_id: String,
    /// `acq_name`.
    pub acquirer_name: String,
}

impl crate::Answer for Answer {
    fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        fields.push("num_of_cards", self.cards.to_string());
        fields.push("customer_card_id", &self.customer_card_id);
        fields.push("issur_id", &self.issuer_id);
        fields.push("issur_name", &self.issuer_name);
        fields.push("fingerprint", &self.fingerprint);
        fields.push("masked_card_number", &self.masked_card_number);
        fields.push("card_valid_term", &self.card_valid_term);
        fields.push("cardholder_name", &self.cardholder_name);
        fields.push("acq_id", &self.acquirer_id);
        fields.push("acq_name", &self.acquirer_name);
        fields
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        let text = |name| fields.get(name).unwrap_or_default().to_owned();
        Ok(Self {
            cards: count(fields)?,
            customer_card_id: required(fields, "customer_card_id", super::CUSTOMER_CARD_ID)?,
            issuer_id: text("issur_id"),
            issuer_name: text("issur_name"),
            fingerprint: text("fingerprint"),
            masked_card_number: text("masked_card_number"),
            card_valid_term: text("card_valid_term"),
            cardholder_name: text("cardholder_name"),
            acquirer_id: text("acq_id"),
            acquirer_name: text("acq_name"),
        })
    }
}

/// `num_of_cards`
pub(super) fn count(fields: &Fields) -> Result<u8, FieldError> {
    let count = required(fields, "num_of_cards", Shape::Digits(1, 2))?;
    // Two digits always fit.
    Ok(count.parse().unwrap_or_default())
}
