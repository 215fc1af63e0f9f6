//! スタッフ一覧.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::clock::Timestamp;
use shop::staff::{self, Account};

use super::super::desk::{Answer, Entry};
use super::super::orders::index::Badge;
use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::{LIST, tabs, words};
use crate::form::Query;
use crate::respond::Html;
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/staff/list.html")]
struct ListPage {
    layout: Layout,
    desk: Desk,
    tabs: Vec<Entry>,
    rows: Vec<Row>,
}

/// One account.
struct Row {
    href: String,
    login: String,
    name: String,
    role: &'static str,
    email: String,
    badges: Vec<Badge>,
}

/// What was just done.
#[derive(Default, Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    answer: String,
}

/// `GET /settings/staff`
pub(crate) async fn list(visit: Visit, Query(said): Query<Said>) -> Result<Response, Fault> {
    let world = visit.app.world();
    let accounts = staff::accounts(world, visit.shop.id).await?;
    let (layout, mut desk) = visit.head(words::TITLE, Here::Staff);
    desk.answer = words::answer(&said.answer).map(Answer::done);
    let now = world.now();
    let rows = accounts.iter().map(|account| Row::of(account, now)).collect();
    Ok(Html(ListPage { layout, desk, tabs: tabs(LIST), rows }).into_response())
}

impl Row {
    fn of(account: &Account, now: Timestamp) -> Row {
        let badge = |tone, icon, text: &str| Badge { tone, icon, text: text.to_owned() };
        let is_locked = account.locked_until.is_some_and(|until| now < until);
        let state = match (account.stopped_at, is_locked) {
            (Some(_), _) => badge("", Some("cross"), "停止中"),
            (None, true) => badge("warn", Some("clock"), "ロック中"),
            (None, false) => badge("ok", Some("check"), "有効"),
        };
        let second = if account.has_totp {
            badge("ok", Some("shield"), "二段階認証")
        } else {
            badge("warn", Some("warn"), "二段階認証なし")
        };
        Row {
            href: format!("{LIST}/{}", account.id),
            login: account.login.clone(),
            name: account.name.clone(),
            role: account.role.name(),
            email: account.email.clone(),
            badges: vec![state, second],
        }
    }
}
