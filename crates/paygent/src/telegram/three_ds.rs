//! Telegram 450 (UTF-8): begins EMV 3-D Secure for a card.
//!
//! | asks | length | |
//! |---|---|---|
//! | `trading_id`, `site_id` | 25, 4 | optional |
//! | `term_url` | 256 | where the browser comes back; a query in it stays |
//! | `merchant_name` | 40 columns | shown by the card company; a full-width character is two |
//! | `authentication_type` | 2 | `01` |
//! | `payment_amount` | 13 digits, yen | 0 or 1 when a card is only stored |
//! | `card_set_method` | | `token`, `customer` or `direct`; `google` is not carried (31002) |
//! | `card_token` | 30 | with `token` |
//! | `customer_id`, `customer_card_id` | 25, 18 digits | with `customer` |
//! | `card_number`, `card_valid_term` | 14-16 digits, MMYY | with `direct` |
//! | `cardholder_name` | 2-45 | card schemes want it; no error without |
//! | `email_address` | 254 | card schemes want it or a phone; no error without |
//! | `home_phone_cc`, `home_phone_subscriber` | 3, 15 digits | both or none |
//! | `mobile_phone_…`, `work_phone_…` | 3, 15 digits | the same |
//!
//! All that follows is optional:
//!
//! | asks | length | |
//! |---|---|---|
//! | `payment_date` | 14 digits | UTC, `YYYYMMDDhhmmss` |
//! | `currency_code` | 3 digits | ISO 4217: `392` is yen |
//! | `transaction_type` | 2 digits | `01`: goods |
//! | `address_match` | 1 | `Y`: both addresses are the same, `N`: they are not |
//! | `bill_address_city`, `…_line1` to `…_line3` | 50 each | |
//! | `bill_address_country` | 3 digits | ISO 3166-1: `392` is Japan |
//! | `bill_address_post_code`, `…_state` | 16, 3 | state: ISO 3166-2 without the country |
//! | `ship_address_…` | | the same seven |
//! | `login_type` | 2 | `01` (guest) to `06` |
//! | `login_date` | 12-14 digits | UTC |
//! | `account_create_date`, `account_change_date` | 8 digits | `YYYYMMDD` |
//! | `password_change_date`, `card_registration_date` | 8 digits | |
//! | `ship_address_use_date` | 8 digits | |
//! | `account_indicator`, `account_change_indicator` | 2 digits | a choice of EMV 3-D Secure |
//! | `password_change_indicator`, `card_registration_indicator` | 2 digits | |
//! | `ship_address_use_indicator`, `ship_name_indicator` | 2 digits | |
//! | `suspicious_acc_activity` | 2 digits | |
//! | `purchase_count` | 4 digits | in six months |
//! | `card_registration_count`, `activity_count_day` | 3 digits | in 24 hours |
//! | `activity_count_year` | 3 digits | in the last year |
//! | `delivery_email_address` | 254 | |
//! | `delivery_timeframe`, `shipping_indicator` | 2 digits | |
//! | `reorder_indicator`, `pre_order_purchase_indicator` | 2 digits | |
//! | `pre_order_date` | 8 digits | `YYYYMMDD` |
//! | `gift_card_amount`, `gift_card_count` | 15, 2 digits | |
//! | `gift_card_currency_code` | 3 digits | ISO 4217 |
//!
//! Answers [`Answer`]; `out_acs_html` is the last key, and its HTML begins on the next line. What
//! comes back to `term_url` later is a [`crate::ThreeDsReturn`]. Refused: 31001
//! (card not handled), 31002 (the card's fields are not those of `card_set_method`), 31003 to 31005
//! (token: expired, unknown, used), 31006 (no such stored card), 31012 (brand without 3-D Secure),
//! 2054 (too many at once), P063 (not in the contract).
//!
//! Fields, and that the token stays unused: \[C] \[S]; codes and the lengths down to
//! `cardholder_name`: \[S]. An older name, `ship_address_first_use_date`, is taken and ignored: the
//! one client that sends it puts a choice there, no date \[C]. Unconfirmed: the other lengths and
//! formats, which are those of EMV 3-D Secure; the values of `address_match`; that fields of
//! another `card_set_method` are ignored; the code for any other `login_type` (P010 here).

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
