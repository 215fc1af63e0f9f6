//! `/member/orders`: ご注文状況・履歴.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::{Method, Paying, Recipient};
use shop::clock::Timestamp;
use shop::id::OrderId;
use shop::member::{self, OrderKey, OrderPage, OrderRow};
use shop::money::Yen;
use shop::order::List;
use shop::order::show::OrderDetail;

use super::{Signed, words};
use crate::form::{Form, Path, Query};
use crate::respond::Html;
use crate::storefront::picture;
use crate::storefront::receipt::{self, ReceiptCard, WantedReceipt};
use crate::{App, Fault, Layout};

/// The list.
#[derive(Debug, Template)]
#[template(path = "storefront/member/orders.html")]
pub(crate) struct OrdersPage {
    layout: Layout,
    rows: Vec<Row>,
    next: Option<String>,
}

/// One order of it, and the newest one on マイページTOP.
#[derive(Debug)]
pub(crate) struct Row {
    pub href: String,
    pub number: String,
    pub state: Standing,
    pub placed_at: String,
    pub goods: String,
    pub picture: Option<String>,
    pub arrival: Option<String>,
    pub total: String,
}

/// How an order stands, in a word, a tone and a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub tone: &'static str,
    pub icon: &'static str,
    pub text: &'static str,
}

/// What a buyer reads of an order's list and method.
pub(super) fn state(list: List, method: Option<Method>) -> Standing {
    let (tone, icon, text) = match (list, method) {
        (List::Open, Some(Method::Bank)) => ("warn", "i-clock", "ご入金待ち・発送準備中"),
        (List::Open, Some(Method::InStore)) => ("warn", "i-clock", "お渡しの準備中"),
        (List::Open, Some(Method::Card | Method::Cod) | None) => ("warn", "i-truck", "発送準備中"),
        (List::Completed, _) => ("ok", "i-check", "完了"),
        (List::Cancelled, _) => ("", "i-bad", "キャンセル"),
    };
    Standing { tone, icon, text }
}

impl Row {
    pub(super) fn of(row: &OrderRow) -> Row {
        let goods = match row.others {
            0 => row.first.clone(),
            others => format!("{} ほか{others}点", row.first),
        };
        let is_coming = row.list == List::Open;
        Row {
            href: format!("/member/orders/{}", row.order_id),
            number: row.number.clone(),
            state: state(row.list, row.method),
            placed_at: row.placed_at.to_minutes_text(),
            goods,
            picture: row.picture.as_deref().map(picture::href),
            arrival: row.arrival.clone().filter(|_| is_coming),
            total: if row.is_open_priced {
                format!("{}＋送料", row.total)
            } else {
                row.total.to_string()
            },
        }
    }
}

#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    /// `時刻.番号` of the last order before.
    below: Option<String>,
}

/// `GET /member/orders`
pub(crate) async fn list(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let below = asked.below.as_deref().and_then(key);
    let page = member::orders(app.world(), signed.shop(), &signed.member, below).await?;
    let layout = signed.layout(&app, words::ORDERS).await?;
    Ok(Html(OrdersPage::of(layout, &page)).into_response())
}

fn key(text: &str) -> Option<OrderKey> {
    let (at, id) = text.split_once('.')?;
    Some(OrderKey { placed_at: Timestamp(at.parse().ok()?), order_id: OrderId(id.parse().ok()?) })
}

impl OrdersPage {
    pub(super) fn of(layout: Layout, page: &OrderPage) -> OrdersPage {
        let next = page
            .next
            .map(|key| format!("/member/orders?below={}.{}", key.placed_at.0, key.order_id));
        OrdersPage { layout, rows: page.rows.iter().map(Row::of).collect(), next }
    }
}

