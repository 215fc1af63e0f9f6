//! The inputs of the members' forms, in the shape that the checkout's macros draw.

use shop::checkout::{CheckoutForm, FieldError, normalise};
use shop::delivery::{Prefecture, postal};

use crate::storefront::words;

/// A line of text, with what was typed and what is wrong with it.
#[derive(Clone, Debug)]
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

/// One prefecture.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub text: &'static str,
    pub selected: bool,
}

/// A name with an address.
#[derive(Clone, Debug)]
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

/// What is wrong with the field `name`.
pub(super) fn said(errors: &[FieldError], name: &str) -> Option<Said> {
    let error = errors.iter().find(|error| error.field == name)?;
    Some(Said { message: error.message.clone(), more: error.more.clone() })
}

impl Field {
    /// A line that must be filled in.
    pub fn new(name: &'static str, label: &'static str, value: &str, auto: &'static str) -> Field {
        Field {
            name,
            label,
            value: value.to_owned(),
            required: true,
            kind: "text",
            auto,
            mode: "",
            width: "m",
            max: 100,
            hint: "",
            focus: false,
            error: None,
        }
    }

    /// A password: what was typed never comes back.
    pub fn password(name: &'static str, label: &'static str, auto: &'static str) -> Field {
        Field { kind: "password", max: 500, ..Field::new(name, label, "", auto) }
    }

    /// 会員ID. `auto` tells whether it is one's own or a new one.
    pub fn login(value: &str) -> Field {
        Field { max: 64, ..Field::new("login", "会員ID", value, "username") }
    }

    /// メールアドレス.
    pub fn email(value: &str) -> Field {
        let field = Field::new("email", "メールアドレス", value, "email");
        Field { kind: "email", max: 254, ..field }
    }

    /// With a line of explanation.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Field {
        Field { hint, ..self }
    }

    /// With what is wrong with it.
    #[must_use]
    pub fn told(self, errors: &[FieldError]) -> Field {
        Field { error: said(errors, self.name), ..self }
    }

    fn wide(self, width: &'static str) -> Field {
        Field { width, ..self }
    }

    fn optional(self) -> Field {
        Field { required: false, ..self }
    }

    /// What screen readers read with the field.
    pub fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-h", self.name));
        let error = self.error.is_some().then(|| format!("{}-e", self.name));
        [error, hint].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl Person {
    /// Name, kana, address and phone.
    pub fn of(form: &CheckoutForm, errors: &[FieldError]) -> Person {
        let told = |field: Field| field.told(errors);
        let names = [
            Field::new("family", "姓", &form.family, "family-name"),
            Field::new("given", "名", &form.given, "given-name"),
            Field::new("family_kana", "セイ", &form.family_kana, ""),
            Field::new("given_kana", "メイ", &form.given_kana, ""),
        ];
        let address = [
            Field::new("city", "市区町村", &form.city, "address-level2"),
            Field::new("street", "番地", &form.street, "address-line1"),
            Field::new("building", "建物名・部屋番号", &form.building, "address-line2").optional(),
        ];
        let phone = Field::new("phone", "電話番号", &form.phone, "tel");
        let postal = Field::new("postal", "郵便番号", &form.postal, "postal-code");
        Person {
            names: names.map(|field| told(field.wide(""))).into(),
            reach: vec![told(Field { kind: "tel", max: 20, ..phone }.wide("s"))],
            postal: told(
                Field { mode: "numeric", max: 20, ..postal }
                    .wide("s")
                    .hint("7桁の数字。ハイフンは、あっても無くてもかまいません。"),
            ),
            look_up: "postal",
            prefecture: told(Field::new("prefecture", "都道府県", "", "address-level1")),
            prefectures: prefectures(&form.prefecture),
            address: address.map(|field| told(field.wide(""))).into(),
        }
    }

    /// The cursor goes on where a look-up has filled in everything before.
    #[must_use]
    pub fn after_look_up(mut self) -> Person {
        for field in &mut self.address {
            field.focus = field.name == "street" && field.error.is_none();
        }
        self
    }
}

fn prefectures(typed: &str) -> Vec<Choice> {
    let chosen = Prefecture::find(typed.trim());
    let choices =
        Prefecture::all().map(|one| Choice { text: one.name(), selected: Some(one) == chosen });
    choices.collect()
}

/// 住所を入れる: fills in what the postal code says, or tells that there is no such code.
pub(super) fn look_up(form: &mut CheckoutForm) -> Vec<FieldError> {
    let places = postal::find(&normalise::digits(&form.postal));
    let Some(first) = places.first() else {
        return vec![words::checkout::no_such_postal("postal")];
    };
    first.prefecture.name().clone_into(&mut form.prefecture);
    if places.iter().all(|place| place.city == first.city) {
        form.city.clone_from(&first.city);
    }
    // What is typed already stays; of several towns the member knows which.
    if let ([one], true) = (places.as_slice(), form.street.trim().is_empty()) {
        form.street.clone_from(&one.town);
    }
    Vec::new()
}
