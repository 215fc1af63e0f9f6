//! 変更履歴 of スタッフ.

use askama::Template;
use axum::response::{IntoResponse, Response};
use shop::staff;

use super::super::desk::Entry;
use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::{tabs, words};
use crate::respond::Html;
use crate::{Fault, Layout};

/// How many changes the page shows.
const SHOWN: i64 = 200;

#[derive(Template)]
#[template(path = "admin/staff/log.html")]
struct LogPage {
    layout: Layout,
    desk: Desk,
    tabs: Vec<Entry>,
    rows: Vec<Row>,
}

struct Row {
    at: String,
    by: String,
    lines: Vec<String>,
}

/// `GET /settings/staff/history`
pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    let log = staff::log(visit.app.world(), visit.shop.id, SHOWN).await?;
    let rows = log.into_iter().map(|one| Row {
        at: one.at.to_seconds_text(),
        by: one.by,
        lines: one.said,
    });
    let (layout, desk) = visit.head(words::TITLE, Here::BelowStaff);
    let tabs = tabs("/settings/staff/history");
    Ok(Html(LogPage { layout, desk, tabs, rows: rows.collect() }).into_response())
}
