//! The fields of a form as its page shows them: label, value, error.

use shop::checkout::{CheckoutForm, FieldError};
use shop::delivery::Prefecture;

/// One text field. Its `name` is also its id.
#[derive(Debug)]
pub(crate) struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub value: String,
    pub required: bool,
    pub kind: &'static str,
    pub auto: &'static str,
    pub mode: &'static str,
    pub width: &'static str,
    pub max: u16,
    pub hint: &'static str,
    pub focus: bool,
    pub error: Option<Said>,
}

/// What is wrong with a field.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub message: String,
    pub more: String,
}

/// One choice of a list.
#[derive(Debug)]
pub(super) struct Choice {
    pub value: String,
    pub text: String,
    pub selected: bool,
}

/// What is wrong with the field `name`.
pub(crate) fn said(errors: &[FieldError], name: &str) -> Option<Said> {
    let error = errors.iter().find(|error| error.field == name)?;
    Some(Said { message: error.message.clone(), more: error.more.clone() })
}

impl Field {
    /// One that must be filled in.
    pub(crate) fn new(
        name: &'static str,
        label: &'static str,
        value: &str,
        auto: &'static str,
    ) -> Field {
        Field {
            name,
            label,
            value: value.to_owned(),
            required: true,
            kind: "text",
            auto,
            mode: "",
            width: "",
            max: 100,
            hint: "",
            focus: false,
            error: None,
        }
    }

    /// An optional line of text.
    pub fn plain(
        name: &'static str,
        label: &'static str,
        value: &str,
        hint: &'static str,
        errors: &[FieldError],
    ) -> Field {
        let error = said(errors, name);
        Field { hint, error, width: "m", ..Field::new(name, label, value, "off").optional() }
    }

    /// One that may stay empty.
    pub(crate) fn optional(self) -> Field {
        Field { required: false, ..self }
    }

    /// What screen readers read with the field.
    pub fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-h", self.name));
        let error = self.error.is_some().then(|| format!("{}-e", self.name));
        [error, hint].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// A person with an address: the buyer, or who gets the goods.
#[derive(Debug)]
pub(super) struct Person {
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
    pub fn buyer(form: &CheckoutForm, errors: &[FieldError]) -> Person {
        let person = Person {
            names: vec![
                Field::new("family", "姓", &form.family, "family-name"),
                Field::new("given", "名", &form.given, "given-name"),
                Field::new("family_kana", "セイ", &form.family_kana, ""),
                Field::new("given_kana", "メイ", &form.given_kana, ""),
            ],
            reach: vec![phone("phone", &form.phone, "tel"), email(&form.email)],
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

    /// お届け先.
    pub fn recipient(form: &CheckoutForm, errors: &[FieldError]) -> Person {
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
    pub fn focus_street(&mut self) {
        if let Some(street) = self.address.iter_mut().find(|field| field.name.ends_with("street")) {
            street.focus = true;
        }
    }
}

fn email(value: &str) -> Field {
    Field {
        kind: "email",
        width: "m",
        max: 254,
        hint: "ご注文の確認をお送りします。例）aoi@example.jp",
        ..Field::new("email", "メールアドレス", value, "email")
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
