//! `/member/profile`: 会員情報変更.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::{Address, Buyer, CheckoutForm, FieldError};
use shop::member::{self, ChangeError};

use super::{FormPage, Signed, words};
use crate::form::{Form, Query};
use crate::respond::{Html, see_other};
use crate::storefront::alert::Alert;
use crate::storefront::person::{Person, look_up_for};
use crate::{App, Fault};

/// What was done before the redirect to a page.
#[derive(Default, Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    pub(super) did: String,
}

/// The form, and which of its buttons sent it.
#[derive(Deserialize)]
pub(crate) struct Sent {
    #[serde(rename = "do", default)]
    act: String,
    #[serde(default)]
    version: String,
    #[serde(flatten)]
    person: CheckoutForm,
}

/// `GET /member/profile`
pub(crate) async fn show(
    State(app): State<App>,
    signed: Signed,
    Query(done): Query<Done>,
) -> Result<Response, Fault> {
    let form = of_buyer(&signed.member.buyer);
    let mut page = page(&app, &signed, &form, signed.member.version, &[]).await?;
    page.notice = words::done(&done.did);
    Ok(page.into_answer())
}

/// `POST /member/profile`
pub(crate) async fn submit(
    State(app): State<App>,
    signed: Signed,
    Form(mut sent): Form<Sent>,
) -> Result<Response, Fault> {
    let version = sent.version.trim().parse().unwrap_or_default();
    if sent.act == "postal" {
        let mut errors = Vec::new();
        let found = look_up_for(&sent.act, &mut sent.person, &mut errors);
        let mut page = page(&app, &signed, &sent.person, version, &errors).await?;
        page.focus_street(found);
        return Ok(page.into_answer());
    }
    let form = (&sent.person, version);
    let (shop, member) = (signed.shop(), &signed.member);
    match member::change_profile(app.world(), shop, member, form, signed.browser()).await {
        Ok(()) => Ok(see_other("/member/profile?did=profile")),
        Err(ChangeError::Fields(errors)) => {
            Ok(page(&app, &signed, &sent.person, version, &errors).await?.into_answer())
        }
        Err(ChangeError::Stale) => {
            let version = signed.member.version;
            let mut page = page(&app, &signed, &sent.person, version, &[]).await?;
            page.alert = Some(Alert::saying(words::STALE));
            Ok((StatusCode::CONFLICT, Html(page)).into_response())
        }
        Err(ChangeError::Busy) => Err(Fault::Busy),
        Err(ChangeError::Store(error)) => Err(error.into()),
    }
}

async fn page(
    app: &App,
    signed: &Signed,
    form: &CheckoutForm,
    version: i64,
    errors: &[FieldError],
) -> Result<FormPage, Fault> {
    let layout = signed.layout(app, words::PROFILE).await?;
    let mut page = FormPage::new(layout, "/member/profile", "変更する")
        .fields([], errors, words::NOT_CHANGED)
        .links(&[
            ("/member/email", words::EMAIL),
            ("/member/password", words::PASSWORD),
            words::TO_HOME,
        ]);
    page.pairs = vec![("メールアドレス", signed.member.buyer.email.clone())];
    page.hidden = vec![("version", version.to_string())];
    page.person = Some(Person::account(form, errors));
    Ok(page)
}

/// What is saved, as it is typed.
pub(super) fn of_buyer(buyer: &Buyer) -> CheckoutForm {
    CheckoutForm {
        family: buyer.family.clone(),
        given: buyer.given.clone(),
        family_kana: buyer.family_kana.clone(),
        given_kana: buyer.given_kana.clone(),
        phone: buyer.phone.clone(),
        ..of_address(&buyer.address)
    }
}

/// The address alone.
pub(super) fn of_address(address: &Address) -> CheckoutForm {
    CheckoutForm {
        postal: address.postal_text(),
        prefecture: address.prefecture.name().to_owned(),
        city: address.city.clone(),
        street: address.street.clone(),
        building: address.building.clone(),
        ..CheckoutForm::default()
    }
}
