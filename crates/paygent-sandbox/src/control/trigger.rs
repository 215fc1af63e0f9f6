//! What happens to a payment behind the shop's back: in the merchant's console, or by time. It
//! follows the same rules as telegrams, and leaves the same notices.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use paygent::Status;
use paygent::telegram::PaymentRef;
use serde::Deserialize;
use serde_json::json;
use store::Tx;

use super::{At, Broken};
use crate::clock::Millis;
use crate::ledger::machine::{self, Act, Settlement};
use crate::ledger::trade::{self, Entry};
use crate::ledger::{Found, find};
use crate::telegrams::detail;

/// What can be made to happen.
#[derive(Clone, Copy)]
enum Deed {
    Act(Act),
    /// Time, ahead of time.
    Age(Status),
}

/// The events, by name.
const EVENTS: &[(&str, Deed)] = &[
    ("payment.captured", Deed::Act(Act::Capture)),
    ("payment.cancelled", Deed::Act(Act::Cancel)),
    ("payment.refunded", Deed::Act(Act::Refund)),
    ("payment.refused", Deed::Age(Status::REQUESTED)),
    ("payment.expired", Deed::Age(Status::AUTH_OK)),
    ("payment.refund_expired", Deed::Age(Status::CAPTURED)),
];

/// `{"event": "payment.captured", "trading_id": "…"}`, by `payment_id` where several share one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    event: String,
    trading_id: Option<String>,
    payment_id: Option<String>,
    merchant_id: Option<String>,
}

/// `POST /trigger`
pub(super) async fn trigger(State(shared): At, Json(wish): Json<Wish>) -> Result<Response, Broken> {
    let Some((_, deed)) = EVENTS.iter().find(|(name, _)| *name == wish.event) else {
        let known: Vec<&str> = EVENTS.iter().map(|(name, _)| *name).collect();
        let error = json!({ "error": "no such event", "events": known });
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response());
    };
    let (deed, now, settlement) = (*deed, shared.clock.now(), shared.settings().settlement);
    let merchant_id = wish.merchant_id.unwrap_or_else(|| shared.first_merchant.clone());
    let payment = PaymentRef {
        trading_id: wish.trading_id,
        payment_id: wish.payment_id,
        ..PaymentRef::default()
    };
    let happen = move |tx: &mut dyn Tx| {
        let entry = match find(tx, &merchant_id, &payment, now)? {
            Found::One(entry) => *entry,
            Found::None => return Ok(Err((StatusCode::NOT_FOUND, "2006"))),
            Found::Several => return Ok(Err((StatusCode::CONFLICT, "2005"))),
        };
        let payment_id = entry.payment_id.to_string();
        Ok::<_, store::Error>(match after(deed, entry, settlement, now) {
            Err(code) => Err((StatusCode::CONFLICT, code)),
            Ok(entry) => {
                trade::change(tx, &entry, now, now)?;
                Ok((payment_id, entry.status.0))
            }
        })
    };
    let happened = shared.book.store.write(happen).await?;
    shared.notices.notify_one();
    Ok(match happened {
        Ok((payment_id, status)) => {
            Json(json!({ "payment_id": payment_id, "status": status })).into_response()
        }
        Err((status, code)) => {
            let told = json!({ "code": code, "detail": detail::sentence(code) });
            (status, Json(told)).into_response()
        }
    })
}

/// The payment after it, or the code that a telegram would be refused with.
fn after(
    deed: Deed,
    entry: Entry,
    settlement: Settlement,
    now: Millis,
) -> Result<Entry, &'static str> {
    match deed {
        Deed::Act(act) => entry.after(act, settlement, now),
        Deed::Age(from) => match machine::ages(entry.status, entry.times) {
            Some((_, status)) if entry.status == from => Ok(Entry { status, ..entry }),
            _ => Err("2004"),
        },
    }
}
