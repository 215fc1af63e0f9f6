//! Telegram 020: authorises a card payment, and captures it at once if asked.

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
