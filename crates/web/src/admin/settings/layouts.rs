//! 送り状レイアウト: what each carrier's program asks the shop for, and the shop's own copies.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::id::LayoutId;
use shop::slip::{self, BODY_MAX, Kept, Layout as Columns, LayoutForm, NAME_MAX, SaveError};

use super::super::desk::Answer;
use super::super::orders::moves::Fields;
use super::super::{Desk, Here};
use super::Visit;
use crate::form::{Form, Path, Query};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

const PATH: &str = "/settings/slips/layouts";
/// What the fields of settings begin with.
const SETTING: &str = "set.";

#[derive(Debug, Template)]
#[template(path = "admin/settings/layouts.html")]
struct LayoutsPage {
    layout: Layout,
    desk: Desk,
    rows: Vec<Row>,
}

/// A layout in the list.
#[derive(Debug)]
struct Row {
    id: i64,
    name: String,
    columns: usize,
    /// `お店で追加`, `設定が必要`, or nothing.
    state: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "admin/settings/layout.html")]
struct LayoutPage {
    layout: Layout,
    desk: Desk,
    id: i64,
    version: i64,
    is_own: bool,
    name: String,
    name_max: usize,
    name_errors: Vec<String>,
    settings: Vec<SettingField>,
    body: String,
    body_max: usize,
    body_errors: Vec<String>,
    columns: Vec<ColumnRow>,
    wrong: usize,
    is_stale: bool,
}

/// One setting of a layout.
#[derive(Debug)]
struct SettingField {
    name: String,
    label: String,
    value: String,
    usual: String,
    is_needed: bool,
    width: String,
    errors: Vec<String>,
}

/// One column, as it is shown.
#[derive(Debug)]
struct ColumnRow {
    number: usize,
    title: String,
    width: String,
    is_unconfirmed: bool,
}

#[derive(Debug, Template)]
#[template(path = "admin/settings/layout_removal.html")]
struct RemovalPage {
    layout: Layout,
    desk: Desk,
    id: i64,
    version: i64,
    name: String,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    answer: String,
}

/// `GET /settings/slips/layouts`
pub(crate) async fn list(visit: Visit, Query(said): Query<Said>) -> Result<Response, Fault> {
    let all = slip::all(visit.app.world(), visit.shop.id).await?;
    let (layout, mut desk) = visit.head("送り状のソフト", Here::BelowSlips);
    desk.answer = match said.answer.as_str() {
        "saved" => Some(Answer::done("保存しました。")),
        "removed" => Some(Answer::done("削除しました。")),
        _ => None,
    };
    let rows = all.iter().map(Row::of).collect();
    Ok(Html(LayoutsPage { layout, desk, rows }).into_response())
}

impl Row {
    fn of(kept: &Kept) -> Row {
        let columns = kept.layout().ok();
        let lacks = |columns: &Columns| {
            let mut needed = columns.settings().filter(|setting| setting.is_needed);
            needed.any(|setting| !kept.settings.contains_key(setting.name))
        };
        Row {
            id: kept.id.0,
            name: kept.name.clone(),
            columns: columns.as_ref().map_or(0, |columns| columns.columns().len()),
            state: match columns {
                Some(columns) if lacks(&columns) => "設定が必要",
                None => "読めません",
                Some(_) if kept.is_own() => "お店で追加",
                Some(_) => "",
            },
        }
    }
}

/// `GET /settings/slips/layouts/{layout_id}`
pub(crate) async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Query(said): Query<Said>,
) -> Result<Response, Fault> {
    let kept = find(&visit, id).await?;
    let mut page = page(&visit, &kept, &LayoutForm::of(&kept), &[]);
    page.desk.answer = match said.answer.as_str() {
        "copied" => Some(Answer::done("写しを作りました。名前とレイアウトを変えられます。")),
        "full" => Some(Answer::refused("これより多くの写しは作れません。".to_owned())),
        _ => None,
    };
    Ok(Html(page).into_response())
}

async fn find(visit: &Visit, id: i64) -> Result<Kept, Fault> {
    let kept = slip::open(visit.app.world(), visit.shop.id, LayoutId(id)).await?;
    kept.ok_or(Fault::NotFound)
}

