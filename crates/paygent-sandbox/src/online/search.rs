//! The list of payments, and looking for one.

mod asked;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use paygent::Status;

use asked::{Asked, Errors};

use super::page::{Fault, html};
use super::signed::Signed;
use super::view::{Desk, Payment, named};
use crate::ledger::search::search;
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

/// The statuses that card payments reach here.
fn choices(chosen: Option<u8>) -> Vec<Choice> {
    const REACHED: [u8; 14] = [10, 11, 17, 20, 22, 30, 31, 32, 33, 40, 41, 42, 50, 60];
    let choice =
        |number: u8| Choice { number, name: named(Status(number)), chosen: chosen == Some(number) };
    REACHED.into_iter().map(choice).collect()
}
