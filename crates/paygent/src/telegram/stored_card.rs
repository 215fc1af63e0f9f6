//! Stored cards (カード情報お預かり): 025 registers, 116 changes, 026 deletes, 027 lists.
//!
//! A customer (`customer_id`) has at most ten. All of it needs the contract for it (P021).

mod answer;
mod card;
mod note;

pub mod change;
pub mod delete;
pub mod list;
pub mod register;

pub use answer::Answer;
pub use card::NewCard;
pub use note::Note;

use super::shape::Shape;

/// `customer_id`: letters, digits and `_`.
const CUSTOMER_ID: Shape = Shape::Word(25);
/// `customer_card_id`.
const CUSTOMER_CARD_ID: Shape = Shape::Digits(1, 18);
/// Where all four go.
const PATH: &str = "/n/card/request";
