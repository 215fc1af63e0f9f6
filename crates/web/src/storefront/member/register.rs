//! `/member/register`: 会員登録, until the mail is sent.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::checkout::{CheckoutForm, FieldError};
use shop::member::{self, RegisterError, Registration};
use shop::secret::Secret;

use super::login::login_field;
use super::page::Consent;
use super::{FormPage, Guest, SaidPage, words};
use crate::field::Field;
use crate::form::Form;
use crate::respond::{Html, see_other};
use crate::storefront::person::{Person, look_up_for};
use crate::{App, Fault};

/// The page of the footer that has to be agreed to, where the shop has one.
const TERMS: &str = "会員規約";

/// What the page sends. Not `Debug`: the password must reach no log.
#[derive(Default, Deserialize)]
pub(crate) struct Sent {
    #[serde(rename = "do", default)]
    act: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    password_again: String,
    #[serde(default)]
    agreed: String,
    #[serde(flatten)]
    person: CheckoutForm,
}

/// `GET /member/register`
pub(crate) async fn show(State(app): State<App>, guest: Guest) -> Result<Response, Fault> {
    if guest.visit.member.is_some() {
        return Ok(see_other("/member"));
    }
    // What was typed on the way to an order is not asked for again.
    let cart = guest.visit.cart(&app).await?;
    let draft = cart.as_ref().and_then(|cart| cart.draft_for(None));
    let sent = Sent { person: CheckoutForm::from_draft(draft), ..Sent::default() };
    Ok(page(&app, &guest, &sent, &[]).await?.into_answer())
}

/// `POST /member/register`
pub(crate) async fn submit(
    State(app): State<App>,
    guest: Guest,
    Form(mut sent): Form<Sent>,
) -> Result<Response, Fault> {
    if sent.act == "postal" {
        let mut errors = Vec::new();
        let found = look_up_for(&sent.act, &mut sent.person, &mut errors);
        let mut page = page(&app, &guest, &sent, &errors).await?;
        page.focus_street(found);
        return Ok(page.into_answer());
    }
    let registration = Registration {
        person: sent.person.clone(),
        login: sent.login.clone(),
        password: Secret::new(sent.password.as_str()),
        again: Secret::new(sent.password_again.as_str()),
        agreed: !sent.agreed.is_empty() || terms(&guest).is_none(),
    };
    let shop = &guest.visit.shop;
    match member::register(app.world(), shop, &registration, &guest.browser).await {
        Ok(()) => Ok(see_other("/member/register/sent")),
        Err(RegisterError::Fields(errors)) => {
            Ok(page(&app, &guest, &sent, &errors).await?.into_answer())
        }
        Err(RegisterError::Busy) => Ok(page(&app, &guest, &sent, &[]).await?.into_busy()),
        Err(RegisterError::Store(error)) => Err(error.into()),
    }
}

/// `GET /member/register/sent`: the same for an address that a member has and for one that nobody
/// has.
pub(crate) async fn sent(State(app): State<App>, guest: Guest) -> Result<Response, Fault> {
    let layout = guest.layout(&app, words::SENT).await?;
    Ok(Html(SaidPage::new(layout, words::SENT_LINES, &[("/", "ショップへ戻る")])).into_response())
}

async fn page(
    app: &App,
    guest: &Guest,
    sent: &Sent,
    errors: &[FieldError],
) -> Result<FormPage, Fault> {
    let layout = guest.layout(app, words::REGISTER).await?;
    let fields = [
        Field::email(&sent.person.email).hint("確認のメールをお送りします。例）aoi@example.jp"),
        login_field(&sent.login).hint(words::LOGIN_HINT),
        Field::password("password", "パスワード", "new-password").hint(words::PASSWORD_HINT),
        Field::password("password_again", "パスワード（確認）", "new-password"),
    ];
    let mut page = FormPage::new(layout, "/member/register", "登録する")
        .fields(fields, errors, words::NOT_REGISTERED)
        .links(&[("/member/sign-in", "すでに会員の方はログイン")]);
    page.person = Some(Person::account(&sent.person, errors));
    page.consent = terms(guest).map(|page| Consent::new(page, !sent.agreed.is_empty(), errors));
    Ok(page)
}

/// Slug and title of 会員規約.
fn terms(guest: &Guest) -> Option<(&str, &str)> {
    let pages = &guest.visit.front.texts.pages;
    let page = pages.iter().find(|page| page.title == TERMS)?;
    Some((&page.slug, &page.title))
}
