//! `GET /postal/{code}`: the places of a postal code, for the address form's module.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;
use shop::delivery::postal;

use crate::form::Path;

#[derive(Serialize)]
struct Found {
    prefecture: &'static str,
    city: String,
    town: String,
}

pub(crate) async fn find(Path(code): Path<String>) -> Response {
    let places = postal::find(&code).into_iter().map(|place| Found {
        prefecture: place.prefecture.name(),
        city: place.city,
        town: place.town,
    });
    let keep = (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    ([keep], Json(places.collect::<Vec<_>>())).into_response()
}
