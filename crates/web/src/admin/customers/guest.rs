//! `GET /customers/guest?email=…`: what was ordered with a mail address and no account.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::customer::{self, Held, Person};
use shop::staff::{self, Subject};

use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::rows::Orders;
use super::show::Acts;
use crate::form::Query;
use crate::respond::Html;
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/customers/guest.html")]
struct GuestPage {
    layout: Layout,
    desk: Desk,
    email: String,
    count: i64,
    total: String,
    orders: Orders,
    /// What there is beside orders, in words; none where there is nothing.
    beside: Option<String>,
    /// None where there is nothing.
    acts: Option<Acts>,
}

/// Whose page, and from where on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(super) email: String,
    after: String,
}

impl Asked {
    /// The guest; no page for what is no address.
    pub(super) fn guest(&self) -> Result<Person, Fault> {
        Person::guest(&self.email).ok_or(Fault::NotFound)
    }
}

/// `GET /customers/guest`
pub(crate) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let (world, shop, guest) = (visit.app.world(), &visit.shop, asked.guest()?);
    let orders = customer::orders(world, shop, &guest, asked.after.parse().ok()).await?;
    let held = customer::held(world, shop, &guest).await?;
    staff::note_view(world, shop.id, visit.staff.id, Subject::Guest).await?;
    let sums = customer::sums(world, shop, &guest).await?;
    let (layout, desk) = visit.head("会員でない方のご注文", Here::BelowCustomers);
    let view = GuestPage {
        layout,
        desk,
        email: asked.email,
        count: sums.count,
        total: sums.total.to_string(),
        orders: Orders::of(&guest, &orders),
        beside: beside(&held),
        acts: (!held.is_nothing()).then(|| Acts::of(&visit, &guest)),
    };
    Ok(Html(view).into_response())
}

/// Tries that led to no order, forms that wait in carts, 仮登録: those that there are.
fn beside(held: &Held) -> Option<String> {
    let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
    let parts = [
        ("成立しなかったお手続き", count(held.tries)),
        ("入力の途中のお手続き", count(held.forms)),
        ("確認されていない会員登録", held.registrations),
    ];
    let said = parts.iter().filter(|(_, many)| *many > 0);
    let said: Vec<String> = said.map(|(what, many)| format!("{what}が{many}件")).collect();
    (!said.is_empty()).then(|| said.join("、"))
}
