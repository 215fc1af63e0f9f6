//! 二段階認証: a new secret as a picture and as text, the first code, and the recovery codes.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::secret::Secret;
use shop::staff::{self, Offer};

use super::super::settings::Visit;
use super::super::{Desk, Here, text};
use super::qr::{self, Picture};
use crate::form::Form;
use crate::host::AtFront;
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

/// The longest sealed secret that is looked at.
const SEALED_MAX: usize = 400;

#[derive(Template)]
#[template(path = "admin/account/totp.html")]
struct TotpPage {
    layout: Layout,
    desk: Desk,
    picture: Option<Picture>,
    /// In groups of four, for typing.
    secret: Secret,
    sealed: String,
    /// There was one before.
    again: bool,
    /// Nothing else is open until it is set up.
    must: bool,
    error: Option<&'static str>,
}

/// The new recovery codes, shown once.
#[derive(Template)]
#[template(path = "admin/account/codes.html")]
struct CodesPage {
    layout: Layout,
    desk: Desk,
    codes: Vec<Secret>,
}

/// What is sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    sealed: String,
    code: String,
}

/// `GET /account/totp`
pub(crate) async fn ask(visit: Visit, AtFront(front): AtFront) -> Response {
    let offer = staff::offer_totp(visit.app.world(), &visit.shop, &visit.staff, None);
    Html(page(&visit, &offer, front.live, None)).into_response()
}

/// `POST /account/totp`
pub(crate) async fn confirm(
    visit: Visit,
    AtFront(front): AtFront,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let (world, shop) = (visit.app.world(), &visit.shop);
    let sealed = if typed.sealed.len() <= SEALED_MAX { typed.sealed.as_str() } else { "" };
    let code: String = typed.code.chars().take(SEALED_MAX).collect();
    let confirmed = staff::confirm_totp(world, shop.id, &visit.session, sealed, &code).await?;
    if let Some(codes) = confirmed {
        return Ok(told(&visit, codes));
    }
    let offer = staff::offer_totp(world, shop, &visit.staff, Some(sealed));
    let page = page(&visit, &offer, front.live, Some(text::FIRST_CODE_WRONG));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

/// `POST /account/recovery`
pub(crate) async fn codes(visit: Visit) -> Result<Response, Fault> {
    let codes = staff::new_codes(visit.app.world(), visit.shop.id, &visit.session).await?;
    Ok(if codes.is_empty() { see_other("/account/totp") } else { told(&visit, codes) })
}

fn told(visit: &Visit, codes: Vec<Secret>) -> Response {
    let (layout, desk) = visit.head("回復コードを書きとめてください", Here::BelowAccount);
    Html(CodesPage { layout, desk, codes }).into_response()
}

fn page(visit: &Visit, offer: &Offer, is_live: bool, error: Option<&'static str>) -> TotpPage {
    let (layout, desk) = visit.head("二段階認証を設定する", Here::BelowAccount);
    let again = visit.session.has_totp;
    TotpPage {
        layout,
        desk,
        picture: qr::draw(offer.uri.expose()),
        secret: in_fours(&offer.secret),
        sealed: offer.sealed.clone(),
        again,
        must: is_live && !again,
        error,
    }
}

fn in_fours(secret: &Secret) -> Secret {
    let letters: Vec<char> = secret.expose().chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
    Secret::new(groups.collect::<Vec<_>>().join(" "))
}
