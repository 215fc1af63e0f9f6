//! Files that are made of orders: asked for with `POST /orders/files`, looked at and downloaded
//! under `/orders/files/{file_id}`. A small one is made while its page waits.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Deserialize;
use shop::id::{FileId, LayoutId, OrderId};
use shop::order_file::{self, Asked, File, MOST, State, Told};
use shop::paper::FormKind;
use shop::staff::Permission;

use super::super::desk::Answer;
use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::bulk::chosen_up_to;
use super::moves::Fields;
use crate::form::{Form, Path, Query};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

/// So many orders are made while the page waits.
const AT_ONCE: usize = 20;
/// Seconds until a page without JavaScript looks again.
const REFRESH: u32 = 2;
/// Longest page key.
const KEY_MAX: usize = 64;

#[derive(Template)]
#[template(path = "admin/orders/file.html")]
struct FilePage {
    layout: Layout,
    desk: Desk,
    line: FileLine,
    /// How far it is.
    done: i64,
    /// Orders that are not in it.
    left_out: Vec<Told>,
    /// Orders that only have to be looked at.
    looked_at: Vec<Told>,
    /// Of the file as a whole.
    of_file: Vec<String>,
    is_slips: bool,
}

/// A file as lists show it.
#[derive(Clone, Debug)]
pub(crate) struct FileLine {
    pub href: String,
    pub started_at: String,
    pub by: String,
    pub what: String,
    pub total: i64,
    pub written: i64,
    /// It opens in the browser.
    pub is_pdf: bool,
    pub is_waiting: bool,
    pub is_failed: bool,
    pub has_bytes: bool,
}

impl FileLine {
    pub(crate) fn of(file: &File, layouts: &[(LayoutId, String)]) -> FileLine {
        FileLine {
            href: href(file.id),
            started_at: file.started_at.to_minutes_text(),
            by: file.by.clone(),
            what: what(&file.asked, layouts),
            total: file.total,
            written: file.written,
            is_pdf: !matches!(file.asked, Asked::Slips { .. }),
            is_waiting: file.state == State::Waiting,
            is_failed: file.state == State::Failed,
            has_bytes: file.has_bytes,
        }
    }
}

pub(super) fn href(id: FileId) -> String {
    format!("/orders/files/{id}")
}

fn what(asked: &Asked, layouts: &[(LayoutId, String)]) -> String {
    match asked {
        Asked::Papers { kinds, .. } => {
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            names.join("・")
        }
        Asked::Receipt => "領収書（お客様）".to_owned(),
        Asked::Slips { layout, .. } => {
            let found = layouts.iter().find(|(id, _)| id == layout);
            format!("送り状データ：{}", found.map_or("（削除したレイアウト）", |(_, name)| name))
        }
    }
}

/// Number and name of the shop's layouts.
pub(super) async fn layouts(visit: &Visit) -> Result<Vec<(LayoutId, String)>, store::Error> {
    let all = shop::slip::all(visit.app.world(), visit.shop.id).await?;
    Ok(all.into_iter().map(|kept| (kept.id, kept.name)).collect())
}

/// What a form asks for; none: nothing that there is.
fn asked(fields: &Fields) -> Option<Asked> {
    let value = |wanted: &str| {
        fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    };
    let only_new = value("only") == Some("new");
    match value("file")? {
        "papers" => {
            let ticked = fields.iter().filter(|(name, _)| name == "paper");
            let kinds: Vec<FormKind> =
                ticked.filter_map(|(_, word)| FormKind::from_word(word)).collect();
            let kinds = FormKind::ALL.into_iter().filter(|kind| kinds.contains(kind));
            let asked = Asked::Papers { kinds: kinds.collect(), only_new };
            Some(asked).filter(|asked| !is_nothing(asked))
        }
        "slips" => {
            let layout = LayoutId(value("layout")?.parse().ok()?);
            Some(Asked::Slips { layout, only_new })
        }
        _ => None,
    }
}

fn is_nothing(asked: &Asked) -> bool {
    matches!(asked, Asked::Papers { kinds, .. } if kinds.is_empty())
}

