//! `/member/password`: パスワード変更.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::member::{self, ChangeError};
use shop::secret::Secret;

use super::{FormPage, Signed, words};
use crate::field::Field;
use crate::form::Form;
use crate::respond::see_other;
use crate::{App, Fault};

/// Not `Debug`: passwords must reach no log.
#[derive(Default, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    old_password: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    password_again: String,
}

/// いまのパスワード, wherever it is asked for once more.
pub(super) fn old() -> Field {
    Field::password("old_password", "いまのパスワード", "current-password")
}

/// `GET /member/password`
pub(crate) async fn show(State(app): State<App>, signed: Signed) -> Result<Response, Fault> {
    Ok(page(&app, &signed, &[]).await?.into_answer())
}

/// `POST /member/password`
pub(crate) async fn submit(
    State(app): State<App>,
    signed: Signed,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let [old, new, again] =
        [sent.old_password, sent.password, sent.password_again].map(Secret::new);
    let (shop, member, passwords) = (signed.shop(), &signed.member, (&old, &new, &again));
    match member::change_password(app.world(), shop, member, passwords, signed.browser()).await {
        Ok(()) => Ok(see_other("/member?did=password")),
        Err(ChangeError::Fields(errors)) => Ok(page(&app, &signed, &errors).await?.into_answer()),
        Err(ChangeError::Busy | ChangeError::Stale) => {
            Ok(page(&app, &signed, &[]).await?.into_busy())
        }
        Err(ChangeError::Store(error)) => Err(error.into()),
    }
}

async fn page(app: &App, signed: &Signed, errors: &[FieldError]) -> Result<FormPage, Fault> {
    let layout = signed.layout(app, words::PASSWORD).await?;
    let fields = [
        old(),
        Field::password("password", "新しいパスワード", "new-password").hint(words::PASSWORD_HINT),
        Field::password("password_again", "新しいパスワード（確認）", "new-password"),
    ];
    Ok(FormPage::new(layout, "/member/password", "変更する")
        .lead(["変更すると、ほかの端末はログアウトします。"])
        .fields(fields, errors, words::NOT_CHANGED)
        .links(&[words::TO_HOME]))
}
