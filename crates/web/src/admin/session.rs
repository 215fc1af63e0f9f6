//! Who is asking: every route behind it needs a session that lives.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, Method};
use shop::profile::Shop;
use shop::staff::{self, SessionToken, Staff};

use crate::host::AtShop;
use crate::respond::see_other;
use crate::{App, Fault, cookie};

/// The person who is signed in. Present on every route behind [`require`].
#[derive(Clone, Debug)]
pub(crate) struct SignedIn(pub Staff);

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        // Only a route outside `require` comes here without a person: it lets nobody in.
        parts.extensions.get::<SignedIn>().cloned().ok_or_else(|| see_other("/sign-in"))
    }
}

/// Lets a request through that has a session; others go to the sign-in page, which leads back.
pub(crate) async fn require(
    State(app): State<App>,
    AtShop(shop): AtShop,
    mut request: Request,
    next: Next,
) -> Response {
    match person(&app, &shop, request.headers()).await {
        Ok(Some(staff)) => {
            request.extensions_mut().insert(SignedIn(staff));
            next.run(request).await
        }
        Ok(None) if request.method() == Method::GET => {
            let to = request.uri().path_and_query().map_or("/", |path| path.as_str());
            let query: String =
                form_urlencoded::Serializer::new(String::new()).append_pair("next", to).finish();
            see_other(&format!("/sign-in?{query}"))
        }
        // What a POST wanted is not repeated after the sign-in: the person presses the button
        // again.
        Ok(None) => see_other("/sign-in"),
        Err(fault) => fault.into_response(),
    }
}

/// Who shows a session in the cookie.
pub(crate) async fn person(
    app: &App,
    shop: &Shop,
    headers: &HeaderMap,
) -> Result<Option<Staff>, Fault> {
    match token(shop, headers) {
        Some(token) => Ok(staff::find_session(app.world(), shop, &token).await?),
        None => Ok(None),
    }
}

/// The token in the cookie.
pub(crate) fn token(shop: &Shop, headers: &HeaderMap) -> Option<SessionToken> {
    cookie::STAFF.read(headers, is_tls(shop)).and_then(SessionToken::parse)
}

/// Whether browsers reach this admin over TLS: decides the cookie's name and `Secure`.
pub(crate) fn is_tls(shop: &Shop) -> bool {
    shop.admin_url.starts_with("https://")
}
