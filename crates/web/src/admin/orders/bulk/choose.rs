//! `GET /orders/bulk`: ① 対象 and ② 内容 of the orders that were chosen in a list, and the runs so far.

use askama::Template;
use axum::response::{IntoResponse, Response};
use shop::bulk::{self, Kind, Run, State};
use shop::id::LayoutId;
use shop::numbers;
use shop::order::many;
use shop::order::moves::bulk::{MOST, all_of};
use shop::order::moves::{Move, Proposal, Standing, propose};
use shop::paper::FormKind;

use super::super::super::settings::Visit;
use super::super::super::{Desk, Here};
use super::super::files;
use super::super::moves::Fields;
use super::work::Offers;
use super::{PATH, RowHead, chosen, words};
use crate::form::Query;
use crate::respond::Html;
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/orders/bulk/choose.html")]
struct ChoosePage {
    layout: Layout,
    desk: Desk,
    /// What went wrong before.
    error: Option<&'static str>,
    /// More were chosen than go at once.
    too_many: Option<String>,
    rows: Vec<Chosen>,
    count: usize,
    total: String,
    /// Which acts fit at least one of them: 受注完了, 受注キャンセル, 戻す.
    acts: [bool; 3],
    offers: Offers,
    runs: Vec<RunLine>,
    most: usize,
    /// One opening of the page, for the files that it asks for.
    key: String,
    /// 帳票: word, name, and whether it is ticked at first.
    kinds: Vec<(&'static str, &'static str, bool)>,
    /// 送り状レイアウト.
    layouts: Vec<(LayoutId, String)>,
}

/// One order that was chosen.
struct Chosen {
    head: RowHead,
    is_busy: bool,
}

/// One run of the list.
pub(in super::super) struct RunLine {
    pub href: String,
    pub started_at: String,
    pub by: String,
    pub what: String,
    pub total: i64,
    pub done: i64,
    pub failed: i64,
    pub left_out: i64,
    pub is_running: bool,
}

impl RunLine {
    /// How a run of 問合せ番号の取込 stands.
    pub(in super::super) fn of_numbers(run: &Run) -> RunLine {
        RunLine::of(run, &Offers::default())
    }

    pub(super) fn of(run: &Run, offers: &Offers) -> RunLine {
        RunLine {
            href: format!("{PATH}/runs/{}", run.id),
            started_at: run.started_at.to_minutes_text(),
            by: run.by.clone(),
            what: match run.kind {
                Kind::OrderMove => all_of(run).map(words::all),
                Kind::OrderWork => many::all_of(run).map(|all| offers.said(all)),
                Kind::OrderShip => numbers::all_of(run).map(words::ships),
            }
            .unwrap_or_default(),
            total: run.total(),
            done: run.count(State::Done),
            failed: run.count(State::Failed),
            left_out: run.count(State::LeftOut),
            is_running: run.count(State::Waiting) > 0,
        }
    }
}

/// `GET /orders/bulk`
pub(crate) async fn show(visit: Visit, Query(fields): Query<Fields>) -> Result<Response, Fault> {
    let is_from_list = fields.iter().any(|(name, _)| name == "from");
    let (orders, _) = chosen(&fields);
    let error = (is_from_list && orders.is_empty()).then_some(words::NOTHING_CHOSEN);
    Ok(page(&visit, &fields, error).await?.into_response())
}

/// The page, with what went wrong.
pub(super) async fn page(
    visit: &Visit,
    fields: &Fields,
    error: Option<&'static str>,
) -> Result<impl IntoResponse + use<>, Fault> {
    let (world, shop) = (visit.app.world(), visit.shop.id);
    let (orders, sent) = chosen(fields);
    let proposals = propose(world, shop, &orders).await?;
    let runs = bulk::runs(world, shop).await?;
    let offers = Offers::of(visit).await?;
    let (layout, desk) = visit.head(words::TITLE, Here::Bulk);
    let total: i64 = proposals.iter().map(|one| one.total.0).sum();
    Ok(Html(ChoosePage {
        layout,
        desk,
        error,
        too_many: (sent > MOST).then(|| words::too_many(sent)),
        count: proposals.len(),
        total: shop::money::Yen(total).to_string(),
        acts: Move::ALL.map(|act| proposals.iter().any(|one| act.is_open(one.shown))),
        rows: proposals.iter().map(row).collect(),
        runs: runs.iter().map(|run| RunLine::of(run, &offers)).collect(),
        offers,
        most: MOST,
        key: world.page_key(),
        kinds: FormKind::ALL
            .map(|kind| (kind.word(), kind.name(), kind == FormKind::Delivery))
            .to_vec(),
        layouts: files::layouts(visit).await?,
    }))
}

fn row(one: &Proposal) -> Chosen {
    Chosen { head: RowHead::of(one), is_busy: one.shown.standing == Standing::InFlight }
}
