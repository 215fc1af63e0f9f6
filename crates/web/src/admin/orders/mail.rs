//! メール送信 from an order: the text as it will leave, looked at, changed and sent (R-150, R-151,
//! 配送通知メール takes 問合せ番号 and 出荷済み along.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use shop::checkout::FieldError;
use shop::id::{OrderId, TemplateId};
use shop::order::List;
use shop::order::mark::MarkError;
use shop::order::may::Function;
use shop::order::ship::Seen;
use shop::order::show::{self, OrderDetail};
use shop::order_mail::{
    self, Before, Kept, Preview, SendError, Sent, Text, Use, Wanted, WantedShipment,
};
use shop::payment::Settled;

use super::super::letter::{AsFragment, Editor, Proof, ProofFragment};
use super::super::settings::Visit;
use super::super::{Desk, Here};
use crate::form::{Form, Path, Query};
use crate::respond::{Html, see_other};
use crate::{Fault, Layout};

const SHIP_STALE: &str =
    "ほかの人が先に出荷の記録を変えました。いまの内容を確かめて、もう一度送信してください。";
const SHIP_CLOSED: &str = "受注状況が変わったため、問合せ番号と出荷を保存できません。何も送信していません。\
     もう一度「メール送信」を押すと、いま保存されている問合せ番号で送ります。";

#[derive(Template)]
#[template(path = "admin/orders/mail.html")]
pub(crate) struct MailPage {
    pub layout: Layout,
    pub desk: Desk,
    pub order: OrderId,
    pub template: TemplateId,
    pub name: String,
    /// Of this page: sent twice, it sends one mail.
    pub key: String,
    pub editor: Editor,
    pub shipment: Option<Shipment>,
    /// What to think of before sending.
    pub cautions: Vec<String>,
    /// How many fields have errors.
    pub wrong: usize,
    /// What is wrong and stands beside no field.
    pub problem: Option<&'static str>,
    /// There is somebody to send it to.
    pub has_address: bool,
}

/// Letters of a page's key.
const KEY_MAX: usize = 64;

/// 問合せ番号 and 出荷済みにする.
#[derive(Clone, Debug)]
pub(crate) struct Shipment {
    pub tracking: String,
    /// 問合せ番号 as saved when the page was opened.
    pub seen: String,
    /// It had left already.
    pub was_shipped: bool,
    pub ships: bool,
    pub error: Option<String>,
    /// What somebody else saved meanwhile.
    pub theirs: Option<String>,
}

/// What is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    act: String,
    key: String,
    subject: String,
    body: String,
    /// Only where the page asked for it.
    tracking: Option<String>,
    seen: String,
    shipped: String,
    ships: String,
}

/// What the order's page hands over.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Came {
    /// 問合せ番号 as it was typed there.
    tracking: Option<String>,
}

/// What a page is made of.
struct Opened {
    detail: OrderDetail,
    kept: Kept,
    before: Vec<Before>,
}

/// `GET /orders/{order_id}/mails/{template_id}`
pub(crate) async fn show(
    visit: Visit,
    Path((order, template)): Path<(i64, i64)>,
    Query(came): Query<Came>,
) -> Result<Response, Fault> {
    let opened = open(&visit, order, template).await?;
    let work = &opened.detail.work;
    let typed = Typed {
        key: visit.app.world().page_key(),
        subject: opened.kept.text.subject.clone(),
        body: opened.kept.text.body.clone(),
        tracking: Some(came.tracking.unwrap_or_else(|| work.tracking.clone())),
        seen: work.tracking.clone(),
        shipped: if work.shipped_at.is_some() { "on" } else { "" }.to_owned(),
        ships: if work.shipped_at.is_none() { "on" } else { "" }.to_owned(),
        ..Typed::default()
    };
    let proof = proof(&visit, &opened, &typed).await?;
    Ok(Html(page(&visit, opened, &typed, proof)).into_response())
}

