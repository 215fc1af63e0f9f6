//! `GET /orders/numbers/{file_id}`: a file beside the orders, or what became of it.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::bulk::{self, Run};
use shop::clock::Day;
use shop::id::{NumberFileId, RunId, TemplateId};
use shop::numbers::{self, Content, Counts, LeftOut, NumberFile, Preview, Verdict};
use shop::order_mail::{self, Use};
use shop::staff::Permission;

use super::super::super::letter::Proof;
use super::super::super::settings::Visit;
use super::super::super::{Desk, Here};
use super::super::bulk::{self as runs, RunLine};
use super::{PATH, columns, words};
use crate::form::{Path, Query};
use crate::respond::Html;
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/orders/numbers/preview.html")]
pub(super) struct PreviewPage {
    layout: Layout,
    desk: Desk,
    error: Option<&'static str>,
    path: String,
    name: String,
    titles: String,
    has_days: bool,
    counts: Counts,
    replaces: Vec<Replaced>,
    rows: Vec<Row>,
    /// The version of 配送通知メール, where it may be sent.
    mail: Option<i64>,
    proof: Option<Proof>,
    may_capture: bool,
    page: usize,
    pages: usize,
    before: Option<String>,
    after: Option<String>,
}

/// A number that can be replaced.
struct Replaced {
    value: String,
    href: String,
    order: String,
    buyer: String,
    was: String,
    tracking: String,
}

/// A row of the file.
struct Row {
    line: u64,
    key: String,
    /// Address, number and buyer of the order.
    order: Option<(String, String, String)>,
    tracking: String,
    day: String,
    does: String,
    tone: &'static str,
    icon: &'static str,
    word: &'static str,
}

#[derive(Template)]
#[template(path = "admin/orders/numbers/taken.html")]
struct TakenPage {
    layout: Layout,
    desk: Desk,
    name: String,
    at: String,
    by: String,
    href: String,
    run: RunLine,
    left_out: Vec<Left>,
    /// All of them, also those that are not listed.
    left_count: usize,
}

/// Rows that were not taken, as many as are listed.
const LEFT_SHOWN: usize = 500;

/// A row that was not taken.
struct Left {
    row: u64,
    key: String,
    href: Option<String>,
    why: &'static str,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The page of rows, from 1.
    #[serde(default)]
    page: String,
    /// Columns are to be chosen once more.
    #[serde(default)]
    columns: String,
}

pub(crate) async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let (world, shop, id) = (visit.app.world(), visit.shop.id, NumberFileId(id));
    let found = numbers::find(world, shop, id).await?;
    let (file, content) = found.ok_or(Fault::NotFound)?;
    match content {
        Content::Taken(run, left_out) => taken(&visit, file, (run, left_out)).await,
        Content::Read(_) if asked.columns.is_empty() => {
            let number = asked.page.parse().unwrap_or(1);
            let page = page(&visit, id, number, None).await?.ok_or(Fault::NotFound)?;
            Ok(Html(page).into_response())
        }
        Content::Unread | Content::Read(_) => {
            let page = columns::page(&visit, id, None).await?.ok_or(Fault::NotFound)?;
            Ok(Html(page).into_response())
        }
    }
}

/// The file beside the orders; none: it is not to be looked at any more.
pub(super) async fn page(
    visit: &Visit,
    id: NumberFileId,
    number: usize,
    error: Option<&'static str>,
) -> Result<Option<PreviewPage>, Fault> {
    let preview = numbers::look(visit.app.world(), visit.shop.id, id, number).await?;
    let Some(preview) = preview else { return Ok(None) };
    let (mail, proof) = letter(visit, &preview).await?;
    let (layout, desk) = visit.head("問合せ番号の確認", Here::BelowNumbers);
    let Preview { file, titles, has_days, counts, replaces, rows, page, pages, .. } = preview;
    let to = |page: usize| format!("{PATH}/{id}?page={page}");
    Ok(Some(PreviewPage {
        layout,
        desk,
        error,
        path: format!("{PATH}/{id}"),
        name: words::named(&file.name),
        titles: format!("「{}」", titles.join("」「")),
        has_days,
        counts,
        replaces: replaces.iter().filter_map(replaced).collect(),
        rows: rows.iter().map(row).collect(),
        mail,
        proof,
        may_capture: visit.staff.role.may(Permission::Money),
        page,
        pages,
        before: (page > 1).then(|| to(page - 1)),
        after: (page < pages).then(|| to(page + 1)),
    }))
}

