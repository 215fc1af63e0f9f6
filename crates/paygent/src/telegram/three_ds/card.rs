use crate::telegram::shape::{Shape, required};
use crate::{FieldError, Fields, Problem, Secret};

/// Which card 450 is about (`card_set_method`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Card {
    /// `token`.
    Token(Secret),
    /// `customer`: a registered card.
    Customer {
        /// `customer_id`.
        customer_id: String,
        /// `customer_card_id`.
        customer_card_id: String,
    },
    /// `direct`: only other people's clients, to the sandbox.
    Direct {
        /// `card_number`.
        number: Secret,
        /// `card_valid_term`, MMYY.
        valid_term: String,
    },
}

impl Card {
    pub(super) fn write(&self, fields: &mut Fields) {
        match self {
            Self::Token(token) => {
                fields.push("card_set_method", "token");
                fields.push("card_token", token.expose());
            }
            Self::Customer { customer_id, customer_card_id } => {
                fields.push("card_set_method", "customer");
                fields.push("customer_id", customer_id);
                fields.push("customer_card_id", customer_card_id);
            }
            Self::Direct { number, valid_term } => {
                fields.push("card_set_method", "direct");
                fields.push("card_number", number.expose());
                fields.push("card_valid_term", valid_term);
            }
        }
    }

    /// A method without its fields is 31002.
    pub(super) fn read(fields: &Fields) -> Result<Self, FieldError> {
        let methods = Shape::OneOf(&["token", "customer", "direct", "google"]);
        let method = required(fields, "card_set_method", methods)?;
        let field = |name: &str, shape| {
            required(fields, name, shape).map_err(|error| match error.problem {
                Problem::Absent | Problem::Empty => {
                    FieldError::new(name, Problem::Conflict("31002"))
                }
                _ => error,
            })
        };
        match method.as_str() {
            "token" => Ok(Self::Token(Secret::new(field("card_token", Shape::Visible(30))?))),
            "customer" => Ok(Self::Customer {
                customer_id: field("customer_id", Shape::Word(25))?,
                customer_card_id: field("customer_card_id", Shape::Digits(1, 18))?,
            }),
            "direct" => Ok(Self::Direct {
                number: Secret::new(field("card_number", Shape::Digits(14, 16))?),
                valid_term: field("card_valid_term", Shape::Expiry)?,
            }),
            // Google Pay is not carried.
            _ => Err(FieldError::new("card_set_method", Problem::Conflict("31002"))),
        }
    }
}