/// `POST /orders/files`
pub(crate) async fn begin(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Fault> {
    let (orders, _) = chosen_up_to(&fields, MOST);
    let Some(asked) = asked(&fields) else {
        return Ok(see_other("/orders/dispatch?answer=no-papers"));
    };
    Ok(match make(&visit, &fields, (&asked, &orders)).await? {
        Some(id) => see_other(&format!("{}?answer=made", href(id))),
        None => see_other("/orders/dispatch?answer=no-orders"),
    })
}

/// Begins a file, and makes a small one at once; none without an order.
async fn make(
    visit: &Visit,
    fields: &Fields,
    (asked, orders): (&Asked, &[OrderId]),
) -> Result<Option<FileId>, Fault> {
    let (world, shop, by) = (visit.app.world(), visit.shop.id, &visit.staff.name);
    let key = fields.iter().find(|(name, _)| name == "key").map(|(_, key)| key.as_str());
    let key = key.filter(|key| !key.is_empty() && key.len() <= KEY_MAX);
    // A form from before there was a key asks once each time.
    let key = key.map_or_else(|| world.page_key(), str::to_owned);
    if orders.len() > AT_ONCE {
        return Ok(order_file::begin(world, shop, (&key, asked, orders), by).await?);
    }
    let (world, asked, orders, by) = (world.clone(), asked.clone(), orders.to_vec(), by.clone());
    // A browser that goes away does not stop it.
    let making = tokio::spawn(async move {
        let begun = order_file::begin_here(&world, shop, (&key, &asked, &orders), &by).await?;
        let Some(begun) = begun else { return Ok(None) };
        let id = begun.id;
        order_file::drive(&world, begun).await?;
        Ok::<_, store::Error>(Some(id))
    });
    Ok(making.await.map_err(|error| Fault::Broken(error.to_string()))??)
}

/// `POST /orders/{order_id}/slip`: 送り状データ of one order, in the layout of its 宅配便.
pub(crate) async fn slip_of_order(
    visit: Visit,
    Path(order): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let (world, order) = (visit.app.world(), OrderId(order));
    let found = order_file::layout_of(world, &visit.shop, order).await?;
    let Ok(layout) = found.ok_or(Fault::NotFound)? else {
        return Ok(see_other(&format!("/orders/{order}?act=mark&answer=no-slip")));
    };
    let id = make(&visit, &fields, (&Asked::Slips { layout, only_new: false }, &[order])).await?;
    Ok(see_other(&format!("{}?answer=made", href(id.ok_or(Fault::NotFound)?))))
}

/// `POST /orders/{order_id}/papers`: 帳票 of one order, which open at once.
pub(crate) async fn papers_of_order(
    visit: Visit,
    Path(order): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    let Some(asked) = asked(&fields) else {
        return Ok(see_other(&format!("/orders/{order}?act=mark&answer=no-papers")));
    };
    let found = shop::order::show::show(visit.app.world(), &visit.shop, OrderId(order)).await?;
    if found.is_none() {
        return Err(Fault::NotFound);
    }
    let id = make(&visit, &fields, (&asked, &[OrderId(order)])).await?.ok_or(Fault::NotFound)?;
    let file = find(&visit, id).await?;
    let place = href(id);
    Ok(see_other(&if file.has_bytes { format!("{place}/content") } else { place }))
}

async fn find(visit: &Visit, id: FileId) -> Result<File, Fault> {
    let found = order_file::file(visit.app.world(), visit.shop.id, id).await?;
    found.ok_or(Fault::NotFound)
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    answer: String,
}

/// `GET /orders/files/{file_id}`: how far it is, what is not in it, and the way to it. Right after
/// it was asked for it comes by itself.
pub(crate) async fn show(
    visit: Visit,
    Path(id): Path<i64>,
    Query(said): Query<Said>,
) -> Result<Response, Fault> {
    let file = find(&visit, FileId(id)).await?;
    let line = FileLine::of(&file, &layouts(&visit).await?);
    let (mut layout, mut desk) = visit.head(&line.what, Here::BelowDispatch);
    let is_new = said.answer == "made";
    layout.refresh = line.is_waiting.then_some(REFRESH);
    let comes = is_new && line.has_bytes;
    if comes {
        desk.answer = Some(Answer::done("ファイルを作りました。ダウンロードが始まります。"));
    }
    let content = format!("0; url={}/content", line.href);
    let told = |is_wanted: fn(&Told) -> bool| -> Vec<Told> {
        file.told.iter().filter(|told| is_wanted(told)).cloned().collect()
    };
    let page = FilePage {
        layout,
        desk,
        done: file.done,
        is_slips: !line.is_pdf,
        line,
        left_out: told(|told| told.is_left_out && told.order.is_some()),
        looked_at: told(|told| !told.is_left_out),
        of_file: told(|told| told.order.is_none()).into_iter().map(|told| told.text).collect(),
    };
    let mut response = Html(page).into_response();
    if comes && let Ok(content) = HeaderValue::try_from(content) {
        response.headers_mut().insert(header::REFRESH, content);
    }
    Ok(response)
}

/// `GET /orders/files/{file_id}/content`
pub(crate) async fn content(visit: Visit, Path(id): Path<i64>) -> Result<Response, Fault> {
    // What names many at once is for those who work on many.
    let (file, role) = (find(&visit, FileId(id)).await?, visit.staff.role);
    if file.total > 1 && !role.may(Permission::Work) && !role.may(Permission::Exports) {
        return Err(Fault::Forbidden);
    }
    let found = order_file::content(visit.app.world(), visit.shop.id, FileId(id)).await?;
    let content = found.ok_or(Fault::NotFound)?;
    let is_pdf = content.bytes.starts_with(b"%PDF-");
    let kind = if is_pdf { "application/pdf" } else { "text/csv; charset=Shift_JIS" };
    let shown = if is_pdf { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{shown}; filename=\"{}\"", content.name)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, content.bytes).into_response())
}
