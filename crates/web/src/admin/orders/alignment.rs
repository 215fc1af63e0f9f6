//! ペイジェント側の金額に合わせる: `GET` says what will happen, `POST` makes the order's total equal
//! to the amount at Paygent.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::id::OrderId;
use shop::money::Yen;
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
    /// The amount at Paygent that was shown.
    #[serde(default)]
    amount: i64,
}

/// `GET /orders/{order_id}/alignment`
pub(crate) async fn ask(
    State(app): State<App>,
    AtShop(shop): AtShop,
    SignedIn(staff): SignedIn,
    Path(order): Path<i64>,
) -> Result<Response, Fault> {
    let order = OrderId(order);
    let (detail, look) = show::open(&app, &shop, order).await?;
    let look = look.as_ref();
    let asked = look.and_then(|look| Confirmation::alignment(order, &detail.number, look));
    let Some(confirmation) = asked else {
        return Ok(see_other(&format!("/orders/{order}?act=alignment&answer=denied")));
    };
    let layout = Layout::admin(&app, &shop, &confirmation.title);
    let desk = Desk::of(&staff, Here::BelowOrders);
    Ok(Html(ConfirmationPage { layout, desk, confirmation }).into_response())
}

/// `POST /orders/{order_id}/alignment`
pub(crate) async fn submit(
    State(app): State<App>,
    AtShop(shop): AtShop,
    SignedIn(staff): SignedIn,
    Path(order): Path<i64>,
    Form(agreed): Form<Agreed>,
) -> Result<Response, Fault> {
    let (world, shop, order) = (app.world().clone(), shop.id, OrderId(order));
    let shown = Yen(agreed.amount);
    let task =
        tokio::spawn(async move { payment::align(&world, shop, order, &staff.name, shown).await });
    outcome::wait(order, "alignment", task).await
}
