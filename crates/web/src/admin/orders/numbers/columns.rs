//! The columns of a file that no title tells: chosen by hand. `POST
//! /orders/numbers/{file_id}/columns` reads the file by them.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shop::id::NumberFileId;
use shop::numbers::{self, ChooseError, Columns, ROWS_MAX, Sheet, Unknown};

use super::super::super::settings::Visit;
use super::super::super::{Desk, Here};
use super::super::moves::Fields;
use super::{PATH, words};
use crate::form::{Form, Path};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/orders/numbers/columns.html")]
pub(super) struct ColumnsPage {
    layout: Layout,
    desk: Desk,
    path: String,
    error: Option<String>,
    /// What the file lacks.
    lacks: Vec<String>,
    columns: Vec<Column>,
    key: Option<usize>,
    number: Option<usize>,
    day: Option<usize>,
    has_header: bool,
}

/// A column to choose.
struct Column {
    place: usize,
    label: String,
}

/// The page of a file whose columns are to be chosen; none: it was taken in.
pub(super) async fn page(
    visit: &Visit,
    id: NumberFileId,
    sent: Option<(&Fields, String)>,
) -> Result<Option<ColumnsPage>, Fault> {
    let sheet = numbers::sheet(visit.app.world(), visit.shop.id, id).await?;
    let Some(sheet) = sheet else { return Ok(None) };
    let (layout, desk) = visit.head("列を選ぶ", Here::BelowNumbers);
    let (known, lacks) = match sheet.columns() {
        Ok(columns) => (Some(columns), Vec::new()),
        Err(unknown) => (None, lacks(unknown)),
    };
    // What was sent stands there again.
    let value = |name: &str, known: Option<usize>| match &sent {
        Some((fields, _)) => place(fields, name),
        None => known,
    };
    Ok(Some(ColumnsPage {
        layout,
        desk,
        path: format!("{PATH}/{id}/columns"),
        lacks,
        columns: columns(&sheet),
        key: value("key", known.map(|known| known.key)),
        number: value("number", known.map(|known| known.number)),
        day: value("day", known.and_then(|known| known.day)),
        has_header: match &sent {
            Some((fields, _)) => is_on(fields, "header"),
            None => known.is_none_or(|known| known.has_header),
        },
        error: sent.map(|(_, error)| error),
    }))
}

fn lacks(unknown: Unknown) -> Vec<String> {
    let key = unknown.key.then(|| format!("受注がわかる列（{}）", numbers::KEYS.join("、")));
    let number = format!("問合せ番号の列（{}）", numbers::NUMBERS.join("、"));
    key.into_iter().chain(unknown.number.then_some(number)).collect()
}

/// `3列目：お荷物（1234-5678）`
fn columns(sheet: &Sheet) -> Vec<Column> {
    let (first, second) = sheet.beginning();
    let label = |(place, title): (usize, &String)| {
        let sample = second.get(place).filter(|sample| !sample.is_empty());
        let sample = sample.map(|sample| format!("（{sample}）")).unwrap_or_default();
        Column { place, label: format!("{}列目：{title}{sample}", place + 1) }
    };
    first.iter().enumerate().map(label).collect()
}

/// `POST /orders/numbers/{file_id}/columns`
pub(crate) async fn choose(
    visit: Visit,
    Path(id): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let id = NumberFileId(id);
    let (key, number) = (place(&fields, "key"), place(&fields, "number"));
    let error = match key.zip(number) {
        None => ChooseError::Wrong,
        Some((key, number)) => {
            let day = place(&fields, "day");
            let columns = Columns { key, number, day, has_header: is_on(&fields, "header") };
            match numbers::choose(visit.app.world(), visit.shop.id, id, columns).await {
                Ok(()) => return Ok(see_other(&format!("{PATH}/{id}"))),
                Err(error) => error,
            }
        }
    };
    let told = match error {
        ChooseError::Gone => return Err(Fault::NotFound),
        ChooseError::Store(error) => return Err(error.into()),
        ChooseError::Wrong => words::WRONG_COLUMNS.to_owned(),
        ChooseError::Rows => format!("取り込める行は、1行から{ROWS_MAX}行までです。"),
    };
    let page = page(&visit, id, Some((&fields, told))).await?.ok_or(Fault::NotFound)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

fn place(fields: &Fields, name: &str) -> Option<usize> {
    fields.iter().find(|(one, _)| one == name)?.1.parse().ok()
}

fn is_on(fields: &Fields, name: &str) -> bool {
    fields.iter().any(|(one, value)| one == name && value == "on")
}
