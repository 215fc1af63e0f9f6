//! `/sign-in` and `/sign-out`.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use shop::profile::Shop;
use shop::secret::Secret;
use shop::staff::{self, Entry, Opened, SessionToken, SignInError};

use super::desk::home;
use super::session::From;
use super::{session, text};
use crate::form::{Form, Query};
use crate::host::AtShop;
use crate::respond::{Html, see_other};
use crate::{App, Fault, Layout, cookie};

/// Where the second step is.
const CODE: &str = "/sign-in/code";
/// Longest code that is looked at; a recovery code has its hyphens.
const CODE_MAX: usize = 40;
/// Pages that a sign-in leads to begin so.
const OURS: [&str; 5] = ["/orders", "/customers", "/settings", "/account", "/manual"];

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

/// The second step.
#[derive(Template)]
#[template(path = "admin/sign_in_code.html")]
pub(crate) struct CodePage {
    pub layout: Layout,
    /// The page that was asked for.
    pub next: String,
    /// Why it did not let the person in.
    pub refusal: Option<&'static str>,
}

/// Where to go after the sign-in.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    next: String,
    /// The second step came too late.
    #[serde(default)]
    over: String,
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

/// What the second step sends. Not `Debug` either.
#[derive(Deserialize)]
pub(crate) struct CodeForm {
    #[serde(default)]
    code: String,
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
    let next = own_path(&wanted.next).unwrap_or_default();
    if let Some(session) = session::session(&app, &shop, &headers).await? {
        return Ok(lead(next, home(session.staff.role)));
    }
    let layout = Layout::admin(&app, &shop, text::SIGN_IN);
    let refusal = (!wanted.over.is_empty()).then_some(text::CODE_OVER);
    let page = SignInPage { layout, next: next.to_owned(), login: String::new(), refusal };
    Ok(Html(page).into_response())
}

