//! The mails as JSON, and the control that tests and torture drive.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::fault::Plan;
use crate::message::Message;
use crate::page::Site;

/// `?q=` words to find, `?after=` an id.
#[derive(Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: u64,
}

#[derive(Serialize)]
struct List<'a> {
    count: usize,
    messages: Vec<&'a Message>,
}

/// `GET /api/messages`: oldest first.
pub(crate) async fn list(State(site): State<Arc<Site>>, Query(which): Query<Which>) -> Response {
    let found = site.shelf.after(which.after);
    let messages: Vec<&Message> =
        found.iter().map(AsRef::as_ref).filter(|message| message.matches(&which.q)).collect();
    Json(List { count: messages.len(), messages }).into_response()
}

/// `GET /api/messages/{id}`.
pub(crate) async fn show(State(site): State<Arc<Site>>, Path(id): Path<u64>) -> Response {
    match site.shelf.find(id) {
        Some(message) => Json(message.as_ref()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `DELETE /api/messages`: forgets all.
pub(crate) async fn clear(State(site): State<Arc<Site>>) -> StatusCode {
    match site.shelf.clear().await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(error) => {
            tracing::error!(%error, "the mailbox could not be cleared");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// `POST /control/fault`: arms a [`Plan`]; answers what the faults have done so far.
pub(crate) async fn plan(State(site): State<Arc<Site>>, Json(plan): Json<Plan>) -> Response {
    let Some(plan) = plan.checked() else {
        return (StatusCode::UNPROCESSABLE_ENTITY, "code: 400 to 599\n").into_response();
    };
    site.faults.plan(plan);
    Json(site.faults.report()).into_response()
}

/// `GET /control/fault`: what the faults have done so far.
pub(crate) async fn report(State(site): State<Arc<Site>>) -> Response {
    Json(site.faults.report()).into_response()
}

/// `DELETE /control/fault`: disarms all.
pub(crate) async fn disarm(State(site): State<Arc<Site>>) -> StatusCode {
    site.faults.disarm();
    StatusCode::NO_CONTENT
}
