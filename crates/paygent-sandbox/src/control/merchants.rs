//! Merchants over the control port: the one place where their keys are told.

use std::path::PathBuf;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use paygent::Secret;
use serde::{Deserialize, Serialize};

use super::{At, Broken};
use crate::merchant::Merchant;
use crate::shared::Shared;

/// A merchant with its keys, which are invented.
#[derive(Serialize)]
struct Told<'a> {
    merchant_id: &'a str,
    connect_id: &'a str,
    connect_password: &'a str,
    token_key: &'a str,
    token_hash_key: Option<&'a str>,
    three_ds_key: Option<&'a str>,
    notice_key: Option<&'a str>,
    notice_url: Option<&'a str>,
    amount_max: i64,
    splits: &'a [u8],
    vault: bool,
    three_ds: bool,
    card_check: bool,
    amount_change: bool,
    /// The file with its certificate and key, if telegrams need one.
    client_certificate: Option<PathBuf>,
}

impl<'a> Told<'a> {
    fn of(merchant: &'a Merchant, shared: &Shared) -> Self {
        let key = |key: &'a Option<Secret>| key.as_ref().map(Secret::expose);
        Self {
            merchant_id: &merchant.merchant_id,
            connect_id: &merchant.connect_id,
            connect_password: merchant.connect_password.expose(),
            token_key: &merchant.token_key,
            token_hash_key: key(&merchant.token_hash_key),
            three_ds_key: key(&merchant.three_ds_key),
            notice_key: key(&merchant.notice_key),
            notice_url: merchant.notice_url.as_deref(),
            amount_max: merchant.amount_max,
            splits: &merchant.splits,
            vault: merchant.vault,
            three_ds: merchant.three_ds,
            card_check: merchant.card_check,
            amount_change: merchant.amount_change,
            client_certificate: shared
                .authority
                .as_ref()
                .map(|authority| authority.file_of(&merchant.merchant_id)),
        }
    }
}

/// What is not as [`Merchant::fresh`] makes it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Wish {
    notice_url: Option<String>,
    amount_max: Option<i64>,
    vault: Option<bool>,
    three_ds: Option<bool>,
    card_check: Option<bool>,
    amount_change: Option<bool>,
}

/// `GET /merchants`
pub(super) async fn list(State(shared): At) -> Response {
    let all = shared.merchants.all();
    Json(all.iter().map(|one| Told::of(one, &shared)).collect::<Vec<_>>()).into_response()
}

/// `POST /merchants`: one more.
pub(super) async fn add(State(shared): At, Json(wish): Json<Wish>) -> Result<Response, Broken> {
    let fresh = Merchant::fresh();
    let merchant = Merchant {
        amount_max: wish.amount_max.unwrap_or(fresh.amount_max),
        vault: wish.vault.unwrap_or(fresh.vault),
        three_ds: wish.three_ds.unwrap_or(fresh.three_ds),
        card_check: wish.card_check.unwrap_or(fresh.card_check),
        amount_change: wish.amount_change.unwrap_or(fresh.amount_change),
        notice_url: wish.notice_url,
        ..fresh
    };
    let told = Json(serde_json::json!(Told::of(&merchant, &shared)));
    shared.put_merchant(merchant).await?;
    Ok(told.into_response())
}
