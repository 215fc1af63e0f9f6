//! Telegram 020: authorises a card payment, and captures it at once if asked.
//!
//! | asks | length | |
//! |---|---|---|
//! | `trading_id` | 25 letters, digits, `_` | optional; Paygent takes the same one again |
//! | `payment_id` | 18 digits | optional: the payment that a 2003 left open is tried again |
//! | `payment_amount` | 7 digits, yen | above 0 |
//! | `card_token` | 30 | the card |
//! | `stock_card_mode` | 1 | or `1`: a stored card |
//! | `customer_id`, `customer_card_id` | 25, 18 digits | which one |
//! | `security_code_token` | 1 | `1`: `card_token` is only the security code of a stored card |
//! | `card_number` | 14-16 digits | or the number itself; not beside a token |
//! | `card_valid_term` | MMYY | with it |
//! | `card_conf_number` | 4 digits | with it, if it is known |
//! | `ref_trading_id` | 25 | or the card of an earlier payment: the newest under this id |
//! | `payment_class` | 2 | `10` once, `23` bonus, `61` instalments, `80` revolving |
//! | `split_count` | 2 digits | with `61`: in so many months |
//! | `3dsecure_ryaku` | 1 | `1`: no 3-D Secure was done; not beside `3ds_auth_id` |
//! | `3dsecure_use_type` | 1 | `2`: 450 was done; `1` or empty: 3-D Secure 1 |
//! | `3ds_auth_id` | 36 | with `2`, and only then: the id that 450 gave |
//! | `sales_mode` | 1 | `1`: captured at once (status 40); `0` or empty: held (20) |
//! | `security_code_use` | 1 | `1`: an error when there is no security code |
//! | `site_id` | 4 | optional |
//!
//! Answers [`CardAnswer`]. A stored card goes before a number and an earlier payment; earlier
//! payments of status 10 and 11 do not count. `result=7` (3-D Secure 1) is read as unknown.
//!
//! Refused: 2001 (by the card company; or `payment_id` is not of status 10), 2002, 2003 (card data;
//! carries `payment_id`, which may be tried three times more, then 2001 with detail P903), 2009 (no
//! payment under `ref_trading_id`), 2015, 2016 (no acquirer), 2018 (bonus season), 2020 to 2026
//! (token; 2023: a number, where the contract forbids it), 2054 (too many at once; status 15),
//! 31008 to 31011 (`3ds_auth_id`: without `2`, missing, used, unknown), P011 (above the contract's
//! limit), P014 (amount), P024 and P025 (stored cards: no contract, no such card), P030 (class or
//! count not in the contract). 2008 (the card company was too slow) does not say what became of it:
//! 094 does.
//!
//! Fields and values: \[C] \[S]; one client sends `21` for bonus \[C], which is read too; the rules
//! for 2003 \[S]. Unconfirmed: which card counts where a token stands beside `ref_trading_id` (here
//! the token); the codes for `3dsecure_ryaku` beside `3ds_auth_id` (P010 here), for
//! `security_code_token` without a stored card or without `card_token` (P005 here) and for a
//! missing security code.

use super::shape::{Shape, optional, required, switch, yen};
use super::{CardAnswer, PaymentRef, Telegram};
use crate::{FieldError, Fields, Problem};

pub use super::card_source::CardSource;

/// How the buyer pays (支払回数): `payment_class` and `split_count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// 10: 一括.
    Once,
    /// 23: ボーナス一括.
    Bonus,
    /// 61: 分割 in so many months (2 to 99; which ones, the contract says).
    Instalments(u8),
    /// 80: リボ.
    Revolving,
}

/// What is known of 3-D Secure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThreeDs {
    /// `3dsecure_ryaku=1`: none was done.
    Skipped,
    /// `3dsecure_use_type=2` with the `3ds_auth_id` of 450.
    Authenticated(String),
    /// Nothing said (other clients; 3-D Secure 1).
    Unsaid,
}

