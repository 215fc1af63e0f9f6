//! A person with an address, as every form of the storefront asks for one, and 住所を入れる.

use shop::checkout::{CheckoutForm, FieldError, normalise};
use shop::delivery::{Prefecture, postal};

use super::words;
use crate::field::{Choice, Field, said};

/// The buyer, who gets the goods, or whose account it is.
#[derive(Debug)]
pub(crate) struct Person {
    pub names: Vec<Field>,
    pub reach: Vec<Field>,
    pub postal: Field,
    /// The value of `do` that fills the address in.
    pub look_up: &'static str,
    pub prefecture: Field,
    pub prefectures: Vec<Choice>,
    pub address: Vec<Field>,
}

impl Person {
    /// ご購入者.
    pub(crate) fn buyer(form: &CheckoutForm, errors: &[FieldError]) -> Person {
        let person = Person {
            names: vec![
                Field::new("family", "姓", &form.family, "family-name"),
                Field::new("given", "名", &form.given, "given-name"),
                Field::new("family_kana", "セイ", &form.family_kana, ""),
                Field::new("given_kana", "メイ", &form.given_kana, ""),
            ],
            reach: vec![
                phone("phone", &form.phone, "tel"),
                Field::email(&form.email).hint("ご注文の確認をお送りします。例）aoi@example.jp"),
            ],
            postal: postal("postal", &form.postal, "postal-code"),
            look_up: "postal",
            prefecture: Field::new("prefecture", "都道府県", "", "address-level1"),
            prefectures: prefectures(&form.prefecture),
            address: vec![
                Field::new("city", "市区町村", &form.city, "address-level2"),
                Field::new("street", "番地", &form.street, "address-line1"),
                Field::new("building", "建物名・部屋番号", &form.building, "address-line2")
                    .optional(),
            ],
        };
        person.with(errors)
    }

    /// Whose account it is: the buyer without the address that mails go to, which is changed by a
    /// link.
    pub(super) fn account(form: &CheckoutForm, errors: &[FieldError]) -> Person {
        let mut person = Person::buyer(form, errors);
        person.reach.retain(|field| field.name == "phone");
        for phone in &mut person.reach {
            phone.hint = "";
        }
        person
    }

    /// お届け先.
    pub(crate) fn recipient(form: &CheckoutForm, errors: &[FieldError]) -> Person {
        let person = Person {
            names: vec![
                Field::new("ship_family", "姓", &form.ship_family, "shipping family-name"),
                Field::new("ship_given", "名", &form.ship_given, "shipping given-name"),
                Field::new("ship_family_kana", "セイ", &form.ship_family_kana, ""),
                Field::new("ship_given_kana", "メイ", &form.ship_given_kana, ""),
            ],
            reach: vec![phone("ship_phone", &form.ship_phone, "shipping tel")],
            postal: postal("ship_postal", &form.ship_postal, "shipping postal-code"),
            look_up: "ship_postal",
            prefecture: Field::new("ship_prefecture", "都道府県", "", "shipping address-level1"),
            prefectures: prefectures(&form.ship_prefecture),
            address: vec![
                Field::new("ship_city", "市区町村", &form.ship_city, "shipping address-level2"),
                Field::new("ship_street", "番地", &form.ship_street, "shipping address-line1"),
                Field::new(
                    "ship_building",
                    "建物名・部屋番号",
                    &form.ship_building,
                    "shipping address-line2",
                )
                .optional(),
            ],
        };
        person.with(errors)
    }

    fn with(mut self, errors: &[FieldError]) -> Person {
        let all = self.names.iter_mut().chain(&mut self.reach).chain(&mut self.address);
        for field in all.chain([&mut self.postal, &mut self.prefecture]) {
            field.error = said(errors, field.name);
        }
        self
    }

    /// The cursor goes on where a look-up has filled in everything before.
    pub(super) fn focus_street(&mut self) {
        if let Some(street) = self.address.iter_mut().find(|field| field.name.ends_with("street")) {
            street.focus = true;
        }
    }
}

fn phone(name: &'static str, value: &str, auto: &'static str) -> Field {
    Field {
        kind: "tel",
        width: "s",
        max: 20,
        hint: "配送会社からの連絡に使います。",
        ..Field::new(name, "電話番号", value, auto)
    }
}

fn postal(name: &'static str, value: &str, auto: &'static str) -> Field {
    Field {
        mode: "numeric",
        width: "s",
        max: 20,
        hint: "7桁の数字。ハイフンは、あっても無くてもかまいません。",
        ..Field::new(name, "郵便番号", value, auto)
    }
}

fn prefectures(typed: &str) -> Vec<Choice> {
    let chosen = Prefecture::find(typed.trim());
    let choices = Prefecture::all().map(|prefecture| Choice {
        value: prefecture.name().to_owned(),
        text: prefecture.name().to_owned(),
        selected: Some(prefecture) == chosen,
    });
    choices.collect()
}

/// 住所を入れる, if that is what was pressed. Tells whether the code named a place.
pub(crate) fn look_up_for(
    act: &str,
    form: &mut CheckoutForm,
    errors: &mut Vec<FieldError>,
) -> bool {
    matches!(act, "postal" | "ship_postal") && look_up(act, form, errors)
}

/// Fills in what the postal code says. Tells whether it named a place.
fn look_up(button: &str, form: &mut CheckoutForm, errors: &mut Vec<FieldError>) -> bool {
    let (field, code, prefecture, city, street) = if button == "postal" {
        ("postal", &form.postal, &mut form.prefecture, &mut form.city, &mut form.street)
    } else {
        (
            "ship_postal",
            &form.ship_postal,
            &mut form.ship_prefecture,
            &mut form.ship_city,
            &mut form.ship_street,
        )
    };
    let places = postal::find(&normalise::digits(code));
    let Some(first) = places.first() else {
        errors.push(words::checkout::no_such_postal(field));
        return false;
    };
    first.prefecture.name().clone_into(prefecture);
    if places.iter().all(|place| place.city == first.city) {
        city.clone_from(&first.city);
    }
    // What is typed already stays; of several towns the person knows which.
    if let ([one], true) = (places.as_slice(), street.trim().is_empty()) {
        street.clone_from(&one.town);
    }
    true
}
