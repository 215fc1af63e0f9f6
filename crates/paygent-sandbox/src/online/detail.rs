//! One payment: all of it, what it is related to, what it has caused, what can be done with it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use store::Tx;

use super::deed::Deed;
use super::page::{Fault, html};
use super::record::{Logged, Post};
use super::signed::Signed;
use super::view::{Desk, Payment, name};
use crate::clock::{self, Millis};
use crate::ledger::notice;
use crate::ledger::telegram;
use crate::ledger::trade::{self, Entry};
use crate::ledger::{amount, machine};
use crate::shared::Shared;

/// Lines of the log that are shown.
const LOG_MAX: i64 = 100;

#[derive(Template)]
#[template(path = "online/detail.html")]
struct Detail {
    desk: Desk,
    /// The answer to what was done just now.
    done: Option<String>,
    payment: Payment,
    facts: Vec<(&'static str, String)>,
    offers: Vec<Offer>,
    /// The other payments under the same id.
    rows: Vec<Payment>,
    notices: Vec<Post>,
    log: Vec<Logged>,
}

/// Something that can be done with it now.
struct Offer {
    path: &'static str,
    label: &'static str,
    kind: &'static str,
}

/// What has just been done, if anything.
#[derive(Deserialize)]
pub(super) struct Just {
    done: Option<String>,
}

/// `GET /online/payments/{payment_id}`
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Signed(merchant): Signed,
    Path(payment_id): Path<String>,
    Query(just): Query<Just>,
) -> Result<Response, Fault> {
    let now = shared.clock.now();
    let entry = find(&shared, &merchant.merchant_id, &payment_id).await?;
    let (of, wanted) = (merchant.merchant_id.clone(), entry.clone());
    let around = move |tx: &mut dyn Tx| {
        let others = trade::by_trading_id(tx, &of, &wanted.trading_id)?;
        let notices = notice::of_payment(tx, &of, wanted.payment_id)?;
        let log = telegram::about(tx, &of, wanted.payment_id, &wanted.trading_id, LOG_MAX)?;
        Ok::<_, store::Error>((others, notices, log))
    };
    let (others, notices, log) = shared.book.store.read(around).await?;
    let others = others.into_iter().rev().filter(|other| other.payment_id != entry.payment_id);
    let page = Detail {
        desk: Desk { merchant_id: merchant.merchant_id.clone(), place: "search" },
        done: just.done.as_deref().and_then(|what| done(what, &entry)),
        payment: Payment::of(&entry),
        facts: facts(&entry),
        offers: offers(&shared, &entry),
        rows: others.map(|other| Payment::of(&other.grown_by(now))).collect(),
        notices: notices.iter().map(|told| Post::of(told, now)).collect(),
        log: log.into_iter().map(Logged::of).collect(),
    };
    Ok(html(StatusCode::OK, &page))
}

/// A merchant's payment, as old as it is now.
pub(super) async fn find(
    shared: &Shared,
    merchant_id: &str,
    payment_id: &str,
) -> Result<Entry, Fault> {
    let number = payment_id.parse().map_err(|_| Fault::NotFound)?;
    let (merchant_id, now) = (merchant_id.to_owned(), shared.clock.now());
    let find = move |tx: &mut dyn Tx| trade::by_payment_id(tx, &merchant_id, number);
    let found = shared.book.store.read(find).await?;
    Ok(found.ok_or(Fault::NotFound)?.grown_by(now))
}

fn done(what: &str, entry: &Entry) -> Option<String> {
    let says = match what {
        "capture" => "売上を行いました。",
        "cancel" => "取消を行いました。",
        "amount" => "金額を変更しました。これが変更後の決済です。",
        _ => return None,
    };
    Some(format!("{says}いまの状況は「{}」です。", name(entry.status)))
}

/// What the head of the page does not say; what is empty is left out.
fn facts(entry: &Entry) -> Vec<(&'static str, String)> {
    let time = |at: Option<Millis>| at.map(clock::shown).unwrap_or_default();
    let class = match (entry.payment_class.as_str(), entry.split_count.as_str()) {
        ("10", _) => "一括".to_owned(),
        ("61", count) => format!("分割 {count}回"),
        ("80", _) => "リボルビング".to_owned(),
        ("23", _) => "ボーナス一括".to_owned(),
        (class, _) => class.to_owned(),
    };
    let limit = machine::ages(entry.status, entry.times);
    let limit = limit.map(|(at, status)| format!("{}（{}）", clock::shown(at), name(status)));
    let (month, year) = entry.card.valid_term.split_at_checked(2).unwrap_or_default();
    let three_ds = match entry.three_ds.as_str() {
        "" => "なし".to_owned(),
        auth_id => auth_id.to_owned(),
    };
    let attempt = match entry.attempt_kbn.as_str() {
        "0" => "0 正常",
        "1" => "1 注意",
        other => other,
    };
    let all = [
        ("支払区分", class),
        ("カード", format!("{} {}", entry.card.brand.name(), entry.card.masked)),
        ("有効期限", format!("{month}月／20{year}年")),
        ("顧客ID", entry.stored.0.clone()),
        ("顧客カードID", entry.stored.1.clone()),
        ("3Dセキュア認証ID", three_ds),
        ("Attempt区分", attempt.to_owned()),
        ("受付", clock::shown(entry.times.began)),
        ("オーソリ", time(entry.times.authorised)),
        ("売上", time(entry.times.captured)),
        ("取消", time(entry.times.cancelled)),
        ("この状況の期限", limit.unwrap_or_default()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn offers(shared: &Shared, entry: &Entry) -> Vec<Offer> {
    let settlement = shared.settings().settlement;
    let now = shared.clock.now();
    let can = |deed: Deed| entry.clone().after(deed.act(entry.status), settlement, now).is_ok();
    let changes = |subject| amount::replacement(subject, entry.status, settlement).is_ok();
    let mut offers = Vec::new();
    if can(Deed::Capture) {
        offers.push(Offer { path: "capture", label: "売上へ進む", kind: "primary" });
    }
    if changes(amount::Subject::Hold) || changes(amount::Subject::Sale) {
        offers.push(Offer { path: "amount", label: "金額変更へ進む", kind: "" });
    }
    if can(Deed::Cancel) {
        offers.push(Offer { path: "cancel", label: "取消へ進む", kind: "danger" });
    }
    offers
}
