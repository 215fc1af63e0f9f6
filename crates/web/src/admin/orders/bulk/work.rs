//! 受注一括処理 beside the moves: メール送信, 入金チェック and 受注ステータス; its confirmation and its beginning.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shop::id::{OrderId, StatusId, TemplateId};
use shop::order::moves::{Proposal, propose};
use shop::order::status::{self, Status};
use shop::order::{many, many::All};
use shop::order_mail::{self, Kept, Text, Use};
use shop::staff::Permission;

use super::super::super::letter::Proof;
use super::super::super::settings::Visit;
use super::super::super::{Desk, Here};
use super::super::moves::Fields;
use super::{PATH, RowHead, choose, chosen, words};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

#[derive(Template)]
#[template(path = "admin/orders/bulk/confirm_work.html")]
struct ConfirmPage {
    layout: Layout,
    desk: Desk,
    key: String,
    what: String,
    /// What the form sends of it.
    hidden: Vec<(&'static str, String)>,
    effects: Vec<String>,
    rows: Vec<Row>,
    /// How many will be done.
    ready: usize,
    /// The first mail as it will leave.
    proof: Option<Proof>,
}

struct Row {
    head: RowHead,
    /// What will be done to it, or why nothing.
    does: &'static str,
    is_left_out: bool,
}

/// What can be chosen besides the moves.
#[derive(Clone, Debug, Default)]
pub(super) struct Offers {
    pub templates: Vec<Kept>,
    pub statuses: Vec<Status>,
}

impl Offers {
    pub(super) async fn of(visit: &Visit) -> Result<Offers, store::Error> {
        let (world, shop) = (visit.app.world(), visit.shop.id);
        let templates = order_mail::all(world, shop).await?;
        Ok(Offers { templates, statuses: status::statuses(world, shop).await?.all })
    }

    /// As it is confirmed: the text that the template has now.
    fn confirmed(&self, all: All) -> All {
        match all {
            All::Mail { template, again, .. } => {
                let kept = self.templates.iter().find(|kept| kept.id == template);
                All::Mail { template, version: kept.map_or(0, |kept| kept.version), again }
            }
            other => other,
        }
    }

    /// What will be sent.
    fn text(&self, all: All) -> Option<&Text> {
        let All::Mail { template, .. } = all else { return None };
        self.templates.iter().find(|kept| kept.id == template).map(|kept| &kept.text)
    }

    /// What can be sent to many: フリーメール as it came says nothing.
    pub(super) fn letters(&self) -> impl Iterator<Item = &Kept> {
        let is_blank = |kept: &Kept| kept.used_for == Use::Free && kept.version == 0;
        self.templates.iter().filter(move |kept| !is_blank(kept))
    }

