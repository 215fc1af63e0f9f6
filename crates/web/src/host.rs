//! Which shop a request is for: the one whose host name it names, exactly, or the only one of the
//! installation.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header;
use http::request::Parts;
use shop::profile::{Door, Shop};

use crate::front::Front;
use crate::{App, Fault};

/// The shop a request is for. Present on every route but the assets.
#[derive(Clone)]
pub struct AtShop(pub Arc<Shop>);

impl<S: Sync> FromRequestParts<S> for AtShop {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get::<AtShop>().cloned().ok_or(Fault::UnknownHost)
    }
}

/// What the shop's pages show around their content. Present wherever [`AtShop`] is.
#[derive(Clone)]
pub(crate) struct AtFront(pub Arc<Front>);

impl<S: Sync> FromRequestParts<S> for AtFront {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get::<AtFront>().cloned().ok_or(Fault::UnknownHost)
    }
}

/// Finds the shop by the storefront's host.
pub(crate) async fn find_shop(state: State<App>, request: Request, next: Next) -> Response {
    find(state.0, request, next, Door::Storefront).await
}

/// Finds the shop by the admin's host.
pub(crate) async fn find_admin_shop(state: State<App>, request: Request, next: Next) -> Response {
    find(state.0, request, next, Door::Admin).await
}

async fn find(app: App, mut request: Request, next: Next, door: Door) -> Response {
    let host = named_host(&request);
    match at_shop(&app, &host, door).await {
        Ok((shop, front)) => {
            request.extensions_mut().insert(AtShop(shop));
            request.extensions_mut().insert(AtFront(front));
            next.run(request).await
        }
        Err(fault) => fault.into_response(),
    }
}

fn named_host(request: &Request) -> String {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let named = request.uri().authority().map(http::uri::Authority::as_str).or(named);
    named.unwrap_or_default().to_owned()
}

async fn at_shop(app: &App, host: &str, door: Door) -> Result<(Arc<Shop>, Arc<Front>), Fault> {
    let shop = app.directory().find(app.world(), door, host).await?.ok_or(Fault::UnknownHost)?;
    let front = app.front(&shop).await?;
    Ok((shop, front))
}
