use super::shape::{Shape, optional, required, switch};
use crate::{FieldError, Fields, Problem, Secret};

/// Which card 020 charges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardSource {
    /// `card_token` of PaygentToken.js.
    Token(Secret),
    /// `ref_trading_id`: the card of an earlier payment.
    Earlier(String),
    /// `stock_card_mode=1`: a registered card.
    Vault {
        /// `customer_id`, up to 25 letters, digits and `_`.
        customer_id: String,
        /// `customer_card_id`, up to 18 digits.
        customer_card_id: String,
        /// A token that holds only the security code (`security_code_token=1`).
        security_code: Option<Secret>,
    },
    /// The number itself: only other people's clients send it, to the sandbox.
    Direct {
        /// `card_number`, 14 to 16 digits.
        number: Secret,
        /// `card_valid_term`, MMYY.
        valid_term: String,
        /// `card_conf_number`, up to 4 digits.
        security_code: Option<Secret>,
    },
}

impl CardSource {
    pub(crate) fn write(&self, fields: &mut Fields) {
        match self {
            Self::Token(token) => fields.push("card_token", token.expose()),
            Self::Earlier(trading_id) => fields.push("ref_trading_id", trading_id),
            Self::Vault { customer_id, customer_card_id, security_code } => {
                fields.push("stock_card_mode", "1");
                fields.push("customer_id", customer_id);
                fields.push("customer_card_id", customer_card_id);
                if let Some(token) = security_code {
                    fields.push("card_token", token.expose());
                    fields.push("security_code_token", "1");
                }
            }
            Self::Direct { number, valid_term, security_code } => {
                fields.push("card_number", number.expose());
                fields.push("card_valid_term", valid_term);
                fields.push_opt("card_conf_number", security_code.as_ref().map(Secret::expose));
            }
        }
    }

    /// A registered card overrides a number and an earlier payment; a token beside a number is an
    /// error (2024, for a security-code token 2025), and so is the switch of one without one.
    pub(crate) fn read(fields: &Fields) -> Result<Self, FieldError> {
        let token = optional(fields, "card_token", Shape::Visible(30))?.map(Secret::new);
        let only_code = switch(fields, "security_code_token")?;
        let number = optional(fields, "card_number", Shape::Digits(14, 16))?.map(Secret::new);
        if token.is_some() && number.is_some() {
            let code = if only_code { "2025" } else { "2024" };
            return Err(FieldError::new("card_token", Problem::Conflict(code)));
        }
        if switch(fields, "stock_card_mode")? {
            if token.is_some() && !only_code {
                return Err(FieldError::new("card_token", Problem::Conflict("2024")));
            }
            if token.is_none() && only_code {
                return Err(FieldError::new("card_token", Problem::Absent));
            }
            return Ok(Self::Vault {
                customer_id: required(fields, "customer_id", Shape::Word(25))?,
                customer_card_id: required(fields, "customer_card_id", Shape::Digits(1, 18))?,
                security_code: token,
            });
        }
        if only_code {
            return Err(FieldError::new("stock_card_mode", Problem::Absent));
        }
        if let Some(token) = token {
            return Ok(Self::Token(token));
        }
        if let Some(number) = number {
            let code = optional(fields, "card_conf_number", Shape::Digits(1, 4))?;
            return Ok(Self::Direct {
                number,
                valid_term: required(fields, "card_valid_term", Shape::Expiry)?,
                security_code: code.map(Secret::new),
            });
        }
        match optional(fields, "ref_trading_id", Shape::Word(25))? {
            Some(trading_id) => Ok(Self::Earlier(trading_id)),
            None => Err(FieldError::new("card_token", Problem::Absent)),
        }
    }
}
