//! How the console's pages leave.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::home;

/// No script at all; forms lead back here only.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

#[derive(Template)]
#[template(path = "online/problem.html")]
struct Problem {
    says: &'static str,
}

/// A page of the console.
pub(super) fn html(status: StatusCode, page: &impl Template) -> Response {
    let mut response = home::html(status, page);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // Under `no-referrer` a browser hides the origin of its own forms.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// A page that says nothing but what to do now.
pub(super) fn problem(status: StatusCode, says: &'static str) -> Response {
    html(status, &Problem { says })
}

/// The browser goes there and asks anew.
pub(super) fn go(to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Why there is no page.
#[derive(Debug)]
pub(super) enum Fault {
    /// The merchant has no such payment.
    NotFound,
    Broken(store::Error),
}

impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Self {
        Self::Broken(error)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => problem(
                StatusCode::NOT_FOUND,
                "この決済はありません。番号を確かめて、一覧から探してください",
            ),
            Self::Broken(error) => {
                tracing::error!(%error, "the ledger does not answer the console");
                problem(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "少し待ってから、開き直してください。記録を読み書きできませんでした",
                )
            }
        }
    }
}
