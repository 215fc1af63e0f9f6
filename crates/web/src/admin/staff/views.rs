//! 閲覧記録: who looked at whose personal data.

use askama::Template;
use axum::response::{IntoResponse, Response};
use shop::staff::{self, Subject, View};

use super::super::desk::Entry;
use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::sign_ins::Asked;
use super::{tabs, words};
use crate::form::Query;
use crate::respond::Html;
use crate::{Fault, Layout};

const PATH: &str = "/settings/staff/views";

#[derive(Template)]
#[template(path = "admin/staff/views.html")]
struct ViewsList {
    layout: Layout,
    desk: Desk,
    tabs: Vec<Entry>,
    path: &'static str,
    rows: Vec<Row>,
    next: Option<String>,
    is_later: bool,
}

struct Row {
    at: String,
    who: String,
    what: String,
    /// Its page.
    href: String,
}

/// `GET /settings/staff/views`
pub(crate) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let page = staff::views(visit.app.world(), visit.shop.id, asked.after()).await?;
    let (layout, desk) = visit.head(words::TITLE, Here::BelowStaff);
    let view = ViewsList {
        layout,
        desk,
        tabs: tabs(PATH),
        path: PATH,
        rows: page.rows.iter().map(Row::of).collect(),
        next: page.next.map(|name| format!("{PATH}?after={name}")),
        is_later: asked.after().is_some(),
    };
    Ok(Html(view).into_response())
}

impl Row {
    fn of(view: &View) -> Row {
        let (what, href) = match view.subject {
            Subject::Order(order) => {
                (format!("受注明細(注文No:{order})"), format!("/orders/{order}"))
            }
            Subject::OrderFile => {
                ("受注の書き出し".to_owned(), "/orders/export?list=open".to_owned())
            }
            Subject::Customer(number) => {
                (format!("顧客明細(会員番号:{number})"), format!("/customers/{number}"))
            }
            Subject::Customers => ("顧客一覧".to_owned(), "/customers".to_owned()),
            Subject::Guest => ("会員でない方のご注文".to_owned(), "/customers".to_owned()),
        };
        let (login, name) = &view.who;
        Row { at: view.at.to_seconds_text(), who: format!("{name}（{login}）"), what, href }
    }
}
