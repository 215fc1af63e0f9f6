//! The home page: what this is, the test cards, the last telegrams.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::acs::grouped;
use crate::card::{Group, Step, TEST_CARDS, TestCard, Tone};
use crate::clock;
use crate::ledger::{LoggedTelegram, telegram as log};
use crate::options::{Neighbour, Profile};
use crate::shared::Shared;

/// Telegrams shown.
const RECENT: i64 = 8;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
                      img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    neighbours: Vec<Neighbour>,
    groups: Vec<Heading>,
    now: String,
    strict: bool,
    control: Option<String>,
    merchant_id: String,
    connect_id: String,
    telegrams: Vec<Telegram>,
}

struct Heading {
    name: &'static str,
    rows: Vec<Row>,
}

struct Row {
    label: &'static str,
    number: &'static str,
    groups: Vec<&'static str>,
    /// Empty: every step succeeds.
    steps: Vec<Said>,
    seen: &'static str,
}

/// A step with the shape beside its colour.
struct Said {
    step: Step,
    tone: &'static str,
    glyph: Option<&'static str>,
}

struct Telegram {
    at: String,
    kind: String,
    name: &'static str,
    outcome: String,
    amount: Option<String>,
    trade: String,
}

/// `GET /`
pub(crate) async fn show(State(shared): State<Arc<Shared>>) -> Response {
    let telegrams = match shared.book.telegrams(RECENT).await {
        Ok(telegrams) => telegrams.into_iter().map(told).collect(),
        Err(error) => {
            tracing::error!(%error, "the ledger could not list telegrams");
            Vec::new()
        }
    };
    let merchant_id = shared.first_merchant.clone();
    let merchant = shared.merchants.find(&merchant_id);
    let connect_id = merchant.map(|merchant| merchant.connect_id.clone()).unwrap_or_default();
    let page = Home {
        neighbours: shared.neighbours(),
        groups: headings(),
        now: clock::shown(shared.clock.now()),
        strict: shared.settings().profile == Profile::Strict,
        control: shared.control_url.clone(),
        connect_id,
        merchant_id,
        telegrams,
    };
    html(StatusCode::OK, &page)
}

fn headings() -> Vec<Heading> {
    [
        (Group::Approved, "通るカード"),
        (Group::Refused, "断られるカード"),
        (Group::ThreeDs, "本人認証（3Dセキュア）の結果"),
        (Group::Unkind, "応答が遅れる・届かない"),
        (Group::Afterwards, "受注のあとで困るカード"),
    ]
    .into_iter()
    .map(|(group, name)| {
        let cards = TEST_CARDS.iter().filter(|card| card.group == group);
        Heading { name, rows: cards.map(row).collect() }
    })
    .collect()
}

fn row(card: &'static TestCard) -> Row {
    Row {
        label: card.label,
        number: card.number,
        groups: card.groups(),
        steps: card.steps().into_iter().map(Said::of).collect(),
        seen: card.seen,
    }
}

impl Said {
    fn of(step: Step) -> Self {
        let (tone, glyph) = match step.tone {
            Tone::Neutral => ("plain", None),
            Tone::Doubt => ("warn", Some("clock")),
            Tone::End => ("bad", Some("bad")),
        };
        Self { step, tone, glyph }
    }
}

/// What each kind is called.
const KINDS: &[(&str, &str)] = &[
    ("020", "オーソリ"),
    ("021", "オーソリ取消"),
    ("022", "売上"),
    ("023", "売上取消"),
    ("025", "カード登録"),
    ("026", "カード削除"),
    ("027", "カード一覧"),
    ("028", "オーソリ変更"),
    ("029", "売上変更"),
    ("091", "差分照会"),
    ("094", "照会"),
    ("116", "カード変更"),
    ("450", "3Dセキュア認証"),
    (log::BY_HAND, "管理画面"),
];

/// What a kind is called; empty for one that is not served.
pub(crate) fn kind_name(kind: &str) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("", |kind| kind.1)
}

/// How a telegram ended, in a word.
pub(crate) fn outcome(telegram: &LoggedTelegram) -> String {
    match telegram.result.as_str() {
        "0" => "正常".to_owned(),
        "1" => format!("エラー {}", telegram.code),
        _ => "応答なし".to_owned(),
    }
}

fn told(telegram: LoggedTelegram) -> Telegram {
    Telegram {
        name: kind_name(&telegram.kind),
        outcome: outcome(&telegram),
        at: telegram.at,
        kind: Some(telegram.kind).filter(|kind| kind != log::BY_HAND).unwrap_or_default(),
        amount: telegram.amount.map(grouped),
        trade: telegram.trading_id,
    }
}

/// A page under the sandbox's own policy.
pub(crate) fn html(status: StatusCode, page: &impl Template) -> Response {
    let text = match page.render() {
        Ok(text) => text,
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=UTF-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (status, headers, text).into_response()
}

/// `GET /assets/{file}`
pub(crate) async fn asset(Path(file): Path<String>) -> Response {
    let (kind, text) = match file.as_str() {
        "sandbox.css" => ("text/css; charset=UTF-8", include_str!("../../assets/sandbox.css")),
        "mark.svg" => ("image/svg+xml", include_str!("../../assets/mark.svg")),
        "copy.js" => ("text/javascript; charset=UTF-8", include_str!("../../assets/copy.js")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}
