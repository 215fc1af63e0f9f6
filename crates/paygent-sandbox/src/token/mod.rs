//! Where the browser turns a card into a token: `PaygentToken.js` and the endpoint behind it.

mod check;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use paygent::signature::TokenResult;
use serde_json::{Value, json};

use self::check::{Form, Refused, Wanted};
use crate::card::{ANY_CARD, Kept};
use crate::clock;
use crate::control::Trick;
use crate::ledger::token::{self, Token};
use crate::merchant::Merchant;
use crate::random;
use crate::shared::Shared;
use crate::wire;

/// The script, ours, with the public interface of Paygent's.
const SCRIPT: &str = include_str!("../../assets/PaygentToken.js");

/// `GET /js/PaygentToken.js`
pub(crate) async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=UTF-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, SCRIPT).into_response()
}

/// `OPTIONS /n/token/request`: any page may ask.
pub(crate) async fn preflight() -> Response {
    open(StatusCode::NO_CONTENT.into_response())
}

/// `POST /n/token/request`: form fields, as `application/x-www-form-urlencoded` or `text/plain`.
pub(crate) async fn issue(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let trick = shared.faults.take("token");
    if trick == Some(Trick::DropBeforeCommit) {
        return wire::dropped();
    }
    if let Some(Trick::Refuse { code }) = &trick {
        return answer(&json!({ "result": code }), None).await;
    }
    if let Some(Trick::DelayBeforeCommit { ms }) = trick {
        wire::pause(ms).await;
    }
    let form: Form = form_urlencoded::parse(body.trim_ascii()).into_owned().collect();
    let settings = shared.settings();
    let now = shared.clock.now();
    let checked = check::merchant(&form, &shared.merchants).and_then(|merchant| {
        let wanted = check::check(&form, settings.profile, now)?;
        Ok((merchant, wanted))
    });
    let issued = match checked {
        Err(refused) => Ok(refusal(&refused)),
        Ok((merchant, wanted)) => keep(&shared, &merchant, &wanted, now).await,
    };
    match issued {
        Ok(json) => answer(&json, trick).await,
        Err(error) => {
            tracing::error!(%error, "the ledger could not keep a token");
            answer(&json!({ "result": "9000" }), None).await
        }
    }
}

fn refusal(refused: &Refused) -> Value {
    let mut json = json!({ "result": refused.code });
    if let Some(message) = refused.message {
        json["message"] = message.into();
    }
    json
}

/// Makes a token and keeps it before anyone hears of it.
async fn keep(
    shared: &Shared,
    merchant: &Merchant,
    wanted: &Wanted,
    now: i64,
) -> Result<Value, store::Error> {
    let life = i64::try_from(shared.token_life.as_millis()).unwrap_or(i64::MAX);
    let (card, cvc_only, security_code) = match wanted {
        Wanted::Card { card, number, valid_term, security_code } => {
            (Kept::of(card, number, valid_term, &shared.salt()), false, *security_code)
        }
        Wanted::SecurityCode => (Kept::none(&ANY_CARD), true, true),
    };
    let token = Token {
        text: random::token(),
        merchant_id: merchant.merchant_id.clone(),
        cvc_only,
        security_code,
        card,
        valid_until: now.saturating_add(life),
        used_by: None,
    };
    let json = told(&token, merchant.token_hash_key.as_ref());
    shared.book.store.write(move |tx| token::insert(tx, &token)).await?;
    Ok(json)
}

fn told(token: &Token, key: Option<&paygent::Secret>) -> Value {
    let valid_until = clock::wire(token.valid_until);
    if token.cvc_only {
        let object = json!({ "token": token.text, "valid_until": valid_until });
        return json!({ "result": "0000", "tokenizedCardObject": object });
    }
    let mut json = json!({
        "result": "0000",
        "tokenizedCardObject": {
            "token": token.text,
            "masked_card_number": token.card.masked,
            "valid_until": valid_until,
            "fingerprint": token.card.fingerprint,
        },
    });
    if let Some(key) = key {
        let signed = TokenResult {
            token: &token.text,
            masked_card_number: &token.card.masked,
            valid_until: &valid_until,
            fingerprint: &token.card.fingerprint,
        };
        json["hc"] = signed.sign(key.expose()).into();
    }
    json
}

async fn answer(json: &Value, trick: Option<Trick>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=UTF-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let response = (headers, json.to_string()).into_response();
    open(wire::play(response, trick).await)
}

/// Lets pages of any origin read the answer, also when they are served from elsewhere.
fn open(mut response: Response) -> Response {
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "POST, OPTIONS"),
        ("access-control-allow-headers", "Content-Type"),
        ("access-control-allow-private-network", "true"),
        ("access-control-max-age", "600"),
        ("cross-origin-resource-policy", "cross-origin"),
    ] {
        let name = HeaderName::from_static(name);
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
