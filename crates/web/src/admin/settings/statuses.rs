//! 受注ステータス: names and their order, on one page.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::order::status::{self, STATUSES_MAX, SaveError, Status, StatusesForm};

use super::super::desk::Answer;
use super::super::{Desk, Here};
use super::Visit;
use crate::form::{Form, Query};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

#[derive(Debug, Template)]
#[template(path = "admin/settings/statuses.html")]
struct StatusesPage {
    layout: Layout,
    desk: Desk,
    version: i64,
    rows: Vec<Row>,
    new: String,
    is_full: bool,
    errors: Vec<String>,
    /// What somebody else saved meanwhile.
    theirs: Option<String>,
}

/// One status, as typed.
#[derive(Debug)]
struct Row {
    id: i64,
    name: String,
    place: String,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    answer: String,
}

/// `GET /settings/order-statuses`
pub(crate) async fn show(visit: Visit, Query(said): Query<Said>) -> Result<Response, Fault> {
    let mut page = page(&visit, &StatusesForm::default(), &[]).await?;
    page.desk.answer = (said.answer == "saved").then(|| Answer::done("保存しました。"));
    Ok(Html(page).into_response())
}

/// `POST /settings/order-statuses`
pub(crate) async fn save(visit: Visit, Form(form): Form<StatusesForm>) -> Result<Response, Fault> {
    let refused = match status::save(visit.app.world(), visit.shop.id, &form).await {
        Ok(()) => return Ok(see_other("/settings/order-statuses?answer=saved")),
        Err(SaveError::Fields(errors)) => page(&visit, &form, &errors).await?,
        Err(SaveError::Stale) => {
            let mut page = page(&visit, &form, &[]).await?;
            let all = status::statuses(visit.app.world(), visit.shop.id).await?.all;
            let names: Vec<String> = all.into_iter().map(|status| status.name).collect();
            page.theirs = Some(names.join("、"));
            page
        }
        Err(SaveError::Store(error)) => return Err(error.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(refused)).into_response())
}

async fn page(
    visit: &Visit,
    form: &StatusesForm,
    errors: &[FieldError],
) -> Result<StatusesPage, Fault> {
    let kept = status::statuses(visit.app.world(), visit.shop.id).await?;
    let (layout, desk) = visit.head("受注ステータス", Here::Statuses);
    let typed = |(place, status): (usize, &Status)| Row {
        id: status.id.0,
        name: form.name(status.id).unwrap_or(&status.name).to_owned(),
        place: form.place(status.id).map_or_else(|| place.to_string(), str::to_owned),
    };
    Ok(StatusesPage {
        layout,
        desk,
        version: kept.version,
        is_full: kept.all.len() >= STATUSES_MAX,
        rows: (1..).zip(&kept.all).map(typed).collect(),
        new: form.new.clone(),
        errors: errors.iter().map(|error| error.message.clone()).collect(),
        theirs: None,
    })
}
