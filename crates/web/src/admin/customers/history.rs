//! 操作の記録 (`GET /customers/history`): what staff did with the data of customers.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::customer;

use super::super::desk::Entry;
use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::rows::Deed;
use super::{tabs, words};
use crate::form::Query;
use crate::respond::Html;
use crate::{Fault, Layout};

const PATH: &str = "/customers/history";

#[derive(Template)]
#[template(path = "admin/customers/history.html")]
struct HistoryPage {
    layout: Layout,
    desk: Desk,
    tabs: Vec<Entry>,
    path: &'static str,
    rows: Vec<Deed>,
    next: Option<String>,
    is_later: bool,
}

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    below: Option<i64>,
}

pub(crate) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let page = customer::log(visit.app.world(), visit.shop.id, asked.below).await?;
    let (layout, desk) = visit.head(words::TITLE, Here::BelowCustomers);
    let view = HistoryPage {
        layout,
        desk,
        tabs: tabs(PATH),
        path: PATH,
        rows: page.rows.iter().map(Deed::of).collect(),
        next: page.next.map(|below| format!("{PATH}?below={below}")),
        is_later: asked.below.is_some(),
    };
    Ok(Html(view).into_response())
}
