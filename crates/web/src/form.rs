//! Paths, queries and forms as sent; what cannot be read is a page that says so, not a line of
//! English.

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header;
use http::request::Parts;
use serde::de::DeserializeOwned;
use shop::upload;

use crate::Fault;

/// The fields of a posted form.
pub(crate) struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let malformed = |why: &dyn std::fmt::Display| Fault::Malformed(why.to_string());
        let (parts, body) = request.into_parts();
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
        let body = body.map_err(|rejection| malformed(&rejection))?;
        if has_zero(&body) {
            return Err(malformed(&"a zero byte"));
        }
        let request = Request::from_parts(parts, Body::from(body));
        let fields = axum::Form::from_request(request, state).await;
        fields.map(|axum::Form(fields)| Form(fields)).map_err(|rejection| malformed(&rejection))
    }
}

/// A posted form that may bring files along, of which no more than `MOST` bytes each are meant; the
/// default: those of a picture.
pub(crate) struct Upload<T, const MOST: usize = { upload::BYTES_MAX }> {
    /// Its fields.
    pub form: T,
    /// Its files that hold something.
    pub files: Vec<File>,
}

/// A file of a form.
pub(crate) struct File {
    /// The field's name.
    pub field: String,
    /// What it was called where it comes from; nothing that can be relied on.
    pub name: String,
    /// Its bytes; of one that is too large a little more than what is too much.
    pub bytes: Vec<u8>,
}

impl<T: DeserializeOwned, S: Send + Sync, const MOST: usize> FromRequest<S> for Upload<T, MOST> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let Form(form) = Form::from_request(request, state).await?;
            return Ok(Upload { form, files: Vec::new() });
        }
        let parts = Multipart::from_request(request, state).await;
        let mut parts = parts.map_err(|rejection| Fault::Malformed(rejection.to_string()))?;
        let malformed = |error: MultipartError| Fault::Malformed(error.body_text());
        let (mut files, mut fields) = (Vec::new(), Vec::new());
        while let Some(part) = parts.next_field().await.map_err(malformed)? {
            let field = part.name().unwrap_or_default().to_owned();
            if let Some(name) = part.file_name().map(str::to_owned) {
                let bytes = beginning(part, MOST).await.map_err(malformed)?;
                files.extend((!bytes.is_empty()).then_some(File { field, name, bytes }));
            } else {
                fields.push((field, part.text().await.map_err(malformed)?));
            }
        }
        let request = Request::post("/")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(one_line(fields)))
            .map_err(|error| Fault::Malformed(error.to_string()))?;
        let Form(form) = Form::from_request(request, state).await?;
        Ok(Upload { form, files })
    }
}

/// The fields as a form without files sends them.
fn one_line(fields: Vec<(String, String)>) -> String {
    let mut line = form_urlencoded::Serializer::new(String::new());
    line.extend_pairs(fields);
    line.finish()
}

/// Reads the file to its end and keeps of it no more than shows that it is too large.
async fn beginning(mut part: Field<'_>, most: usize) -> Result<Vec<u8>, MultipartError> {
    let mut kept = Vec::new();
    while let Some(piece) = part.chunk().await? {
        let room = (most + 1).saturating_sub(kept.len());
        kept.extend(piece.iter().take(room));
    }
    Ok(kept)
}

/// The parameters of a path. What is none leads nowhere.
pub(crate) struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(parameters)) => Ok(Path(parameters)),
            Err(_) => Err(Fault::NotFound),
        }
    }
}

/// No text of ours holds a zero byte, and PostgreSQL takes none: an address with one leads nowhere.
pub(crate) async fn refuse_zero(request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query();
    if address.is_some_and(|address| has_zero(address.as_str().as_bytes())) {
        return Fault::NotFound.into_response();
    }
    next.run(request).await
}

fn has_zero(text: &[u8]) -> bool {
    text.contains(&0) || text.windows(3).any(|three| three == b"%00")
}

/// The fields of an address.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(fields)) => Ok(Query(fields)),
            Err(rejection) => Err(Fault::Malformed(rejection.to_string())),
        }
    }
}
