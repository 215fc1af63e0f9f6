//! 取引更新: `GET` says what will happen, `POST` sends the order's total to Paygent.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::id::OrderId;
use shop::payment;

use super::super::{Desk, Here, SignedIn};
use super::confirmation::{Confirmation, ConfirmationPage};
use super::{outcome, show};
use crate::form::{Form, Path};
use crate::host::AtShop;
use crate::respond::{Html, see_other};
use crate::{App, Fault, Layout};

/// The form.
#[derive(Debug, Deserialize)]
pub(crate) struct Agreed {
    /// The total that was shown.
    #[serde(default)]
    amount: i64,
    /// That the authentication loses its effect.
    #[serde(default)]
    accepted: String,
}

/// `GET /orders/{order_id}/update`
pub(crate) async fn ask(
    State(app): State<App>,
    AtShop(shop): AtShop,
    SignedIn(staff): SignedIn,
    Path(order): Path<i64>,
) -> Result<Response, Fault> {
    let order = OrderId(order);
    let (detail, look) = show::open(&app, &shop, order).await?;
    let asked = look.as_ref().and_then(|look| Confirmation::update(order, &detail.number, look));
    let Some(confirmation) = asked else {
        return Ok(see_other(&format!("/orders/{order}?act=update&answer=denied")));
    };
    let layout = Layout::admin(&app, &shop, &confirmation.title);
    let desk = Desk::of(&staff, Here::BelowOrders);
    Ok(Html(ConfirmationPage { layout, desk, confirmation }).into_response())
}

/// `POST /orders/{order_id}/update`
pub(crate) async fn submit(
    State(app): State<App>,
    AtShop(shop): AtShop,
    SignedIn(staff): SignedIn,
    Path(order): Path<i64>,
    Form(agreed): Form<Agreed>,
) -> Result<Response, Fault> {
    let (world, shop, order) = (app.world().clone(), shop.id, OrderId(order));
    // Nothing is left to hold: the answer is that of a cancellation.
    let act = if agreed.amount == 0 { "update-to-zero" } else { "update" };
    let agreed = payment::Agreed {
        total: shop::money::Yen(agreed.amount),
        loss_accepted: agreed.accepted == "yes",
    };
    let task =
        tokio::spawn(
            async move { payment::change(&world, shop, order, &staff.name, agreed).await },
        );
    outcome::wait(order, act, task).await
}
