//! `/member/log`: 操作履歴.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::member::{self, LogPage};

use super::{Signed, words};
use crate::form::Query;
use crate::respond::Html;
use crate::{App, Fault, Layout};

/// What was done, newest first.
#[derive(Debug, Template)]
#[template(path = "storefront/member/log.html")]
pub(crate) struct LogView {
    layout: Layout,
    rows: Vec<(String, String, String)>,
    next: Option<String>,
}

#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    below: Option<i64>,
}

/// `GET /member/log`
pub(crate) async fn show(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let page = member::log(app.world(), signed.shop(), &signed.member, asked.below).await?;
    let layout = signed.layout(&app, words::LOG).await?;
    Ok(Html(LogView::of(layout, &page)).into_response())
}

impl LogView {
    pub(super) fn of(layout: Layout, page: &LogPage) -> LogView {
        let rows = page
            .rows
            .iter()
            .map(|row| (row.at.to_minutes_text(), row.text.clone(), row.address.clone()));
        LogView {
            layout,
            rows: rows.collect(),
            next: page.next.map(|below| format!("/member/log?below={below}")),
        }
    }
}
