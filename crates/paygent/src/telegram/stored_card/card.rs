use crate::telegram::shape::{Shape, optional, required, switch};
use crate::{FieldError, Fields, Problem, Secret};

/// The card that 025 or 116 brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewCard {
    /// `card_token` of PaygentToken.js. Paying with the same card needs another token: each is used
    /// up by one success.
    Token(Secret),
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

impl NewCard {
    pub(super) fn write(&self, fields: &mut Fields) {
        match self {
            Self::Token(token) => fields.push("card_token", token.expose()),
            Self::Direct { number, valid_term, security_code } => {
                fields.push("card_number", number.expose());
                fields.push("card_valid_term", valid_term);
                fields.push_opt("card_conf_number", security_code.as_ref().map(Secret::expose));
            }
        }
    }

    /// The card, if one is named. A token beside a number is 2024; a token of a security code only
    /// is 2026.
    pub(super) fn read(fields: &Fields) -> Result<Option<Self>, FieldError> {
        let token = optional(fields, "card_token", Shape::Visible(30))?.map(Secret::new);
        let number = optional(fields, "card_number", Shape::Digits(14, 16))?.map(Secret::new);
        if switch(fields, "security_code_token")? {
            return Err(FieldError::new("security_code_token", Problem::Conflict("2026")));
        }
        match (token, number) {
            (Some(_), Some(_)) => Err(FieldError::new("card_token", Problem::Conflict("2024"))),
            (Some(token), None) => Ok(Some(Self::Token(token))),
            (None, Some(number)) => {
                let code = optional(fields, "card_conf_number", Shape::Digits(1, 4))?;
                Ok(Some(Self::Direct {
                    number,
                    valid_term: required(fields, "card_valid_term", Shape::Expiry)?,
                    security_code: code.map(Secret::new),
                }))
            }
            (None, None) => Ok(None),
        }
    }
}
