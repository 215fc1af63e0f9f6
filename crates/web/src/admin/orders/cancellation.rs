//! キャンセル of the payment: `GET` says what will happen, `POST` does it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use shop::id::OrderId;
use shop::payment::{self, ActError, Denied};

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
    let (world, shop_id, by) = (app.world().clone(), shop.id, session.staff.name.clone());
    let may_refund = session.is_fresh(world.now());
    let task = tokio::spawn(async move {
        if may_refund {
            payment::cancel(&world, shop_id, order, &by).await
        } else {
            payment::cancel_hold(&world, shop_id, order, &by).await
        }
    });
    let done = outcome::patiently(task).await?;
    if matches!(done, Err(ActError::Denied(Denied::AlreadyCaptured))) {
        // Money would go back: that takes another proof of who is there.
        let path = format!("/orders/{order}/cancellation");
        return Ok(step_up::ask(&app, &shop, &session, &path));
    }
    outcome::back(order, "cancellation", done)
}
