//! An order as the parcel that it becomes.

use documents::slip::{Cash, Cool, Parcel, Party, Slot};
use documents::{Day, charset};

use crate::checkout::{Address, Checkout, Method};
use crate::clock::Timestamp;
use crate::order::record::Record;
use crate::settings::SlipSettings;
use crate::settings::slips::{Goods, Remark};

/// 品名 of names, in half-width units: the narrowest column of the carriers' (e飛伝Ⅲ, one line).
const NAMES_MAX: usize = 32;

/// The parcel of an order whose people are known.
pub(super) fn of(
    order: &Record,
    checkout: &Checkout,
    (from, cool, sender): (&Party, Cool, &SlipSettings),
    now: Timestamp,
) -> Parcel {
    let arrival = &checkout.arrival;
    let slot = |label: &String| Slot { label: label.clone(), code: String::new() };
    Parcel {
        // It comes back with the carrier's numbers; `order00042` fits every carrier.
        code: order.number.clone(),
        order_number: order.number.clone(),
        ship_on: day(now.day().after(sender.days)),
        wished_on: arrival.on.and_then(day),
        slot: arrival.slot.as_ref().map(slot),
        to: to(checkout),
        from: from.clone(),
        goods: match sender.goods {
            Goods::Fixed => sender.goods_text.clone(),
            Goods::Names => names(order),
        },
        pieces: 1,
        cool,
        cash: (order.method == Some(Method::Cod)).then(|| cash(order)),
        note: match sender.remark {
            Remark::Nothing => String::new(),
            Remark::Number => order.number.clone(),
            Remark::Note => checkout.note.lines().next().unwrap_or_default().to_owned(),
        },
    }
}

/// ご依頼主.
pub(super) fn from(sender: &SlipSettings, shop_name: &str) -> Party {
    let name = if sender.name.is_empty() { shop_name } else { &sender.name };
    Party {
        name: name.to_owned(),
        postal: sender.postal.clone(),
        prefecture: sender.prefecture.map(|one| one.to_string()).unwrap_or_default(),
        city: sender.city.clone(),
        street: sender.street.clone(),
        building: sender.building.clone(),
        phone: sender.phone.clone(),
        email: sender.email.clone(),
        ..Party::default()
    }
}

fn to(checkout: &Checkout) -> Party {
    let buyer = &checkout.buyer;
    match &checkout.recipient {
        Some(to) => {
            let kana = format!("{} {}", to.family_kana, to.given_kana);
            // Whoever gets a present has no address of theirs in the order.
            party(&to.address, (to.name(), kana), (&to.phone, ""))
        }
        None => party(&buyer.address, (buyer.name(), buyer.kana()), (&buyer.phone, &buyer.email)),
    }
}

fn party(address: &Address, (name, kana): (String, String), (phone, email): (&str, &str)) -> Party {
    Party {
        name,
        kana: kana.trim().to_owned(),
        company: String::new(),
        postal: address.postal_text(),
        prefecture: address.prefecture.to_string(),
        city: address.city.clone(),
        street: address.street.clone(),
        building: address.building.clone(),
        phone: phone.to_owned(),
        email: email.to_owned(),
    }
}

/// What the carrier collects: the total, 代引手数料 within.
fn cash(order: &Record) -> Cash {
    let tax = order.tax().iter().map(|row| row.tax.0).sum();
    Cash { amount: order.total.0, tax }
}

/// `ほうじ茶 ほか2点`
fn names(order: &Record) -> String {
    let Some(first) = order.lines.first() else { return String::new() };
    match order.lines.len() {
        1 => short(&first.name, NAMES_MAX),
        count => {
            let rest = format!(" ほか{}点", count - 1);
            format!("{}{rest}", short(&first.name, NAMES_MAX - charset::width(&rest)))
        }
    }
}

/// As much of a name as fits: the order says the whole.
fn short(name: &str, most: usize) -> String {
    if charset::width(name) <= most {
        name.to_owned()
    } else {
        charset::cut(name, most).0.to_owned()
    }
}

fn day(day: crate::clock::Day) -> Option<Day> {
    let (year, month, day) = day.parts();
    Day::new(year, month, day)
}
