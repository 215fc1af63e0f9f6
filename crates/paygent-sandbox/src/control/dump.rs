//! The whole ledger, out and in again.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{At, Broken};
use crate::ledger::{Dump, DumpError};

/// The largest dump that is taken in: some hundred thousand telegrams.
pub(super) const DUMP_MAX: usize = 512 * 1024 * 1024;

/// `GET /dump`
pub(super) async fn take(State(shared): At) -> Result<Response, Broken> {
    Ok(Json(shared.book.dump().await?).into_response())
}

/// `POST /dump`: everything is as it was when it was taken; the clock too.
pub(super) async fn put_back(
    State(shared): At,
    Json(dump): Json<Dump>,
) -> Result<Response, Broken> {
    match shared.restore(dump).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(DumpError::Store(error)) => Err(error.into()),
        Err(error) => Ok(super::refused(&error.to_string())),
    }
}
