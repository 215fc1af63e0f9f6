//! `/member/withdrawal`: 退会手続き.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::member::{self, ChangeError, WithdrawError};
use shop::secret::Secret;

use super::password::old;
use super::{FormPage, Signed, with_cookies, words};
use crate::form::Form;
use crate::respond::{Html, see_other};
use crate::storefront::alert::Alert;
use crate::{App, Fault, cookie};

/// Not `Debug`: the password must reach no log.
#[derive(Default, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    old_password: String,
}

/// `GET /member/withdrawal`: says what will happen.
pub(crate) async fn show(State(app): State<App>, signed: Signed) -> Result<Response, Fault> {
    Ok(page(&app, &signed, &[]).await?.into_answer())
}

/// `POST /member/withdrawal`
pub(crate) async fn submit(
    State(app): State<App>,
    signed: Signed,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let (shop, member, password) = (signed.shop(), &signed.member, Secret::new(sent.old_password));
    match member::withdraw(app.world(), shop, member, &password, signed.browser()).await {
        Ok(()) => {
            let away = see_other("/member/sign-in?did=withdrawn");
            let tls = signed.guest.is_tls();
            Ok(with_cookies(away, [cookie::MEMBER.clear(tls), cookie::DEVICE.clear(tls)]))
        }
        Err(WithdrawError::OrderUnderWay) => kept(&app, &signed, words::ORDERING).await,
        Err(WithdrawError::CardIsNeeded) => kept(&app, &signed, words::CARD_IS_NEEDED).await,
        Err(WithdrawError::Change(ChangeError::Fields(errors))) => {
            Ok(page(&app, &signed, &errors).await?.into_answer())
        }
        Err(WithdrawError::Change(ChangeError::Busy | ChangeError::Stale)) => {
            Ok(page(&app, &signed, &[]).await?.into_busy())
        }
        Err(WithdrawError::Change(ChangeError::Store(error)) | WithdrawError::Store(error)) => {
            Err(error.into())
        }
    }
}

/// Nobody has left: the page again, and why.
async fn kept(app: &App, signed: &Signed, why: &'static str) -> Result<Response, Fault> {
    let mut page = page(app, signed, &[]).await?;
    page.alert = Some(Alert::saying(why));
    Ok((StatusCode::CONFLICT, Html(page)).into_response())
}

async fn page(app: &App, signed: &Signed, errors: &[FieldError]) -> Result<FormPage, Fault> {
    let layout = signed.layout(app, words::WITHDRAWAL).await?;
    let mut page = FormPage::new(layout, "/member/withdrawal", "退会する")
        .lead(words::WITHDRAWAL_LINES)
        .fields([old()], errors, words::NOT_CHANGED)
        .links(&[words::TO_HOME]);
    page.kind = "danger";
    Ok(page)
}
