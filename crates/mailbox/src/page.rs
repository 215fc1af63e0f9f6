//! The page: a list of mails and the one that is open. Works without a script; with it, the list
//! stays fresh.

mod view;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::fault::Faults;
use crate::shelf::Shelf;
use crate::{Link, api};
use view::{Asked, Page, Part};

/// What the handlers act on.
pub(crate) struct Site {
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) links: Vec<Link>,
}

/// Nothing but our own files; no inline script or style, no frame around us.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
                      base-uri 'none'";

/// All routes.
pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(list))
        .route("/messages/{id}", get(show))
        .route("/messages/{id}/source", get(source))
        .route("/clearing", post(clear))
        .route("/api/messages", get(api::list).delete(api::clear))
        .route("/api/messages/{id}", get(api::show))
        .route("/control/fault", get(api::report).post(api::plan).delete(api::disarm))
        .route("/assets/mailbox.css", get(style))
        .route("/assets/mailbox.js", get(script))
        .route("/assets/mark.svg", get(mark))
        .layer(middleware::from_fn(guard))
        .with_state(site)
}

/// Refuses acts that another site's page started, and puts the headers on every answer.
async fn guard(request: Request, next: Next) -> Response {
    let acts = !request.method().is_safe();
    let foreign = request
        .headers()
        .get("sec-fetch-site")
        .is_some_and(|site| site != "same-origin" && site != "none");
    let mut response = if acts && foreign {
        StatusCode::FORBIDDEN.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What to show of the list and of the mail.
#[derive(Deserialize)]
pub(crate) struct Show {
    #[serde(default)]
    q: String,
    before: Option<u64>,
    #[serde(default)]
    part: Part,
}

async fn list(State(site): State<Arc<Site>>, Query(show): Query<Show>) -> Response {
    render(&Page::of(&site, &show, &Asked::List))
}

async fn show(
    State(site): State<Arc<Site>>,
    Path(id): Path<u64>,
    Query(show): Query<Show>,
) -> Response {
    let Some(message) = site.shelf.find(id) else {
        let mut response = render(&Page::of(&site, &show, &Asked::Gone));
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    render(&Page::of(&site, &show, &Asked::Mail(message)))
}

fn render(page: &Page) -> Response {
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "the mailbox page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The mail's bytes as a file: never shown by the browser, whatever they are.
async fn source(State(site): State<Arc<Site>>, Path(id): Path<u64>) -> Response {
    let Some(message) = site.shelf.find(id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("message/rfc822"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"mail.eml\""),
    );
    (headers, message.raw.clone()).into_response()
}

async fn clear(State(site): State<Arc<Site>>) -> Response {
    match api::clear(State(site)).await {
        StatusCode::NO_CONTENT => Redirect::to("/").into_response(),
        failed => failed.into_response(),
    }
}

async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../assets/mailbox.css"))
}

async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../assets/mailbox.js"))
}

async fn mark() -> Response {
    asset("image/svg+xml", include_str!("../assets/mark.svg"))
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
