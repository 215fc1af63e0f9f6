//! `/online`: the merchant's console, with everything a shop would do behind its cart's back.
//! Server rendered, without scripts; what is one merchant's is nobody else's.

mod act;
mod amount;
mod by_hand;
mod deed;
mod detail;
mod next;
mod page;
mod record;
mod search;
mod session;
mod settings;
mod sign_in;
mod signed;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use tower_http::csrf::{CsrfLayer, ProtectionError};

pub(crate) use session::Sessions;

use crate::shared::Shared;

/// The largest form is that of the settings.
const BODY_MAX: usize = 16 * 1024;

/// The console's map. Forms of other sites change nothing here.
pub(crate) fn map() -> Router<Arc<Shared>> {
    let guard = CsrfLayer::new().with_rejection_response(|_: ProtectionError| {
        page::problem(StatusCode::FORBIDDEN, "この画面を開き直してから、もう一度操作してください")
    });
    Router::new()
        .route("/online", get(search::show))
        .route("/online/sign-in", post(sign_in::submit))
        .route("/online/sign-out", post(sign_in::leave))
        .route("/online/settings", get(settings::show).post(settings::submit))
        .route("/online/payments/{payment_id}", get(detail::show))
        .route("/online/payments/{payment_id}/amount", get(amount::ask).post(amount::submit))
        .route("/online/payments/{payment_id}/{deed}", get(act::ask).post(act::submit))
        .layer(guard)
        .layer(DefaultBodyLimit::max(BODY_MAX))
}
