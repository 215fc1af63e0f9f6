//! `/member/addresses`: お届け先リスト.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::{CheckoutForm, FieldError};
use shop::member::{self, ADDRESSES_MAX, AddressId, ChangeError, SaveAddressError, SavedAddress};

use super::profile::{Done, of_address};
use super::{FormPage, Signed, words};
use crate::form::{Form, Path, Query};
use crate::respond::{Html, see_other};
use crate::storefront::alert::Alert;
use crate::storefront::person::{Person, look_up_for};
use crate::{App, Fault, Layout};

const LIST: &str = "/member/addresses";
const TO_LIST: (&str, &str) = (LIST, "お届け先リストへ戻る");

/// The list.
#[derive(Debug, Template)]
#[template(path = "storefront/member/addresses.html")]
pub(crate) struct AddressesPage {
    pub(super) layout: Layout,
    pub(super) notice: Option<&'static str>,
    pub(super) rows: Vec<Row>,
    pub(super) has_room: bool,
    pub(super) full: &'static str,
}

/// One of it.
#[derive(Debug)]
pub(crate) struct Row {
    pub href: String,
    pub name: String,
    pub postal: String,
    pub address: String,
    pub phone: String,
}

impl Row {
    pub(super) fn of(saved: &SavedAddress) -> Row {
        let recipient = &saved.recipient;
        Row {
            href: format!("{LIST}/{}", saved.id),
            name: recipient.name(),
            postal: recipient.address.postal_text(),
            address: recipient.address.line(),
            phone: recipient.phone.clone(),
        }
    }
}

/// The form, and which of its buttons sent it.
#[derive(Deserialize)]
pub(crate) struct Sent {
    #[serde(rename = "do", default)]
    act: String,
    #[serde(flatten)]
    person: CheckoutForm,
}

/// `GET /member/addresses`
pub(crate) async fn list(
    State(app): State<App>,
    signed: Signed,
    Query(done): Query<Done>,
) -> Result<Response, Fault> {
    let saved = member::addresses(app.world(), signed.shop(), &signed.member).await?;
    let page = AddressesPage {
        layout: signed.layout(&app, words::ADDRESSES).await?,
        notice: words::done(&done.did),
        has_room: i64::try_from(saved.len()).is_ok_and(|count| count < ADDRESSES_MAX),
        rows: saved.iter().map(Row::of).collect(),
        full: words::FULL,
    };
    Ok(Html(page).into_response())
}

/// `GET /member/addresses/new`
pub(crate) async fn new(State(app): State<App>, signed: Signed) -> Result<Response, Fault> {
    Ok(page(&app, &signed, None, &CheckoutForm::default(), &[]).await?.into_answer())
}

/// `POST /member/addresses/new`
pub(crate) async fn add(
    State(app): State<App>,
    signed: Signed,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    save(&app, &signed, None, sent).await
}

/// `GET /member/addresses/{address_id}`
pub(crate) async fn show(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<AddressId>,
) -> Result<Response, Fault> {
    let saved = find(&app, &signed, id).await?;
    let form = form_of(&saved);
    Ok(page(&app, &signed, Some(id), &form, &[]).await?.into_answer())
}

/// `POST /member/addresses/{address_id}`
pub(crate) async fn change(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<AddressId>,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    find(&app, &signed, id).await?;
    save(&app, &signed, Some(id), sent).await
}

/// `GET /member/addresses/{address_id}/removal`
pub(crate) async fn ask_removal(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<AddressId>,
) -> Result<Response, Fault> {
    let row = Row::of(&find(&app, &signed, id).await?);
    let layout = signed.layout(&app, words::ADDRESS_REMOVAL).await?;
    let mut page = FormPage::new(layout, format!("{LIST}/{id}/removal"), "削除する")
        .lead(["このお届け先を、リストから削除します。"])
        .links(&[TO_LIST]);
    page.pairs =
        vec![("お名前", row.name), ("ご住所", format!("〒{} {}", row.postal, row.address))];
    page.kind = "danger";
    Ok(page.into_answer())
}

/// `POST /member/addresses/{address_id}/removal`
pub(crate) async fn remove(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<AddressId>,
) -> Result<Response, Fault> {
    let (shop, member) = (signed.shop(), &signed.member);
    if member::remove_address(app.world(), shop, member, id, signed.browser()).await? {
        return Ok(see_other("/member/addresses?did=removed"));
    }
    Err(Fault::NotFound)
}

async fn find(app: &App, signed: &Signed, id: AddressId) -> Result<SavedAddress, Fault> {
    let found = member::find_address(app.world(), signed.shop(), &signed.member, id).await?;
    found.ok_or(Fault::NotFound)
}

async fn save(
    app: &App,
    signed: &Signed,
    id: Option<AddressId>,
    mut sent: Sent,
) -> Result<Response, Fault> {
    if sent.act == "postal" {
        let mut errors = Vec::new();
        let found = look_up_for(&sent.act, &mut sent.person, &mut errors);
        let mut page = page(app, signed, id, &sent.person, &errors).await?;
        page.focus_street(found);
        return Ok(page.into_answer());
    }
    let (shop, member, form) = (signed.shop(), &signed.member, &sent.person);
    let (world, browser) = (app.world(), signed.browser());
    let (saved, done) = match id {
        None => (member::add_address(world, shop, member, form, browser).await, "added"),
        Some(id) => {
            (member::change_address(world, shop, member, (id, form), browser).await, "changed")
        }
    };
    match saved {
        Ok(()) => Ok(see_other(&format!("{LIST}?did={done}"))),
        Err(SaveAddressError::Change(ChangeError::Fields(errors))) => {
            Ok(page(app, signed, id, form, &errors).await?.into_answer())
        }
        Err(SaveAddressError::Full) => {
            let mut page = page(app, signed, id, form, &[]).await?;
            page.alert = Some(Alert::saying(words::FULL));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(SaveAddressError::None) => Err(Fault::NotFound),
        Err(SaveAddressError::Change(ChangeError::Busy | ChangeError::Stale)) => Err(Fault::Busy),
        Err(
            SaveAddressError::Change(ChangeError::Store(error)) | SaveAddressError::Store(error),
        ) => Err(error.into()),
    }
}

async fn page(
    app: &App,
    signed: &Signed,
    id: Option<AddressId>,
    form: &CheckoutForm,
    errors: &[FieldError],
) -> Result<FormPage, Fault> {
    let (title, action) = match id {
        None => (words::ADDRESS_NEW, format!("{LIST}/new")),
        Some(id) => (words::ADDRESS, format!("{LIST}/{id}")),
    };
    let mut page = FormPage::new(signed.layout(app, title).await?, action, "保存する")
        .fields([], errors, words::NOT_CHANGED)
        .links(&[TO_LIST]);
    page.person = Some(Person::account(form, errors));
    Ok(page)
}

fn form_of(saved: &SavedAddress) -> CheckoutForm {
    let recipient = &saved.recipient;
    CheckoutForm {
        family: recipient.family.clone(),
        given: recipient.given.clone(),
        family_kana: recipient.family_kana.clone(),
        given_kana: recipient.given_kana.clone(),
        phone: recipient.phone.clone(),
        ..of_address(&recipient.address)
    }
}
