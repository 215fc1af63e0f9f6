//! `POST /orders/bulk/confirmation`: ③ 確認, every order with its caution; and
//! `POST /orders/bulk/runs`, which begins the run.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shop::id::OrderId;
use shop::order::moves::bulk::{All, Chosen, One, begin as begin_run, cautions};
use shop::order::moves::{Along, Caution, Move, Proposal, Standing, propose};
use shop::staff::Permission;

use super::super::super::settings::Visit;
use super::super::super::{Desk, Here, step_up};
use super::super::move_form::CautionRow;
use super::super::move_words;
use super::super::moves::Fields;
use super::{PATH, RowHead, choose, chosen, wanted, words, work};
use crate::form::Form;
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/orders/bulk/confirm.html")]
struct ConfirmPage {
    layout: Layout,
    desk: Desk,
    error: Option<&'static str>,
    /// One sending of this page.
    key: String,
    /// What is to be done, in words and as the form sends it.
    what: String,
    act: &'static str,
    along: Option<&'static str>,
    with_stock: bool,
    effects: Vec<String>,
    rows: Vec<Row>,
    /// How many will be done without a word.
    ready: usize,
}

/// One order.
struct Row {
    head: RowHead,
    shown: String,
    /// What will be done to it.
    does: String,
    cautions: Vec<CautionRow>,
    /// Why it is left out in any case.
    left_out: Option<&'static str>,
}

/// `POST /orders/bulk/confirmation`
pub(crate) async fn ask(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Fault> {
    let (orders, _) = chosen(&fields);
    if let (Some(all), false) = (work::wanted(&fields), orders.is_empty()) {
        return work::ask(&visit, all, &orders).await;
    }
    let (Some(all), false) = (wanted(&fields), orders.is_empty()) else {
        let error = if orders.is_empty() { words::NOTHING_CHOSEN } else { words::NO_ACT };
        let page = choose::page(&visit, &fields, Some(error)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let page = page(&visit, all, &orders, None).await?;
    Ok(Html(page).into_response())
}

/// `POST /orders/bulk/runs`
pub(crate) async fn begin(visit: Visit, Form(fields): Form<Fields>) -> Result<Response, Fault> {
    let (orders, _) = chosen(&fields);
    if let Some(all) = work::wanted(&fields) {
        return work::begin(&visit, all, &fields).await;
    }
    let (Some(all), false) = (wanted(&fields), orders.is_empty()) else {
        let page = choose::page(&visit, &fields, Some(words::NOTHING_CHOSEN)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    if all.along.is_some() && !visit.staff.role.may(Permission::Money) {
        return Err(Fault::Forbidden);
    }
    let all_chosen = sent(&fields, &orders);
    if refunds(all, &all_chosen) && !visit.session.is_fresh(visit.app.world().now()) {
        let path = format!("{PATH}/runs");
        return Ok(step_up::ask_with(&visit.app, &visit.shop, &visit.session, &path, &fields));
    }
    let key = value(&fields, "key").filter(|key| key.len() <= 64).unwrap_or_default();
    let (world, by) = (visit.app.world(), &visit.staff.name);
    let run = match key {
        "" => None,
        key => begin_run(world, visit.shop.id, (key, all, &all_chosen), by).await?,
    };
    match run {
        Some(run) => Ok(see_other(&format!("{PATH}/runs/{run}"))),
        None => {
            let page = page(&visit, all, &orders, Some(words::NOTHING_LEFT)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// What the page sent of each order; one without its standing was not on the page.
fn sent(fields: &Fields, orders: &[OrderId]) -> Vec<Chosen> {
    let one = |order: &OrderId| {
        let shown = value(fields, &format!("shown_{order}"))?.parse().ok()?;
        let name = format!("caution_{order}");
        let words = fields.iter().filter(|(one, _)| *one == name);
        let acknowledged = words.filter_map(|(_, word)| Caution::from_word(word)).collect();
        Some(Chosen { order: *order, one: One { shown, acknowledged } })
    };
    orders.iter().filter_map(one).collect()
}

/// Whether money goes back: a hold only lets it go.
fn refunds(all: All, chosen: &[Chosen]) -> bool {
    let captured = [Standing::Captured, Standing::CapturedDiffers];
    let is_captured = |one: &Chosen| captured.contains(&one.one.shown.standing);
    all.along == Some(Along::CancelPayment) && chosen.iter().any(is_captured)
}

fn value<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
}

async fn page(
    visit: &Visit,
    all: All,
    orders: &[OrderId],
    error: Option<&'static str>,
) -> Result<ConfirmPage, Fault> {
    let world = visit.app.world();
    let proposals = propose(world, visit.shop.id, orders).await?;
    let (layout, desk) = visit.head("受注一括処理の確認", Here::BelowBulk);
    let rows: Vec<Row> = proposals.iter().map(|one| row(all, one)).collect();
    Ok(ConfirmPage {
        layout,
        desk,
        error,
        key: world.page_key(),
        what: words::all(all),
        act: all.act.word(),
        along: all.along.map(|_| all.act.word()),
        with_stock: all.with_stock,
        effects: effects(all, &proposals),
        ready: rows.iter().filter(|row| row.left_out.is_none() && row.cautions.is_empty()).count(),
        rows,
    })
}

fn row(all: All, one: &Proposal) -> Row {
    let left_out = match one.shown.standing {
        Standing::InFlight => Some("処理中のため、対象外です。"),
        _ if !all.act.is_open(one.shown) => {
            Some("この受注状況からは移動できないため、対象外です。")
        }
        _ => None,
    };
    let caution = |caution: Caution| {
        let (what, follows, label) = move_words::caution(caution);
        CautionRow { word: caution.word(), what, follows, label, is_checked: false }
    };
    Row {
        head: RowHead::of(one),
        shown: one.shown.to_string(),
        does: words::does(all, one.verdict(all.act).along),
        cautions: match left_out {
            Some(_) => Vec::new(),
            None => cautions(all, one.shown).into_iter().map(caution).collect(),
        },
        left_out,
    }
}

fn effects(all: All, proposals: &[Proposal]) -> Vec<String> {
    let mut lines = vec![format!("受注が{}へ移ります。", all.act.to().name())];
    let fits = |one: &&Proposal| all.along.is_some() && one.verdict(all.act).along == all.along;
    let count = proposals.iter().filter(fits).count();
    lines.extend(all.along.filter(|_| count > 0).map(|along| match along {
        Along::Capture => {
            format!("{count}件は、先に売上を確定します。断られた受注は移動しません。")
        }
        Along::CancelPayment => format!(
            "{count}件は、先に決済をキャンセルします（消込済は返金）。断られた受注は移動しません。"
        ),
    }));
    match (all.act, all.with_stock) {
        (Move::Complete, _) => {}
        (Move::Cancel, true) => lines.push("在庫を戻します。".to_owned()),
        (Move::Cancel, false) => lines.push("在庫は戻しません。".to_owned()),
        (Move::Reopen, _) => {
            lines.push(
                "受注キャンセルで戻した在庫を、もう一度引きます。足りない受注は戻しません。"
                    .to_owned(),
            );
        }
    }
    lines.push("お客様へのメールは送りません。".to_owned());
    lines.push("この画面を閉じても、最後まで進みます。".to_owned());
    lines
}
