//! `/member/login`: 会員ID変更.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::member::{self, ChangeError};

use super::{FormPage, Signed, words};
use crate::field::Field;
use crate::form::Form;
use crate::respond::see_other;
use crate::{App, Fault};

#[derive(Default, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    login: String,
}

/// 会員ID, one's own or a new one.
pub(super) fn login_field(value: &str) -> Field {
    Field { max: 64, ..Field::new("login", "会員ID", value, "username").wide("m") }
}

/// `GET /member/login`
pub(crate) async fn show(State(app): State<App>, signed: Signed) -> Result<Response, Fault> {
    Ok(page(&app, &signed, &signed.member.login, &[]).await?.into_answer())
}

/// `POST /member/login`
pub(crate) async fn submit(
    State(app): State<App>,
    signed: Signed,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let (shop, member) = (signed.shop(), &signed.member);
    match member::change_login(app.world(), shop, member, &sent.login, signed.browser()).await {
        Ok(()) => Ok(see_other("/member?did=login")),
        Err(ChangeError::Fields(errors)) => {
            Ok(page(&app, &signed, &sent.login, &errors).await?.into_answer())
        }
        Err(ChangeError::Busy | ChangeError::Stale) => Err(Fault::Busy),
        Err(ChangeError::Store(error)) => Err(error.into()),
    }
}

async fn page(
    app: &App,
    signed: &Signed,
    login: &str,
    errors: &[FieldError],
) -> Result<FormPage, Fault> {
    let layout = signed.layout(app, words::LOGIN).await?;
    let mut page = FormPage::new(layout, "/member/login", "変更する")
        .lead(["次のログインから、新しい会員IDをお使いください。"])
        .fields([login_field(login).hint(words::LOGIN_HINT)], errors, words::NOT_CHANGED)
        .links(&[words::TO_HOME]);
    page.pairs = vec![("いまの会員ID", signed.member.login.clone())];
    Ok(page)
}
