//! サインイン履歴: everybody's for the owner, one's own for the others.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::staff::{self, SignIn, SignInsPage, browser_said};

use super::super::desk::Entry;
use super::super::orders::index::Badge;
use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::{tabs, words};
use crate::form::Query;
use crate::respond::Html;
use crate::{Fault, Layout};

const EVERYBODY: &str = "/settings/staff/sign-ins";
const OWN: &str = "/account/sign-ins";

#[derive(Template)]
#[template(path = "admin/staff/sign_ins.html")]
struct Page {
    layout: Layout,
    desk: Desk,
    /// Empty on the page of one's own.
    tabs: Vec<Entry>,
    path: &'static str,
    rows: Vec<Row>,
    next: Option<String>,
    is_later: bool,
}

struct Row {
    at: String,
    who: String,
    badge: Badge,
    address: String,
    browser: String,
}

/// Where the page before ended.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    after: String,
}

impl Asked {
    /// Names of lines are letters and digits; anything else is none.
    pub(super) fn after(&self) -> Option<String> {
        let is_name = !self.after.is_empty()
            && self.after.len() <= 64
            && self.after.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_name.then(|| self.after.clone())
    }
}

/// `GET /settings/staff/sign-ins`
pub(crate) async fn everybody(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let (layout, desk) = visit.head(words::TITLE, Here::BelowStaff);
    let page = staff::sign_ins(visit.app.world(), visit.shop.id, None, asked.after()).await?;
    Ok(Page::of(layout, desk, tabs(EVERYBODY), EVERYBODY, (page, &asked)).into_response())
}

/// `GET /account/sign-ins`
pub(crate) async fn own(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let (layout, desk) = visit.head("自分のサインイン履歴", Here::BelowAccount);
    let whose = Some(visit.staff.id);
    let page = staff::sign_ins(visit.app.world(), visit.shop.id, whose, asked.after()).await?;
    Ok(Page::of(layout, desk, Vec::new(), OWN, (page, &asked)).into_response())
}

impl Page {
    fn of(
        layout: Layout,
        desk: Desk,
        tabs: Vec<Entry>,
        path: &'static str,
        (found, asked): (SignInsPage, &Asked),
    ) -> Html<Page> {
        let next = found.next.map(|name| format!("{path}?after={name}"));
        let rows = found.rows.iter().map(Row::of).collect();
        Html(Page { layout, desk, tabs, path, rows, next, is_later: asked.after().is_some() })
    }
}

impl Row {
    fn of(one: &SignIn) -> Row {
        let (tone, icon, text) = words::outcome(one.outcome);
        let who = one.who.as_ref().map(|(login, name)| format!("{name}（{login}）"));
        Row {
            at: one.at.to_seconds_text(),
            who: who.unwrap_or_else(|| "—".to_owned()),
            badge: Badge { tone, icon: Some(icon), text: text.to_owned() },
            address: one.address.clone(),
            browser: browser_said(&one.agent),
        }
    }
}
