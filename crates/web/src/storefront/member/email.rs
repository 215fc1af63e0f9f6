//! `/member/email`: メールアドレス変更, and the link that makes it count.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::member::{self, ChangeError, Token};
use shop::secret::Secret;

use super::confirm::gone;
use super::password::old;
use super::{FormPage, Guest, Signed, words};
use crate::field::Field;
use crate::form::{Form, Path};
use crate::respond::see_other;
use crate::{App, Fault};

/// Not `Debug`: the password must reach no log.
#[derive(Default, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    email: String,
    #[serde(default)]
    old_password: String,
}

/// `GET /member/email`
pub(crate) async fn show(State(app): State<App>, signed: Signed) -> Result<Response, Fault> {
    Ok(page(&app, &signed, "", &[]).await?.into_answer())
}

/// `POST /member/email`
pub(crate) async fn submit(
    State(app): State<App>,
    signed: Signed,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let password = Secret::new(sent.old_password);
    let (shop, member, wanted) = (signed.shop(), &signed.member, (sent.email.as_str(), &password));
    match member::ask_for_email(app.world(), shop, member, wanted, signed.browser()).await {
        Ok(()) => Ok(see_other("/member?did=email-sent")),
        Err(ChangeError::Fields(errors)) => {
            Ok(page(&app, &signed, &sent.email, &errors).await?.into_answer())
        }
        Err(ChangeError::Busy | ChangeError::Stale) => {
            Ok(page(&app, &signed, &sent.email, &[]).await?.into_busy())
        }
        Err(ChangeError::Store(error)) => Err(error.into()),
    }
}

async fn page(
    app: &App,
    signed: &Signed,
    email: &str,
    errors: &[FieldError],
) -> Result<FormPage, Fault> {
    let layout = signed.layout(app, words::EMAIL).await?;
    let field = Field { label: "新しいメールアドレス", ..Field::email(email) };
    let mut page = FormPage::new(layout, "/member/email", "確認メールを送る")
        .lead(["新しいアドレスへ送るメールのリンクを開くと、変更されます。"])
        .fields([field, old()], errors, words::NOT_CHANGED)
        .links(&[("/member/profile", "会員情報変更へ戻る")]);
    page.pairs = vec![("いまのメールアドレス", signed.member.buyer.email.clone())];
    Ok(page)
}

/// `GET /member/email/{token}`
pub(crate) async fn open(
    State(app): State<App>,
    guest: Guest,
    Path(text): Path<String>,
) -> Result<Response, Fault> {
    let Some(token) = Token::parse(&text) else { return gone(&app, &guest).await };
    let wanted = member::wanted_email(app.world(), &guest.visit.shop, &token).await?;
    let Some(email) = wanted else { return gone(&app, &guest).await };
    let layout = guest.layout(&app, words::EMAIL).await?;
    let mut page = FormPage::new(layout, format!("/member/email/{text}"), "変更する")
        .lead(["ご自身のお申し込みでしたら、「変更する」を押してください。"]);
    page.pairs = vec![("新しいメールアドレス", email)];
    Ok(page.into_answer())
}

/// `POST /member/email/{token}`
pub(crate) async fn change(
    State(app): State<App>,
    guest: Guest,
    Path(text): Path<String>,
) -> Result<Response, Fault> {
    let Some(token) = Token::parse(&text) else { return gone(&app, &guest).await };
    let shop = &guest.visit.shop;
    if member::change_email(app.world(), shop, &token, &guest.browser).await? {
        // Of a member who is signed in the sign-in leads on.
        return Ok(see_other("/member/sign-in?did=email&next=%2Fmember%3Fdid%3Demail"));
    }
    gone(&app, &guest).await
}
