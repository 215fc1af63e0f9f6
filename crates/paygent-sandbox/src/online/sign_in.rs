//! Signing in with マーチャントID and 接続パスワード, and out.

use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::extract::{Form, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use paygent::Secret;
use serde::Deserialize;

use super::next::{FIRST, own_path};
use super::page::{self, html};
use super::signed::{cookie, told};
use crate::merchant::Merchant;
use crate::shared::Shared;

/// The longest id that is looked at.
const ID_MAX: usize = 20;

#[derive(Template)]
#[template(path = "online/sign_in.html")]
struct SignIn {
    merchant_id: String,
    /// Where it leads; [`own_path`] has the last word.
    next: String,
    error: Option<&'static str>,
    /// The first merchant's id, where only this machine reads it.
    first: Option<String>,
    /// Its password, if anybody can read it in our source anyway.
    password: Option<String>,
}

/// What stands in the form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Entered {
    merchant_id: String,
    password: String,
    next: String,
}

/// What somebody gets who is not signed in, or not any more: the sign-in, in the place of the page
/// that was wanted. What was to be done has no such place; its address asks before it is done.
pub(super) fn way_in(shared: &Shared, wanted: &Parts) -> Response {
    if !wanted.method.is_safe() {
        return page::go(wanted.uri.path());
    }
    let next = wanted.uri.path_and_query().map_or(FIRST, |wanted| wanted.as_str());
    filled(shared, StatusCode::OK, String::new(), next.to_owned(), None)
}

/// `POST /online/sign-in`
pub(super) async fn submit(
    State(shared): State<Arc<Shared>>,
    Form(entered): Form<Entered>,
) -> Response {
    let merchant_id: String = entered.merchant_id.trim().chars().take(ID_MAX).collect();
    let next = own_path(&entered.next);
    let (password, now) = (Secret::new(entered.password), Instant::now());
    if !shared.sessions.may_try(&merchant_id, now) {
        let wait = "1分待ってから、もう一度入力してください。続けて間違えたため止めています。";
        return filled(&shared, StatusCode::TOO_MANY_REQUESTS, merchant_id, next, Some(wait));
    }
    // Secrets compare in constant time.
    let known = shared.merchants.find(&merchant_id);
    if known.is_none_or(|merchant| merchant.connect_password != password) {
        let wrong = "マーチャントIDと接続パスワードを確かめて、もう一度入力してください。";
        return filled(&shared, StatusCode::FORBIDDEN, merchant_id, next, Some(wrong));
    }
    let token = shared.sessions.open(&merchant_id, now);
    with_cookie(page::go(&next), &cookie(Some(&token)))
}

/// `POST /online/sign-out`
pub(super) async fn leave(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    if let Some(token) = told(&headers) {
        shared.sessions.end(token);
    }
    with_cookie(page::go(FIRST), &cookie(None))
}

fn filled(
    shared: &Shared,
    status: StatusCode,
    merchant_id: String,
    next: String,
    error: Option<&'static str>,
) -> Response {
    let first = shared.merchants.find(&shared.first_merchant).filter(|_| shared.is_loopback);
    let password = first.as_deref().filter(|first| is_public(first));
    let password = password.map(|first| first.connect_password.expose().to_owned());
    let first = first.map(|first| first.merchant_id.clone());
    html(status, &SignIn { merchant_id, next, error, first, password })
}

/// The built-in demo merchant, as it was built in.
fn is_public(merchant: &Merchant) -> bool {
    let demo = Merchant::demo();
    merchant.merchant_id == demo.merchant_id && merchant.connect_password == demo.connect_password
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    let cookie = HeaderValue::try_from(cookie).expect("a token is letters and digits");
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}
