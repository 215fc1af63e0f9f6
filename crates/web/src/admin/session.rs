//! Who is asking, and whether they may: every route behind the gate needs a session that lives, an
//! address that is admitted, and the permission that the map names.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, Method, header};
use shop::profile::Shop;
use shop::staff::{self, Session, SessionToken, Staff, Visitor};

use super::door::Ask;
use super::{refused, step_up};
use crate::client::ClientAddress;
use crate::host::{AtFront, AtShop};
use crate::respond::see_other;
use crate::{App, Fault, cookie};

/// Where a second factor is set up.
const SECOND: &str = "/account/totp";

/// The person who is signed in. Present on every route behind [`require`].
#[derive(Clone, Debug)]
pub(crate) struct SignedIn(pub Staff);

/// The session of that person.
#[derive(Clone, Debug)]
pub(crate) struct AtSession(pub Session);

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let AtSession(session) = AtSession::from_request_parts(parts, state).await?;
        Ok(SignedIn(session.staff))
    }
}

impl<S: Sync> FromRequestParts<S> for AtSession {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        // Only a route outside `require` comes here without a person: it lets nobody in.
        parts.extensions.get::<AtSession>().cloned().ok_or_else(|| see_other("/sign-in"))
    }
}

/// Where a request comes from, as sign-ins are noted and limited by.
pub(crate) struct From(pub Visitor);

impl FromRequestParts<App> for From {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let AtShop(shop) = AtShop::from_request_parts(parts, app).await?;
        let Ok(address) = ClientAddress::from_request_parts(parts, app).await;
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let device = cookie::STAFF_DEVICE.read(&parts.headers, is_tls(&shop));
        Ok(From(Visitor {
            address: address.counted(),
            agent: agent.unwrap_or_default().to_owned(),
            device: device.and_then(SessionToken::parse),
        }))
    }
}

/// Lets nobody near the admin, not even to its sign-in, whose address is not admitted.
pub(crate) async fn require_address(
    State(_): State<App>,
    AtFront(front): AtFront,
    ClientAddress(address): ClientAddress,
    request: Request,
    next: Next,
) -> Response {
    if !front.access.admits(address) {
        tracing::warn!(%address, "the admin was asked for from an address that is not admitted");
        return Fault::Forbidden.into_response();
    }
    next.run(request).await
}

/// Lets a request through that has a session; others go to the sign-in page, which leads back.
pub(crate) async fn require(
    State(app): State<App>,
    AtShop(shop): AtShop,
    mut request: Request,
    next: Next,
) -> Response {
    match session(&app, &shop, request.headers()).await {
        Ok(Some(session)) => {
            request.extensions_mut().insert(AtSession(session));
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

/// What stands before one route: its permission, the second factor that a live shop wants, and the
/// proof that changing something may ask for again.
pub(crate) async fn guard(app: App, ask: Ask, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let session = match AtSession::from_request_parts(&mut parts, &app).await {
        Ok(AtSession(session)) => session,
        Err(response) => return response,
    };
    let front = AtFront::from_request_parts(&mut parts, &app).await;
    let (Ok(AtShop(shop)), Ok(AtFront(front))) =
        (AtShop::from_request_parts(&mut parts, &app).await, front)
    else {
        return Fault::UnknownHost.into_response();
    };
    if front.live && !session.has_totp && !ask.before_second {
        return see_other(SECOND);
    }
    if !session.staff.role.may(ask.may) {
        return refused::page(&app, &shop, &session.staff, ask.may);
    }
    let request = Request::from_parts(parts, body);
    if request.method() == Method::POST {
        return step_up::look(&app, &shop, &session, ask.again, request, next).await;
    }
    next.run(request).await
}

/// The session that a cookie shows.
pub(crate) async fn session(
    app: &App,
    shop: &Shop,
    headers: &HeaderMap,
) -> Result<Option<Session>, Fault> {
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
