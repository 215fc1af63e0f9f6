//! `GET|POST /3ds/{return_id}`: the way back from the card issuer. Comes from another site, perhaps
//! from Paygent's own server, without our cookie: the hash and the single-use id prove it.

use std::time::Duration;

use axum::extract::{RawForm, RawQuery, State};
use axum::response::Response;
use paygent::ThreeDsReturn;
use shop::attempt::{self, ReturnError};

use crate::form::Path;
use crate::host::AtShop;
use crate::respond::see_other;
use crate::{App, Fault};

/// How long the answer waits for the gateway.
const PATIENCE: Duration = Duration::from_secs(8);

pub(crate) async fn back(
    State(app): State<App>,
    at: AtShop,
    Path(return_id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let back = ThreeDsReturn::parse(query.unwrap_or_default().as_bytes(), b"");
    returned(app, at, return_id, back).await
}

pub(crate) async fn back_posted(
    State(app): State<App>,
    at: AtShop,
    Path(return_id): Path<String>,
    RawQuery(query): RawQuery,
    RawForm(body): RawForm,
) -> Result<Response, Fault> {
    let back = ThreeDsReturn::parse(query.unwrap_or_default().as_bytes(), &body);
    returned(app, at, return_id, back).await
}

async fn returned(
    app: App,
    AtShop(shop): AtShop,
    return_id: String,
    back: ThreeDsReturn,
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
