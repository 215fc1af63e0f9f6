//! The inputs of a form as its page shows them: label, value, what is wrong. One shape for
//! storefront and admin, drawn by `templates/fields.html`.

use shop::checkout::FieldError;

/// One text field. Its `name` is also its id.
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

/// One choice of a list.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
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
    pub(crate) fn plain(
        name: &'static str,
        label: &'static str,
        value: &str,
        hint: &'static str,
        errors: &[FieldError],
    ) -> Field {
        Field::new(name, label, value, "off").optional().wide("m").hint(hint).told(errors)
    }

    /// A password: what was typed never comes back.
    pub(crate) fn password(name: &'static str, label: &'static str, auto: &'static str) -> Field {
        Field { kind: "password", max: 500, ..Field::new(name, label, "", auto).wide("m") }
    }

    /// メールアドレス.
    pub(crate) fn email(value: &str) -> Field {
        let field = Field::new("email", "メールアドレス", value, "email").wide("m");
        Field { kind: "email", max: 254, ..field }
    }

    /// With a line of explanation.
    #[must_use]
    pub(crate) fn hint(self, hint: &'static str) -> Field {
        Field { hint, ..self }
    }

    /// With what is wrong with it.
    #[must_use]
    pub(crate) fn told(self, errors: &[FieldError]) -> Field {
        Field { error: said(errors, self.name), ..self }
    }

    /// As wide as what is typed there.
    #[must_use]
    pub(crate) fn wide(self, width: &'static str) -> Field {
        Field { width, ..self }
    }

    /// One that may stay empty.
    #[must_use]
    pub(crate) fn optional(self) -> Field {
        Field { required: false, ..self }
    }

    /// What screen readers read with the field.
    pub(crate) fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-h", self.name));
        let error = self.error.is_some().then(|| format!("{}-e", self.name));
        [error, hint].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
