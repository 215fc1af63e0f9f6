//! The control port: what a test or a person changes behind the merchant's back. Loopback only;
//! JSON in and out.

mod dump;
mod faults;
mod guard;
mod merchants;
mod notices;
mod remote;
mod trigger;
mod unkind;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub(crate) use faults::Faults;
pub use faults::{Fault, Trick};
pub use remote::{Remote, RemoteError};

use crate::clock::AHEAD_MAX;
use crate::ledger::{Dump, DumpError, Settings};
use crate::merchant::Merchant;
use crate::shared::Shared;

/// How many telegrams the log shows at once.
const TELEGRAMS_MAX: i64 = 100_000;

/// What the control port does, as a value.
#[derive(Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Lays out a fault for the next answers.
    pub fn fault(&self, fault: Fault) {
        self.shared.faults.add(fault);
    }

    /// Answers go wrong at random from now on, always the same for one seed; none: no more.
    pub fn be_unkind(&self, seed: Option<u64>) {
        self.shared.faults.be_unkind(seed);
    }

    /// Takes back the faults that have not struck, and is kind again.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Moves the clock ahead, never further than 100 years in all: tokens, holds and challenges
    /// age.
    pub async fn advance(&self, by: Duration) -> Result<Settings, store::Error> {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let ahead = |settings: &mut Settings| {
            settings.clock_ahead_ms = settings.clock_ahead_ms.saturating_add(by).min(AHEAD_MAX);
        };
        let settings = self.shared.change(ahead).await?;
        self.shared.age().await?;
        Ok(settings)
    }

    /// A merchant as it is now.
    pub fn merchant(&self, merchant_id: &str) -> Option<Merchant> {
        self.shared.merchants.find(merchant_id).map(|merchant| (*merchant).clone())
    }

    /// Takes in one more merchant, or what changed of one.
    pub async fn put_merchant(&self, merchant: Merchant) -> Result<(), store::Error> {
        self.shared.put_merchant(merchant).await
    }

    /// Changes how the gateway behaves.
    pub async fn change(
        &self,
        change: impl FnOnce(&mut Settings),
    ) -> Result<Settings, store::Error> {
        self.shared.change(change).await
    }

    /// Runs the nightly batch once; tells how many payments it moved.
    pub async fn settle(&self) -> Result<u64, store::Error> {
        let moved = self.shared.book.settle().await?;
        self.shared.notices.notify_one();
        Ok(moved)
    }

    /// Everything the ledger holds.
    pub async fn dump(&self) -> Result<Dump, store::Error> {
        self.shared.book.dump().await
    }

    /// Puts a dump in the place of everything.
    pub async fn restore(&self, dump: Dump) -> Result<(), DumpError> {
        self.shared.restore(dump).await
    }

    /// Forgets every payment, token, stored card, notice, fault and order, and is kind; merchants
    /// and settings stay.
    pub async fn reset(&self) -> Result<(), store::Error> {
        self.shared.faults.clear();
        self.shared.orders.clear();
        self.shared.book.clear().await
    }
}

type At = State<Arc<Shared>>;

/// The control port's map.
pub(crate) fn map(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/openapi.json", get(description))
        .route("/trades", get(trades))
        .route("/telegrams", get(telegrams))
        .route("/merchants", get(merchants::list).post(merchants::add))
        .route("/trigger", post(trigger::trigger))
        .route("/settings", get(settings).post(change))
        .route("/clock", post(clock))
        .route("/faults", get(waiting).post(fault).delete(clear))
        .route("/unkind", post(unkind))
        .route("/notices", post(notices::order))
        .route("/settle", post(settle))
        .route("/reset", post(reset))
        .route("/dump", get(dump::take).post(dump::put_back))
        .layer(DefaultBodyLimit::max(dump::DUMP_MAX))
        .layer(guard::against_other_sites())
        .layer(axum::middleware::from_fn(guard::only_this_machine))
        .with_state(shared)
}

/// All of this as an `OpenAPI` description, for clients in other languages.
const DESCRIPTION: &str = include_str!("../../assets/control.openapi.json");

