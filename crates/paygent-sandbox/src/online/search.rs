//! The list of payments, and looking for one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use paygent::Status;
use serde::Deserialize;

use super::page::{Fault, html};
use super::session::Signed;
use super::view::{Desk, Payment, named};
use crate::clock::{self, DAY_MS};
use crate::ledger::search::{Wanted, search};
use crate::shared::Shared;

/// Payments on a page.
const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "online/search.html")]
struct Search {
    desk: Desk,
    asked: Asked,
    errors: Errors,
    statuses: Vec<Choice>,
    rows: Vec<Payment>,
    /// Where the next page is, if there is one.
    next: Option<String>,
    is_first_page: bool,
}

struct Choice {
    number: u8,
    name: String,
    chosen: bool,
}

/// The form as it was filled in.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    trading_id: String,
    payment_id: String,
    status: String,
    from: String,
    until: String,
    before: String,
}

/// What cannot be looked for, by field.
#[derive(Debug, Default, PartialEq, Eq)]
struct Errors {
    payment_id: Option<&'static str>,
    from: Option<&'static str>,
    until: Option<&'static str>,
}

/// `GET /online`
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Signed(merchant): Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let asked = asked.trimmed();
    let (wanted, errors) = asked.wanted();
    let mut entries = Vec::new();
    if errors == Errors::default() {
        // The statuses that are looked for are those of now.
        shared.age().await?;
        let (merchant_id, wanted) = (merchant.merchant_id.clone(), wanted.clone());
        let find = move |tx: &mut dyn store::Tx| search(tx, &merchant_id, &wanted, PAGE + 1);
        entries = shared.book.store.read(find).await?;
    }
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = entries.len() > shown;
    entries.truncate(shown);
    let next = entries.last().filter(|_| more).map(|last| asked.after(last.payment_id));
    let page = Search {
        desk: Desk { merchant_id: merchant.merchant_id.clone(), place: "search" },
        statuses: choices(wanted.status),
        is_first_page: wanted.before.is_none(),
        rows: entries.iter().map(Payment::of).collect(),
        asked,
        errors,
        next,
    };
    let status = if page.errors.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(html(status, &page))
}

impl Asked {
    fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            trading_id: trim(self.trading_id),
            payment_id: trim(self.payment_id),
            status: self.status,
            from: trim(self.from),
            until: trim(self.until),
            before: self.before,
        }
    }

    /// Whether anything is looked for, or all is shown.
    fn is_all(&self) -> bool {
        [&self.trading_id, &self.payment_id, &self.status, &self.from, &self.until]
            .iter()
            .all(|field| field.is_empty())
    }

    fn wanted(&self) -> (Wanted, Errors) {
        let mut errors = Errors::default();
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let payment_id = given(&self.payment_id).map(|text| text.parse::<i64>());
        if payment_id.as_ref().is_some_and(Result::is_err) {
            errors.payment_id = Some("決済IDは数字だけで入力してください。");
        }
        let day = "日付は 2026-11-24 のように入力してください。";
        let from = given(&self.from).map(|text| clock::midnight(&text));
        if from == Some(None) {
            errors.from = Some(day);
        }
        let until = given(&self.until).map(|text| clock::midnight(&text));
        if until == Some(None) {
            errors.until = Some(day);
        }
        let (from, last) = (from.flatten(), until.flatten());
        if from.zip(last).is_some_and(|(from, last)| last < from) {
            errors.until = Some("終わりの日を、始まりの日かその後にしてください。");
        }
        let wanted = Wanted {
            trading_id: given(&self.trading_id),
            payment_id: payment_id.and_then(Result::ok),
            status: self.status.parse().ok(),
            from,
            until: last.map(|day| day.saturating_add(DAY_MS)),
            before: self.before.parse().ok(),
        };
        (wanted, errors)
    }

    /// The address of what comes after this payment.
    fn after(&self, payment_id: i64) -> String {
        self.address(&payment_id.to_string())
    }

    fn address(&self, before: &str) -> String {
        let fields = [
            ("trading_id", self.trading_id.as_str()),
            ("payment_id", &self.payment_id),
            ("status", &self.status),
            ("from", &self.from),
            ("until", &self.until),
            ("before", before),
        ];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
        format!("/online?{query}")
    }

    /// The address of the first page.
    fn first(&self) -> String {
        self.address("")
    }
}

impl Errors {
    fn any(&self) -> bool {
        *self != Self::default()
    }
}

/// The statuses that card payments reach here.
fn choices(chosen: Option<u8>) -> Vec<Choice> {
    const REACHED: [u8; 14] = [10, 11, 17, 20, 22, 30, 31, 32, 33, 40, 41, 42, 50, 60];
    let choice =
        |number: u8| Choice { number, name: named(Status(number)), chosen: chosen == Some(number) };
    REACHED.into_iter().map(choice).collect()
}
