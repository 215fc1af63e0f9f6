//! クレジットカード決済(トークン方式) の設定: the guide's ① to ⑰ (R-056..R-085), and 接続環境.

pub(crate) mod connection;
pub(crate) mod history;
mod rows;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::{FieldError, Hidden};
use shop::settings::SaveError;
use shop::settings::card::{self, CardForm, CardSecrets};

use super::super::Here;
use super::super::desk::Answer;
use super::Visit;
use super::form::{CHANGED, ConfirmPage, FormPage, PAYMENTS, pairs};
use super::row::changes;
use crate::Fault;
use crate::form::Form;
use crate::respond::{Html, see_other};

const TITLE: &str = "クレジットカード決済(トークン方式) の設定";
const PATH: &str = "/settings/payments/card";
/// The form as sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    /// The version the form began with.
    version: String,
    /// Secrets typed on an earlier page.
    sealed: String,
    connect_password: Hidden,
    three_ds_key: Hidden,
    notice_key: Hidden,
    client_pem: Hidden,
    client_passphrase: Hidden,
    #[serde(flatten)]
    form: CardForm,
}

impl Sent {
    fn secrets(&self, visit: &Visit) -> CardSecrets {
        let before = CardSecrets::open(visit.app.world(), visit.shop.id, &self.sealed);
        let typed = [
            &self.connect_password,
            &self.three_ds_key,
            &self.notice_key,
            &self.client_pem,
            &self.client_passphrase,
        ];
        CardSecrets::typed(typed.map(|one| one.0.as_str()), before)
    }

    fn version(&self) -> i64 {
        self.version.parse().unwrap_or(0)
    }
}

/// `GET /settings/payments/card`
pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    let desk = card::open(visit.app.world(), visit.shop.id).await?;
    let (form, version) = (desk.form(), desk.version());
    let page = page(&visit, &desk, &form, &CardSecrets::default(), version);
    Ok(Html(page).into_response())
}

/// `POST /settings/payments/card`: 確認画面へ.
pub(crate) async fn ask(visit: Visit, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    let secrets = sent.secrets(&visit);
    let desk = card::open(visit.app.world(), visit.shop.id).await?;
    let checked = card::check(visit.app.world(), visit.shop.id, &sent.form, &secrets).await;
    let account = match checked {
        Ok((_, account)) => account,
        Err(SaveError::Fields(errors)) => {
            return Ok(refused(&visit, &desk, &sent, &secrets, &errors));
        }
        Err(SaveError::Changed) => return Ok(see_other(PATH)),
        Err(SaveError::Account(error)) => return Err(error.into()),
    };
    let before = rows::groups(&desk.form(), &rows::Kept::of(&desk, &CardSecrets::default()));
    let after = rows::groups(&sent.form, &rows::Kept::after(&desk, &account, &secrets));
    let changes = changes(&before, &after);
    let (layout, frame) = visit.head(TITLE, Here::BelowPayments);
    let page = ConfirmPage {
        layout,
        desk: frame,
        above: PAYMENTS,
        path: PATH.to_owned(),
        effects: rows::effects(&changes, &sent.form),
        changes,
        hidden: hidden(&visit, &sent.form, &secrets, sent.version()),
    };
    Ok(Html(page).into_response())
}

/// `POST /settings/payments/card/again`: back from 確認画面, with everything typed.
pub(crate) async fn again(visit: Visit, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    let secrets = sent.secrets(&visit);
    let desk = card::open(visit.app.world(), visit.shop.id).await?;
    Ok(Html(page(&visit, &desk, &sent.form, &secrets, sent.version())).into_response())
}

/// `POST /settings/payments/card/save`: 設定する.
pub(crate) async fn save(visit: Visit, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    let secrets = sent.secrets(&visit);
    let (world, shop, version) = (visit.app.world(), visit.shop.id, sent.version());
    let saved = card::save(world, shop, &visit.staff.name, version, &sent.form, &secrets).await;
    match saved {
        Ok(_) => {
            visit.app.forget_front(visit.shop.id);
            Ok(see_other("/settings/payments?answer=saved"))
        }
        Err(SaveError::Account(error)) => Err(error.into()),
        Err(error) => {
            let desk = card::open(visit.app.world(), visit.shop.id).await?;
            Ok(match error {
                SaveError::Fields(errors) => refused(&visit, &desk, &sent, &secrets, &errors),
                _ => changed(&visit, &desk),
            })
        }
    }
}

fn refused(
    visit: &Visit,
    desk: &card::Desk,
    sent: &Sent,
    secrets: &CardSecrets,
    errors: &[FieldError],
) -> Response {
    let page = page(visit, desk, &sent.form, secrets, sent.version()).marked(errors);
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

fn changed(visit: &Visit, desk: &card::Desk) -> Response {
    let none = CardSecrets::default();
    let mut page = page(visit, desk, &desk.form(), &none, desk.version());
    page.desk.answer = Some(Answer::refused(CHANGED.to_owned()));
    (StatusCode::CONFLICT, Html(page)).into_response()
}

fn page(
    visit: &Visit,
    desk: &card::Desk,
    form: &CardForm,
    secrets: &CardSecrets,
    version: i64,
) -> FormPage {
    let (layout, frame) = visit.head(TITLE, Here::BelowPayments);
    FormPage {
        layout,
        desk: frame,
        above: PAYMENTS,
        path: PATH.to_owned(),
        is_set: desk.current.is_some(),
        history: desk.current.is_some().then_some("/settings/payments/card/history"),
        test: desk.current.is_some().then_some("/settings/payments/card/connection"),
        groups: rows::groups(form, &rows::Kept::of(desk, secrets)),
        errors: Vec::new(),
        hidden: secret_pairs(visit, secrets, version),
    }
}

/// All that 設定する and 戻る send on.
fn hidden(
    visit: &Visit,
    form: &CardForm,
    secrets: &CardSecrets,
    version: i64,
) -> Vec<(String, String)> {
    let mut all = pairs(form);
    all.extend(secret_pairs(visit, secrets, version));
    all
}

fn secret_pairs(visit: &Visit, secrets: &CardSecrets, version: i64) -> Vec<(String, String)> {
    let sealed = secrets.seal(visit.app.world(), visit.shop.id);
    vec![("version".to_owned(), version.to_string()), ("sealed".to_owned(), sealed)]
}
