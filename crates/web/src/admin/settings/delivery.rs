//! 宅配便・送料計算: the carriers of the shop.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::delivery::{self, Carrier, Kind};
use shop::id::CarrierId;

use super::super::desk::Answer;
use super::super::{Desk, Here};
use super::Visit;
use crate::form::{Form, Path, Query};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

const TITLE: &str = "宅配便・送料計算";
#[derive(Debug, Template)]
#[template(path = "admin/settings/delivery.html")]
struct DeliveryPage {
    layout: Layout,
    desk: Desk,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    href: String,
    name: String,
    kind: &'static str,
    /// It takes no payment, so nobody can choose it.
    is_closed: bool,
}

#[derive(Debug, Template)]
#[template(path = "admin/settings/removal.html")]
struct RemovalPage {
    layout: Layout,
    desk: Desk,
    href: String,
    name: String,
    is_last: bool,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    answer: String,
}

/// `GET /settings/delivery`
pub(crate) async fn list(visit: Visit, Query(said): Query<Said>) -> Result<Response, Fault> {
    let carriers = delivery::all(visit.app.world(), visit.shop.id).await?;
    let (layout, mut desk) = visit.head(TITLE, Here::Delivery);
    desk.answer = match said.answer.as_str() {
        "saved" => Some(Answer::done("設定しました。これからのご注文に効きます。")),
        "removed" => {
            Some(Answer::done("削除しました。これまでの受注には、宅配便の名前が残っています。"))
        }
        _ => None,
    };
    let rows = carriers.iter().map(|carrier| Row {
        href: href(carrier.id),
        name: carrier.full_name(),
        kind: carrier.kind.name(),
        is_closed: carrier.methods.is_empty(),
    });
    let rows = rows.collect();
    Ok(Html(DeliveryPage { layout, desk, rows }).into_response())
}

/// Which kind is added.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct More {
    #[serde(default)]
    kind: String,
}

/// `POST /settings/delivery`: one more carrier, whose settings open.
pub(crate) async fn add(visit: Visit, Form(more): Form<More>) -> Result<Response, Fault> {
    let kind = Kind::find(&more.kind).unwrap_or_default();
    // What it is called until its own settings say it.
    let name = format!("新しい{}", kind.name());
    let id =
        delivery::add(visit.app.world(), visit.shop.id, &visit.staff.name, kind, &name).await?;
    visit.app.forget_front(visit.shop.id);
    Ok(see_other(&href(id)))
}

/// `GET /settings/delivery/{carrier_id}/removal`: says what 削除 will do.
pub(crate) async fn removal(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    let carriers = delivery::all(visit.app.world(), visit.shop.id).await?;
    let found = carriers.iter().find(|carrier| carrier.id == CarrierId(id));
    let name = found.map(Carrier::full_name).ok_or(Fault::NotFound)?;
    let (layout, desk) = visit.head(TITLE, Here::BelowDelivery);
    let is_last = carriers.len() == 1;
    Ok(Html(RemovalPage { layout, desk, href: href(CarrierId(id)), name, is_last }).into_response())
}

/// `POST /settings/delivery/{carrier_id}/removal`
pub(crate) async fn remove(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    let (world, by) = (visit.app.world(), &visit.staff.name);
    delivery::remove(world, visit.shop.id, by, CarrierId(id)).await?;
    visit.app.forget_front(visit.shop.id);
    Ok(see_other("/settings/delivery?answer=removed"))
}

/// A carrier's settings.
pub(super) fn href(id: CarrierId) -> String {
    format!("/settings/delivery/{id}")
}
