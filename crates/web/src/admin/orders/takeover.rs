//! キャンセルを取り込む: `GET` says what will happen, `POST` does it (DESIGN section 10).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use shop::id::OrderId;
use shop::payment;

use super::super::{Desk, Here, SignedIn};
use super::confirmation::{Confirmation, ConfirmationPage};
use super::{outcome, show};
use crate::form::Path;
use crate::host::AtShop;
use crate::respond::{Html, see_other};
use crate::{App, Fault, Layout};

/// `GET /orders/{order_id}/takeover`
pub(crate) async fn ask(
    State(app): State<App>,
    AtShop(shop): AtShop,
    SignedIn(staff): SignedIn,
    Path(order): Path<i64>,
) -> Result<Response, Fault> {
    let order = OrderId(order);
    let (detail, look) = show::open(&app, &shop, order).await?;
    let look = look.as_ref();
    let asked = look.and_then(|look| Confirmation::takeover(order, &detail.number, look));
    let Some(confirmation) = asked else {
        return Ok(see_other(&format!("/orders/{order}?act=takeover&answer=denied")));
    };
    let layout = Layout::admin(&app, &shop, &confirmation.title);
    let desk = Desk::of(&staff, Here::BelowOrders);
    Ok(Html(ConfirmationPage { layout, desk, confirmation }).into_response())
}

/// `POST /orders/{order_id}/takeover`
pub(crate) async fn submit(
    State(app): State<App>,
    AtShop(shop): AtShop,
    SignedIn(staff): SignedIn,
    Path(order): Path<i64>,
) -> Result<Response, Fault> {
    let (world, shop, order) = (app.world().clone(), shop.id, OrderId(order));
    let task =
        tokio::spawn(async move { payment::take_over(&world, shop, order, &staff.name).await });
    outcome::wait(order, "takeover", task).await
}
