//! `POST /checkout/orders`: 注文する.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use shop::attempt::{self, ClientNote, Submission, SubmitError};
use shop::checkout::{
    self, CardChoice, CardPay, CheckoutForm, FieldError, Method, Offer, Pay, Paying,
};
use shop::id::{AttemptId, SubmitKey};
use shop::money::Yen;

use super::desk::{self, Desk, Typed};
use super::receipt;
use super::step::is_three_step;
use super::{form_page, lost, steps};
use crate::client::ClientAddress;
use crate::form::Form;
use crate::respond::see_other;
use crate::storefront::{Visit, words};
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
    /// The shipping was to be agreed on later (別途連絡).
    #[serde(default)]
    shown_open: String,
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
    let Order { submit_key, shown_total, shown_open, form } = order;
    let shown_total = Yen(shown_total.parse().unwrap_or(-1));
    let shown_open = !shown_open.is_empty();
    let Some(cart) = visit.cart_id.clone() else {
        return lost(&app, &visit, Typed::Now(form), "/cart").await;
    };
    let submit_key = SubmitKey(submit_key);
    let is_free = shown_total == Yen::ZERO && !shown_open;
    let offer = offer(&app, &visit, &form, is_free).await?;
    let checkout = match checkout::parse(&form, &offer) {
        Ok(checkout) => checkout,
        Err(errors) => return again(&app, &visit, form, &submit_key, errors).await,
    };
    if !are_genuine(&app, &visit, &form, &checkout.pay).await? {
        let errors = vec![words::checkout::forged_token()];
        return again(&app, &visit, form, &submit_key, errors).await;
    }
    let submission = Submission {
        cart,
        submit_key,
        shown_total,
        shown_open,
        checkout,
        client: ClientNote {
            ip: address.0.to_string(),
            user_agent: user_agent(&sent),
            address: address.counted_of_buyers(),
        },
        member: visit.member.as_ref().map(|member| member.id),
    };
    let method = submission.checkout.pay.method();
    match attempt::submit(app.world(), &visit.shop, submission).await {
        Ok(id) if method == Some(Method::Card) => Ok(go_on(&app, &visit, id).await),
        Ok(id) => Ok(see_other(&format!("/orders/{id}"))),
        Err(SubmitError::CartChanged) => {
            app.forget_front(visit.shop.id);
            Ok(see_other("/checkout?because=changed"))
        }
        // The cart's page shows what is left of each.
        Err(SubmitError::SoldOut(_)) => Ok(see_other("/cart")),
        Err(SubmitError::NotOffered(_)) => {
            app.forget_front(visit.shop.id);
            Ok(see_other("/checkout?because=not_offered"))
        }
        Err(SubmitError::CardChanged) => Ok(see_other("/checkout?because=card_changed")),
        Err(SubmitError::CardLimited) => Ok(see_other("/checkout?because=card_limited")),
        Err(SubmitError::Store(store::Error::Busy | store::Error::TimedOut)) => {
            Ok(see_other("/checkout?because=busy"))
        }
        Err(SubmitError::Store(error)) => Err(error.into()),
    }
}

/// Whether the tokens are what the token script answered. That of a security code alone is never
/// signed.
async fn are_genuine(
    app: &App,
    visit: &Visit,
    form: &CheckoutForm,
    pay: &Pay,
) -> Result<bool, Fault> {
    let Pay::Card(CardPay { choice: CardChoice::Typed, save, .. }) = pay else { return Ok(true) };
    let to_save = save.as_ref().map(|_| receipt::to_save(form));
    for made in [receipt::to_pay(form)].into_iter().chain(to_save) {
        if !receipt::is_genuine(app, visit, form, made).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What can be chosen for this form. Its price was agreed to on the page before, and the attempt's
/// first commit looks at it again.
async fn offer(
    app: &App,
    visit: &Visit,
    form: &CheckoutForm,
    is_free: bool,
) -> Result<Offer, Fault> {
    let (front, to, today) = (&visit.front, form.destination(), app.world().now().day());
    let carriers = front.fees.with_anything_to(to);
    let offer =
        checkout::offer_at_agreed_price(is_free, to, carriers, &front.payment.choices, today);
    let Some(member) = &visit.member else { return Ok(offer) };
    let (shop, member, front) = (visit.shop.id, member.id, visit.front.clone());
    let read = move |tx: &mut dyn store::Tx| {
        desk::to_member(tx, shop, offer.clone(), &front.payment, member)
    };
    Ok(app.world().store.read(read).await?)
}

/// The form cannot be taken as it is.
async fn again(
    app: &App,
    visit: &Visit,
    form: CheckoutForm,
    key: &SubmitKey,
    errors: Vec<FieldError>,
) -> Result<Response, Fault> {
    // A second click after the first is under way or has placed the order.
    if let Some(cart) = &visit.cart_id
        && let Some(attempt) = attempt::find_live(app.world(), &visit.shop, cart, key).await?
    {
        return Ok(see_other(&format!("/orders/{attempt}")));
    }
    Ok(match Desk::open(app, visit, Typed::Now(form)).await? {
        Ok(desk) if is_three_step(visit) => steps::again(visit, &desk, errors),
        Ok(desk) => form_page(visit, &desk, &errors, None, StatusCode::UNPROCESSABLE_ENTITY),
        // Another tab emptied the cart.
        Err(elsewhere) => see_other(&elsewhere),
    })
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
