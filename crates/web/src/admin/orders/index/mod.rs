//! 受注一覧, 受注完了一覧, 受注キャンセル一覧: fifty orders a page, newest first, narrowed down by
//! 詳細検索フォーム, or what the head's field finds in all three.

pub(crate) mod form;
mod row;
mod views;
pub(crate) mod words;

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::id::OrderId;
use shop::order::List;
use shop::order::list::{
    self as orders, Count, FilterForm, Page, Query as Sought, SearchError, Wanted,
};
use shop::staff::Permission;

use super::super::settings::Visit;
use super::super::{Desk, Here, SignedIn, desk};
use super::bulk::Bar;
use crate::form::Query;
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

pub(crate) use form::{Chip, FieldView, Input, address, chips};
pub(crate) use row::{Badge, Row, deadline, whose};
pub(crate) use views::{Saving, Tab, back, delete, save, saving, tabs};
pub(crate) use words::Shelf;

#[derive(Template)]
#[template(path = "admin/orders/index.html")]
pub(crate) struct OrdersPage {
    pub layout: Layout,
    pub desk: Desk,
    /// Where the list stands.
    pub path: &'static str,
    /// Ready-made and saved searches; none beside what the head found.
    pub tabs: Vec<Tab>,
    pub fields: Vec<FieldView>,
    /// What is wrong in them: field, and why.
    pub errors: Vec<(&'static str, String)>,
    /// What the rows were narrowed down to.
    pub chips: Vec<Chip>,
    /// 「N件」, where it is known.
    pub count: Option<String>,
    /// What can be done with the search itself.
    pub saving: Option<Saving>,
    /// The page that makes a file of it.
    pub export: Option<String>,
    pub rows: Vec<Row>,
    /// What can be done to those that are chosen; none for who may not.
    pub bulk: Option<Bar>,
    /// What it means that there are none.
    pub empty: (&'static str, &'static str),
    /// Address of the page that follows.
    pub next: Option<String>,
    /// Address of the first page, where this is a later one.
    pub first: Option<String>,
}

/// What the address asks for beside the fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The head's search.
    q: String,
    /// Where the page before ended.
    after: String,
    /// What was just done.
    answer: String,
    #[serde(flatten)]
    form: FilterForm,
}

/// `GET /`: the work begins with the first entry of the person's menu.
pub(crate) async fn home(SignedIn(staff): SignedIn) -> Response {
    see_other(desk::home(staff.role))
}

/// `GET /orders`
pub(crate) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    match Wanted::parse(&asked.q) {
        Some(wanted) => found(&visit, asked, wanted).await,
        None => listed(&visit, List::Open, asked, None).await,
    }
}

/// `GET /orders/completed`
pub(crate) async fn completed(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    listed(&visit, List::Completed, asked, None).await
}

/// `GET /orders/cancelled`
pub(crate) async fn cancelled(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    listed(&visit, List::Cancelled, asked, None).await
}

/// What the head's field finds, in all lists.
async fn found(visit: &Visit, asked: Asked, wanted: Wanted) -> Result<Response, Fault> {
    let after = asked.after.parse().ok().map(OrderId);
    let page = page(visit, Sought::All(wanted), after).await?.map_err(|_| Fault::NotFound)?;
    let now = visit.app.world().now();
    let here = [("q", asked.q.as_str())];
    if after.is_some() && page.rows.is_empty() {
        return Ok(see_other(&address("/orders", here.into_iter())));
    }
    let (layout, mut desk) = visit.head("受注を探す", Here::BelowOrders);
    desk.search.clone_from(&asked.q);
    let role = desk.role;
    let view = OrdersPage {
        layout,
        desk,
        path: words::path(List::Open),
        tabs: Vec::new(),
        fields: Vec::new(),
        errors: Vec::new(),
        chips: vec![Chip { said: asked.q.clone(), href: words::path(List::Open).to_owned() }],
        count: page.count.map(counted),
        saving: None,
        export: None,
        bulk: Bar::of(role, page.rows.iter().map(|row| row.order_id)),
        rows: page.rows.iter().map(|row| Row::among_lists(row, now)).collect(),
        empty: words::empty(List::Open),
        next: next(&page, "/orders", &here),
        first: after.map(|_| address("/orders", here.into_iter())),
    };
    Ok(Html(view).into_response())
}

