//! Which shop a request is for: the one whose host name it names, exactly.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header;
use http::request::Parts;
use shop::clock::{SECOND, Timestamp};
use shop::profile::{self, Shop};

use crate::{App, Fault};

/// How long a shop's profile is believed before it is read again.
const BELIEVED: i64 = 5 * SECOND;

/// Shops met lately, by host, so that a page does not ask the database who it is for. Only hosts of shops are
/// kept: strangers cannot fill it.
#[derive(Default)]
pub(crate) struct Hosts(RwLock<HashMap<String, (Timestamp, Arc<Shop>)>>);

impl Hosts {
    fn get(&self, host: &str, now: Timestamp) -> Option<Arc<Shop>> {
        let hosts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (read_at, shop) = hosts.get(host)?;
        (now.0 - read_at.0 < BELIEVED).then(|| Arc::clone(shop))
    }

    fn keep(&self, host: &str, now: Timestamp, shop: &Arc<Shop>) {
        let mut hosts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        hosts.insert(host.to_owned(), (now, Arc::clone(shop)));
    }
}

/// The shop a request is for. Present on every route but the assets.
#[derive(Clone)]
pub struct AtShop(pub Arc<Shop>);

impl<S: Sync> FromRequestParts<S> for AtShop {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get::<AtShop>().cloned().ok_or(Fault::UnknownHost)
    }
}

/// Finds the shop by the storefront's host (`shop.host`).
pub(crate) async fn find_shop(State(app): State<App>, request: Request, next: Next) -> Response {
    find(app, request, next, Side::Storefront).await
}

/// Finds the shop by the admin's host (`shop.admin_host`).
pub(crate) async fn find_admin_shop(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    find(app, request, next, Side::Admin).await
}

#[derive(Clone, Copy)]
enum Side {
    Storefront,
    Admin,
}

async fn find(app: App, mut request: Request, next: Next, side: Side) -> Response {
    let host = named_host(&request);
    match shop_of(&app, &host, side).await {
        Ok(shop) => {
            request.extensions_mut().insert(AtShop(shop));
            next.run(request).await
        }
        Err(fault) => fault.into_response(),
    }
}

fn named_host(request: &Request) -> String {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let named = request.uri().authority().map(http::uri::Authority::as_str).or(named);
    named.unwrap_or_default().to_ascii_lowercase()
}

async fn shop_of(app: &App, host: &str, side: Side) -> Result<Arc<Shop>, Fault> {
    let now = app.world().now();
    // Any host gets the only shop: one entry for all of them, or strangers would fill the map.
    let key = if app.surface().any_host { "" } else { host };
    if let Some(shop) = app.hosts().get(key, now) {
        return Ok(shop);
    }
    let found = match side {
        Side::Storefront => profile::find_by_host(app.world(), host).await?,
        Side::Admin => profile::find_by_admin_host(app.world(), host).await?,
    };
    let found = match found {
        None if app.surface().any_host => profile::only(app.world()).await?,
        found => found,
    };
    let shop = Arc::new(found.ok_or(Fault::UnknownHost)?);
    app.hosts().keep(key, now, &shop);
    Ok(shop)
}
