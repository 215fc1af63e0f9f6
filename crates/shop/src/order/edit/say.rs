//! Units in words: for 変更履歴, and where two people have changed the same.

use super::fields::{Fields, as_checkout};
use super::ground::Ground;
use super::unit::{Unit, What};
use crate::checkout::extras::{Ribbon, Wrap};
use crate::checkout::{CheckoutForm, Method, Noshi};
use crate::clock::Day;
use crate::money::Yen;
use crate::settings::form::read_yen;

impl Ground {
    /// What people call the unit: `「湯のみ」の数量`.
    pub fn label(&self, unit: &Unit) -> String {
        let name = |line_no: i64| {
            let line = self.detail.lines.iter().find(|line| line.line_no == line_no);
            line.map_or(String::new(), |line| line.name.clone())
        };
        match unit.what {
            What::Price(line) => format!("「{}」の単価", name(line)),
            What::Quantity(line) => format!("「{}」の数量", name(line)),
            What::Named(label) => label.to_owned(),
        }
    }

    /// What the fields say of it; empty where there is nothing.
    pub fn say(&self, unit: &Unit, fields: &Fields) -> String {
        let form = as_checkout(fields);
        let text = fields.get(&unit.fields[0]).map_or("", |text| text.trim());
        match unit.key.as_str() {
            "shipping" if text.is_empty() => "別途連絡".to_owned(),
            "adjustment" => {
                text.parse().map_or_else(|_| text.to_owned(), |yen| Yen(yen).to_string())
            }
            "pay" => self.say_method(text),
            "name" => say_name([&form.family, &form.given, &form.family_kana, &form.given_kana]),
            "address" => {
                let building = &form.building;
                say_address([&form.postal, &form.prefecture, &form.city, &form.street, building])
            }
            "recipient" if !form.is_elsewhere() => "ご購入者と同じ".to_owned(),
            "recipient" => say_recipient(&form),
            "delivery" => self.say_delivery(&form),
            "noshi" => say_noshi(&form),
            _ if matches!(
                unit.what,
                What::Named("送料" | "手数料" | "値引き") | What::Price(_)
            ) =>
            {
                read_yen(text).map_or_else(|| text.to_owned(), |yen| yen.to_string())
            }
            _ => text.to_owned(),
        }
    }

    fn say_method(&self, word: &str) -> String {
        if word == Method::column(self.detail.method) {
            return self.detail.method_name.clone();
        }
        let terms = Method::find(word).and_then(|method| self.choices.terms(method));
        terms.map_or_else(|| word.to_owned(), |terms| terms.name.clone())
    }

    fn say_delivery(&self, form: &CheckoutForm) -> String {
        let carrier = self.carrier_name(form.carrier.trim());
        let on = Day::parse(form.deliver_on.trim()).map(Day::to_text);
        let on = on.unwrap_or_else(|| form.deliver_on.trim().to_owned());
        let parts = [carrier.unwrap_or_default(), on, form.slot.trim().to_owned()];
        join(parts.iter(), " ")
    }
}

fn say_name([family, given, family_kana, given_kana]: [&String; 4]) -> String {
    let (name, kana) = (join([family, given], " "), join([family_kana, given_kana], " "));
    if kana.is_empty() { name } else { format!("{name}（{kana}）") }
}

fn say_address([postal, prefecture, city, street, building]: [&String; 5]) -> String {
    let postal = if postal.is_empty() { String::new() } else { format!("〒{postal}") };
    let place = format!("{prefecture}{city}{street}");
    join([&postal, &place, building], " ")
}

fn say_recipient(form: &CheckoutForm) -> String {
    let (family_kana, given_kana) = (&form.ship_family_kana, &form.ship_given_kana);
    let name = say_name([&form.ship_family, &form.ship_given, family_kana, given_kana]);
    let address = say_address([
        &form.ship_postal,
        &form.ship_prefecture,
        &form.ship_city,
        &form.ship_street,
        &form.ship_building,
    ]);
    join([&name, &address, &form.ship_phone], " ")
}

fn say_noshi(form: &CheckoutForm) -> String {
    let title = form.noshi.trim();
    if title.is_empty() {
        return String::new();
    }
    let ribbon = Ribbon::ALL.iter().find(|one| one.1 == form.noshi_ribbon.trim());
    let wrap = Wrap::ALL.iter().find(|one| one.1 == form.noshi_wrap.trim());
    let noshi = Noshi {
        title: title.to_owned(),
        ribbon: ribbon.map_or_else(Ribbon::default, |one| one.0),
        wrap: wrap.map_or_else(Wrap::default, |one| one.0),
        name: form.noshi_name.trim().to_owned(),
    };
    noshi.line()
}

fn join<'a>(parts: impl IntoIterator<Item = &'a String>, between: &str) -> String {
    let parts = parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(between)
}