/// `POST /orders/{order_id}/mails/{template_id}`
pub(crate) async fn submit(
    visit: Visit,
    Path((order, template)): Path<(i64, i64)>,
    AsFragment(fragment): AsFragment,
    Form(typed): Form<Typed>,
) -> Result<Response, Fault> {
    let opened = open(&visit, order, template).await?;
    if typed.act == "preview" {
        let proof = proof(&visit, &opened, &typed).await?;
        if fragment {
            return Ok(Html(ProofFragment { proof: proof.shown }).into_response());
        }
        return Ok(Html(page(&visit, opened, &typed, proof)).into_response());
    }
    let wanted = Wanted {
        template: opened.kept.id,
        text: typed.text(),
        key: match typed.key.as_str() {
            "" => visit.app.world().page_key(),
            key => key.chars().take(KEY_MAX).collect(),
        },
        shipment: typed.shipment(),
    };
    let (world, by) = (visit.app.world(), &visit.staff.name);
    let sent = order_mail::send(world, &visit.shop, OrderId(order), wanted, by).await;
    let refused = match sent {
        Ok(sent) => {
            let answer = if sent == Sent::Queued { "mailed" } else { "mailed-again" };
            return Ok(see_other(&format!("/orders/{order}?act=mark&answer={answer}")));
        }
        Err(error) => refused(error)?,
    };
    // What somebody else noted meanwhile is what counts from now on.
    let opened = open(&visit, order, template).await?;
    let mut proved = proof(&visit, &opened, &typed).await?;
    proved.refused = refused;
    let page = page(&visit, opened, &typed, proved);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

/// Why it was not sent, beside its field.
enum Refused {
    Nothing,
    Shipment { message: String, is_stale: bool },
    Closed,
}

fn refused(error: SendError) -> Result<Refused, Fault> {
    let stale = Refused::Shipment { message: SHIP_STALE.to_owned(), is_stale: true };
    match error {
        // The text's own errors, and that there is no address, stand on the page anyway.
        SendError::Fields(_) | SendError::NoAddress => Ok(Refused::Nothing),
        SendError::Shipment(MarkError::Wrong(error)) => {
            Ok(Refused::Shipment { message: error.message, is_stale: false })
        }
        SendError::Shipment(MarkError::Stale) => Ok(stale),
        SendError::Shipment(MarkError::Closed(_)) => Ok(Refused::Closed),
        SendError::Gone | SendError::Shipment(MarkError::Gone) => Err(Fault::NotFound),
        SendError::Shipment(MarkError::Store(error)) | SendError::Store(error) => Err(error.into()),
    }
}

impl Typed {
    fn text(&self) -> Text {
        Text { subject: self.subject.clone(), body: self.body.clone() }
    }

    /// Whatever the list is by now: what was typed is noted, or nothing is sent.
    fn shipment(&self) -> Option<WantedShipment> {
        Some(WantedShipment {
            tracking: self.tracking.clone()?,
            ships: self.ships == "on" || self.shipped == "on",
            seen: Seen { shipped: self.shipped == "on", tracking: self.seen.clone() },
        })
    }
}

async fn open(visit: &Visit, order: i64, template: i64) -> Result<Opened, Fault> {
    let (world, shop, order) = (visit.app.world(), &visit.shop, OrderId(order));
    let detail = show::show(world, shop, order).await?.ok_or(Fault::NotFound)?;
    let kept = order_mail::open(world, shop.id, TemplateId(template)).await?;
    let before = order_mail::sent_before(world, shop.id, order).await?;
    Ok(Opened { detail, kept: kept.ok_or(Fault::NotFound)?, before })
}

/// Whether the shipment is noted on this page.
fn shipment(opened: &Opened) -> bool {
    opened.kept.used_for == Use::Shipped && Function::Ship.is_open(opened.detail.list)
}

/// How it comes out, and what keeps it from leaving.
struct Proved {
    shown: Proof,
    errors: Vec<FieldError>,
    refused: Refused,
}

async fn proof(visit: &Visit, opened: &Opened, typed: &Typed) -> Result<Proved, Fault> {
    let text = typed.text();
    let ships = typed.ships == "on";
    let tracking = typed.tracking.as_deref().filter(|_| shipment(opened));
    let tracking = tracking.map(|tracking| (tracking, ships));
    let order = opened.detail.order_id;
    let shown = order_mail::preview(visit.app.world(), &visit.shop, order, (&text, tracking)).await;
    Ok(match shown {
        Ok(preview) => {
            Proved { shown: Proof::of(&preview), errors: Vec::new(), refused: Refused::Nothing }
        }
        Err(SendError::Fields(errors)) => {
            Proved { shown: Proof::wrong(&errors), errors, refused: Refused::Nothing }
        }
        Err(error) => match refused(error)? {
            Refused::Shipment { message, is_stale } => Proved {
                shown: Proof::nothing(&message),
                errors: Vec::new(),
                refused: Refused::Shipment { message, is_stale },
            },
            Refused::Nothing | Refused::Closed => {
                let nobody = Preview { to: String::new(), mail: shop::mail::Mail::new("", "") };
                Proved { shown: Proof::of(&nobody), errors: Vec::new(), refused: Refused::Nothing }
            }
        },
    })
}

fn page(visit: &Visit, opened: Opened, typed: &Typed, proved: Proved) -> MailPage {
    let (layout, desk) = visit.head(&opened.kept.name, Here::BelowOrders);
    MailPage::of(layout.script("letter.js"), desk, opened, typed, proved)
}

impl MailPage {
    fn of(layout: Layout, desk: Desk, opened: Opened, typed: &Typed, proved: Proved) -> MailPage {
        let is_noted = shipment(&opened);
        let Opened { detail, kept, before } = opened;
        let work = &detail.work;
        let (error, is_stale, problem) = match proved.refused {
            Refused::Nothing => (None, false, None),
            Refused::Shipment { message, is_stale } => (Some(message), is_stale, None),
            Refused::Closed => (None, false, Some(SHIP_CLOSED)),
        };
        let was_shipped = if is_stale { work.shipped_at.is_some() } else { typed.shipped == "on" };
        let shipment = is_noted.then(|| Shipment {
            tracking: typed.tracking.clone().unwrap_or_else(|| work.tracking.clone()),
            theirs: is_stale.then(|| theirs(work.shipped_at.is_some(), &work.tracking)),
            seen: if is_stale { work.tracking.clone() } else { typed.seen.clone() },
            was_shipped,
            ships: typed.ships == "on" || (is_stale && !was_shipped),
            error,
        });
        let has_error = shipment.as_ref().is_some_and(|one| one.error.is_some());
        MailPage {
            layout,
            desk,
            order: detail.order_id,
            template: kept.id,
            name: kept.name.clone(),
            key: typed.key.clone(),
            wrong: proved.errors.len() + usize::from(has_error),
            problem,
            editor: Editor::of(&typed.text(), &proved.errors, proved.shown),
            shipment,
            cautions: cautions(&detail, &kept, &before),
            has_address: !detail.checkout.buyer.email.trim().is_empty(),
        }
    }
}

/// A shipment as it is noted now.
fn theirs(is_shipped: bool, tracking: &str) -> String {
    match (is_shipped, tracking) {
        (false, "") => "出荷の記録はありません".to_owned(),
        (false, number) => format!("問合せ番号 {number}"),
        (true, "") => "出荷済".to_owned(),
        (true, number) => format!("出荷済、問合せ番号 {number}"),
    }
}

/// What to think of before it is sent.
fn cautions(detail: &OrderDetail, kept: &Kept, before: &[Before]) -> Vec<String> {
    let mut cautions = Vec::new();
    if detail.checkout.buyer.email.trim().is_empty() {
        cautions.push(
            "宛先のメールアドレスがありません（個人情報を消去した受注です）。送信できません。"
                .to_owned(),
        );
    }
    if detail.list != List::Open {
        cautions.push(format!(
            "この受注は「{}」にあります。お客様に、もう一度お知らせすることになります。",
            detail.list.name()
        ));
    }
    let is_cancelled =
        detail.payment.as_ref().is_some_and(|payment| payment.settled() == Settled::Cancelled);
    if kept.used_for == Use::Shipped && is_cancelled {
        cautions
            .push("決済状況は「キャンセル済」です。発送してよいか、ご確認ください。".to_owned());
    }
    let same = before.iter().find(|one| one.template == Some(kept.id));
    if let Some(same) = same {
        let at = same.at.to_minutes_text();
        cautions.push(format!("{}は {at} にも送信しています。", kept.name));
    }
    if let Some(error) = before.first().and_then(|one| one.dead.as_ref()) {
        cautions.push(format!("前のメールは届いていません：{error}"));
    }
    cautions
}
