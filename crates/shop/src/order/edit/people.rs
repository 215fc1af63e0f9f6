//! Names, addresses and delivery as typed, read as the checkout reads them. What was not touched is
//! not read again: an order may hold what today's forms would not take.

use super::Wrong;
use super::fields::{Fields, as_checkout};
use super::ground::Ground;
use super::unit::Unit;
use crate::checkout::{
    Arrival, Checkout, CheckoutForm, FieldError, NOTE_MAX, extras, normalise, part,
};
use crate::clock::Day;
use crate::id::CarrierId;
use crate::settings::CartSettings;

/// Takes the changed units over into the checkout.
pub(super) fn people(
    ground: &Ground,
    fields: &Fields,
    changed: &[Unit],
    wrongs: &mut Vec<Wrong>,
) -> Checkout {
    let mut checkout = ground.detail.checkout.clone();
    let form = as_checkout(fields);
    for unit in changed {
        let read = match unit.key.as_str() {
            "delivery" => delivery(ground, &mut checkout, &form),
            "noshi" | "gift_message" | "receipt_name" => {
                wished(ground, &mut checkout, &form, &unit.key)
            }
            key => person(&mut checkout, &form, key),
        };
        wrongs.extend(read.err().into_iter().flatten().map(Wrong::from));
    }
    checkout
}

fn person(checkout: &mut Checkout, form: &CheckoutForm, key: &str) -> Result<(), Vec<FieldError>> {
    let buyer = &mut checkout.buyer;
    match key {
        "name" => {
            if let Some([family, given, family_kana, given_kana]) =
                part(|desk| desk.buyer_names(form))?
            {
                (buyer.family, buyer.given) = (family, given);
                (buyer.family_kana, buyer.given_kana) = (family_kana, given_kana);
            }
        }
        "address" => {
            if let Some(address) = part(|desk| desk.buyer_address(form))? {
                buyer.address = address;
            }
        }
        "phone" => {
            if let Some(phone) = part(|desk| desk.buyer_phone(form))? {
                buyer.phone = phone;
            }
        }
        "email" => {
            if let Some(email) = part(|desk| desk.email(&form.email))? {
                buyer.email = email;
            }
        }
        "recipient" if form.is_elsewhere() => {
            checkout.recipient = part(|desk| desk.recipient(form))?;
        }
        "recipient" => checkout.recipient = None,
        "note" => {
            let note = normalise::paragraphs(&form.note);
            part(|desk| desk.length("note", "備考", &note, NOTE_MAX))?;
            checkout.note = note;
        }
        _ => {}
    }
    Ok(())
}

/// のし, ギフトメッセージ, 領収書の宛名: the shop may add what it does not ask buyers for.
fn wished(
    ground: &Ground,
    checkout: &mut Checkout,
    form: &CheckoutForm,
    key: &str,
) -> Result<(), Vec<FieldError>> {
    let titles = ground.noshi();
    if key == "noshi" && titles.is_empty() && !form.noshi.trim().is_empty() {
        // The checkout does not look at what its shop does not offer.
        let (field, message) = ("noshi", "のしを選び直してください。".to_owned());
        return Err(vec![FieldError { field, message, more: String::new() }]);
    }
    let offered = CartSettings {
        gift_message: true,
        receipt_name: true,
        noshi: titles,
        ..ground.choices.cart.clone()
    };
    let read = part(|desk| extras::read(desk, form, &offered));
    let read = read.map_err(|errors| {
        errors.into_iter().filter(|one| one.field.starts_with(key)).collect::<Vec<_>>()
    });
    let kept = &mut checkout.extras;
    match (key, read) {
        (_, Err(errors)) if errors.is_empty() => {}
        (_, Err(errors)) => return Err(errors),
        ("noshi", Ok(read)) => kept.noshi = read.noshi,
        ("gift_message", Ok(read)) => kept.gift_message = read.gift_message,
        (_, Ok(read)) => kept.receipt_name = read.receipt_name,
    }
    Ok(())
}

/// Who brings it and when. The shop has agreed on the day with the buyer: any day will do, and a
/// time that the carrier has.
fn delivery(
    ground: &Ground,
    checkout: &mut Checkout,
    form: &CheckoutForm,
) -> Result<(), Vec<FieldError>> {
    let wrong = |field, message: &str| {
        vec![FieldError { field, message: message.to_owned(), more: String::new() }]
    };
    let own = checkout.carrier_id;
    let id = form.carrier.trim().parse().ok().map(CarrierId);
    let carrier = ground.carriers.iter().find(|one| Some(one.id) == id);
    if carrier.is_none() && id != Some(own) {
        return Err(wrong("carrier", "お届け方法を選んでください。"));
    }
    let on = match form.deliver_on.trim() {
        "" => None,
        typed => match Day::parse(typed) {
            Some(day) => Some(day),
            None => {
                let message = "お届け希望日を、例のように入力してください。例）2026-11-28";
                return Err(wrong("deliver_on", message));
            }
        },
    };
    let slot = Some(normalise::line(&form.slot)).filter(|slot| !slot.is_empty());
    let slots = carrier.map_or(&[][..], |carrier| &carrier.terms.slots);
    let is_own = id == Some(own) && slot == checkout.arrival.slot;
    if let Some(slot) = slot.as_ref().filter(|_| !is_own)
        && !slots.iter().any(|one| one.label == *slot)
    {
        let message = "お届け時間帯を選び直してください。";
        let more = format!("「{slot}」は、このお届け方法にはありません。");
        return Err(vec![FieldError { more, ..wrong("slot", message).remove(0) }]);
    }
    checkout.carrier_id = id.unwrap_or(own);
    checkout.arrival = Arrival { on, slot };
    Ok(())
}