/// One list; `refused`: why the search was not saved, and under which name it was to be.
async fn listed(
    visit: &Visit,
    list: List,
    asked: Asked,
    refused: Option<(&'static str, String)>,
) -> Result<Response, Fault> {
    let (world, path) = (visit.app.world(), words::path(list));
    let now = world.now();
    let after = asked.after.parse().ok().map(OrderId);
    let shelf = Shelf::of(visit, &asked.form).await?;
    let (page, errors) = match asked.form.read(now) {
        Err(errors) => (Page::default(), errors),
        Ok(filter) => match page(visit, Sought::In(list, Box::new(filter)), after).await? {
            Ok(page) => (page, Vec::new()),
            Err(error) => (Page::default(), vec![error]),
        },
    };
    let views = orders::views(world, &visit.shop).await?;
    let fields = asked.form.fields();
    let is_wrong = !errors.is_empty();
    // What stood there was worked away meanwhile.
    if after.is_some() && page.rows.is_empty() && !is_wrong {
        return Ok(see_other(&address(path, fields.into_iter())));
    }
    let (layout, mut desk) = visit.head(words::list(list), here(list));
    desk.answer = words::answer(&asked.answer).map(desk::Answer::done);
    let is_refused = refused.is_some();
    let view = OrdersPage {
        layout,
        path,
        tabs: tabs(list, &asked.form, &views),
        fields: form::fields(&asked.form, &errors, &shelf),
        errors: errors.into_iter().map(|error| (error.field, error.message)).collect(),
        chips: chips(path, &asked.form, &shelf),
        count: page.count.map(counted),
        saving: (!is_wrong).then(|| saving(list, &asked.form, &views, refused)).flatten(),
        export: exported(&desk, list, &fields).filter(|_| !page.rows.is_empty()),
        bulk: Bar::of(desk.role, page.rows.iter().map(|row| row.order_id)),
        desk,
        rows: page.rows.iter().map(|row| Row::of(row, now)).collect(),
        empty: words::empty(list),
        next: next(&page, path, &fields),
        first: after.map(|_| address(path, fields.iter().copied())),
    };
    let is_bad = is_wrong || is_refused;
    let status = if is_bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, Html(view)).into_response())
}

fn here(list: List) -> Here {
    match list {
        List::Open => Here::Orders,
        List::Completed => Here::Completed,
        List::Cancelled => Here::Cancelled,
    }
}

/// The page, or what is wrong in the form that only the database knows.
async fn page(
    visit: &Visit,
    query: Sought,
    after: Option<OrderId>,
) -> Result<Result<Page, FieldError>, Fault> {
    match orders::list(visit.app.world(), &visit.shop, query, after).await {
        Ok(page) => Ok(Ok(page)),
        Err(SearchError::ManyProducts) => {
            let (message, more) = (words::MANY_PRODUCTS.to_owned(), String::new());
            Ok(Err(FieldError { field: "product", message, more }))
        }
        Err(SearchError::Store(error)) => Err(error.into()),
    }
}

fn counted(count: Count) -> String {
    match count {
        Count::Exactly(count) => format!("{count}件"),
        Count::AtLeast(count) => format!("{count}件以上"),
    }
}

fn next(page: &Page, path: &str, fields: &[(&str, &str)]) -> Option<String> {
    let after = page.next?.to_string();
    let fields = fields.iter().copied().chain([("after", after.as_str())]);
    Some(address(path, fields))
}

/// Where a file of this search is made, for whoever may.
fn exported(desk: &Desk, list: List, fields: &[(&str, &str)]) -> Option<String> {
    let list = ("list", list.word());
    let fields = [list].into_iter().chain(fields.iter().copied());
    desk.role.may(Permission::Exports).then(|| address("/orders/export", fields))
}
