//! Paths, queries and forms as sent; what cannot be read is a page that says so, not a line of
//! English.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use serde::de::DeserializeOwned;

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