/// `POST /settings/slips/layouts/{layout_id}`
pub(crate) async fn save(
    visit: Visit,
    Path(id): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let (world, shop, by) = (visit.app.world(), visit.shop.id, &visit.staff.name);
    let form = form(&fields);
    let page = match slip::save(world, shop, (LayoutId(id), &form), by).await {
        Ok(()) => return Ok(see_other(&format!("{PATH}?answer=saved"))),
        Err(SaveError::Fields(errors)) => page(&visit, &find(&visit, id).await?, &form, &errors),
        Err(SaveError::Stale) => {
            // From here on it is what is saved now that is written over.
            let theirs = find(&visit, id).await?;
            let form = LayoutForm { version: theirs.version, ..form };
            LayoutPage { is_stale: true, ..page(&visit, &theirs, &form, &[]) }
        }
        Err(SaveError::Gone) => return Err(Fault::NotFound),
        Err(SaveError::Store(error)) => return Err(error.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

fn form(fields: &Fields) -> LayoutForm {
    let value = |wanted: &str| {
        let found = fields.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let setting = |(name, value): &(String, String)| {
        name.strip_prefix(SETTING).map(|name| (name.to_owned(), value.clone()))
    };
    LayoutForm {
        version: value("version").parse().unwrap_or(-1),
        name: value("name"),
        body: value("body"),
        settings: fields.iter().filter_map(setting).collect(),
    }
}

fn page(visit: &Visit, kept: &Kept, form: &LayoutForm, errors: &[FieldError]) -> LayoutPage {
    let (layout, desk) = visit.head(&kept.name, Here::BelowSlips);
    let of = |field: &str| -> Vec<String> {
        let own = errors.iter().filter(|error| error.field == field);
        own.map(|error| error.message.clone()).collect()
    };
    // What the text asks for as it is typed, or as it was before it became unreadable.
    let typed = Columns::read(&form.body).ok().filter(|_| kept.is_own());
    let columns = typed.or_else(|| kept.layout().ok());
    let settings = columns.iter().flat_map(Columns::settings).map(|setting| SettingField {
        name: format!("{SETTING}{}", setting.name),
        label: setting.name.to_owned(),
        value: form.settings.get(setting.name).cloned().unwrap_or_default(),
        usual: setting.usual.to_owned(),
        is_needed: setting.is_needed,
        width: setting.width.map(|width| format!("{width}まで")).unwrap_or_default(),
        errors: errors
            .iter()
            .filter(|error| error.field == "settings" && error.more == setting.name)
            .map(|error| error.message.clone())
            .collect(),
    });
    let column = |(number, column): (usize, &slip::Column)| ColumnRow {
        number,
        title: column.title.clone(),
        width: column.width.map(|width| width.to_string()).unwrap_or_default(),
        is_unconfirmed: column.is_unconfirmed,
    };
    LayoutPage {
        layout,
        desk,
        id: kept.id.0,
        version: form.version,
        is_own: kept.is_own(),
        name: form.name.clone(),
        name_max: NAME_MAX,
        name_errors: of("name"),
        settings: settings.collect(),
        body: form.body.clone(),
        body_max: BODY_MAX,
        body_errors: of("body"),
        columns: columns
            .iter()
            .flat_map(|columns| (1..).zip(columns.columns()))
            .map(column)
            .collect(),
        wrong: errors.len(),
        is_stale: false,
    }
}

/// `POST /settings/slips/layouts/{layout_id}/copy`
pub(crate) async fn copy(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    let (world, shop, by) = (visit.app.world(), visit.shop.id, &visit.staff.name);
    match slip::copy(world, shop, LayoutId(id), by).await {
        Ok(own) => Ok(see_other(&format!("{PATH}/{own}?answer=copied"))),
        Err(SaveError::Fields(_)) => Ok(see_other(&format!("{PATH}/{id}?answer=full"))),
        Err(SaveError::Store(error)) => Err(error.into()),
        Err(SaveError::Gone | SaveError::Stale) => Err(Fault::NotFound),
    }
}

/// `GET /settings/slips/layouts/{layout_id}/removal`
pub(crate) async fn ask_removal(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    let kept = find(&visit, id).await?;
    if !kept.is_own() {
        return Err(Fault::NotFound);
    }
    let (layout, desk) = visit.head("レイアウトの削除", Here::BelowSlips);
    let page = RemovalPage { layout, desk, id, version: kept.version, name: kept.name };
    Ok(Html(page).into_response())
}

/// `POST /settings/slips/layouts/{layout_id}/removal`
pub(crate) async fn remove(
    visit: Visit,
    Path(id): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let version = form(&fields).version;
    match slip::remove(visit.app.world(), visit.shop.id, (LayoutId(id), version)).await {
        Ok(()) => Ok(see_other(&format!("{PATH}?answer=removed"))),
        // Somebody saved it meanwhile: it is looked at again.
        Err(SaveError::Stale) => Ok(see_other(&format!("{PATH}/{id}/removal"))),
        Err(SaveError::Store(error)) => Err(error.into()),
        Err(_) => Err(Fault::NotFound),
    }
}
