//! 受注一覧 (`GET /orders`): fifty orders a page, newest first, or the one that was looked for.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::clock::{DAY, Timestamp};
use shop::order::List;
use shop::order::list::{self, ListQuery, OrderRow, Owner, RowPayment, Search};
use shop::payment::{Liability, Settled};

use super::super::{Desk, Here, SignedIn, Tid, desk, text};
use super::bulk::{Bar, Tick};
use super::todo::{Facts, Todo, todo};
use crate::form::Query;
use crate::host::AtShop;
use crate::respond::{Html, see_other};
use crate::{App, Fault, Layout};

/// A hold can be captured for so many days.
const HOLD_DAYS: i64 = 60;

#[derive(Template)]
#[template(path = "admin/orders/index.html")]
pub(crate) struct OrdersPage {
    pub layout: Layout,
    pub desk: Desk,
    pub rows: Vec<Row>,
    /// What can be done to those that are chosen; none for who may not.
    pub bulk: Option<Bar>,
    /// What was typed into 外部決済注文番号.
    pub trade: String,
    /// Why that is no 取引ID.
    pub trade_error: Option<&'static str>,
    /// What the rows were narrowed down to, in words.
    pub narrowed: Option<String>,
    /// Address of the page that follows.
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub is_later: bool,
}

/// One order in the table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub href: String,
    pub number: String,
    pub inner: String,
    pub placed_at: String,
    pub total: String,
    pub buyer: String,
    /// 会員ID, 退会済み or ゲスト.
    pub whose: String,
    pub method: String,
    pub trade: Option<Tid>,
    pub badges: Vec<Badge>,
    pub todo: Vec<Todo>,
    /// Chooses it for 受注一括処理.
    pub tick: Tick,
}

/// State in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Badge {
    pub tone: &'static str,
    pub icon: Option<&'static str>,
    pub text: String,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The head's search: a number or a 取引ID.
    #[serde(default)]
    q: String,
    /// 外部決済注文番号.
    #[serde(default)]
    trade: String,
    /// Where the page before ended.
    #[serde(default)]
    after: String,
}

/// `GET /`: the work begins with the first entry of the person's menu.
pub(crate) async fn home(SignedIn(staff): SignedIn) -> Response {
    see_other(desk::home(staff.role))
}

/// `GET /orders`
pub(crate) async fn show(
    State(app): State<App>,
    AtShop(shop): AtShop,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let by_trade = Search::trade(&asked.trade);
    let is_no_trade = by_trade.is_none() && !asked.trade.trim().is_empty();
    let search = by_trade.or_else(|| Search::parse(&asked.q));
    let after = asked.after.parse().ok();
    let query = ListQuery { list: List::Open, search: search.clone(), after };
    let page = list::list(app.world(), &shop, query).await?;
    let now = app.world().now();
    let mut desk = Desk::of(&staff, Here::Orders);
    desk.search = asked.q;
    let view = OrdersPage {
        layout: Layout::admin(&app, &shop, text::ORDERS).script("admin.js"),
        bulk: Bar::of(desk.role, page.rows.iter().map(|row| row.order_id)),
        desk,
        rows: page.rows.iter().map(|row| Row::of(row, List::Open, now)).collect(),
        trade: asked.trade,
        trade_error: is_no_trade.then_some(text::TRADE_WRONG),
        narrowed: search.map(|search| match search {
            Search::Trade(trade) => format!("取引ID：{trade}"),
            Search::Number(number) => format!("注文番号：{number}"),
        }),
        next: page.next.map(|key| format!("/orders?after={key}")),
        is_later: after.is_some(),
    };
    let status = if is_no_trade { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, Html(view)).into_response())
}

impl Row {
    pub(crate) fn of(row: &OrderRow, list: List, now: Timestamp) -> Row {
        Row {
            href: format!("/orders/{}", row.order_id),
            tick: Tick { order: row.order_id.0, number: row.number.clone(), total: row.total.0 },
            number: row.number.clone(),
            inner: row.order_id.to_string(),
            placed_at: row.placed_at.to_minutes_text(),
            total: row.total.to_string(),
            buyer: row.buyer_name.clone(),
            whose: whose(row.member.as_ref()),
            method: row.method_name.clone(),
            trade: row.payment.as_ref().map(|payment| Tid::of(&payment.trade)),
            badges: row.payment.as_ref().map_or_else(Vec::new, |payment| badges(payment, now)),
            todo: todo(Facts {
                list,
                payment: row.payment.as_ref().map(|payment| payment.state),
                is_free: row.is_free,
                is_checked: row.is_checked,
                is_shipped: row.is_shipped,
            }),
        }
    }
}

