//! The card issuer: the page that asks the buyer, and the way back to the shop (protocol reference
//! 5).

mod back;
mod page;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Form, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

pub(crate) use back::call_back;
pub(crate) use page::{grouped, hand_off};

use crate::card::{ANY_CARD, AtThreeDs, TestCard};
use crate::ledger::three_ds::{self, Outcome, ThreeDs};
use crate::shared::Shared;

/// How long the gateway waits for a buyer: 30 minutes, by the sandbox clock.
pub(crate) const PATIENCE_MS: i64 = 30 * 60 * 1000;
/// How long it waits before it tries the server-to-server return again.
const AGAIN_MS: i64 = 60 * 60 * 1000;
/// How often it tries again.
const AGAIN_MAX: i64 = 3;
/// How often the clock is looked at: the control port may have moved it.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// `issur_name`
pub(crate) const ISSUER_NAME: &str = "サンドボックスカード";

/// What the buyer pressed.
#[derive(Deserialize)]
pub(crate) struct Pressed {
    outcome: String,
}

/// `/acs/{auth_id}`: the buyer arrives from the shop's hand-off page.
pub(crate) async fn enter(
    State(shared): State<Arc<Shared>>,
    Path(auth_id): Path<String>,
) -> Response {
    let Some(found) = find(&shared, &auth_id).await else { return page::lost() };
    if found.outcome != Outcome::Waiting {
        return send_back(&shared, &found);
    }
    let card = TestCard::by_key(&found.card.key).unwrap_or(&ANY_CARD);
    match card.three_ds {
        AtThreeDs::Challenge => page::challenge(&found),
        AtThreeDs::Frictionless => end(&shared, found, Outcome::Authenticated).await,
        AtThreeDs::AttemptIssuer => end(&shared, found, Outcome::AttemptIssuer).await,
        AtThreeDs::AttemptMerchant => end(&shared, found, Outcome::AttemptMerchant).await,
        AtThreeDs::Failed | AtThreeDs::Refused(_) => end(&shared, found, Outcome::Failed).await,
    }
}

/// `POST /acs/{auth_id}/answer`: success, failure or cancel.
pub(crate) async fn answer(
    State(shared): State<Arc<Shared>>,
    Path(auth_id): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Response {
    let Some(found) = find(&shared, &auth_id).await else { return page::lost() };
    if found.outcome != Outcome::Waiting {
        return send_back(&shared, &found);
    }
    let outcome = match pressed.outcome.as_str() {
        "success" => Outcome::Authenticated,
        "cancel" => Outcome::Cancelled,
        _ => Outcome::Failed,
    };
    end(&shared, found, outcome).await
}

async fn find(shared: &Shared, auth_id: &str) -> Option<ThreeDs> {
    let auth_id = auth_id.to_owned();
    let found = shared.book.store.read(move |tx| three_ds::find(tx, &auth_id)).await;
    found.unwrap_or_else(|error| {
        tracing::error!(%error, "the ledger could not find an authentication");
        None
    })
}

/// Keeps how it ended, then sends the browser back. Of two answers the first counts.
async fn end(shared: &Shared, mut found: ThreeDs, outcome: Outcome) -> Response {
    let (auth_id, now) = (found.auth_id.clone(), shared.clock.now());
    let ended = shared.book.store.write(move |tx| three_ds::end(tx, &auth_id, outcome, now)).await;
    match ended {
        Ok(true) => found.outcome = outcome,
        Ok(false) => match find(shared, &found.auth_id).await {
            Some(first) => found = first,
            None => return page::lost(),
        },
        Err(error) => {
            tracing::error!(%error, "the ledger could not end an authentication");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    }
    send_back(shared, &found)
}

fn send_back(shared: &Shared, ended: &ThreeDs) -> Response {
    let to = back::address(ended, &shared.merchants);
    (StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::CACHE_CONTROL, "no-store".into())])
        .into_response()
}
