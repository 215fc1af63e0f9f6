//! The checkout: the form, its confirmation, 注文する.

mod arrival;
#[cfg(test)]
mod card_area_tests;
mod confirm;
mod desk;
pub(super) mod entry;
pub(crate) mod extras;
mod page;
mod pairs;
mod place;
pub(super) mod receipt;
#[cfg(test)]
pub(super) mod samples;
mod saved;
mod step;
pub(crate) mod steps;
mod sums;
mod trouble;

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use shop::attempt::{self, AttemptView};
use shop::cart;
use shop::checkout::{self, CardPay, CheckoutForm, FieldError, confirmation};
use shop::id::AttemptId;

use super::alert::{Alert, target};
use super::person::look_up_for;
use super::{Visit, words};
use crate::form::{Form, Query};
use crate::respond::{Html, see_other};
use crate::{App, Fault, headers};
use confirm::ConfirmFragment;
use desk::{Desk, Typed};
use page::{CheckoutPage, Live};

pub(crate) use place::place;

/// No order exists and nothing was charged: said with every error.
pub(crate) const COMFORT: &str = "ご注文はまだ完了していません。カードへの請求も発生していません。";

/// Why the form is shown again.
#[derive(Default, Deserialize)]
pub(crate) struct Because {
    /// The attempt that was refused.
    attempt: Option<String>,
    because: Option<String>,
}

/// The buyer was sent back to a step that is not yet as it must be.
const INCOMPLETE: &str = "incomplete";

impl Because {
    /// The same; without a reason that an earlier step must be looked at again.
    fn or_incomplete(&self) -> Because {
        match (&self.attempt, &self.because) {
            (None, None) => Because { attempt: None, because: Some(INCOMPLETE.to_owned()) },
            (attempt, because) => Because { attempt: attempt.clone(), because: because.clone() },
        }
    }

    fn is_incomplete(&self) -> bool {
        self.because.as_deref() == Some(INCOMPLETE)
    }

    /// The same question at another address.
    fn onto(&self, path: &str) -> String {
        match (&self.attempt, &self.because) {
            (Some(attempt), _) => format!("{path}?attempt={}", encoded(attempt)),
            (None, Some(because)) => format!("{path}?because={}", encoded(because)),
            (None, None) => path.to_owned(),
        }
    }
}

fn encoded(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// `GET /checkout/orders`: by the address bar, or a tab that was restored.
pub(crate) async fn back() -> Response {
    see_other("/checkout")
}

/// `GET /checkout`
pub(crate) async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(because): Query<Because>,
) -> Result<Response, Fault> {
    let Why { errors, alert, card } = why(&app, &visit, &because).await?;
    if step::is_three_step(&visit) {
        return Ok(steps::entrance(&because, errors.first()));
    }
    let mut desk = match Desk::open(&app, &visit, Typed::Before).await? {
        Ok(desk) => desk,
        Err(elsewhere) => return Ok(see_other(&elsewhere)),
    };
    if let Some(card) = &card {
        desk.form.choose_again(card);
    }
    Ok(form_page(&visit, &desk, &errors, alert, StatusCode::OK))
}

/// Why the form is shown again, and what was chosen of the card that was refused.
struct Why {
    errors: Vec<FieldError>,
    alert: Option<Alert>,
    card: Option<CardPay>,
}

/// Why the form is shown again: beside the field that helps, or in a sentence above.
async fn why(app: &App, visit: &Visit, because: &Because) -> Result<Why, Fault> {
    let word = because.because.as_deref();
    let (refused, card) = refusal(app, visit, because).await?.unzip();
    let limited = word.and_then(words::checkout::beside_the_card);
    let errors = refused.into_iter().chain(limited).collect();
    let alert = word.and_then(words::checkout::because).map(Alert::saying);
    Ok(Why { errors, alert, card: card.flatten() })
}

/// Why the attempt that leads back to the form was refused, beside the field that helps.
async fn refusal(
    app: &App,
    visit: &Visit,
    because: &Because,
) -> Result<Option<(FieldError, Option<CardPay>)>, Fault> {
    let Some(id) = because.attempt.clone().map(AttemptId) else { return Ok(None) };
    let view = attempt::view(app.world(), &visit.shop, &id, &visit.viewer()).await?;
    let Some(AttemptView::Failed(failure)) = view else { return Ok(None) };
    let field = trouble::remedy(&failure.code);
    let error = FieldError { field, message: failure.text, more: String::new() };
    Ok(Some((error, failure.card)))
}

