//! The 3-step cart's Step1 to Step3 (R-122..R-124): which field belongs to which, and how far a
//! buyer has come.

use serde::Deserialize;
use serde_json::{Map, Value};
use shop::checkout::{CheckoutForm, FieldError, Offer, parse_before_card};
use shop::settings::cart::Flow;

use super::pairs::pairs;
use crate::storefront::Visit;

/// A page of the 3-step cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    /// Step1: who buys, and who gets the goods.
    Buyer,
    /// Step2: how they go, how they are paid, what is asked for.
    Delivery,
    /// Step3: the card, the six items, 注文する.
    Review,
}

/// Fields of Step1, beside those of the recipient (`ship_…`).
const BUYER: &[&str] = &[
    "family",
    "given",
    "family_kana",
    "given_kana",
    "email",
    "phone",
    "postal",
    "prefecture",
    "city",
    "street",
    "building",
    "elsewhere",
];
/// Fields of Step3. The others are of Step2.
const REVIEW: &[&str] = &[
    "card",
    "holder_name",
    "card_token",
    "card_valid_until",
    "card_masked",
    "card_fingerprint",
    "card_signature",
    "split",
    "card_use",
    "card_code",
    "registered_split",
    "registered_shown",
    "keep_asked",
    "card_keep",
    "save_token",
    "save_valid_until",
    "save_signature",
];

impl Step {
    /// The step that a field, or an error about it, belongs to.
    pub fn of(field: &str) -> Step {
        match field {
            field if BUYER.contains(&field) || field.starts_with("ship_") => Step::Buyer,
            field if REVIEW.contains(&field) => Step::Review,
            _ => Step::Delivery,
        }
    }

    /// Its address.
    pub fn path(self) -> &'static str {
        match self {
            Step::Buyer => "/checkout/buyer",
            Step::Delivery => "/checkout/delivery",
            Step::Review => "/checkout/review",
        }
    }

    /// Where 次へ leads.
    pub fn next(self) -> Step {
        match self {
            Step::Buyer => Step::Delivery,
            Step::Delivery | Step::Review => Step::Review,
        }
    }

    /// `kept` with what this step's page sent: a box that is not ticked is not sent at all.
    pub fn merge(self, kept: &CheckoutForm, sent: &CheckoutForm) -> CheckoutForm {
        let (kept, mut merged) = (fields(kept), fields(sent));
        merged.retain(|name, _| Step::of(name) == self);
        merged.extend(kept.into_iter().filter(|(name, _)| Step::of(name) != self));
        serde_json::from_value(Value::Object(merged)).unwrap_or_default()
    }

    /// Its fields that hold something.
    pub fn pairs(self, form: &CheckoutForm) -> Vec<(&'static str, String)> {
        pairs(form).into_iter().filter(|(name, _)| Step::of(name) == self).collect()
    }

    /// The first of these errors' steps.
    pub fn first(errors: &[FieldError]) -> Option<Step> {
        errors.iter().map(|error| Step::of(error.field)).min()
    }

    /// The errors that this step's page can show.
    pub fn own(self, errors: Vec<FieldError>) -> Vec<FieldError> {
        errors.into_iter().filter(|error| Step::of(error.field) == self).collect()
    }

    /// How far this form may go: the first step that is not yet as it must be.
    pub fn reached(form: &CheckoutForm, offer: &Offer) -> Step {
        match parse_before_card(form, offer) {
            Ok(_) => Step::Review,
            Err(errors) => Step::first(&errors).unwrap_or(Step::Review),
        }
    }
}

/// Every field that a form keeps; card fields are not among them.
fn fields(form: &CheckoutForm) -> Map<String, Value> {
    match serde_json::to_value(form) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// Whether the shop's buttons open the 3-step cart.
pub(super) fn is_three_step(visit: &Visit) -> bool {
    visit.front.payment.choices.cart.flow == Flow::ThreeStep
}

#[cfg(test)]
mod tests {
    use shop::checkout::CheckoutForm;

    use super::{Step, fields};

    #[test]
    fn every_field_belongs_to_one_step() {
        let count = |step| {
            fields(&CheckoutForm::default()).keys().filter(|name| Step::of(name) == step).count()
        };
        assert_eq!(
            (count(Step::Buyer), count(Step::Review)),
            (22, 5),
            "what was chosen is kept, cards are not"
        );
        assert!(count(Step::Delivery) >= 9);
    }

    #[test]
    fn a_step_changes_its_own_fields_and_nothing_else() {
        let kept = CheckoutForm {
            family: "小林".into(),
            elsewhere: "1".into(),
            note: "門の前".into(),
            ..CheckoutForm::default()
        };
        let sent = CheckoutForm { family: "山田".into(), ..CheckoutForm::default() };
        let merged = Step::Buyer.merge(&kept, &sent);
        assert_eq!((merged.family.as_str(), merged.elsewhere.as_str()), ("山田", ""));
        assert_eq!(merged.note, "門の前");
        let merged = Step::Delivery.merge(&kept, &sent);
        assert_eq!((merged.family.as_str(), merged.note.as_str()), ("小林", ""));
    }
}
