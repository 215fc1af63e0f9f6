//! `GET|POST /3ds/{return_id}`: the way back from the card issuer. Comes from another site, perhaps
//! from Paygent's own server, without our cookie: the hash and the single-use id prove it.

use std::time::Duration;

use axum::extract::{FromRequest, RawForm, Request, State};
use axum::response::Response;
use bytes::Bytes;
use http::Method;
use paygent::ThreeDsReturn;
use shop::attempt::{self, ReturnError};

use crate::form::Path;
use crate::host::AtShop;
use crate::respond::see_other;
use crate::{App, Fault};

/// How long the answer waits for the gateway.
const PATIENCE: Duration = Duration::from_secs(8);

/// What the card issuer's page sent back: in the address, and as a form where it posts.
pub(crate) struct Back(pub ThreeDsReturn);

impl FromRequest<App> for Back {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let body = match *request.method() {
            Method::POST => RawForm::from_request(request, app).await.map(|RawForm(body)| body),
            _ => Ok(Bytes::new()),
        };
        let body = body.map_err(|_| Fault::NotFound)?;
        Ok(Back(ThreeDsReturn::parse(query.as_bytes(), &body)))
    }
}

pub(crate) async fn back(
    State(app): State<App>,
    AtShop(shop): AtShop,
    Path(return_id): Path<String>,
    Back(back): Back,
) -> Result<Response, Fault> {
    let (world, at) = (app.world().clone(), shop.clone());
    let id = return_id.clone();
    // On a task of its own: a browser that closes now must not stop the order half-way.
    let work =
        tokio::spawn(async move { attempt::three_ds_returned(&world, &at, &id, &back).await });
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(Ok(attempt))) => Ok(see_other(&format!("/orders/{attempt}"))),
        Ok(Ok(Err(ReturnError::Unknown | ReturnError::Forged))) => Err(Fault::NotFound),
        Ok(Ok(Err(ReturnError::Advance(error)))) => Err(Fault::Broken(error.to_string())),
        Ok(Err(panic)) => Err(Fault::Broken(panic.to_string())),
        // The gateway is slow: the attempt's page waits for it.
        Err(_) => match attempt::find_by_return_id(app.world(), &shop, &return_id).await? {
            Some(attempt) => Ok(see_other(&format!("/orders/{attempt}"))),
            None => Err(Fault::NotFound),
        },
    }
}
