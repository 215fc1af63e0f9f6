//! `POST /checkout/orders`: 注文する.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use shop::attempt::{self, ClientNote, Submission, SubmitError};
use shop::checkout::{self, CheckoutForm};
use shop::id::{AttemptId, SubmitKey};
use shop::money::Yen;

use super::desk::Desk;
use super::form_page;
use crate::client::ClientAddress;
use crate::form::Form;
use crate::respond::see_other;
use crate::storefront::Visit;
use crate::{App, Fault};

/// How long the answer waits for the gateway, so that most buyers never see the page in between.
const PATIENCE: Duration = Duration::from_secs(4);
/// A longer `User-Agent` is cut.
const USER_AGENT_MAX: usize = 300;

/// The confirmed form, with what the buyer agreed to.
#[derive(Deserialize)]
pub(crate) struct Order {
    #[serde(default)]
    submit_key: String,
    #[serde(default)]
    shown_total: String,
    #[serde(flatten)]
    form: CheckoutForm,
}

pub(crate) async fn place(
    State(app): State<App>,
    visit: Visit,
    address: ClientAddress,
    sent: HeaderMap,
    Form(order): Form<Order>,
) -> Result<Response, Fault> {
    let Some(desk) = Desk::for_any_cart(&app, &visit, Some(order.form)).await? else {
        return Ok(see_other("/cart"));
    };
    let checkout = match checkout::parse(&desk.form, &desk.sheet.offer) {
        Ok(checkout) => checkout,
        Err(errors) => {
            // A second click after the first is under way or has placed the order.
            let (cart, key) = (&desk.sheet.cart.id, SubmitKey(order.submit_key));
            return Ok(match attempt::find_live(app.world(), &visit.shop, cart, &key).await? {
                Some(attempt) => see_other(&format!("/orders/{attempt}")),
                // Another tab emptied the cart.
                None if !desk.sheet.cart.is_ready() => see_other("/cart"),
                None => form_page(&visit, &desk, &errors, None, StatusCode::UNPROCESSABLE_ENTITY),
            });
        }
    };
    let submission = Submission {
        cart: desk.sheet.cart.id.clone(),
        submit_key: SubmitKey(order.submit_key),
        shown_total: Yen(order.shown_total.parse().unwrap_or(-1)),
        checkout,
        client: ClientNote { ip: address.0.to_string(), user_agent: user_agent(&sent) },
    };
    match attempt::submit(app.world(), &visit.shop, submission).await {
        Ok(id) => Ok(go_on(&app, &visit, id).await),
        Err(SubmitError::CartChanged) => Ok(see_other("/checkout?because=changed")),
        // The cart's page shows what is left of each.
        Err(SubmitError::SoldOut(_)) => Ok(see_other("/cart")),
        Err(SubmitError::NotOffered(_)) => Ok(see_other("/checkout?because=not_offered")),
        Err(SubmitError::Store(store::Error::Busy | store::Error::TimedOut)) => {
            Ok(see_other("/checkout?because=busy"))
        }
        Err(SubmitError::Store(error)) => Err(error.into()),
    }
}

/// Calls the gateway on a task of its own, which a closed browser cannot stop, and waits a little
/// for it.
async fn go_on(app: &App, visit: &Visit, id: AttemptId) -> Response {
    let (world, shop, attempt) = (app.world().clone(), visit.shop.clone(), id.clone());
    let drive = tokio::spawn(async move {
        if let Err(error) = attempt::drive(&world, &shop, &attempt).await {
            // The sweeper goes on with it.
            tracing::warn!(%attempt, %error, "an attempt could not be driven on");
        }
    });
    let _ = tokio::time::timeout(PATIENCE, drive).await;
    see_other(&format!("/orders/{id}"))
}

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    text.unwrap_or_default().chars().take(USER_AGENT_MAX).collect()
}