/// One order.
#[derive(Debug, Template)]
#[template(path = "storefront/member/order.html")]
pub(crate) struct OrderView {
    layout: Layout,
    number: String,
    state: Standing,
    placed_at: String,
    lines: Vec<Line>,
    has_reduced: bool,
    sums: Vec<(String, String)>,
    total: String,
    method: String,
    split: Option<String>,
    carrier: String,
    wish: Option<String>,
    recipient: String,
    address: String,
    receipt: ReceiptCard,
}

#[derive(Debug)]
struct Line {
    name: String,
    reduced: bool,
    price: String,
    quantity: i64,
    amount: String,
}

/// `GET /member/orders/{order_id}`: of others' orders it is as if there were none.
pub(crate) async fn show(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, Fault> {
    let (order, layout) = open(&app, &signed, OrderId(id)).await?;
    let card = card(&app, &signed, order.order_id).await?;
    Ok(Html(OrderView::of(layout, &order, card)).into_response())
}

/// `POST /member/orders/{order_id}/receipt`: 領収書.
pub(crate) async fn receipt(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(wanted): Form<WantedReceipt>,
) -> Result<Response, Fault> {
    let (order, layout) = open(&app, &signed, OrderId(id)).await?;
    match receipt::issue(&app, signed.shop(), order.order_id, &wanted).await? {
        Ok(file) => Ok(file),
        Err(why) => {
            let card = card(&app, &signed, order.order_id).await?.with(&wanted, why);
            let page = OrderView::of(layout, &order, card);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

async fn open(app: &App, signed: &Signed, id: OrderId) -> Result<(OrderDetail, Layout), Fault> {
    let order = member::order(app.world(), signed.shop(), &signed.member, id).await?;
    let order = order.ok_or(Fault::NotFound)?;
    let layout = signed.layout(app, &format!("ご注文 {}", order.number)).await?;
    Ok((order, layout))
}

async fn card(app: &App, signed: &Signed, id: OrderId) -> Result<ReceiptCard, Fault> {
    ReceiptCard::of(app, signed.shop(), id, format!("/member/orders/{id}/receipt")).await
}

impl OrderView {
    pub(super) fn of(layout: Layout, order: &OrderDetail, receipt: ReceiptCard) -> OrderView {
        let checkout = &order.checkout;
        let address = checkout.shipping_address();
        let lines = order.lines.iter().map(|line| Line {
            name: line.name.clone(),
            reduced: line.rate.is_reduced(),
            price: line.unit_price.to_string(),
            quantity: line.quantity,
            amount: line.amount().to_string(),
        });
        let lines: Vec<Line> = lines.collect();
        let shipping = order.shipping.map_or("別途ご連絡".to_owned(), |fee| fee.to_string());
        let fee = (order.fee.0 != 0).then(|| ("手数料".to_owned(), order.fee.to_string()));
        let taken =
            |label: &str, yen: i64| (yen != 0).then(|| (label.to_owned(), Yen(yen).to_string()));
        let discount = taken("値引き", -order.discount.0);
        let adjustment = taken("金額調整", order.adjustment.0);
        let sums = [("小計".to_owned(), order.goods.to_string()), ("送料".to_owned(), shipping)];
        OrderView {
            layout,
            number: order.number.clone(),
            state: state(order.list, order.method),
            placed_at: order.placed_at.to_minutes_text(),
            has_reduced: lines.iter().any(|line| line.reduced),
            lines,
            sums: sums.into_iter().chain(fee).chain(discount).chain(adjustment).collect(),
            total: match order.shipping {
                Some(_) => order.total.to_string(),
                None => format!("{}＋送料", order.total),
            },
            method: order.method_name.clone(),
            split: checkout.pay.split().map(|split| split.to_string()),
            carrier: order.carrier_name.clone(),
            wish: checkout.arrival.text(),
            recipient: checkout
                .recipient
                .as_ref()
                .map_or_else(|| checkout.buyer.name(), Recipient::name),
            address: format!("〒{} {}", address.postal_text(), address.line()),
            receipt,
        }
    }
}
