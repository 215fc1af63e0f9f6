//! `GET /orders/numbers`: the form, and what became of the files so far; `POST` sends one.

use std::collections::HashMap;

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shop::bulk;
use shop::numbers::{self, BYTES_MAX, KeepError, NumberFile, ROWS_MAX};

use super::super::super::settings::Visit;
use super::super::super::{Desk, Here};
use super::super::bulk::RunLine;
use super::super::moves::Fields;
use super::{PATH, words};
use crate::form::Upload;
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/orders/numbers/upload.html")]
struct UploadPage {
    layout: Layout,
    desk: Desk,
    /// What is wrong with the file that was sent.
    error: Option<String>,
    keys: String,
    numbers: String,
    days: String,
    /// Megabytes and rows of a file at most.
    most: (usize, usize),
    files: Vec<FileLine>,
}

/// A file that was sent.
struct FileLine {
    href: String,
    name: String,
    at: String,
    by: String,
    is_taken: bool,
    run: Option<RunLine>,
}

/// `GET /orders/numbers`
pub(crate) async fn list(visit: Visit) -> Result<Response, Fault> {
    Ok(Html(page(&visit, None).await?).into_response())
}

/// `POST /orders/numbers`
pub(crate) async fn take(
    visit: Visit,
    Upload { form: _, files }: Upload<Fields, BYTES_MAX>,
) -> Result<Response, Fault> {
    let Some(file) = files.into_iter().find(|file| file.field == "file") else {
        return again(&visit, words::NO_FILE.to_owned()).await;
    };
    let (world, by) = (visit.app.world(), &visit.staff.name);
    let kept = numbers::keep(world, visit.shop.id, (&file.name, file.bytes), by).await;
    match kept {
        Ok(id) => Ok(see_other(&format!("{PATH}/{id}"))),
        Err(KeepError::Store(error)) => Err(error.into()),
        Err(error) => again(&visit, words::not_kept(&error)).await,
    }
}

async fn again(visit: &Visit, error: String) -> Result<Response, Fault> {
    let page = page(visit, Some(error)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

async fn page(visit: &Visit, error: Option<String>) -> Result<UploadPage, Fault> {
    let (world, shop) = (visit.app.world(), visit.shop.id);
    let files = numbers::newest(world, shop).await?;
    let runs = bulk::runs(world, shop).await?;
    let mut runs: HashMap<_, _> =
        runs.iter().map(|run| (run.id, RunLine::of_numbers(run))).collect();
    let (layout, desk) = visit.head(words::TITLE, Here::Numbers);
    let line = |file: NumberFile| FileLine {
        href: format!("{PATH}/{}", file.id),
        name: words::named(&file.name),
        at: file.at.to_minutes_text(),
        by: file.by,
        is_taken: file.run.is_some(),
        run: file.run.and_then(|run| runs.remove(&run)),
    };
    Ok(UploadPage {
        layout,
        desk,
        error,
        keys: numbers::KEYS.join("、"),
        numbers: numbers::NUMBERS.join("、"),
        days: numbers::DAYS.join("、"),
        most: (BYTES_MAX / (1024 * 1024), ROWS_MAX),
        files: files.into_iter().map(line).collect(),
    })
}
