//! The pages of the 3-step cart (R-122..R-124). What each sends is kept in the cart's draft, so
//! that Back, a reload and a closed tab lose nothing; the order itself leaves from Step3, to the
//! same address as that of the zero-step cart.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shop::cart;
use shop::checkout::{CheckoutForm, FieldError, Method, confirmation, parse_before_card};

use super::confirm::{Agreed, ConfirmFragment, Terms};
use super::desk::{self, Desk, Typed};
use super::extras::Extras;
use super::page::{CardArea, Live, Pay, beside_the_chosen_card};
use super::step::{Step, is_three_step};
use super::sums::Sums;
use super::{Because, LiveFragment, SAVED, Sent, Why, lost, saved, why, with_token_host};
use crate::field::Choice;
use crate::form::{Form, Path, Query};
use crate::respond::{Html, see_other};
use crate::storefront::Visit;
use crate::storefront::alert::Alert;
use crate::storefront::person::{Person, look_up_for};
use crate::{App, Fault, Layout};

/// Step1.
#[derive(Debug, Template)]
#[template(path = "storefront/checkout/step_buyer.html")]
struct BuyerPage {
    layout: Layout,
    path: &'static str,
    alert: Option<Alert>,
    buyer: Person,
    recipient: Person,
    elsewhere: bool,
    /// お届け先リスト of a member.
    saved: Vec<Choice>,
    is_guest: bool,
    live: Live,
    /// Step2's fields, for a browser that loses its cookie here.
    hidden: Vec<(&'static str, String)>,
}

/// Step2.
#[derive(Debug, Template)]
#[template(path = "storefront/checkout/step_delivery.html")]
struct DeliveryPage {
    layout: Layout,
    path: &'static str,
    alert: Option<Alert>,
    pay: Pay,
    extras: Extras,
    live: Live,
    /// Step1's fields, likewise.
    hidden: Vec<(&'static str, String)>,
}

/// Step3.
#[derive(Debug, Template)]
#[template(path = "storefront/checkout/step_review.html")]
struct ReviewPage {
    layout: Layout,
    alert: Option<Alert>,
    card: Option<CardArea>,
    sums: Sums,
    terms: Terms,
    agreed: Agreed,
}

/// `GET /checkout` in a shop with three steps: the step that helps, with the reason.
pub(super) fn entrance(because: &Because, refused: Option<&FieldError>) -> Response {
    let step = match (refused, because.because.as_deref()) {
        (Some(error), _) => Step::of(error.field),
        (None, Some("not_offered")) => Step::Delivery,
        (None, Some(_)) => Step::Review,
        (None, None) => Step::Buyer,
    };
    see_other(&because.onto(step.path()))
}

/// `GET /checkout/{step}`
pub(crate) async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(step): Path<Step>,
    Query(because): Query<Because>,
) -> Result<Response, Fault> {
    if !is_three_step(&visit) {
        return Ok(see_other(&because.onto("/checkout")));
    }
    let mut desk = match Desk::open(&app, &visit, Typed::Before).await? {
        Ok(desk) => desk,
        Err(elsewhere) => return Ok(see_other(&elsewhere)),
    };
    let reached = Step::reached(&desk.form, &desk.sheet.offer);
    if reached < step {
        return Ok(see_other(&because.or_incomplete().onto(reached.path())));
    }
    let Why { mut errors, alert, card } = why(&app, &visit, &because).await?;
    if let Some(card) = &card {
        // Step3 sends its choices with the order, and the draft does not have them.
        desk.form.choose_again(card);
    }
    if because.is_incomplete() {
        errors.extend(step.own(wrong(&desk)));
    }
    Ok(page(&visit, &desk, step, &errors, alert, StatusCode::OK))
}

/// `POST /checkout/{step}`: 次へ, 住所を入れる, the sums of an address or a choice.
pub(crate) async fn take(
    State(app): State<App>,
    visit: Visit,
    Path(step): Path<Step>,
    Form(Sent { act, saved_address, mut form }): Form<Sent>,
) -> Result<Response, Fault> {
    if !is_three_step(&visit) {
        // The shop has changed its cart meanwhile: what was typed goes along.
        if let Some(cart) = visit.cart(&app).await? {
            let by = visit.member_id();
            let form = step.merge(&CheckoutForm::from_draft(cart.draft_for(by)), &form);
            cart::save_draft(app.world(), &visit.shop, &cart.id, &form, by).await?;
        }
        return Ok(see_other("/checkout"));
    }
    let mut errors = Vec::new();
    let looked_up = look_up_for(&act, &mut form, &mut errors);
    if act == SAVED {
        saved::fill_in(&app, &visit, &saved_address, &mut form).await?;
    }
    let typed = Typed::On(step, form);
    let desk = match Desk::open(&app, &visit, typed.clone()).await? {
        Ok(desk) => desk,
        Err(elsewhere) => return lost(&app, &visit, typed, &elsewhere).await,
    };
    let (world, by) = (app.world(), visit.member_id());
    cart::save_draft(world, &visit.shop, &desk.sheet.cart.id, &desk.form, by).await?;
    match act.as_str() {
        "sums" => {
            Ok(Html(LiveFragment { live: Live::of(&desk.sheet, &desk.form, &[]) }).into_response())
        }
        SAVED => Ok(page(&visit, &desk, step, &[], None, StatusCode::OK)),
        "postal" | "ship_postal" if step == Step::Buyer => {
            let mut page = BuyerPage::of(&visit, &desk, &errors, None);
            if looked_up {
                let person = if act == "postal" { &mut page.buyer } else { &mut page.recipient };
                person.focus_street();
            }
            Ok(Html(page).into_response())
        }
        _ => Ok(go_on(&visit, &desk, step)),
    }
}

/// 次へ: on, or here again with what is wrong.
fn go_on(visit: &Visit, desk: &Desk, step: Step) -> Response {
    let errors = step.own(wrong(desk));
    if errors.is_empty() {
        return see_other(step.next().path());
    }
    page(visit, desk, step, &errors, None, StatusCode::UNPROCESSABLE_ENTITY)
}

/// What is wrong before the card is entered.
fn wrong(desk: &Desk) -> Vec<FieldError> {
    parse_before_card(&desk.form, &desk.sheet.offer).err().unwrap_or_default()
}

/// The order cannot be taken like this: the first step that can mend it.
pub(super) fn again(visit: &Visit, desk: &Desk, errors: Vec<FieldError>) -> Response {
    let step = Step::first(&errors).unwrap_or(Step::Review);
    page(visit, desk, step, &step.own(errors), None, StatusCode::UNPROCESSABLE_ENTITY)
}

fn page(
    visit: &Visit,
    desk: &Desk,
    step: Step,
    errors: &[FieldError],
    alert: Option<Alert>,
    status: StatusCode,
) -> Response {
    let moved = beside_the_chosen_card(errors, &desk.form, &desk.sheet.offer);
    match step {
        Step::Buyer => (status, Html(BuyerPage::of(visit, desk, errors, alert))).into_response(),
        Step::Delivery => {
            (status, Html(DeliveryPage::of(visit, desk, errors, alert))).into_response()
        }
        Step::Review => match ReviewPage::of(visit, desk, &moved, alert) {
            Some(page) => with_token_host((status, Html(page)).into_response(), visit),
            None => see_other(Step::reached(&desk.form, &desk.sheet.offer).path()),
        },
    }
}

fn layout(visit: &Visit, title: &str) -> Layout {
    visit.layout(title).script("checkout.js")
}

impl BuyerPage {
    fn of(visit: &Visit, desk: &Desk, errors: &[FieldError], alert: Option<Alert>) -> BuyerPage {
        let form = &desk.form;
        BuyerPage {
            layout: layout(visit, "Step1 お客様情報"),
            path: Step::Buyer.path(),
            alert: alert.or(Alert::of(errors)),
            buyer: Person::buyer(form, errors),
            recipient: Person::recipient(form, errors),
            elsewhere: form.is_elsewhere(),
            saved: saved::choices(&desk.saved),
            is_guest: visit.member.is_none(),
            live: Live::of(&desk.sheet, form, errors),
            hidden: Step::Delivery.pairs(form),
        }
    }
}

impl DeliveryPage {
    fn of(visit: &Visit, desk: &Desk, errors: &[FieldError], alert: Option<Alert>) -> DeliveryPage {
        let (form, sheet) = (&desk.form, &desk.sheet);
        DeliveryPage {
            layout: layout(visit, "Step2 お届け・お支払方法"),
            path: Step::Delivery.path(),
            alert: alert.or(Alert::of(errors)),
            pay: Pay::of(&sheet.offer, form, errors, None),
            extras: Extras::of(&sheet.offer.cart, form, errors),
            live: Live::of(sheet, form, errors),
            hidden: Step::Buyer.pairs(form),
        }
    }
}

impl ReviewPage {
    /// Nothing where an earlier step is not as it must be.
    fn of(
        visit: &Visit,
        desk: &Desk,
        errors: &[FieldError],
        alert: Option<Alert>,
    ) -> Option<ReviewPage> {
        let (form, sheet) = (&desk.form, &desk.sheet);
        let checkout = parse_before_card(form, &sheet.offer).ok()?;
        let choices = &visit.front.payment.choices;
        let said = confirmation(&checkout, &sheet.quote, choices, &visit.front.texts);
        let card = desk::tokeniser(visit)
            .filter(|_| checkout.pay == Some(Method::Card))
            .map(|tokeniser| CardArea::of(&sheet.offer, form, errors, tokeniser).on_review());
        let ConfirmFragment { sums, terms, mut agreed } =
            ConfirmFragment::of(&said, &sheet.cart, &checkout, &without_card(form));
        agreed.form.retain(|(name, _)| Step::of(name) != Step::Review);
        Some(ReviewPage {
            layout: layout(visit, "Step3 ご注文の確認"),
            alert: alert.or(Alert::of(errors)),
            card,
            sums,
            terms,
            agreed,
        })
    }
}

/// The card is entered on this page, anew each time.
fn without_card(form: &CheckoutForm) -> CheckoutForm {
    CheckoutForm::from_draft(Some(&form.to_draft()))
}
