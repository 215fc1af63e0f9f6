//! `/member/reset`: パスワード再設定, by a link to the member's address.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::member::{self, RegisterError, Token};
use shop::secret::Secret;

use super::confirm::gone;
use super::{FormPage, Guest, SaidPage, words};
use crate::field::Field;
use crate::form::{Form, Path};
use crate::respond::{Html, see_other};
use crate::storefront::alert::Alert;
use crate::{App, Fault};

/// Whose password.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    email: String,
}

/// The new password. Not `Debug`: it must reach no log.
#[derive(Default, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    password: String,
    #[serde(default)]
    password_again: String,
}

/// `GET /member/reset`
pub(crate) async fn show(State(app): State<App>, guest: Guest) -> Result<Response, Fault> {
    Ok(page(&app, &guest, "", &[]).await?.into_answer())
}

/// `POST /member/reset`: the same answer whether or not a member has the address.
pub(crate) async fn ask(
    State(app): State<App>,
    guest: Guest,
    Form(asked): Form<Asked>,
) -> Result<Response, Fault> {
    let email = asked.email.trim();
    if email.is_empty() {
        let error = FieldError {
            field: "email",
            message: "メールアドレスを入力してください。".to_owned(),
            more: String::new(),
        };
        return Ok(page(&app, &guest, "", &[error]).await?.into_answer());
    }
    let shop = &guest.visit.shop;
    if member::ask_for_reset(app.world(), shop, email, &guest.browser).await? {
        return Ok(see_other("/member/reset/sent"));
    }
    let mut page = page(&app, &guest, email, &[]).await?;
    page.alert = Some(Alert::saying(words::TOO_MANY));
    Ok((StatusCode::TOO_MANY_REQUESTS, Html(page)).into_response())
}

/// `GET /member/reset/sent`
pub(crate) async fn sent(State(app): State<App>, guest: Guest) -> Result<Response, Fault> {
    let layout = guest.layout(&app, words::RESET).await?;
    let page = SaidPage::new(layout, words::RESET_SENT_LINES, &[words::TO_SIGN_IN]);
    Ok(Html(page).into_response())
}

async fn page(
    app: &App,
    guest: &Guest,
    email: &str,
    errors: &[FieldError],
) -> Result<FormPage, Fault> {
    let layout = guest.layout(app, words::RESET).await?;
    let field = Field::email(email).hint("会員登録のメールアドレス");
    Ok(FormPage::new(layout, "/member/reset", "再設定のメールを送る")
        .lead(["再設定のためのリンクを、ご登録のメールアドレスへお送りします。"])
        .fields([field], errors, words::NOT_CHANGED)
        .links(&[words::TO_SIGN_IN]))
}

/// `GET /member/reset/{token}`
pub(crate) async fn open(
    State(app): State<App>,
    guest: Guest,
    Path(text): Path<String>,
) -> Result<Response, Fault> {
    let Some(token) = Token::parse(&text) else { return gone(&app, &guest).await };
    if !member::is_resettable(app.world(), &guest.visit.shop, &token).await? {
        return gone(&app, &guest).await;
    }
    Ok(new_page(&app, &guest, &text, &[]).await?.into_answer())
}

/// `POST /member/reset/{token}`
pub(crate) async fn submit(
    State(app): State<App>,
    guest: Guest,
    Path(text): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let Some(token) = Token::parse(&text) else { return gone(&app, &guest).await };
    let (new, again) = (Secret::new(sent.password), Secret::new(sent.password_again));
    let shop = &guest.visit.shop;
    match member::reset(app.world(), shop, &token, (&new, &again), &guest.browser).await {
        Ok(Some(device)) => Ok(guest.known(see_other("/member/sign-in?did=reset"), &device)),
        Ok(None) => gone(&app, &guest).await,
        Err(RegisterError::Fields(errors)) => {
            Ok(new_page(&app, &guest, &text, &errors).await?.into_answer())
        }
        Err(RegisterError::Busy) => Ok(new_page(&app, &guest, &text, &[]).await?.into_busy()),
        Err(RegisterError::Store(error)) => Err(error.into()),
    }
}

async fn new_page(
    app: &App,
    guest: &Guest,
    text: &str,
    errors: &[FieldError],
) -> Result<FormPage, Fault> {
    let layout = guest.layout(app, words::RESET).await?;
    let fields = [
        Field::password("password", "新しいパスワード", "new-password").hint(words::PASSWORD_HINT),
        Field::password("password_again", "新しいパスワード（確認）", "new-password"),
    ];
    Ok(FormPage::new(layout, format!("/member/reset/{text}"), "パスワードを決める")
        .lead(["新しいパスワードを決めてください。すべての端末がログアウトします。"])
        .fields(fields, errors, words::NOT_CHANGED))
}