/// An authorisation. Never sent twice: 094 by `trading_id` tells what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Our trading id; a payment id only when repeating after code 2003.
    pub payment: PaymentRef,
    /// Yen, 1 to 9,999,999.
    pub amount: i64,
    /// Which card.
    pub card: CardSource,
    /// How it is paid.
    pub split: Split,
    /// 3-D Secure before it.
    pub three_ds: ThreeDs,
    /// `sales_mode=1`: captured at once (オーソリ+売上, status 40) instead of held (20).
    pub capture: bool,
    /// `security_code_use=1`: refused when there is no security code.
    pub security_code_required: bool,
}

impl Telegram for Request {
    const KIND: &'static str = "020";
    const PATH: &'static str = "/n/card/request";
    type Answer = CardAnswer;

    fn fields(&self) -> Fields {
        let mut fields = self.payment.fields();
        fields.push("payment_amount", self.amount.to_string());
        self.card.write(&mut fields);
        let (class, count) = match self.split {
            Split::Once => ("10", None),
            Split::Bonus => ("23", None),
            Split::Instalments(count) => ("61", Some(count.to_string())),
            Split::Revolving => ("80", None),
        };
        fields.push("payment_class", class);
        fields.push_opt("split_count", count.as_deref());
        match &self.three_ds {
            ThreeDs::Skipped => fields.push("3dsecure_ryaku", "1"),
            ThreeDs::Authenticated(id) => {
                fields.push("3dsecure_use_type", "2");
                fields.push("3ds_auth_id", id);
            }
            ThreeDs::Unsaid => {}
        }
        fields.push("sales_mode", if self.capture { "1" } else { "0" });
        if self.security_code_required {
            fields.push("security_code_use", "1");
        }
        fields
    }

    fn read(fields: &Fields) -> Result<Self, FieldError> {
        let amount = yen(fields, "payment_amount", 7)?;
        if amount <= 0 {
            return Err(FieldError::new("payment_amount", Problem::NotPositive));
        }
        Ok(Self {
            payment: PaymentRef::read_any(fields)?,
            amount,
            card: CardSource::read(fields)?,
            split: Split::read(fields)?,
            three_ds: ThreeDs::read(fields)?,
            capture: switch(fields, "sales_mode")?,
            security_code_required: switch(fields, "security_code_use")?,
        })
    }
}

impl Split {
    fn read(fields: &Fields) -> Result<Self, FieldError> {
        // 21 is what one public client sends for 23.
        let class = Shape::OneOf(&["10", "21", "23", "61", "80"]);
        Ok(match required(fields, "payment_class", class)?.as_str() {
            "10" => Self::Once,
            "61" => {
                let count = required(fields, "split_count", Shape::Digits(1, 2))?;
                let count = count.parse().ok().filter(|&count: &u8| count >= 2);
                Self::Instalments(
                    count.ok_or_else(|| FieldError::new("split_count", Problem::Value))?,
                )
            }
            "80" => Self::Revolving,
            _ => Self::Bonus,
        })
    }
}

impl ThreeDs {
    fn read(fields: &Fields) -> Result<Self, FieldError> {
        let skipped = switch(fields, "3dsecure_ryaku")?;
        let kind = optional(fields, "3dsecure_use_type", Shape::OneOf(&["1", "2"]))?;
        let id = optional(fields, "3ds_auth_id", Shape::Visible(36))?;
        let conflict = |code| Err(FieldError::new("3ds_auth_id", Problem::Conflict(code)));
        match (kind.as_deref(), id) {
            (Some("2"), None) => conflict("31009"),
            (Some("2"), Some(_)) if skipped => {
                Err(FieldError::new("3dsecure_ryaku", Problem::Value))
            }
            (Some("2"), Some(id)) => Ok(Self::Authenticated(id)),
            (_, Some(_)) => conflict("31008"),
            (_, None) => Ok(if skipped { Self::Skipped } else { Self::Unsaid }),
        }
    }
}
