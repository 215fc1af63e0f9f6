//! 変更履歴 of the card's settings: who changed what, and when.

use askama::Template;
use axum::response::{IntoResponse, Response};
use shop::settings::card::{self, Entry};

use super::super::super::{Desk, Here};
use super::super::Visit;
use super::super::row::{Change, changes};
use super::rows::{Kept, groups};
use crate::respond::Html;
use crate::{Fault, Layout};

/// How many versions a page shows.
const SHOWN: usize = 50;

#[derive(Debug, Template)]
#[template(path = "admin/settings/history.html")]
struct HistoryPage {
    layout: Layout,
    desk: Desk,
    versions: Vec<Version>,
}

/// What one save changed.
#[derive(Debug)]
struct Version {
    number: i64,
    by: String,
    at: String,
    /// None for the first: there was nothing before it.
    changes: Option<Vec<Change>>,
}

/// `GET /settings/payments/card/history`
pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    // One more than is shown: what the oldest shown was before.
    let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let entries = card::history(visit.app.world(), visit.shop.id, limit).await?;
    let versions = entries.iter().enumerate().take(SHOWN).map(|(place, entry)| Version {
        number: entry.number,
        by: entry.by.clone(),
        at: entry.at.to_seconds_text(),
        changes: entries.get(place + 1).map(|before| difference(before, entry)),
    });
    let versions = versions.collect();
    let (layout, desk) = visit.head("クレジットカード決済の変更履歴", Here::BelowPayments);
    Ok(Html(HistoryPage { layout, desk, versions }).into_response())
}

fn difference(before: &Entry, after: &Entry) -> Vec<Change> {
    let nothing_new = Kept::new_in(&[]);
    changes(
        &groups(&before.form, &nothing_new),
        &groups(&after.form, &Kept::new_in(&after.new_secrets)),
    )
}
