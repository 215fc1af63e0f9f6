//! `/online`: the payments of the ledger, as the merchant would see them at Paygent.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::acs::grouped;
use crate::home::html;
use crate::ledger::Trade;
use crate::shared::Shared;

/// Payments shown.
const RECENT: i64 = 100;

#[derive(Template)]
#[template(path = "online.html")]
struct Online {
    rows: Vec<Row>,
}

struct Row {
    began_at: String,
    trade: String,
    payment: String,
    status: String,
    tone: &'static str,
    glyph: Option<&'static str>,
    amount: String,
    card: String,
}

/// `GET /online`
pub(crate) async fn show(State(shared): State<Arc<Shared>>) -> Response {
    match shared.book.newest_trades(RECENT).await {
        Ok(trades) => html(StatusCode::OK, &Online { rows: trades.into_iter().map(row).collect() }),
        Err(error) => {
            tracing::error!(%error, "the ledger could not list payments");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn row(trade: Trade) -> Row {
    let name = trade.status.name().unwrap_or("不明");
    let (tone, glyph) = if trade.is_live() { ("ok", Some("check")) } else { ("plain", None) };
    Row {
        tone,
        glyph,
        status: format!("{} {name}", trade.status.0),
        began_at: trade.began_at,
        trade: trade.trading_id,
        payment: trade.payment_id,
        amount: grouped(trade.amount),
        card: trade.masked_card_number,
    }
}
