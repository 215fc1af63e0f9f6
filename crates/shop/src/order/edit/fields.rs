//! What 編集モード lets be changed of an order, as the flat texts of its form: `family`, `shipping`,
//! `price_3`, `quantity_3`. What the checkout asks for has the checkout's names.

use std::collections::BTreeMap;

use crate::checkout::{CheckoutForm, Method, Noshi, normalise};
use crate::delivery::Prefecture;
use crate::money::Yen;
use crate::order::show::{Line, OrderDetail};
use crate::settings::form::read_yen;

/// Texts by their fields' names.
pub type Fields = BTreeMap<String, String>;

/// The fields of an order as it stands.
pub fn fields_of(detail: &OrderDetail) -> Fields {
    let mut fields = texts(&checkout_form(detail));
    for (name, text) in [
        ("shipping", detail.shipping.map_or_else(String::new, amount)),
        ("fee", amount(detail.fee)),
        ("discount", amount(detail.discount)),
        ("adjustment", amount(detail.adjustment)),
    ] {
        fields.insert(name.to_owned(), text);
    }
    for line in &detail.lines {
        fields.insert(price(line.line_no), amount(line.unit_price));
        fields.insert(quantity(line.line_no), line.quantity.to_string());
    }
    fields
}

/// The name of a line's 単価.
pub fn price(line_no: i64) -> String {
    format!("price_{line_no}")
}

/// The name of a line's 数量.
pub fn quantity(line_no: i64) -> String {
    format!("quantity_{line_no}")
}

/// The lines that the fields have.
pub(super) fn line_nos(fields: &Fields) -> impl Iterator<Item = i64> {
    fields.keys().filter_map(|name| name.strip_prefix("quantity_")?.parse().ok())
}

/// The fields as the checkout's form; what it does not know is left out.
pub fn as_checkout(fields: &Fields) -> CheckoutForm {
    let known = texts(&CheckoutForm::default());
    let known = fields.iter().filter(|(name, _)| known.contains_key(*name));
    let value = known.map(|(name, text)| (name.clone(), text.clone().into())).collect();
    serde_json::from_value(serde_json::Value::Object(value)).unwrap_or_default()
}

/// A text as it is compared: two ways to write the same are no change, and a browser's line ends
/// are none either.
pub(super) fn plain(name: &str, text: &str) -> String {
    match name {
        "note" | "gift_message" => normalise::paragraphs(text),
        "postal" | "ship_postal" => normalise::digits(text),
        "phone" | "ship_phone" => normalise::phone(text),
        "prefecture" | "ship_prefecture" => Prefecture::find(text.trim())
            .map_or_else(|| text.trim().to_owned(), |one| one.name().to_owned()),
        name if is_number(name) => {
            read_yen(text).map_or_else(|| normalise::line(text), |number| number.0.to_string())
        }
        _ => normalise::line(text),
    }
}

fn is_number(name: &str) -> bool {
    matches!(name, "shipping" | "fee" | "discount")
        || name.starts_with("price_")
        || name.starts_with("quantity_")
}

fn amount(yen: Yen) -> String {
    yen.0.to_string()
}

fn texts(form: &CheckoutForm) -> Fields {
    let value = serde_json::to_value(form).expect("texts become JSON");
    let fields = value.as_object().into_iter().flatten();
    let text = |(name, value): (&String, &serde_json::Value)| {
        Some((name.clone(), value.as_str()?.to_owned()))
    };
    fields.filter_map(text).filter(|(name, _)| is_of_an_order(name)).collect()
}

/// Whether the checkout asks for it so that an order can be changed by it; the card is paid with.
fn is_of_an_order(name: &str) -> bool {
    !matches!(name, "split" | "card_use" | "registered_split" | "keep_asked" | "card_keep")
}

fn checkout_form(detail: &OrderDetail) -> CheckoutForm {
    let checkout = &detail.checkout;
    let mut form = CheckoutForm::default();
    form.fill_in(&checkout.buyer);
    if let Some(recipient) = &checkout.recipient {
        form.send_to(recipient);
    }
    form.carrier = checkout.carrier_id.to_string();
    form.deliver_on = checkout.arrival.on.map(String::from).unwrap_or_default();
    form.slot = checkout.arrival.slot.clone().unwrap_or_default();
    form.note.clone_from(&checkout.note);
    form.gift_message.clone_from(&checkout.extras.gift_message);
    form.receipt_name.clone_from(&checkout.extras.receipt_name);
    if let Some(noshi) = &checkout.extras.noshi {
        set_noshi(&mut form, noshi);
    }
    Method::column(detail.method).clone_into(&mut form.pay);
    form
}

fn set_noshi(form: &mut CheckoutForm, noshi: &Noshi) {
    form.noshi.clone_from(&noshi.title);
    noshi.ribbon.value().clone_into(&mut form.noshi_ribbon);
    noshi.wrap.value().clone_into(&mut form.noshi_wrap);
    form.noshi_name.clone_from(&noshi.name);
}

/// `湯のみ 3,960円 × 2`
pub(super) fn say_line(line: &Line) -> String {
    format!("{} {} × {}", line.name, line.unit_price, line.quantity)
}
