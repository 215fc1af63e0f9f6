//! ご登録カード管理: a member looks at, registers, changes and deletes the card that Paygent keeps (guide
//! 9-1 to 9-3). Whoever is not signed in is led to ログイン and back.

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::{self, CheckoutForm, FieldError};
use shop::clock::Timestamp;
use shop::member::Member;
use shop::payment::Tokeniser;
use shop::settings::card::Linking;
use shop::stored_card::{self, BeginError, Progress, Registration, ReturnError};

use super::alert::Alert;
use super::checkout::entry::CardEntry;
use super::checkout::receipt;
use super::orders::hand_off_response;
use super::three_ds::Back;
use super::{Visit, checkout as pages, words};
use crate::client::ClientAddress;
use crate::form::{Form, Path, Query};
use crate::host::AtShop;
use crate::respond::{Html, see_other};
use crate::{App, Fault, Layout};

/// How long an answer waits for the gateway.
const PATIENCE: Duration = Duration::from_secs(6);
/// Seconds between two looks of a browser without JavaScript.
const REFRESH: u32 = 3;

const OVERVIEW: &str = "/member/card";
const SETTING: &str = "/member/card/setting";

/// Registered or not.
#[derive(Debug, Template)]
#[template(path = "storefront/registered_card/overview.html")]
struct OverviewPage {
    layout: Layout,
    method: String,
    is_registered: bool,
}

/// The card, and what can be done with it.
#[derive(Debug, Template)]
#[template(path = "storefront/registered_card/setting.html")]
struct SettingPage {
    layout: Layout,
    said: Option<&'static str>,
    pending: bool,
    /// Its text, and since when it is registered.
    card: Option<(String, Option<String>)>,
    can_remove: bool,
    can_enter: bool,
    why_not: Option<String>,
}

/// The form.
#[derive(Debug, Template)]
#[template(path = "storefront/registered_card/entry.html")]
struct EntryPage {
    layout: Layout,
    alert: Option<Alert>,
    card: CardEntry,
    three_ds: bool,
}

/// カードを削除します。よろしいですか?
#[derive(Debug, Template)]
#[template(path = "storefront/registered_card/removal.html")]
struct RemovalPage {
    layout: Layout,
    text: String,
}

/// Paygent has not answered yet.
#[derive(Debug, Template)]
#[template(path = "storefront/registered_card/checking.html")]
struct CheckingPage {
    layout: Layout,
    href: String,
}

/// What the address of a page tells.
#[derive(Default, Deserialize)]
pub(crate) struct Told {
    did: Option<String>,
    failed: Option<String>,
}

/// The member and the shop's tokeniser. `None`: nobody is signed in; without a tokeniser there is
/// no such page.
fn inside(visit: &Visit) -> Result<Option<(&Member, &Tokeniser)>, Fault> {
    let tokeniser = visit.front.payment.tokeniser.as_ref().ok_or(Fault::NotFound)?;
    Ok(visit.member.as_ref().map(|member| (member, tokeniser)))
}

/// To ログイン, and back.
fn gate() -> Response {
    see_other("/member/sign-in?next=/member/card")
}

/// Why no card can be entered now.
fn why_not(visit: &Visit, page: &stored_card::Page) -> Option<String> {
    if visit.front.payment.choices.card.linking == Linking::Never {
        return Some(words::card::NOT_OFFERED.to_owned());
    }
    page.limited_until.map(|until| words::card::limited(&until.to_minutes_text()))
}

async fn load(
    app: &App,
    visit: &Visit,
    member: &Member,
    address: &ClientAddress,
) -> Result<stored_card::Page, Fault> {
    let address = address.counted_of_buyers();
    let page = stored_card::page(app.world(), &visit.shop, member.id, &address).await?;
    page.ok_or(Fault::NotFound)
}

/// `GET /member/card`
pub(crate) async fn overview(
    State(app): State<App>,
    visit: Visit,
    address: ClientAddress,
) -> Result<Response, Fault> {
    let Some((member, _)) = inside(&visit)? else { return Ok(gate()) };
    let page = load(&app, &visit, member, &address).await?;
    let method = shop::checkout::Method::Card;
    let name = visit.front.payment.choices.terms(method).map(|terms| terms.name.clone());
    let page = OverviewPage {
        layout: visit.layout("ご登録カード管理"),
        method: name.unwrap_or_default(),
        is_registered: page.card.is_some(),
    };
    Ok(Html(page).into_response())
}

