//! `/member/confirm/{token}`: the link of the mail. Opening it changes nothing; its button does.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::member::{self, ConfirmError, Pending, Token};

use super::login::login_field;
use super::{FormPage, Guest, SaidPage, words};
use crate::form::{Form, Path};
use crate::respond::{Html, see_other};
use crate::{App, Fault};

/// Another 会員ID, where the first is taken.
#[derive(Deserialize)]
pub(crate) struct Sent {
    login: Option<String>,
}

/// `GET /member/confirm/{token}`
pub(crate) async fn show(
    State(app): State<App>,
    guest: Guest,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    page(&app, &guest, &token, None, &[]).await
}

/// `POST /member/confirm/{token}`
pub(crate) async fn submit(
    State(app): State<App>,
    guest: Guest,
    Path(text): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let Some(token) = Token::parse(&text) else { return gone(&app, &guest).await };
    let login = sent.login.as_deref();
    let shop = &guest.visit.shop;
    match member::confirm(app.world(), shop, &token, login, &guest.browser).await {
        Ok(device) => Ok(guest.known(see_other("/member/sign-in?did=confirmed"), &device)),
        Err(ConfirmError::Gone) => gone(&app, &guest).await,
        Err(ConfirmError::Login(error)) => page(&app, &guest, &text, login, &[error]).await,
        Err(ConfirmError::Store(error)) => Err(error.into()),
    }
}

async fn page(
    app: &App,
    guest: &Guest,
    text: &str,
    typed: Option<&str>,
    errors: &[FieldError],
) -> Result<Response, Fault> {
    let Some(token) = Token::parse(text) else { return gone(app, guest).await };
    let pending = member::pending(app.world(), &guest.visit.shop, &token).await?;
    let Some(Pending { login, name, is_taken }) = pending else { return gone(app, guest).await };
    let layout = guest.layout(app, words::CONFIRM).await?;
    let another = is_taken.then(|| {
        login_field(typed.unwrap_or_default())
            .hint("お申し込みの会員IDは、先にほかの方が使われました。別の会員IDを決めてください。")
    });
    let mut page = FormPage::new(layout, format!("/member/confirm/{text}"), "登録を完了する")
        .lead([
            "ご自身のお申し込みでしたら、「登録を完了する」を押してください。",
            "お心当たりのないときは、この画面を閉じてください。",
        ])
        .fields(another, errors, words::NOT_REGISTERED);
    page.pairs = vec![("会員ID", login), ("お名前", name)];
    Ok(page.into_answer())
}

/// A link that opens nothing any more.
pub(super) async fn gone(app: &App, guest: &Guest) -> Result<Response, Fault> {
    let layout = guest.layout(app, words::GONE).await?;
    let links = [words::TO_SIGN_IN, words::TO_RESET, words::TO_REGISTER];
    let page = SaidPage::new(layout, words::GONE_LINES, &links);
    Ok((StatusCode::NOT_FOUND, Html(page)).into_response())
}
