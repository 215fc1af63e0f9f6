//! The editor of a mail's text, on settings and on an order's page: 件名, 本文, 差し込み項目, and how it
//! comes out for a real order.

use askama::Template;
use axum::extract::FromRequestParts;
use http::request::Parts;
use shop::checkout::FieldError;
use shop::order_mail::{BODY_MAX, Described, PLACEHOLDERS, Preview, SUBJECT_MAX, Text};

/// The data of `templates/admin/letter.html`.
#[derive(Clone, Debug)]
pub(crate) struct Editor {
    pub subject: String,
    pub body: String,
    pub subject_errors: Vec<String>,
    pub body_errors: Vec<String>,
    pub proof: Proof,
    /// What can be put in.
    pub placeholders: &'static [Described],
    /// Letters of 件名 and 本文.
    pub most: (usize, usize),
}

/// How it comes out, alone.
#[derive(Debug, Template)]
#[template(path = "admin/letter_proof.html")]
pub(crate) struct ProofFragment {
    pub proof: Proof,
}

/// How it comes out: plain text, whatever the order says.
#[derive(Clone, Debug)]
pub(crate) struct Proof {
    /// What stands in the place of a mail, where there is none.
    pub nothing: String,
    /// Where the text has errors, in the form's order.
    pub errors: Vec<String>,
    pub shown: Option<Shown>,
}

#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub to: String,
    pub subject: String,
    pub body: String,
}

impl Editor {
    pub(crate) fn of(text: &Text, errors: &[FieldError], proof: Proof) -> Editor {
        let of = |field: &str| -> Vec<String> {
            let its = errors.iter().filter(|error| error.field == field);
            its.map(|error| error.message.clone()).collect()
        };
        Editor {
            subject: text.subject.clone(),
            body: text.body.clone(),
            subject_errors: of("subject"),
            body_errors: of("body"),
            proof,
            placeholders: &PLACEHOLDERS,
            most: (SUBJECT_MAX, BODY_MAX),
        }
    }
}

impl Proof {
    pub(crate) fn of(preview: &Preview) -> Proof {
        let shown = Shown {
            to: preview.to.clone(),
            subject: preview.mail.subject().to_owned(),
            body: preview.mail.body().to_owned(),
        };
        Proof { nothing: String::new(), errors: Vec::new(), shown: Some(shown) }
    }

    pub(crate) fn wrong(errors: &[FieldError]) -> Proof {
        let errors = errors.iter().map(|error| error.message.clone()).collect();
        Proof { nothing: String::new(), errors, shown: None }
    }

    pub(crate) fn nothing(why: &str) -> Proof {
        Proof { nothing: why.to_owned(), errors: Vec::new(), shown: None }
    }
}

/// Our own module asks for the proof alone (`X-Noren-Fragment: 1`).
pub(crate) struct AsFragment(pub bool);

impl<S: Sync> FromRequestParts<S> for AsFragment {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<AsFragment, Self::Rejection> {
        Ok(AsFragment(parts.headers.contains_key("x-noren-fragment")))
    }
}
