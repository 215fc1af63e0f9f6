//! システム情報: the keys a merchant signs and is signed with, and where notices go.

mod entered;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use paygent::Secret;
use serde::Deserialize;

use entered::{Entered, Field};

use super::page::{self, Fault, html};
use super::signed::Signed;
use super::view::Desk;
use crate::merchant::Merchant;
use crate::shared::Shared;

#[derive(Template)]
#[template(path = "online/settings.html")]
struct Settings {
    desk: Desk,
    connect_id: String,
    token_key: String,
    fields: Vec<Field>,
    saved: bool,
    is_wrong: bool,
}

/// Whether it was saved just now.
#[derive(Deserialize)]
pub(super) struct Just {
    saved: Option<String>,
}

/// `GET /online/settings`
pub(super) async fn show(Signed(merchant): Signed, Query(just): Query<Just>) -> Response {
    filled(&merchant, &Entered::of(&merchant), just.saved.is_some())
}

/// `POST /online/settings`
pub(super) async fn submit(
    State(shared): State<Arc<Shared>>,
    Signed(merchant): Signed,
    Form(entered): Form<Entered>,
) -> Result<Response, Fault> {
    let entered = entered.trimmed();
    if entered.fields().iter().any(|field| field.wrong.is_some()) {
        return Ok(filled(&merchant, &entered, false));
    }
    let key = |text: &str| (!text.is_empty()).then(|| Secret::new(text));
    let changed = Merchant {
        token_hash_key: key(&entered.token_hash_key),
        three_ds_key: key(&entered.three_ds_key),
        notice_key: key(&entered.notice_key),
        notice_url: Some(entered.notice_url).filter(|url| !url.is_empty()),
        ..Merchant::clone(&merchant)
    };
    shared.put_merchant(changed).await?;
    Ok(page::go("/online/settings?saved=1"))
}

fn filled(merchant: &Merchant, entered: &Entered, saved: bool) -> Response {
    let fields = entered.fields();
    let is_wrong = fields.iter().any(|field| field.wrong.is_some());
    let page = Settings {
        desk: Desk { merchant_id: merchant.merchant_id.clone(), place: "settings" },
        connect_id: merchant.connect_id.clone(),
        token_key: merchant.token_key.clone(),
        fields,
        saved,
        is_wrong,
    };
    html(if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}
