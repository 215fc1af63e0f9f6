//! 変更履歴 of 宅配便・送料計算: carriers that came and went, 送料グループ, 商品の送料区分.

use askama::Template;
use axum::response::{IntoResponse, Response};
use shop::delivery;

use super::super::{Desk, Here};
use super::Visit;
use crate::respond::Html;
use crate::{Fault, Layout};

/// How many saves the page shows.
const SHOWN: i64 = 50;

#[derive(Debug, Template)]
#[template(path = "admin/settings/delivery_log.html")]
struct LogPage {
    layout: Layout,
    desk: Desk,
    saves: Vec<Save>,
}

#[derive(Debug)]
struct Save {
    at: String,
    by: String,
    lines: Vec<String>,
}

/// `GET /settings/delivery/history`
pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    let log = delivery::log(visit.app.world(), visit.shop.id, SHOWN).await?;
    let saves = log.into_iter().map(|one| Save {
        at: one.at.to_seconds_text(),
        by: one.by,
        lines: one.said,
    });
    let (layout, desk) = visit.head("宅配便・送料計算の変更履歴", Here::BelowDelivery);
    Ok(Html(LogPage { layout, desk, saves: saves.collect() }).into_response())
}