/// The version of 配送通知メール, and the first as it would leave.
async fn letter(visit: &Visit, preview: &Preview) -> Result<(Option<i64>, Option<Proof>), Fault> {
    let may = visit.staff.role.may(Permission::Mails);
    let Some(id) = Use::Shipped.id().filter(|_: &TemplateId| may) else { return Ok((None, None)) };
    let world = visit.app.world();
    let kept = order_mail::open(world, visit.shop.id, id).await?;
    let Some(kept) = kept else { return Ok((None, None)) };
    let first = preview.first.as_ref();
    let Some((row, known)) = first.and_then(|row| Some((row, row.known.as_ref()?))) else {
        return Ok((Some(kept.version), None));
    };
    let shipment = Some((row.line.tracking.as_str(), true));
    let shown = order_mail::preview(world, &visit.shop, known.order, (&kept.text, shipment)).await;
    Ok((Some(kept.version), shown.ok().map(|shown| Proof::of(&shown))))
}

fn replaced(row: &numbers::Row) -> Option<Replaced> {
    let known = row.known.as_ref()?;
    Some(Replaced {
        value: format!("{}.{}", known.order, known.tracking),
        href: format!("/orders/{}", known.order),
        order: known.number.clone(),
        buyer: known.buyer.clone(),
        was: known.tracking.clone(),
        tracking: row.line.tracking.clone(),
    })
}

fn row(row: &numbers::Row) -> Row {
    let (tone, icon, word) = match row.verdict {
        Verdict::Takes => ("ok", "check", "取り込む"),
        Verdict::Replaces => ("warn", "warn", "番号が変わる"),
        Verdict::LeftOut(numbers::Why::Already) => ("", "info", "済み"),
        Verdict::LeftOut(_) => ("bad", "bad", "取り込まない"),
    };
    let order = row.known.as_ref().map(|known| {
        (format!("/orders/{}", known.order), known.number.clone(), known.buyer.clone())
    });
    Row {
        line: row.line.row,
        key: row.line.key.clone(),
        order,
        tracking: row.line.tracking.clone(),
        day: row.line.day.map(Day::to_text).unwrap_or_default(),
        does: words::does(row),
        tone,
        icon,
        word,
    }
}

async fn taken(
    visit: &Visit,
    file: NumberFile,
    (id, left_out): (RunId, Vec<LeftOut>),
) -> Result<Response, Fault> {
    let run = bulk::run(visit.app.world(), visit.shop.id, id, 0).await?;
    let run: Run = run.ok_or(Fault::NotFound)?.run;
    let (layout, desk) = visit.head("問合せ番号の取込の結果", Here::BelowNumbers);
    let left = |one: LeftOut| Left {
        row: one.row,
        key: one.key,
        href: one.order.map(|order| format!("/orders/{order}")),
        why: words::why(one.why),
    };
    Ok(Html(TakenPage {
        layout,
        desk,
        name: words::named(&file.name),
        at: run.started_at.to_minutes_text(),
        by: run.by.clone(),
        href: format!("{}/runs/{id}", runs::PATH),
        run: RunLine::of_numbers(&run),
        left_count: left_out.len(),
        left_out: left_out.into_iter().take(LEFT_SHOWN).map(left).collect(),
    })
    .into_response())
}
