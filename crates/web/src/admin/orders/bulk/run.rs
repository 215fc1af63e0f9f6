//! `GET /orders/bulk/runs/{run_id}`: how far a run has come, and what became of each order. The
//! page comes again by itself until it is over.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::bulk::{self, Kind, Run, RunRow, State};
use shop::id::RunId;
use shop::numbers;

use super::super::super::settings::Visit;
use super::super::super::{Desk, Here};
use super::choose::RunLine;
use super::work::Offers;
use super::{PATH, words};
use crate::form::{Path, Query};
use crate::respond::Html;
use crate::{Fault, Layout};

/// Seconds until the page asks again.
const REFRESH: u32 = 5;

#[derive(Template)]
#[template(path = "admin/orders/bulk/run.html")]
struct RunPage {
    layout: Layout,
    desk: Desk,
    run: RunLine,
    /// Items that are over.
    ended: i64,
    waiting: i64,
    rows: Vec<Row>,
    /// The file that the run takes in.
    file: Option<String>,
    /// Address of the page that follows.
    next: Option<String>,
}

struct Row {
    href: String,
    number: String,
    total: String,
    tone: &'static str,
    icon: &'static str,
    word: &'static str,
    detail: String,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The last item of the page before.
    #[serde(default)]
    after: String,
}

pub(crate) async fn show(
    visit: Visit,
    Path(run): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let after = asked.after.parse().unwrap_or(0);
    let found = bulk::run(visit.app.world(), visit.shop.id, RunId(run), after).await?;
    let page = found.ok_or(Fault::NotFound)?;
    let (mut layout, desk) = visit.head("受注一括処理の結果", Here::BelowBulk);
    let waiting = page.run.count(State::Waiting);
    layout.refresh = (waiting > 0 && after == 0).then_some(REFRESH);
    Ok(Html(RunPage {
        layout,
        desk,
        file: file(&page.run),
        run: RunLine::of(&page.run, &Offers::of(&visit).await?),
        ended: page.run.total() - waiting,
        waiting,
        rows: page.rows.iter().map(|one| row(page.run.kind, one)).collect(),
        next: page.next.map(|after| format!("{PATH}/runs/{run}?after={after}")),
    })
    .into_response())
}

fn file(run: &Run) -> Option<String> {
    let all = (run.kind == Kind::OrderShip).then(|| numbers::all_of(run)).flatten()?;
    Some(format!("{}/{}", super::super::numbers::PATH, all.file))
}

fn row(kind: Kind, row: &RunRow) -> Row {
    let (tone, icon, word, detail) = words::became(kind, row);
    Row {
        href: format!("/orders/{}", row.order),
        number: row.number.clone(),
        total: row.total.to_string(),
        tone,
        icon,
        word,
        detail,
    }
}
