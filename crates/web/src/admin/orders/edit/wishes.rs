//! Delivery, wishes and payment method of 編集モード, as it shows them.

use shop::checkout::{CheckoutForm, FieldError, Method};
use shop::order::edit::Ground;
use shop::settings::CartSettings;

use super::page::Shown;
use crate::field::{Choice, Field, Said, said};
use crate::storefront::checkout::extras::Extras;
use crate::storefront::person::Person;

/// お届け方法.
#[derive(Debug)]
pub(crate) struct DeliveryFields {
    pub carriers: Vec<Choice>,
    pub carrier_error: Option<Said>,
    pub on: Field,
    pub slots: Vec<Choice>,
    pub slot_error: Option<Said>,
}

/// 支払方法; none to choose from for what is paid at a gateway: it stays as it is.
#[derive(Debug)]
pub(crate) struct PayFields {
    /// As it is.
    pub method: String,
    pub choices: Vec<Choice>,
    pub error: Option<Said>,
    /// What 代金引換 would take now.
    pub cod: Option<String>,
}

impl DeliveryFields {
    pub(super) fn of(ground: &Ground, form: &CheckoutForm, errors: &[FieldError]) -> Self {
        let own = ground.detail.checkout.carrier_id.to_string();
        let has_own = ground.carriers.iter().any(|one| one.id.to_string() == own);
        let ids = ground.carriers.iter().map(|one| one.id.to_string());
        let ids = ids.chain((!has_own).then_some(own));
        let mut labels: Vec<&str> = Vec::new();
        let slots = ground.carriers.iter().flat_map(|one| &one.terms.slots);
        let own_slot = ground.detail.checkout.arrival.slot.as_deref();
        for label in slots.map(|slot| slot.label.as_str()).chain(own_slot).chain([&*form.slot]) {
            if !label.is_empty() && !labels.contains(&label) {
                labels.push(label);
            }
        }
        let on = Field::new("deliver_on", "お届け希望日", &form.deliver_on, "off");
        DeliveryFields {
            carriers: ids
                .map(|id| {
                    let text = ground.carrier_name(&id).unwrap_or_default();
                    choice(&id, &text, form.carrier.trim())
                })
                .collect(),
            carrier_error: said(errors, "carrier"),
            on: Field { kind: "date", max: 10, ..on.optional().wide("s").told(errors) },
            slots: labels.iter().map(|label| choice(label, label, form.slot.trim())).collect(),
            slot_error: said(errors, "slot"),
        }
    }
}

impl PayFields {
    pub(super) fn of(shown: &Shown, form: &CheckoutForm) -> PayFields {
        let ground = &shown.ground;
        let method = |(method, name): &(Option<Method>, String)| {
            let value = method.map_or("free", Method::value);
            choice(value, name, form.pay.trim())
        };
        let methods = ground.methods();
        let has_cod = methods.iter().any(|(method, _)| *method == Some(Method::Cod));
        let detail = &ground.detail;
        let sum = detail.goods.plus(detail.shipping.unwrap_or_default());
        let fee = sum.filter(|_| has_cod).map(|sum| ground.choices.fee(Method::Cod, sum));
        PayFields {
            method: detail.method_name.clone(),
            choices: methods.iter().map(method).collect(),
            error: shown.error("pay"),
            cod: fee.filter(|fee| fee.0 > 0).map(|fee| fee.to_string()),
        }
    }
}

/// のし, ギフトメッセージ, 領収書の宛名, 備考: all that the shop can note, whatever it asks buyers for.
pub(super) fn extras(ground: &Ground, form: &CheckoutForm, errors: &[FieldError]) -> Extras {
    let cart = CartSettings {
        gift_message: true,
        receipt_name: true,
        noshi: ground.noshi(),
        ..ground.choices.cart.clone()
    };
    Extras::of(&cart, form, errors)
}

/// A person as somebody else edits them: no hints for the buyer, and the browser does not fill in
/// whoever sits there.
pub(super) fn quiet(mut person: Person) -> Person {
    let all = person.names.iter_mut().chain(&mut person.reach).chain(&mut person.address);
    for field in all.chain([&mut person.postal, &mut person.prefecture]) {
        field.auto = "off";
        field.hint = "";
    }
    person
}

fn choice(value: &str, text: &str, typed: &str) -> Choice {
    Choice { value: value.to_owned(), text: text.to_owned(), selected: value == typed }
}
