//! `/sign-in` and `/sign-out`.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use shop::secret::Secret;
use shop::staff::{self, SignInError};

use super::{session, text};
use crate::form::{Form, Query};
use crate::host::AtShop;
use crate::respond::{Html, see_other};
use crate::{App, Fault, Layout, cookie};

/// Where a sign-in leads when no page was asked for.
const FIRST_PAGE: &str = "/orders";

#[derive(Template)]
#[template(path = "admin/sign_in.html")]
pub(crate) struct SignInPage {
    pub layout: Layout,
    /// The page that was asked for.
    pub next: String,
    /// What was typed.
    pub login: String,
    /// Why it did not let the person in.
    pub refusal: Option<&'static str>,
}

/// Where to go after the sign-in.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    next: String,
}

/// What the page sends. Not `Debug`: the password must reach no log.
#[derive(Deserialize)]
pub(crate) struct SignInForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub(crate) async fn show(
    State(app): State<App>,
    AtShop(shop): AtShop,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Fault> {
    let next = own_path(&wanted.next);
    if session::person(&app, &shop, &headers).await?.is_some() {
        return Ok(see_other(&next));
    }
    let layout = Layout::admin(&app, &shop, text::SIGN_IN);
    Ok(Html(SignInPage { layout, next, login: String::new(), refusal: None }).into_response())
}

/// `POST /sign-in`
pub(crate) async fn submit(
    State(app): State<App>,
    AtShop(shop): AtShop,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response, Fault> {
    let next = own_path(&form.next);
    let password = Secret::new(form.password);
    let refusal = match staff::sign_in(app.world(), &shop, &form.login, &password).await {
        Ok(token) => {
            if let Some(old) = session::token(&shop, &headers) {
                staff::sign_out(app.world(), &shop, &old).await?;
            }
            let cookie = cookie::STAFF.set(token.expose(), session::is_tls(&shop));
            return Ok(with_cookie(see_other(&next), cookie));
        }
        Err(SignInError::Store(error)) => return Err(error.into()),
        Err(SignInError::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, text::SIGN_IN_WRONG),
        Err(SignInError::Busy) => (StatusCode::SERVICE_UNAVAILABLE, text::SIGN_IN_BUSY),
    };
    let layout = Layout::admin(&app, &shop, text::SIGN_IN);
    let page = SignInPage { layout, next, login: form.login, refusal: Some(refusal.1) };
    Ok((refusal.0, Html(page)).into_response())
}

/// `POST /sign-out`
pub(crate) async fn leave(
    State(app): State<App>,
    AtShop(shop): AtShop,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    if let Some(token) = session::token(&shop, &headers) {
        staff::sign_out(app.world(), &shop, &token).await?;
    }
    Ok(with_cookie(see_other("/sign-in"), cookie::STAFF.clear(session::is_tls(&shop))))
}

fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

/// A page of this admin, or the first one: nobody is sent to another site by a forged address.
fn own_path(wanted: &str) -> String {
    let ours = wanted.starts_with("/orders") && wanted.bytes().all(|byte| byte.is_ascii_graphic());
    if ours { wanted.to_owned() } else { FIRST_PAGE.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn leads_to_our_pages_only() {
        for (wanted, to) in [
            ("/orders/2100", "/orders/2100"),
            ("/orders?trade=1", "/orders?trade=1"),
            ("", "/orders"),
            ("/", "/orders"),
            ("//example.com", "/orders"),
            ("/\\example.com", "/orders"),
            ("https://example.com/orders", "/orders"),
            ("/orders\r\nset-cookie: a=b", "/orders"),
        ] {
            assert_eq!(own_path(wanted), to, "{wanted}");
        }
    }
}
