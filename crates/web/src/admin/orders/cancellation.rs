//! キャンセル of the payment: `GET` says what will happen, `POST` does it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use shop::id::OrderId;
use shop::payment::{self, ActError, Denied, Done};

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
    let (world, by) = (app.world().clone(), session.staff.name.clone());
    let shop_id = shop.id;
    if session.is_fresh(world.now()) {
        let task = tokio::spawn(async move { payment::cancel(&world, shop_id, order, &by).await });
        return outcome::wait(order, "cancellation", task).await;
    }
    let task = tokio::spawn(async move {
        match payment::cancel_hold(&world, shop_id, order, &by).await {
            Err(ActError::Denied(Denied::AlreadyCaptured)) => Ok(None),
            done => done.map(Some),
        }
    });
    let done = match tokio::time::timeout(outcome::PATIENCE, task).await {
        Ok(done) => done.map_err(|error| Fault::Broken(format!("cancellation: {error}")))?,
        Err(_) => Ok(Some(Done::Unknown)),
    };
    match done {
        // Money goes back: that takes another proof of who is there.
        Ok(None) => {
            Ok(step_up::ask(&app, &shop, &session, &format!("/orders/{order}/cancellation")))
        }
        Ok(Some(done)) => outcome::back(order, "cancellation", Ok(done)),
        Err(error) => outcome::back(order, "cancellation", Err(error)),
    }
}
