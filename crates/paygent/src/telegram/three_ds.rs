//! Telegram 450 (UTF-8): begins EMV 3-D Secure for a card.

mod answer;
mod buyer;
mod card;
#[macro_use]
mod group;
mod address;
mod history;
mod risk;

pub use address::Address;
pub use answer::Answer;
pub use buyer::{Cardholder, Phone};
pub use card::Card;
pub use history::History;
pub use risk::Risk;

use super::shape::{Shape, optional, required, yen};
use super::{PaymentRef, Telegram};
use crate::{Charset, FieldError, Fields, Problem};

/// Begins 3-D Secure. The card (token) stays unused; the same one goes into 020.
///
/// Scheme policy since 2024-08-12 wants the cardholder's name and one of e-mail and phones; the
/// real gateway answers no error without them, so the type asks for the name, and
/// [`Cardholder::satisfies_policy`] tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Our trading id and site; no payment exists yet.
    pub payment: PaymentRef,
    /// Where the browser comes back to, up to 256 characters. A query in it is kept.
    pub term_url: String,
    /// Shown on the card company's page: up to 40 half-width columns.
    pub merchant_name: String,
    /// Yen; 0 or 1 when a card is only registered.
    pub amount: i64,
    /// Which card.
    pub card: Card,
    /// Who pays.
    pub cardholder: Cardholder,
    /// `payment_date`: UTC, `YYYYMMDDhhmmss`.
    pub payment_date: Option<String>,
    /// `currency_code`, ISO 4217 number (392 is yen).
    pub currency_code: Option<String>,
    /// `transaction_type`, `01` for goods.
    pub transaction_type: Option<String>,
    /// `address_match`: whether both addresses are the same.
    pub address_match: Option<bool>,
    /// `bill_address_*`.
    pub bill_address: Address,
    /// `ship_address_*`.
    pub ship_address: Address,
    /// What the shop knows of the buyer's account.
    pub history: History,
    /// What the shop knows of this purchase.
    pub risk: Risk,
}

impl Request {
    /// The least there is to say; the rest can be set.
    pub fn new(
        payment: PaymentRef,
        card: Card,
        amount: i64,
        term_url: impl Into<String>,
        merchant_name: impl Into<String>,
        cardholder: Cardholder,
    ) -> Self {
        Self {
            payment,
            term_url: term_url.into(),
            merchant_name: merchant_name.into(),
            amount,
            card,
            cardholder,
            payment_date: None,
            currency_code: None,
            transaction_type: None,
            address_match: None,
            bill_address: Address::default(),
            ship_address: Address::default(),
            history: History::default(),
            risk: Risk::default(),
        }
    }
}

impl Telegram for Request {
    const KIND: &'static str = "450";
    const PATH: &'static str = "/n/threeds/request";
    const CHARSET: Charset = Charset::Utf8;
    type Answer = Answer;

    fn fields(&self) -> Fields {
        let mut fields = self.payment.fields();
        fields.push("term_url", &self.term_url);
        fields.push("merchant_name", &self.merchant_name);
        fields.push("authentication_type", "01");
        fields.push("payment_amount", self.amount.to_string());
        self.card.write(&mut fields);
        self.cardholder.write(&mut fields);
        fields.push_opt("payment_date", self.payment_date.as_deref());
        fields.push_opt("currency_code", self.currency_code.as_deref());
        fields.push_opt("transaction_type", self.transaction_type.as_deref());
        fields
            .push_opt("address_match", self.address_match.map(|same| if same { "Y" } else { "N" }));
        self.bill_address.write("bill_address", &mut fields);
        self.ship_address.write("ship_address", &mut fields);
        self.history.write(&mut fields);
        self.risk.write(&mut fields);
        fields
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        required(fields, "authentication_type", Shape::OneOf(&["01"]))?;
        let amount = yen(fields, "payment_amount", 13)?;
        if amount < 0 {
            return Err(FieldError::new("payment_amount", Problem::NotPositive));
        }
        let same = optional(fields, "address_match", Shape::OneOf(&["Y", "N"]))?;
        Ok(Self {
            payment: PaymentRef::read_any(fields)?,
            term_url: required(fields, "term_url", Shape::Visible(256))?,
            merchant_name: required(fields, "merchant_name", Shape::Columns(40))?,
            amount,
            card: Card::read(fields)?,
            cardholder: Cardholder::read(fields)?,
            payment_date: optional(fields, "payment_date", Shape::Digits(14, 14))?,
            currency_code: optional(fields, "currency_code", Shape::Digits(3, 3))?,
            transaction_type: optional(fields, "transaction_type", Shape::Digits(2, 2))?,
            address_match: same.map(|same| same == "Y"),
            bill_address: Address::read("bill_address", fields)?,
            ship_address: Address::read("ship_address", fields)?,
            history: History::read(fields)?,
            risk: Risk::read(fields)?,
        })
    }
}
