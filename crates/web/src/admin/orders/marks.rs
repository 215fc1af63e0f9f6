//! What staff note on an order's page: メモ, 入金チェック, 受注ステータス, 出荷.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::id::{OrderId, StatusId};
use shop::order::mark::MarkError;
use shop::order::ship::{Seen, Shipment};
use shop::order::{check, memo, ship, status};

use super::super::settings::Visit;
use super::cards::{Field, Unsaved};
use super::show;
use crate::Fault;
use crate::form::{Form, Path};
use crate::respond::{Html, see_other};

const MEMO_STALE: &str = "ほかの人が先にメモを保存しました。いま保存されている内容を確かめて、もう一度保存してください。";
const SHIP_STALE: &str =
    "ほかの人が先に出荷の記録を変えました。いまの内容を確かめて、もう一度押してください。";

/// What is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    memo: String,
    version: i64,
    act: String,
    status: String,
    seen: String,
    tracking: String,
    shipped: String,
}

/// `POST /orders/{order_id}/memo`
pub(crate) async fn save_memo(
    visit: Visit,
    Path(order): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let (order, by) = (OrderId(order), &visit.staff.name);
    let text = (typed.memo.as_str(), typed.version);
    let saved = memo::save(visit.app.world(), visit.shop.id, order, text, by).await;
    let answered = Answered { order, field: Field::Memo, text: typed.memo, stale: MEMO_STALE };
    answered.with(&visit, saved, "memo").await
}

/// `POST /orders/{order_id}/check`
pub(crate) async fn save_check(
    visit: Visit,
    Path(order): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let (order, on, by) = (OrderId(order), typed.act == "on", &visit.staff.name);
    let saved = check::check(visit.app.world(), visit.shop.id, order, on, by).await;
    plain(order, saved, if on { "checked" } else { "unchecked" })
}

/// `POST /orders/{order_id}/status`
pub(crate) async fn save_status(
    visit: Visit,
    Path(order): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let (order, by) = (OrderId(order), &visit.staff.name);
    let id = |text: &str| text.parse().ok().map(StatusId);
    let wanted = (id(&typed.status), id(&typed.seen));
    let saved = status::choose(visit.app.world(), visit.shop.id, order, wanted, by).await;
    plain(order, saved, "status")
}

/// `POST /orders/{order_id}/shipment`
pub(crate) async fn save_shipment(
    visit: Visit,
    Path(order): Path<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let (order, by) = (OrderId(order), &visit.staff.name);
    let (wanted, answer) = match typed.act.as_str() {
        "undo" => (Shipment::Undone, "unshipped"),
        "number" => (Shipment::Number, "tracking"),
        _ => (Shipment::Sent, "shipped"),
    };
    let seen = Seen { shipped: typed.shipped == "on", tracking: typed.seen };
    let all = (wanted, typed.tracking.as_str(), &seen);
    let saved = ship::ship(visit.app.world(), visit.shop.id, order, all, by).await;
    let (field, text) = (Field::Tracking, typed.tracking);
    Answered { order, field, text, stale: SHIP_STALE }.with(&visit, saved, answer).await
}

/// A mark of which nothing typed can be lost.
fn plain(order: OrderId, saved: Result<(), MarkError>, done: &str) -> Result<Response, Fault> {
    let answer = match saved {
        Ok(()) => done,
        Err(MarkError::Closed(_)) => "closed",
        Err(MarkError::Stale) => "stale",
        Err(MarkError::Wrong(_)) => "gone",
        Err(MarkError::Gone) => return Err(Fault::NotFound),
        Err(MarkError::Store(error)) => return Err(error.into()),
    };
    Ok(see_other(&format!("/orders/{order}?act=mark&answer={answer}")))
}

/// A mark with something typed, which comes back with the page.
struct Answered {
    order: OrderId,
    field: Field,
    text: String,
    stale: &'static str,
}

impl Answered {
    async fn with(
        self,
        visit: &Visit,
        saved: Result<(), MarkError>,
        done: &str,
    ) -> Result<Response, Fault> {
        let (error, is_stale) = match saved {
            Err(MarkError::Wrong(error)) => (error.message, false),
            Err(MarkError::Stale) => (self.stale.to_owned(), true),
            other => return plain(self.order, other, done),
        };
        let unsaved = Unsaved { field: self.field, text: self.text, error, is_stale };
        let page = show::page(visit, self.order, Some(unsaved)).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
    }
}

/// The answer on the order's page.
pub(crate) fn answer(word: &str) -> Option<(bool, &'static str)> {
    Some(match word {
        "memo" => (true, "メモを保存しました。"),
        "checked" => (true, "入金チェックを済にしました。"),
        "unchecked" => (true, "入金チェックを外しました。"),
        "status" => (true, "受注ステータスを変更しました。"),
        "shipped" => (true, "出荷済みにしました。"),
        "unshipped" => (true, "出荷の記録を取り消しました。"),
        "tracking" => (true, "問合せ番号を変更しました。"),
        "mailed" => (true, "メールを送信しました。"),
        "mailed-again" => (true, "このメールは、もう送信しています。"),
        "no-papers" => (false, "出力する帳票を選んでください。"),
        "no-slip" => (
            false,
            "送り状データを作れません。キャンセルした受注か、宅配便の設定で送り状のソフトが選ばれていません。",
        ),
        "closed" => (
            false,
            "いまの受注状況では変えられません。「受注一覧へ戻す」を押してから変えてください。",
        ),
        "stale" => (
            false,
            "ほかの人が先に受注ステータスを変えました。いまの内容を確かめて、もう一度選んでください。",
        ),
        "gone" => (false, "この受注ステータスはなくなりました。選び直してください。"),
        _ => return None,
    })
}
