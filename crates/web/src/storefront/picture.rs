//! `GET /pictures/{name}`: the drawing of a product.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use shop::catalogue::picture;

use crate::Fault;
use crate::form::Path;

/// Where a picture is.
pub(super) fn href(name: &str) -> String {
    format!("/pictures/{name}.svg")
}

pub(crate) async fn show(Path(file): Path<String>) -> Result<Response, Fault> {
    let name = file.strip_suffix(".svg").ok_or(Fault::NotFound)?;
    let drawing = picture::find(name).ok_or(Fault::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
    ];
    Ok((headers, drawing).into_response())
}
