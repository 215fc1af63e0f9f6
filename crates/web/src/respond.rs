//! Answers: a page, or what went wrong with the next step in it.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use crate::assets;

/// A rendered template.
pub(crate) struct Html<T>(pub T);

impl<T: Template> IntoResponse for Html<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(text) => (HTML, text).into_response(),
            Err(error) => Fault::Broken(error.to_string()).into_response(),
        }
    }
}

impl<T: Template> Html<T> {
    /// A page without anything private but the number beside the cart: Back may show it at once.
    pub fn into_revalidated(self) -> Response {
        let keep = (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        ([keep], self).into_response()
    }
}

const HTML: [(header::HeaderName, HeaderValue); 1] =
    [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];

/// 303: the browser goes on with a GET, and a reload repeats nothing.
pub(crate) fn see_other(path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(path) => (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response(),
        Err(_) => Fault::Broken(format!("no location: {path:?}")).into_response(),
    }
}

/// Why a request has no page of its own. Every fault page says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No such page, product or order.
    #[error("not found")]
    NotFound,
    /// No shop has this host name.
    #[error("unknown host")]
    UnknownHost,
    /// A form came from another site.
    #[error("cross-site request refused")]
    CrossSite,
    /// Not from there. Says no more.
    #[error("an address that is not admitted")]
    Forbidden,
    /// A form that our pages do not send.
    #[error("malformed request: {0}")]
    Malformed(String),
    /// The database is busy; nothing was written.
    #[error("busy")]
    Busy,
    /// Our own failure.
    #[error("broken: {0}")]
    Broken(String),
}

impl Fault {
    fn status(&self) -> StatusCode {
        match self {
            Fault::NotFound => StatusCode::NOT_FOUND,
            Fault::UnknownHost => StatusCode::MISDIRECTED_REQUEST,
            Fault::CrossSite | Fault::Forbidden => StatusCode::FORBIDDEN,
            Fault::Malformed(_) => StatusCode::BAD_REQUEST,
            Fault::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Fault::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Fault::NotFound => (
                "ページが見つかりません",
                "アドレスが変わったか、掲載が終わった可能性があります。トップからお探しください。",
            ),
            Fault::UnknownHost => {
                ("このアドレスのお店はありません", "アドレスの綴りをご確認ください。")
            }
            Fault::CrossSite => (
                "この操作は受け付けられませんでした",
                "ほかのサイトから送られた操作です。お店のページを開いて、もう一度お試しください。",
            ),
            Fault::Forbidden => ("ページを表示できません", "アドレスをご確認ください。"),
            Fault::Malformed(_) => {
                ("送られた内容を読み取れませんでした", "前のページに戻り、もう一度お試しください。")
            }
            Fault::Busy => (
                "ただいま混み合っています",
                "少し待ってから、もう一度お試しください。この操作では何も変わっていません。",
            ),
            Fault::Broken(_) => (
                "ページを表示できませんでした",
                "少し待ってから、もう一度お試しください。続くときはお店へご連絡ください。",
            ),
        }
    }
}

impl From<shop::payment::AccountError> for Fault {
    fn from(error: shop::payment::AccountError) -> Fault {
        match error {
            shop::payment::AccountError::Store(error) => error.into(),
            other => Fault::Broken(other.to_string()),
        }
    }
}

impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Fault {
        match error {
            store::Error::Busy | store::Error::TimedOut => Fault::Busy,
            other => Fault::Broken(other.to_string()),
        }
    }
}

/// Stands alone: a fault may come before the shop is known.
#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    style: &'static str,
    heading: &'static str,
    next: &'static str,
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if let Fault::Broken(cause) = &self {
            tracing::error!(%cause, "a request failed");
        }
        let (heading, next) = self.words();
        let page = FaultPage { style: assets::href("shop.css"), heading, next };
        let text = page.render().unwrap_or_else(|_| format!("{heading} {next}"));
        (self.status(), HTML, text).into_response()
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use http_body_util::BodyExt;

    use super::Fault;

    #[tokio::test]
    async fn every_fault_says_what_to_do_and_hides_its_cause() {
        for (fault, status) in [
            (Fault::NotFound, 404),
            (Fault::UnknownHost, 421),
            (Fault::CrossSite, 403),
            (Fault::Forbidden, 403),
            (Fault::Malformed("secret".into()), 400),
            (Fault::Busy, 503),
            (Fault::Broken("secret".into()), 500),
        ] {
            let next = fault.words().1;
            let response = fault.into_response();
            assert_eq!(response.status(), status);
            let body = response.into_body().collect().await.unwrap().to_bytes();
            let body = std::str::from_utf8(&body).unwrap();
            assert!(body.contains(next) && !body.contains("secret"), "{body}");
        }
    }
}