/// There is no checkout now. What was typed is kept all the same, if need be for a new cart: a
/// browser that has lost its cookie has lost its goods, not its address.
async fn lost(app: &App, visit: &Visit, typed: Typed, elsewhere: &str) -> Result<Response, Fault> {
    if elsewhere != "/cart" {
        return Ok(see_other(elsewhere));
    }
    let by = visit.member_id();
    if let Some(cart) = visit.cart(app).await? {
        // Of a step's page only its own fields are new.
        let form = typed.form(cart.draft_for(by));
        cart::save_draft(app.world(), &visit.shop, &cart.id, &form, by).await?;
        return Ok(see_other("/cart"));
    }
    let (cart, cookie) = visit.new_cart(app);
    cart::save_draft(app.world(), &visit.shop, &cart, &typed.whole(), by).await?;
    let mut response = see_other("/cart?did=lost");
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

/// The button この住所を入れる.
const SAVED: &str = "saved";

/// The form, and which of its buttons sent it.
#[derive(Deserialize)]
pub(crate) struct Sent {
    #[serde(rename = "do", default)]
    act: String,
    /// Which of お届け先リスト.
    #[serde(default)]
    saved_address: String,
    #[serde(flatten)]
    form: CheckoutForm,
}

/// `POST /checkout`: 住所を入れる, the sums of an address, 確認画面へ.
pub(crate) async fn confirm(
    State(app): State<App>,
    visit: Visit,
    Form(Sent { act, saved_address, mut form }): Form<Sent>,
) -> Result<Response, Fault> {
    let mut errors = Vec::new();
    let looked_up = look_up_for(&act, &mut form, &mut errors);
    if act == SAVED {
        saved::fill_in(&app, &visit, &saved_address, &mut form).await?;
    }
    let typed = Typed::Now(form);
    let desk = match Desk::open(&app, &visit, typed.clone()).await? {
        Ok(desk) => desk,
        Err(elsewhere) => return lost(&app, &visit, typed, &elsewhere).await,
    };
    let (world, by) = (app.world(), visit.member_id());
    cart::save_draft(world, &visit.shop, &desk.sheet.cart.id, &desk.form, by).await?;
    match act.as_str() {
        "postal" | "ship_postal" => Ok(address_page(&visit, &desk, &errors, &act, looked_up)),
        SAVED => Ok(form_page(&visit, &desk, &[], None, StatusCode::OK)),
        "sums" => {
            Ok(Html(LiveFragment { live: Live::of(&desk.sheet, &desk.form, &[]) }).into_response())
        }
        _ => Ok(confirmed(&visit, &desk)),
    }
}

fn confirmed(visit: &Visit, desk: &Desk) -> Response {
    let checkout = match checkout::parse(&desk.form, &desk.sheet.offer) {
        Ok(checkout) => checkout,
        Err(errors) if visit.fragment => return error_list(&errors),
        Err(errors) => {
            return form_page(visit, desk, &errors, None, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let (sheet, texts) = (&desk.sheet, &visit.front.texts);
    let said = confirmation(&checkout, &sheet.quote, &visit.front.payment.choices, texts);
    let fragment = ConfirmFragment::of(&said, &sheet.cart, &checkout, &desk.form)
        .charging(&checkout, &sheet.offer);
    if visit.fragment {
        return Html(fragment).into_response();
    }
    Html(fragment.into_page(visit.layout("ご注文の確認"))).into_response()
}

/// The module puts these beside the fields: a page made anew would lose the card that the buyer
/// typed.
fn error_list(errors: &[FieldError]) -> Response {
    #[derive(Serialize)]
    struct Line {
        field: String,
        message: String,
        more: String,
    }
    let lines = errors.iter().map(|error| Line {
        field: target(error.field),
        message: error.message.clone(),
        more: error.more.clone(),
    });
    let lines: Vec<Line> = lines.collect();
    (StatusCode::UNPROCESSABLE_ENTITY, Json(lines)).into_response()
}

fn address_page(
    visit: &Visit,
    desk: &Desk,
    errors: &[FieldError],
    act: &str,
    looked_up: bool,
) -> Response {
    let mut page = desk.page(visit, errors);
    if looked_up {
        let person = if act == "postal" { &mut page.buyer } else { &mut page.recipient };
        person.focus_street();
    }
    with_token_host(Html(page).into_response(), visit)
}

/// The whole form.
fn form_page(
    visit: &Visit,
    desk: &Desk,
    errors: &[FieldError],
    alert: Option<Alert>,
    status: StatusCode,
) -> Response {
    let mut page: CheckoutPage = desk.page(visit, errors);
    page.alert = alert.or(page.alert);
    with_token_host((status, Html(page)).into_response(), visit)
}

/// The only pages that may load the token script.
pub(super) fn with_token_host(mut response: Response, visit: &Visit) -> Response {
    if let Some(origin) = desk::token_origin(visit) {
        let policy: HeaderValue = headers::policy_with_tokens(&origin);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The parts of the page that an address changes.
#[derive(Template)]
#[template(path = "storefront/checkout/live.html")]
struct LiveFragment {
    live: Live,
}