/// `POST /sign-in`
pub(crate) async fn submit(
    State(app): State<App>,
    AtShop(shop): AtShop,
    From(visitor): From,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response, Fault> {
    let next = own_path(&form.next).unwrap_or_default();
    let (world, password) = (app.world(), Secret::new(form.password));
    let refusal = match staff::sign_in(world, &shop, &form.login, &password, &visitor).await {
        Ok(Entry::Open(opened)) => return let_in(&app, &shop, &headers, &opened, next).await,
        Ok(Entry::Code(token)) => {
            end_old(&app, &shop, &headers).await?;
            let query = form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>();
            let to = see_other(&format!("{CODE}?next={query}"));
            return Ok(with_cookie(to, cookie::STAFF.set(token.expose(), session::is_tls(&shop))));
        }
        Err(SignInError::Store(error)) => return Err(error.into()),
        Err(SignInError::Wrong | SignInError::Over) => {
            (StatusCode::UNPROCESSABLE_ENTITY, text::SIGN_IN_WRONG)
        }
        Err(SignInError::Busy) => (StatusCode::SERVICE_UNAVAILABLE, text::SIGN_IN_BUSY),
    };
    let layout = Layout::admin(&app, &shop, text::SIGN_IN);
    let (next, login) = (next.to_owned(), form.login);
    let page = SignInPage { layout, next, login, refusal: Some(refusal.1) };
    Ok((refusal.0, Html(page)).into_response())
}

/// `GET /sign-in/code`
pub(crate) async fn show_code(
    State(app): State<App>,
    AtShop(shop): AtShop,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Response {
    if session::token(&shop, &headers).is_none() {
        return see_other("/sign-in");
    }
    let next = own_path(&wanted.next).unwrap_or_default().to_owned();
    let layout = Layout::admin(&app, &shop, text::SIGN_IN);
    Html(CodePage { layout, next, refusal: None }).into_response()
}

/// `POST /sign-in/code`
pub(crate) async fn submit_code(
    State(app): State<App>,
    AtShop(shop): AtShop,
    From(visitor): From,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Result<Response, Fault> {
    let next = own_path(&form.next).unwrap_or_default();
    let Some(token) = session::token(&shop, &headers) else { return Ok(see_other("/sign-in")) };
    let code = Secret::new(form.code.chars().take(CODE_MAX).collect::<String>());
    match staff::enter_code(app.world(), &shop, &token, &code, &visitor).await {
        Ok(opened) => let_in(&app, &shop, &headers, &opened, next).await,
        Err(SignInError::Store(error)) => Err(error.into()),
        Err(SignInError::Over) => Ok(see_other("/sign-in?over=1")),
        Err(SignInError::Wrong | SignInError::Busy) => {
            let layout = Layout::admin(&app, &shop, text::SIGN_IN);
            let page = CodePage { layout, next: next.to_owned(), refusal: Some(text::CODE_WRONG) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// `POST /sign-out`
pub(crate) async fn leave(
    State(app): State<App>,
    AtShop(shop): AtShop,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    end_old(&app, &shop, &headers).await?;
    Ok(with_cookie(see_other("/sign-in"), cookie::STAFF.clear(session::is_tls(&shop))))
}

/// Gives the browser its session, and its mark.
async fn let_in(
    app: &App,
    shop: &Shop,
    headers: &HeaderMap,
    opened: &Opened,
    next: &str,
) -> Result<Response, Fault> {
    end_old(app, shop, headers).await?;
    let tls = session::is_tls(shop);
    let response = lead(next, home(opened.role));
    let response = with_cookie(response, cookie::STAFF.set(opened.token.expose(), tls));
    Ok(with_cookie(response, cookie::STAFF_DEVICE.set(opened.device.expose(), tls)))
}

/// Whatever session the browser still had ends.
async fn end_old(app: &App, shop: &Shop, headers: &HeaderMap) -> Result<(), Fault> {
    let old: Option<SessionToken> = session::token(shop, headers);
    match old {
        Some(old) => Ok(staff::sign_out(app.world(), shop, &old).await?),
        None => Ok(()),
    }
}

fn lead(next: &str, home: &'static str) -> Response {
    see_other(if next.is_empty() { home } else { next })
}

fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// A page of this admin: nobody is sent to another site by a forged address.
fn own_path(wanted: &str) -> Option<&str> {
    let is_ours = OURS.iter().any(|page| {
        wanted
            .strip_prefix(page)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    });
    (is_ours && wanted.bytes().all(|byte| byte.is_ascii_graphic())).then_some(wanted)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{OURS, own_path};
    use crate::routes::admin_map;

    #[test]
    fn every_part_of_the_admin_is_led_back_to() {
        // Home is where a sign-in leads anyway; the others are no pages.
        let not_led_to = BTreeSet::from(["/", "/sign-out", "/uploads"]);
        let part = |path: &'static str| {
            path.match_indices('/').nth(1).map_or(path, |(second, _)| &path[..second])
        };
        let parts: BTreeSet<&str> = admin_map().iter().map(|line| part(line.route.path)).collect();
        let ours = BTreeSet::from(OURS);
        assert_eq!(&parts - &not_led_to, ours);
        assert!(parts.is_superset(&not_led_to), "{parts:?}");
    }

    #[test]
    fn leads_to_our_pages_only() {
        for (wanted, to) in [
            ("/orders/2100", Some("/orders/2100")),
            ("/orders?trade=1", Some("/orders?trade=1")),
            ("/orders", Some("/orders")),
            ("/settings/staff", Some("/settings/staff")),
            ("/account", Some("/account")),
            ("/customers/7?tab=1", Some("/customers/7?tab=1")),
            ("", None),
            ("/", None),
            ("/ordersx", None),
            ("//example.com", None),
            ("/\\example.com", None),
            ("https://example.com/orders", None),
            ("/orders\r\nset-cookie: a=b", None),
        ] {
            assert_eq!(own_path(wanted), to, "{wanted}");
        }
    }
}
