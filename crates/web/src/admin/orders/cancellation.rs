//! キャンセル of the payment: `GET` says what will happen, `POST` does it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use shop::id::OrderId;
use shop::payment::{self, Settled};
use shop::profile::Shop;

use super::super::{AtSession, Desk, Here, SignedIn, step_up};
use super::confirmation::{Confirmation, ConfirmationPage};
use super::{outcome, show};
use crate::form::Path;
use crate::host::AtShop;
use crate::respond::{Html, see_other};
use crate::{App, Fault, Layout};

/// `GET /orders/{order_id}/cancellation`
pub(crate) async fn ask(
    State(app): State<App>,
    AtShop(shop): AtShop,
    SignedIn(staff): SignedIn,
    Path(order): Path<i64>,
) -> Result<Response, Fault> {
    let order = OrderId(order);
    let (detail, look) = show::open(&app, &shop, order).await?;
    let look = look.as_ref();
    let asked = look.and_then(|look| Confirmation::cancellation(order, &detail.number, look));
    let Some(confirmation) = asked else {
        return Ok(see_other(&format!("/orders/{order}?act=cancellation&answer=denied")));
    };
    let layout = Layout::admin(&app, &shop, &confirmation.title);
    let desk = Desk::of(&staff, Here::BelowOrders);
    Ok(Html(ConfirmationPage { layout, desk, confirmation }).into_response())
}

/// `POST /orders/{order_id}/cancellation`
pub(crate) async fn submit(
    State(app): State<App>,
    AtShop(shop): AtShop,
    AtSession(session): AtSession,
    Path(order): Path<i64>,
) -> Result<Response, Fault> {
    let order = OrderId(order);
    if !session.is_fresh(app.world().now()) && is_refund(&app, &shop, order).await? {
        return Ok(step_up::ask(&app, &shop, &session, &format!("/orders/{order}/cancellation")));
    }
    let (world, shop, staff) = (app.world().clone(), shop.id, session.staff);
    let task = tokio::spawn(async move { payment::cancel(&world, shop, order, &staff.name).await });
    outcome::wait(order, "cancellation", task).await
}

/// Whether money goes back: a hold only lets it go.
async fn is_refund(app: &App, shop: &Shop, order: OrderId) -> Result<bool, Fault> {
    let (_, look) = show::open(app, shop, order).await?;
    Ok(look.is_some_and(|look| look.payment.settled() == Settled::Captured))
}