    /// What a run is called.
    pub(super) fn said(&self, all: All) -> String {
        match all {
            All::Mail { template, .. } => {
                let kept = self.templates.iter().find(|kept| kept.id == template);
                format!("{}の送信", kept.map_or("メール", |kept| &kept.name))
            }
            All::Check => "入金チェック".to_owned(),
            All::Status { status: None } => "受注ステータスを外す".to_owned(),
            All::Status { status: Some(id) } => {
                let found = self.statuses.iter().find(|status| status.id == id);
                let name = found.map_or("（廃止）", |status| &status.name);
                format!("受注ステータス：{name}")
            }
        }
    }
}

/// What is to be done, as it was chosen.
pub(super) fn wanted(fields: &Fields) -> Option<All> {
    let value = |wanted: &str| {
        let mut all = fields.iter().filter(|(name, _)| name == wanted);
        all.next_back().map(|(_, value)| value.as_str())
    };
    match value("act")? {
        "mail" => Some(All::Mail {
            template: TemplateId(value("template")?.parse().ok()?),
            version: value("template_version").and_then(|text| text.parse().ok()).unwrap_or(0),
            again: value("again") == Some("on"),
        }),
        "check" => Some(All::Check),
        "status" => {
            let typed = value("status")?;
            let status = typed.parse().ok().map(StatusId);
            (status.is_some() || typed == "none").then_some(All::Status { status })
        }
        _ => None,
    }
}

/// As the form sends it.
fn hidden(all: All) -> Vec<(&'static str, String)> {
    match all {
        All::Mail { template, version, again } => {
            let mut fields = vec![
                ("act", "mail".to_owned()),
                ("template", template.to_string()),
                ("template_version", version.to_string()),
            ];
            fields.extend(again.then(|| ("again", "on".to_owned())));
            fields
        }
        All::Check => vec![("act", "check".to_owned())],
        All::Status { status } => {
            let word = status.map_or_else(|| "none".to_owned(), |id| id.to_string());
            vec![("act", "status".to_owned()), ("status", word)]
        }
    }
}

/// `POST /orders/bulk/confirmation` of one of these.
pub(super) async fn ask(visit: &Visit, all: All, orders: &[OrderId]) -> Result<Response, Fault> {
    forbid(visit, all)?;
    let (world, shop) = (visit.app.world(), visit.shop.id);
    let offers = Offers::of(visit).await?;
    let proposals = propose(world, shop, orders).await?;
    let all = offers.confirmed(all);
    let left_out = many::left_out(world, shop, (all, orders)).await?;
    let (layout, desk) = visit.head("受注一括処理の確認", Here::BelowBulk);
    let rows: Vec<Row> =
        proposals.iter().map(|one| row(all, one, left_out.get(&one.order).copied())).collect();
    let first = rows.iter().find(|row| !row.is_left_out).map(|row| OrderId(row.head.order));
    let proof = match (offers.text(all), first) {
        (Some(text), Some(order)) => {
            let shown = order_mail::preview(world, &visit.shop, order, (text, None)).await;
            shown.ok().map(|preview| Proof::of(&preview))
        }
        _ => None,
    };
    let page = ConfirmPage {
        layout,
        desk,
        key: world.page_key(),
        what: offers.said(all),
        hidden: hidden(all),
        effects: effects(all),
        ready: rows.iter().filter(|row| !row.is_left_out).count(),
        rows,
        proof,
    };
    Ok(Html(page).into_response())
}

/// `POST /orders/bulk/runs` of one of these.
pub(super) async fn begin(visit: &Visit, all: All, fields: &Fields) -> Result<Response, Fault> {
    forbid(visit, all)?;
    let (orders, _) = chosen(fields);
    let key = fields.iter().find(|(name, _)| name == "key").map_or("", |(_, key)| key.as_str());
    let (world, by) = (visit.app.world(), &visit.staff.name);
    let run = match key {
        key if key.is_empty() || key.len() > 64 => None,
        key => many::begin(world, visit.shop.id, (key, all, &orders), by).await?,
    };
    if let Some(run) = run {
        return Ok(see_other(&format!("{PATH}/runs/{run}")));
    }
    let page = choose::page(visit, fields, Some(words::NOTHING_CHOSEN)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn forbid(visit: &Visit, all: All) -> Result<(), Fault> {
    let asks_mails = matches!(all, All::Mail { .. });
    if asks_mails && !visit.staff.role.may(Permission::Mails) {
        return Err(Fault::Forbidden);
    }
    Ok(())
}

fn row(all: All, one: &Proposal, why_not: Option<&str>) -> Row {
    let does = why_not.map_or(
        match all {
            All::Mail { .. } => "送信します",
            All::Check => "済にします",
            All::Status { .. } => "変更します",
        },
        |why| why_not_said(all, why),
    );
    Row { head: RowHead::of(one), does, is_left_out: why_not.is_some() }
}

fn why_not_said(all: All, why: &str) -> &'static str {
    match (all, why) {
        (All::Mail { .. }, many::answer::ALREADY) => "前に送信しているため、見送ります。",
        (_, why) => words::not_worked(why),
    }
}

fn effects(all: All) -> Vec<String> {
    let what = match all {
        All::Mail { again: false, .. } => {
            "お客様へメールを送ります。前に同じメールを送った受注は見送ります。"
        }
        All::Mail { again: true, .. } => {
            "お客様へメールを送ります。前に同じメールを送った受注にも、もう一度送ります。"
        }
        All::Check => "入金チェックを済にします。お客様には何も送りません。",
        All::Status { .. } => "受注ステータスを変更します。お客様には何も送りません。",
    };
    let mut lines = vec![what.to_owned()];
    if matches!(all, All::Mail { template, .. } if Use::of(template) == Use::Shipped) {
        lines.push("出荷済みにしていない受注は見送ります。".to_owned());
    }
    lines.push("この画面を閉じても、最後まで進みます。".to_owned());
    lines
}
