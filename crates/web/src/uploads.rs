//! `GET /uploads/{picture_id}`, on both surfaces: a picture that staff uploaded.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use shop::id::PictureId;
use shop::upload;

use crate::form::Path;
use crate::host::AtShop;
use crate::{App, Fault};

/// Where a picture is.
pub(crate) fn href(id: &PictureId) -> String {
    format!("/uploads/{id}")
}

pub(crate) async fn show(
    State(app): State<App>,
    AtShop(shop): AtShop,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let found = upload::find(app.world(), shop.id, &PictureId(id)).await?;
    let (format, bytes) = found.ok_or(Fault::NotFound)?;
    // The address is the hash of the bytes: it never shows anything else.
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.content_type())),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Ok((headers, bytes).into_response())
}
