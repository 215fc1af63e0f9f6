//! Who is signed in, by the cookie of the request.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;

use super::sign_in;
use crate::merchant::Merchant;
use crate::shared::Shared;

/// The cookie's name; cookies do not tell ports apart, so it is the sandbox's own.
const COOKIE: &str = "noren_sandbox_online";

/// The merchant who is signed in.
pub(super) struct Signed(pub(super) Arc<Merchant>);

impl Signed {
    /// Looking touches the session.
    fn find(shared: &Shared, headers: &HeaderMap) -> Option<Self> {
        let merchant_id = shared.sessions.touch(told(headers)?, Instant::now())?;
        shared.merchants.find(&merchant_id).map(Self)
    }
}

impl FromRequestParts<Arc<Shared>> for Signed {
    /// The way in, from which one comes to what was wanted.
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Arc<Shared>,
    ) -> Result<Self, Self::Rejection> {
        Self::find(shared, &parts.headers).ok_or_else(|| sign_in::way_in(shared, parts))
    }
}

/// The `Set-Cookie` line of a session; none: it is taken away. Lax: the shop's admin, on another
/// host name, links to payments. What is posted from elsewhere is refused whatever the cookie.
pub(super) fn cookie(token: Option<&str>) -> String {
    let (token, end) = token.map_or(("", "; Max-Age=0"), |token| (token, ""));
    format!("{COOKIE}={token}; Path=/online; HttpOnly; SameSite=Lax{end}")
}

/// The token that the browser tells.
pub(super) fn told(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(name, _)| name.trim() == COOKIE).map(|(_, value)| value.trim())
}
