//! 詳細検索フォーム as the page shows it: controls with what was typed, errors beside them, and a chip
//! for each condition that takes it away again.

use shop::checkout::FieldError;
use shop::order::list::FilterForm;

use super::words::{self, FIELDS, Kind, Shelf};

/// One field.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldView {
    /// Names it in the page.
    pub id: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub controls: Vec<Control>,
    pub errors: Vec<String>,
}

impl FieldView {
    /// What describes its controls.
    pub(crate) fn described(&self) -> String {
        let error = (!self.errors.is_empty()).then(|| format!("{}-error", self.id));
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        error.into_iter().chain(hint).collect::<Vec<_>>().join(" ")
    }
}

/// One control.
#[derive(Clone, Debug)]
pub(crate) struct Control {
    pub name: &'static str,
    pub value: String,
    /// What it is called where its field has several.
    pub aria: Option<String>,
    pub input: Input,
}

/// How it is filled in.
#[derive(Clone, Debug)]
pub(crate) enum Input {
    /// Width, and whether digits are meant.
    Text(&'static str, bool),
    /// Values and what they say.
    Choice(Vec<(String, String)>),
    /// What the box says.
    Tick(&'static str),
}

/// A condition, and the address without it.
#[derive(Clone, Debug)]
pub(crate) struct Chip {
    pub said: String,
    pub href: String,
}

/// The fields of the form, with what is wrong in them.
pub(crate) fn fields(form: &FilterForm, errors: &[FieldError], shelf: &Shelf) -> Vec<FieldView> {
    let typed = form.fields();
    let value = |name: &str| {
        let found = typed.iter().find(|(one, _)| *one == name);
        found.map_or_else(String::new, |(_, value)| (*value).to_owned())
    };
    let control = |field: &words::Field, at: usize| Control {
        name: field.names[at],
        value: value(field.names[at]),
        aria: aria(field, at),
        input: match field.kinds[at] {
            Kind::Text(width) => Input::Text(width, false),
            Kind::Digits(width) => Input::Text(width, true),
            Kind::Carrier => Input::Choice(shelf.carriers()),
            Kind::Status => Input::Choice(shelf.statuses()),
            Kind::Tick(said) => Input::Tick(said),
            Kind::Choice(words) => {
                let owned = |(word, said): &(&str, &str)| ((*word).into(), (*said).into());
                Input::Choice(words.iter().map(owned).collect())
            }
        },
    };
    let view = |field: &words::Field| FieldView {
        id: field.names[0],
        label: field.label,
        hint: field.hint,
        controls: (0..field.names.len()).map(|at| control(field, at)).collect(),
        errors: errors
            .iter()
            .filter(|error| field.names.contains(&error.field))
            .map(|error| error.message.clone())
            .collect(),
    };
    FIELDS.iter().map(view).collect()
}

fn aria(field: &words::Field, at: usize) -> Option<String> {
    match field.names {
        [_] => None,
        ["from" | "min" | "ship_from", _] => {
            Some(format!("{} {}", field.label, ["から", "まで"][at]))
        }
        ["carrier", _] => Some(["宅配便", "出荷"][at].to_owned()),
        _ => Some(field.label.to_owned()),
    }
}

/// One chip a condition.
pub(crate) fn chips(path: &str, form: &FilterForm, shelf: &Shelf) -> Vec<Chip> {
    let fields = form.fields();
    let chip = |(at, (name, value)): (usize, &(&'static str, &str))| {
        let others = fields.iter().enumerate().filter(|(other, _)| *other != at);
        Chip {
            said: words::chip(name, value, shelf),
            href: address(path, others.map(|(_, field)| *field)),
        }
    };
    fields.iter().enumerate().map(chip).collect()
}

/// An address with these fields.
pub(crate) fn address<'a>(path: &str, fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