async fn description() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}

async fn trades(State(shared): At) -> Result<Response, Broken> {
    Ok(Json(shared.book.trades().await?).into_response())
}

/// `?after=12`: those after number 12, oldest first; without it all, newest first.
#[derive(Deserialize)]
struct Since {
    after: Option<i64>,
}

async fn telegrams(State(shared): At, Query(since): Query<Since>) -> Result<Response, Broken> {
    Ok(match since.after {
        Some(number) => Json(shared.book.telegrams_after(number, TELEGRAMS_MAX).await?),
        None => Json(shared.book.telegrams(TELEGRAMS_MAX).await?),
    }
    .into_response())
}

async fn settings(State(shared): At) -> Response {
    Json(Behaviour::of(&shared, shared.settings())).into_response()
}

/// How the gateway behaves: the settings, and what is not kept with them.
#[derive(Serialize)]
struct Behaviour {
    #[serde(flatten)]
    settings: Settings,
    /// The seed of the unkindness, if there is any.
    unkind: Option<u64>,
}

impl Behaviour {
    fn of(shared: &Shared, settings: Settings) -> Self {
        Self { settings, unkind: shared.faults.unkind() }
    }
}

/// Any part of the settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    profile: Option<crate::Profile>,
    duplicates: Option<crate::Duplicates>,
    settlement: Option<crate::Settlement>,
}

async fn change(State(shared): At, Json(wish): Json<Change>) -> Result<Response, Broken> {
    let changed = shared.change(|settings| {
        settings.profile = wish.profile.unwrap_or(settings.profile);
        settings.duplicates = wish.duplicates.unwrap_or(settings.duplicates);
        settings.settlement = wish.settlement.unwrap_or(settings.settlement);
    });
    Ok(Json(Behaviour::of(&shared, changed.await?)).into_response())
}

/// `{"days": 61}` or `{"ms": 1000}`; a clock is only moved ahead.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    #[serde(default)]
    days: u32,
    #[serde(default)]
    ms: u64,
}

async fn clock(State(shared): At, Json(wish): Json<Advance>) -> Result<Response, Broken> {
    let days = Duration::from_secs(u64::from(wish.days) * 86_400);
    let by = days.saturating_add(Duration::from_millis(wish.ms));
    let all = Duration::from_millis(u64::try_from(shared.clock.ahead()).unwrap_or_default());
    if all.saturating_add(by).as_millis() > AHEAD_MAX.unsigned_abs().into() {
        return Ok(refused("the clock is never more than 100 years ahead"));
    }
    let settings = Control::new(shared.clone()).advance(by).await?;
    Ok(Json(Behaviour::of(&shared, settings)).into_response())
}

async fn waiting(State(shared): At) -> Response {
    Json(shared.faults.all()).into_response()
}

async fn fault(State(shared): At, Json(fault): Json<Fault>) -> Response {
    if let Some(why) = fault.nonsense() {
        return refused(&why);
    }
    shared.faults.add(fault);
    Json(shared.faults.all()).into_response()
}

async fn clear(State(shared): At) -> Response {
    shared.faults.clear();
    StatusCode::NO_CONTENT.into_response()
}

/// `{"seed": 7}`, or `{}` to be kind again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unkindness {
    seed: Option<u64>,
}

async fn unkind(State(shared): At, Json(wish): Json<Unkindness>) -> Response {
    shared.faults.be_unkind(wish.seed);
    StatusCode::NO_CONTENT.into_response()
}

async fn settle(State(shared): At) -> Result<Response, Broken> {
    let moved = Control::new(shared).settle().await?;
    Ok(Json(json!({ "moved": moved })).into_response())
}

async fn reset(State(shared): At) -> Result<Response, Broken> {
    Control::new(shared).reset().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What was asked is not to be had, in words.
fn refused(why: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": why }))).into_response()
}

/// The ledger does not answer.
struct Broken(store::Error);

impl From<store::Error> for Broken {
    fn from(error: store::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", self.0)).into_response()
    }
}