/// `GET /member/card/setting`
pub(crate) async fn setting(
    State(app): State<App>,
    visit: Visit,
    address: ClientAddress,
    Query(told): Query<Told>,
) -> Result<Response, Fault> {
    let Some((member, _)) = inside(&visit)? else { return Ok(gate()) };
    let page = load(&app, &visit, member, &address).await?;
    let why_not = why_not(&visit, &page);
    let page = SettingPage {
        layout: visit.layout("ご登録クレジットカード管理"),
        said: told.did.as_deref().and_then(words::card::did),
        pending: page.pending,
        can_remove: stored_card::can_remove(&visit.front.payment),
        can_enter: why_not.is_none(),
        why_not,
        card: page.card.map(|card| (card.text, card.stored_at.map(Timestamp::to_minutes_text))),
    };
    Ok(Html(page).into_response())
}

/// `GET /member/card/entry`
pub(crate) async fn entry(
    State(app): State<App>,
    visit: Visit,
    address: ClientAddress,
    Query(told): Query<Told>,
) -> Result<Response, Fault> {
    let Some((member, tokeniser)) = inside(&visit)? else { return Ok(gate()) };
    let page = load(&app, &visit, member, &address).await?;
    if why_not(&visit, &page).is_some() {
        return Ok(see_other(SETTING));
    }
    let mut errors = Vec::new();
    if let Some(id) = told.failed.map(Registration) {
        let world = app.world();
        let progress = stored_card::progress(world, &visit.shop, member.id, &id).await?;
        if let Some(Progress::Failed(message)) = progress {
            errors.push(FieldError { field: "card", message, more: String::new() });
        }
    }
    Ok(form(&visit, tokeniser, &CheckoutForm::default(), &errors, StatusCode::OK))
}

fn form(
    visit: &Visit,
    tokeniser: &Tokeniser,
    typed: &CheckoutForm,
    errors: &[FieldError],
    status: StatusCode,
) -> Response {
    let page = EntryPage {
        layout: visit.layout("クレジットカード情報入力").script("registered_card.js"),
        alert: Alert::of(errors),
        card: CardEntry::of(typed, errors, tokeniser),
        three_ds: visit.front.payment.choices.card.three_ds,
    };
    pages::with_token_host((status, Html(page)).into_response(), visit)
}

/// `POST /member/card/entry`: 登録.
pub(crate) async fn register(
    State(app): State<App>,
    visit: Visit,
    address: ClientAddress,
    Form(typed): Form<CheckoutForm>,
) -> Result<Response, Fault> {
    let Some((member, tokeniser)) = inside(&visit)? else { return Ok(gate()) };
    let again = |errors: &[FieldError]| {
        form(&visit, tokeniser, &typed, errors, StatusCode::UNPROCESSABLE_ENTITY)
    };
    let card = match checkout::parse_new_card(&typed) {
        Ok(card) => card,
        Err(errors) => return Ok(again(&errors)),
    };
    if !receipt::is_genuine(&app, &visit, &typed, receipt::to_pay(&typed)).await? {
        return Ok(again(&[words::checkout::forged_token()]));
    }
    let (world, shop) = (app.world(), &visit.shop);
    let counted = address.counted_of_buyers();
    match stored_card::begin(world, shop, member.id, &card, &counted).await {
        Ok(id) => Ok(go_on(&app, &visit, member, id).await),
        Err(BeginError::Limited(_) | BeginError::NotOffered) => Ok(see_other(SETTING)),
        Err(BeginError::Store(error)) => Err(error.into()),
    }
}

/// Calls the gateway on a task of its own, which a closed browser cannot stop, and waits a little.
async fn go_on(app: &App, visit: &Visit, member: &Member, id: Registration) -> Response {
    let (world, shop, buyer) = (app.world().clone(), visit.shop.clone(), member.buyer.clone());
    let named = id.clone();
    let drive = tokio::spawn(async move {
        if let Err(error) = stored_card::drive(&world, &shop, &named, &buyer).await {
            tracing::warn!(%error, "a card's registration could not be driven on");
        }
    });
    let _ = tokio::time::timeout(PATIENCE, drive).await;
    see_other(&progress_path(&id))
}

