//! お届け希望日 and お届け時間帯, as the carrier chosen takes them. Stands wherever an order is filled in.

use shop::checkout::{CheckoutForm, FieldError, Sheet};
use shop::clock::Day;

use crate::field::{Choice, Said, said};

/// The data of `templates/storefront/checkout/arrival.html`.
#[derive(Debug)]
pub(super) struct Arrival {
    /// Empty where the carrier takes no such wish.
    pub days: Vec<Choice>,
    pub day_error: Option<Said>,
    /// The same.
    pub slots: Vec<Choice>,
    pub slot_error: Option<Said>,
}

impl Arrival {
    pub fn of(sheet: &Sheet, form: &CheckoutForm, errors: &[FieldError]) -> Arrival {
        let carriers = &sheet.offer.carriers;
        let chosen = sheet.quote.carrier_id.or(form.carrier_id());
        let chosen = chosen.and_then(|id| sheet.offer.carrier(id)).or(carriers.first());
        let (day_error, slot_error) = (said(errors, "deliver_on"), said(errors, "slot"));
        let Some(carrier) = chosen else {
            return Arrival { days: Vec::new(), day_error, slots: Vec::new(), slot_error };
        };
        let days = carrier.days();
        let on = Day::parse(form.deliver_on.trim()).filter(|day| days.contains(day));
        let day = |day: &Day| Choice {
            value: day.to_string(),
            text: day.to_text(),
            selected: Some(*day) == on,
        };
        let slot = |slot: &str| Choice {
            value: slot.to_owned(),
            text: slot.to_owned(),
            selected: slot == form.slot.trim(),
        };
        Arrival {
            days: days.iter().map(day).collect(),
            day_error,
            slots: carrier.slots(on).into_iter().map(slot).collect(),
            slot_error,
        }
    }
}
