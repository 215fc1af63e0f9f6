//! `/member/sign-in` and `/member/sign-out`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::member::{self, SignInError};
use shop::secret::Secret;

use super::login::login_field;
use super::{FormPage, Guest, with_cookies, words};
use crate::field::Field;
use crate::form::{Form, Query};
use crate::respond::{Html, see_other};
use crate::storefront::alert::Alert;
use crate::{App, Fault, cookie};

/// Where a sign-in leads when no page was asked for.
const FIRST_PAGE: &str = "/member";

/// Where to go after the sign-in, and what was done before it.
#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    next: String,
    #[serde(default)]
    did: String,
}

/// What the page sends. Not `Debug`: the password must reach no log.
#[derive(Default, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// `GET /member/sign-in`
pub(crate) async fn show(
    State(app): State<App>,
    guest: Guest,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Fault> {
    let next = own_path(&wanted.next);
    if guest.visit.member.is_some() {
        return Ok(see_other(&next));
    }
    let mut page = page(&app, &guest, "", &next).await?;
    page.notice = words::done(&wanted.did);
    Ok(page.into_answer())
}

/// `POST /member/sign-in`
pub(crate) async fn submit(
    State(app): State<App>,
    guest: Guest,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let next = own_path(&sent.next);
    let (shop, password) = (&guest.visit.shop, Secret::new(sent.password));
    let entered = member::sign_in(app.world(), shop, &sent.login, &password, &guest.browser).await;
    let (status, heading) = match entered {
        Ok(entered) => {
            let cookies = [
                cookie::MEMBER.set(entered.session.expose(), guest.is_tls()),
                cookie::DEVICE.set(entered.device.expose(), guest.is_tls()),
            ];
            return Ok(with_cookies(see_other(&next), cookies));
        }
        Err(SignInError::Store(error)) => return Err(error.into()),
        Err(SignInError::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, words::WRONG),
        Err(SignInError::TooMany) => (StatusCode::TOO_MANY_REQUESTS, words::TOO_MANY),
        Err(SignInError::Busy) => (StatusCode::SERVICE_UNAVAILABLE, words::TOO_MANY),
    };
    let mut page = page(&app, &guest, &sent.login, &next).await?;
    page.alert = Some(Alert::saying(heading));
    Ok((status, Html(page)).into_response())
}

/// `POST /member/sign-out`
pub(crate) async fn leave(State(app): State<App>, guest: Guest) -> Result<Response, Fault> {
    if let Some(session) = &guest.browser.session {
        member::sign_out(app.world(), &guest.visit.shop, session).await?;
    }
    let away = see_other("/member/sign-in?did=signed-out");
    Ok(with_cookies(away, [cookie::MEMBER.clear(guest.is_tls())]))
}

async fn page(app: &App, guest: &Guest, login: &str, next: &str) -> Result<FormPage, Fault> {
    let layout = guest.layout(app, words::SIGN_IN).await?;
    let fields =
        [login_field(login), Field::password("password", "パスワード", "current-password")];
    let mut page = FormPage::new(layout, "/member/sign-in", "ログイン")
        .fields(fields, &[], words::NOT_SIGNED_IN)
        .links(&[words::TO_RESET, words::TO_REGISTER]);
    page.hidden = vec![("next", next.to_owned())];
    Ok(page)
}

/// A page of this shop, or the first one: nobody is sent to another site by a forged address.
fn own_path(wanted: &str) -> String {
    let ours = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && wanted.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours { wanted.to_owned() } else { FIRST_PAGE.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn leads_to_our_pages_only() {
        for (wanted, to) in [
            ("/member/orders/7", "/member/orders/7"),
            ("/checkout?because=changed", "/checkout?because=changed"),
            ("", "/member"),
            ("//example.com", "/member"),
            ("/\\example.com", "/member"),
            ("/a\\..\\b", "/member"),
            ("/\t/example.com", "/member"),
            ("https://example.com/member", "/member"),
            ("javascript:alert(1)", "/member"),
            ("/member\r\nset-cookie: a=b", "/member"),
        ] {
            assert_eq!(own_path(wanted), to, "{wanted}");
        }
    }
}