fn progress_path(id: &Registration) -> String {
    format!("{OVERVIEW}/registrations/{}", id.0)
}

/// `GET /member/card/registrations/{id}`
pub(crate) async fn progress(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let Some((member, _)) = inside(&visit)? else { return Ok(gate()) };
    let id = Registration(id);
    let found = stored_card::progress(app.world(), &visit.shop, member.id, &id).await?;
    let progress = found.ok_or(Fault::NotFound)?;
    if visit.fragment {
        let waiting = progress == Progress::Working;
        return Ok(axum::Json(serde_json::json!({ "waiting": waiting })).into_response());
    }
    let href = progress_path(&id);
    Ok(match progress {
        Progress::Working => {
            let layout = visit.layout("カードの登録を確認中です").asking_again(REFRESH);
            Html(CheckingPage { layout, href }).into_response()
        }
        Progress::HandOff => see_other(&format!("{href}/hand-off")),
        Progress::Done => see_other(&format!("{SETTING}?did=registered")),
        Progress::Failed(_) => see_other(&format!("{OVERVIEW}/entry?failed={}", id.0)),
    })
}

/// `GET /member/card/registrations/{id}/hand-off`: Paygent's page, as an order hands it over.
pub(crate) async fn hand_off(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let Some((member, _)) = inside(&visit)? else { return Ok(gate()) };
    let id = Registration(id);
    match stored_card::hand_off(app.world(), &visit.shop, member.id, &id).await? {
        Some(page) => Ok(hand_off_response(&app, page)),
        None => Ok(see_other(&progress_path(&id))),
    }
}

/// `GET|POST /member/card/3ds/{return_id}`: the way back from the card issuer, proven as an order's
/// is.
pub(crate) async fn back(
    State(app): State<App>,
    AtShop(shop): AtShop,
    Path(return_id): Path<String>,
    Back(back): Back,
) -> Result<Response, Fault> {
    let (world, at, id) = (app.world().clone(), shop.clone(), return_id.clone());
    let work = tokio::spawn(async move { stored_card::returned(&world, &at, &id, &back).await });
    let registration = match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(Ok(registration))) => Some(registration),
        Ok(Ok(Err(ReturnError::Unknown | ReturnError::Forged))) => return Err(Fault::NotFound),
        Ok(Ok(Err(ReturnError::Account(error)))) => return Err(Fault::Broken(error.to_string())),
        Ok(Err(panic)) => return Err(Fault::Broken(panic.to_string())),
        Err(_) => stored_card::find_by_return_id(app.world(), &shop, &return_id).await?,
    };
    registration.map(|id| see_other(&progress_path(&id))).ok_or(Fault::NotFound)
}

/// `GET /member/card/removal`
pub(crate) async fn removal(
    State(app): State<App>,
    visit: Visit,
    address: ClientAddress,
) -> Result<Response, Fault> {
    let Some((member, _)) = inside(&visit)? else { return Ok(gate()) };
    let page = load(&app, &visit, member, &address).await?;
    let card = page.card.filter(|_| stored_card::can_remove(&visit.front.payment));
    let Some(card) = card else { return Ok(see_other(SETTING)) };
    Ok(Html(RemovalPage { layout: visit.layout("カードの削除"), text: card.text }).into_response())
}

/// `POST /member/card/removal`: OK.
pub(crate) async fn remove(State(app): State<App>, visit: Visit) -> Result<Response, Fault> {
    let Some((member, _)) = inside(&visit)? else { return Ok(gate()) };
    if !stored_card::can_remove(&visit.front.payment) {
        return Ok(see_other(SETTING));
    }
    let (world, shop, id) = (app.world().clone(), visit.shop.clone(), member.id);
    let work = tokio::spawn(async move { stored_card::remove(&world, &shop, id).await });
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(Err(error))) => Err(Fault::Broken(error.to_string())),
        Ok(Err(panic)) => Err(Fault::Broken(panic.to_string())),
        Ok(Ok(Ok(_))) | Err(_) => Ok(see_other(&format!("{SETTING}?did=removed"))),
    }
}
