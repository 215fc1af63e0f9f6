//! The two plain pages of the members' part: a form, and a few sentences.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shop::checkout::FieldError;

use super::words;
use crate::Layout;
use crate::field::{Field, Said, said};
use crate::layout::Link;
use crate::respond::Html;
use crate::storefront::alert::Alert;
use crate::storefront::person::Person;

/// A form of one card.
#[derive(Debug, Template)]
#[template(path = "storefront/member/form.html")]
pub(crate) struct FormPage {
    pub layout: Layout,
    pub lead: Vec<String>,
    pub notice: Option<&'static str>,
    pub alert: Option<Alert>,
    /// Said below every alert.
    pub comfort: &'static str,
    pub action: String,
    pub hidden: Vec<(&'static str, String)>,
    /// What is, as label and text, before what is asked for.
    pub pairs: Vec<(&'static str, String)>,
    pub person: Option<Person>,
    pub fields: Vec<Field>,
    pub consent: Option<Consent>,
    pub button: &'static str,
    /// `primary`, or `danger` for what cannot be undone.
    pub kind: &'static str,
    pub links: Vec<Link>,
}

/// 会員規約.
#[derive(Debug)]
pub(crate) struct Consent {
    pub href: String,
    pub title: String,
    pub checked: bool,
    pub error: Option<Said>,
}

impl FormPage {
    /// An empty form with its button.
    pub(super) fn new(layout: Layout, action: impl Into<String>, button: &'static str) -> FormPage {
        FormPage {
            layout,
            lead: Vec::new(),
            notice: None,
            alert: None,
            comfort: "",
            action: action.into(),
            hidden: Vec::new(),
            pairs: Vec::new(),
            person: None,
            fields: Vec::new(),
            consent: None,
            button,
            kind: "primary",
            links: Vec::new(),
        }
    }

    /// With sentences above.
    #[must_use]
    pub(super) fn lead<S: Into<String>>(mut self, lines: impl IntoIterator<Item = S>) -> FormPage {
        self.lead = lines.into_iter().map(Into::into).collect();
        self
    }

    /// With these inputs, each with what is wrong with it, and the summary of all that is wrong.
    #[must_use]
    pub(super) fn fields(
        mut self,
        fields: impl IntoIterator<Item = Field>,
        errors: &[FieldError],
        comfort: &'static str,
    ) -> FormPage {
        self.fields = fields.into_iter().map(|field| field.told(errors)).collect();
        self.alert = Alert::of(errors);
        self.comfort = comfort;
        self
    }

    /// The cursor goes on behind what a postal code has filled in.
    pub(super) fn focus_street(&mut self, found: bool) {
        if let (true, Some(person)) = (found, &mut self.person) {
            person.focus_street();
        }
    }

    /// With links below.
    #[must_use]
    pub(super) fn links(mut self, links: &[(&str, &str)]) -> FormPage {
        self.links = links_of(links);
        self
    }

    /// 503, with what was typed: too many are here, or one too often, at this moment.
    pub(super) fn into_busy(mut self) -> Response {
        self.alert = Some(Alert::saying(words::TOO_MANY));
        (StatusCode::SERVICE_UNAVAILABLE, Html(self)).into_response()
    }

    /// 200 as long as nothing is wrong.
    pub(super) fn into_answer(self) -> Response {
        let status = match &self.alert {
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
            None => StatusCode::OK,
        };
        (status, Html(self)).into_response()
    }
}

impl Consent {
    pub(super) fn new(
        (slug, title): (&str, &str),
        checked: bool,
        errors: &[FieldError],
    ) -> Consent {
        let error = said(errors, "agreed");
        Consent { href: format!("/legal/{slug}"), title: title.to_owned(), checked, error }
    }
}

/// A heading, a few sentences and where to go on.
#[derive(Debug, Template)]
#[template(path = "storefront/member/said.html")]
pub(crate) struct SaidPage {
    pub layout: Layout,
    pub lines: Vec<String>,
    pub links: Vec<Link>,
}

impl SaidPage {
    pub(super) fn new<S: Into<String>>(
        layout: Layout,
        lines: impl IntoIterator<Item = S>,
        links: &[(&str, &str)],
    ) -> SaidPage {
        let lines = lines.into_iter().map(Into::into).collect();
        SaidPage { layout, lines, links: links_of(links) }
    }
}

fn links_of(links: &[(&str, &str)]) -> Vec<Link> {
    let link =
        |(href, text): &(&str, &str)| Link { href: (*href).to_owned(), text: (*text).to_owned() };
    links.iter().map(link).collect()
}
