//! 顧客一覧 (`GET /customers`): fifty members a page, newest first, or whom the search finds.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::customer::{self, Customer, ListQuery, Person, Search};
use shop::id::MemberId;
use shop::staff::{self, Subject};

use super::super::desk::Entry;
use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::{LIST, page_of, query, tabs, words};
use crate::form::Query;
use crate::respond::Html;
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/customers/index.html")]
struct CustomersPage {
    layout: Layout,
    desk: Desk,
    tabs: Vec<Entry>,
    rows: Vec<Row>,
    /// What was typed.
    typed: String,
    /// Whoever has this address and no account: how many orders, and their page.
    guest: Option<(i64, String)>,
    next: Option<String>,
    /// Where the list begins, when this is not its first page.
    first: Option<String>,
}

struct Row {
    href: String,
    login: String,
    name: String,
    kana: String,
    email: String,
    phone: String,
    registered_at: String,
    orders: i64,
    last_order: Option<String>,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    after: Option<i64>,
    answer: String,
}

/// `GET /customers`
pub(crate) async fn list(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let (world, shop) = (visit.app.world(), &visit.shop);
    let list = ListQuery { search: Search::parse(&asked.q), after: asked.after.map(MemberId) };
    let is_search = list.search.is_some();
    let page = customer::list(world, shop, list).await?;
    let guest = match Person::guest(&asked.q) {
        Some(guest) => {
            let count = customer::guest_orders(world, shop, &guest).await?;
            Some((count, page_of(&guest)))
        }
        None => None,
    };
    staff::note_view(world, shop.id, visit.staff.id, Subject::Customers).await?;
    let (layout, mut desk) = visit.head(words::TITLE, Here::Customers);
    desk.answer = words::answer(&asked.answer);
    let search = if is_search { format!("{}&", query("q", &asked.q)) } else { String::new() };
    let first = format!("{LIST}?{search}").trim_end_matches(['?', '&']).to_owned();
    let view = CustomersPage {
        layout,
        desk,
        tabs: tabs(LIST),
        rows: page.rows.into_iter().map(Row::of).collect(),
        typed: asked.q,
        guest,
        next: page.next.map(|after| format!("{LIST}?{search}after={after}")),
        first: asked.after.map(|_| first),
    };
    Ok(Html(view).into_response())
}

impl Row {
    fn of(one: Customer) -> Row {
        Row {
            href: page_of(&Person::Member(one.id)),
            login: one.login,
            name: one.name,
            kana: one.kana,
            email: one.email,
            phone: one.phone,
            registered_at: one.registered_at.day().to_text(),
            orders: one.orders,
            last_order: one.last_order.map(|at| at.day().to_text()),
        }
    }
}
