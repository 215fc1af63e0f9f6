//! Posts of notices, withheld or turned round: so tests can reorder them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::Control;
use crate::shared::Shared;

impl Control {
    /// Withholds all notices, or lets them go again; one that has left is not called back.
    pub fn withhold_notices(&self, withhold: bool) {
        self.shared.orders.withhold(withhold);
        self.shared.notices.notify_one();
    }

    /// Lets the next so many notices leave in reverse order: those of the first merchant for whom
    /// so many wait; until then none leaves. 0 takes it back.
    pub fn reverse_notices(&self, count: u8) {
        self.shared.orders.reverse(count);
        self.shared.notices.notify_one();
    }
}

/// `{"withhold": true}`, `{"reverse": 3}`, or both.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    withhold: Option<bool>,
    reverse: Option<u8>,
}

/// `POST /notices`
pub(super) async fn order(State(shared): State<Arc<Shared>>, Json(wish): Json<Wish>) -> Response {
    let control = Control::new(shared);
    if let Some(withhold) = wish.withhold {
        control.withhold_notices(withhold);
    }
    if let Some(count) = wish.reverse {
        control.reverse_notices(count);
    }
    let (withhold, reverse) = control.shared.orders.now();
    Json(json!({ "withhold": withhold, "reverse": reverse })).into_response()
}
