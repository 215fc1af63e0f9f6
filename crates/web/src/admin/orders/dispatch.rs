//! `GET /orders/dispatch` (出荷作業): a day's parcels in their order: papers, slips, numbers back.
//! Every step says how many orders wait for it, and takes them all with one press.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shop::id::OrderId;
use shop::order_file::{self, MOST, Told, Waiting};
use shop::paper::FormKind;

use super::super::desk::Answer;
use super::super::settings::Visit;
use super::super::{Desk, Here};
use super::files::{FileLine, layouts};
use crate::form::Query;
use crate::respond::Html;
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/orders/dispatch.html")]
struct DispatchPage {
    layout: Layout,
    desk: Desk,
    /// Orders that wait for their papers, as the form sends them.
    unprinted: String,
    unprinted_count: usize,
    more_unprinted: bool,
    kinds: Vec<(&'static str, &'static str, bool)>,
    /// One opening of this page.
    key: String,
    slips: Vec<SlipRow>,
    more_slips: bool,
    left_out: Vec<Told>,
    unpaid: i64,
    files: Vec<FileLine>,
    most: usize,
}

/// 送り状データ of one layout.
struct SlipRow {
    layout: i64,
    name: String,
    count: usize,
    orders: String,
}

/// What was just tried.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    answer: String,
}

pub(crate) async fn show(visit: Visit, Query(said): Query<Said>) -> Result<Response, Fault> {
    let world = visit.app.world();
    let Waiting { unprinted, more_unprinted, slips, left_out, more_slips, unpaid } =
        order_file::waiting(world, &visit.shop).await?;
    let names = layouts(&visit).await?;
    let files = order_file::recent(world, visit.shop.id).await?;
    let (layout, mut desk) = visit.head("出荷作業", Here::Dispatch);
    desk.answer = match said.answer.as_str() {
        "no-papers" => Some(Answer::refused("出力する帳票を選んでください。".to_owned())),
        "no-orders" => Some(Answer::refused("受注がありません。".to_owned())),
        _ => None,
    };
    let kind = |kind: FormKind| (kind.word(), kind.name(), kind == FormKind::Delivery);
    let row = |of: order_file::SlipsOf| SlipRow {
        layout: of.layout.0,
        name: of.name,
        count: of.orders.len(),
        orders: joined(&of.orders),
    };
    Ok(Html(DispatchPage {
        layout,
        desk,
        unprinted: joined(&unprinted),
        unprinted_count: unprinted.len(),
        more_unprinted,
        kinds: FormKind::ALL.into_iter().map(kind).collect(),
        key: world.page_key(),
        slips: slips.into_iter().map(row).collect(),
        more_slips,
        left_out,
        unpaid,
        files: files.iter().map(|file| FileLine::of(file, &names)).collect(),
        most: MOST,
    })
    .into_response())
}

fn joined(orders: &[OrderId]) -> String {
    orders.iter().map(OrderId::to_string).collect::<Vec<_>>().join("-")
}
