//! `/member/device/{token}`: the link that lets an unknown browser in while passwords are being
//! tried by many.

use axum::extract::State;
use axum::response::Response;
use shop::member::{self, Token};

use super::confirm::gone;
use super::{FormPage, Guest, words};
use crate::form::Path;
use crate::respond::see_other;
use crate::{App, Fault};

/// `GET /member/device/{token}`: tells nothing about the link, and changes nothing.
pub(crate) async fn show(
    State(app): State<App>,
    guest: Guest,
    Path(text): Path<String>,
) -> Result<Response, Fault> {
    if Token::parse(&text).is_none() {
        return gone(&app, &guest).await;
    }
    let layout = guest.layout(&app, words::DEVICE).await?;
    let page =
        FormPage::new(layout, format!("/member/device/{text}"), "この端末を確認する").lead([
            "ご自身でログインされた端末でしたら、「この端末を確認する」を押してください。",
            "お心当たりのないときは、この画面を閉じて、パスワードを再設定してください。",
        ]);
    Ok(page.links(&[words::TO_RESET]).into_answer())
}

/// `POST /member/device/{token}`
pub(crate) async fn submit(
    State(app): State<App>,
    guest: Guest,
    Path(text): Path<String>,
) -> Result<Response, Fault> {
    let Some(token) = Token::parse(&text) else { return gone(&app, &guest).await };
    let shop = &guest.visit.shop;
    match member::admit_device(app.world(), shop, &token, &guest.browser).await? {
        Some(device) => Ok(guest.known(see_other("/member/sign-in?did=device"), &device)),
        None => gone(&app, &guest).await,
    }
}