/// 会員ID of whoever ordered.
pub(crate) fn whose(member: Option<&Owner>) -> String {
    match member {
        None => "ゲスト".to_owned(),
        Some(owner) if owner.login.is_empty() => "退会済み".to_owned(),
        Some(owner) => owner.login.clone(),
    }
}

fn badges(payment: &RowPayment, now: Timestamp) -> Vec<Badge> {
    let state = |tone, icon| Badge { tone, icon, text: text::state(payment.state).to_owned() };
    let mut badges = vec![match payment.state {
        Settled::Held => state("info", None),
        Settled::Captured => state("ok", Some("check")),
        Settled::Cancelled => state("", Some("cross")),
    }];
    if payment.in_flight {
        badges.push(Badge { tone: "warn", icon: Some("clock"), text: "確認中".to_owned() });
    }
    if payment.three_ds.liability() == Liability::Issuer {
        badges.push(Badge { tone: "ok", icon: Some("shield"), text: "3DS".to_owned() });
    }
    if payment.state == Settled::Held {
        badges.push(deadline(payment.authorized_at, now).badge());
    }
    badges
}

/// Until when a hold can be captured. Shown only: Paygent itself decides what is too late (DESIGN
/// section 5).
pub(crate) fn deadline(authorized_at: Timestamp, now: Timestamp) -> Deadline {
    let until = authorized_at.after(HOLD_DAYS * DAY);
    let days = until.in_japan().date().since(now.in_japan().date());
    let days = days.map_or(0, |span| i64::from(span.get_days()));
    let text = until.to_minutes_text();
    let day = text.split(' ').next().unwrap_or_default().to_owned();
    Deadline { day, days }
}

/// A day, and how far off it is.
pub(crate) struct Deadline {
    day: String,
    days: i64,
}

impl Deadline {
    /// `売上確定の期限は 2027/01/23(土)、あと60日です。`
    pub(crate) fn sentence(&self) -> String {
        match self.days {
            ..0 => format!("売上確定の期限 {} を過ぎています。", self.day),
            0 => format!("売上確定の期限は今日、{} です。", self.day),
            days => format!("売上確定の期限は {}、あと{days}日です。", self.day),
        }
    }

    /// Plain above 14 days, yellow to 4, red below.
    fn badge(&self) -> Badge {
        let (tone, icon) = match self.days {
            ..=3 => ("bad", Some("clock")),
            4..=14 => ("warn", Some("clock")),
            _ => ("plain", None),
        };
        let text = match self.days {
            ..0 => "期限切れ".to_owned(),
            days => format!("残り{days}日"),
        };
        Badge { tone, icon, text }
    }
}

#[cfg(test)]
mod tests {
    use shop::clock::{DAY, HOUR, Timestamp};

    use super::deadline;

    #[test]
    fn days_left_are_counted_by_the_calendar_of_japan() {
        // 2026-11-24 14:05:31 in Japan.
        let made = Timestamp(1_795_496_731_000);
        for (later, tone, badge, sentence) in [
            (0, "plain", "残り60日", "売上確定の期限は 2027/01/23(土)、あと60日です。"),
            (9 * HOUR, "plain", "残り60日", "売上確定の期限は 2027/01/23(土)、あと60日です。"),
            (10 * HOUR, "plain", "残り59日", "売上確定の期限は 2027/01/23(土)、あと59日です。"),
            (46 * DAY, "warn", "残り14日", "売上確定の期限は 2027/01/23(土)、あと14日です。"),
            (57 * DAY, "bad", "残り3日", "売上確定の期限は 2027/01/23(土)、あと3日です。"),
            (60 * DAY, "bad", "残り0日", "売上確定の期限は今日、2027/01/23(土) です。"),
            (61 * DAY, "bad", "期限切れ", "売上確定の期限 2027/01/23(土) を過ぎています。"),
        ] {
            let found = deadline(made, made.after(later));
            let shown = found.badge();
            assert_eq!((shown.tone, shown.text.as_str()), (tone, badge));
            assert_eq!(found.sentence(), sentence);
        }
    }
}
