//! What a move will do, said before it is done: a dialog on the order's page, a page of its own
//! without JavaScript.

use askama::Template;
use shop::order::List;
use shop::order::moves::{Along, Caution, Move, Shown, Standing, verdict};
use shop::order::show::OrderDetail;
use shop::payment::{Button, Cause, Look, Settled, StatusFrame};
use shop::staff::{Permission, Role};

use super::super::Desk;
use super::cards::facts;
use super::{move_words as words, todo};
use crate::Layout;

/// One move of one order, and all it will do.
#[derive(Clone, Debug)]
pub(crate) struct MoveForm {
    /// Last part of the address, and the dialog's name.
    pub noun: &'static str,
    /// The order's page.
    pub order: String,
    pub title: String,
    /// How the order stands: it travels through the form.
    pub shown: String,
    /// What will happen, line by line.
    pub effects: Vec<String>,
    pub cautions: Vec<CautionRow>,
    /// Whether one of them was not acknowledged.
    pub is_unacknowledged: bool,
    /// 在庫を戻す, as it is set; none where stock does not move.
    pub stock: Option<bool>,
    /// The payment act before the move: its button, and what it will do.
    pub along: Option<(&'static str, String)>,
    /// The move that fits better: its button and address.
    pub instead: Option<(&'static str, String)>,
    /// The move alone: its button.
    pub alone: &'static str,
    /// `primary`, `danger` or nothing.
    pub alone_kind: &'static str,
    /// 在庫を引かずに戻す is offered.
    pub is_short: bool,
}

/// Something to acknowledge.
#[derive(Clone, Debug)]
pub(crate) struct CautionRow {
    pub word: &'static str,
    pub what: &'static str,
    pub follows: &'static str,
    pub label: &'static str,
    pub is_checked: bool,
}

/// `GET /orders/{order_id}/completion`, `…/order-cancellation` and `…/reopening`
#[derive(Template)]
#[template(path = "admin/orders/move_page.html")]
pub(crate) struct MovePage {
    pub layout: Layout,
    pub desk: Desk,
    pub order: String,
    pub page: String,
    pub title: String,
    /// What was not done, and why.
    pub refusal: Option<String>,
    /// What changed since, newest first.
    pub changes: Vec<String>,
    /// None where no way leads there any more.
    pub form: Option<MoveForm>,
}

/// What was typed into a form that comes again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    pub acknowledged: Vec<Caution>,
    /// None: as it is by default.
    pub with_stock: Option<bool>,
    pub is_unacknowledged: bool,
    pub is_short: bool,
}

/// How an order stands.
pub(crate) fn shown(detail: &OrderDetail) -> Shown {
    let standing = Standing::of(detail.payment.as_ref(), detail.total);
    Shown { list: detail.list, standing }
}

/// Paygent was asked, and did not say how the payment stands.
pub(crate) fn is_unseen(look: Option<&Look>) -> bool {
    look.is_some_and(|look| {
        look.decision.frame == StatusFrame::Unavailable
            && !matches!(look.decision.cause, Some(Cause::InFlight(_)))
    })
}

impl MoveForm {
    /// None where no way leads there, for this role.
    pub(crate) fn of(
        act: Move,
        detail: &OrderDetail,
        look: Option<&Look>,
        role: Role,
        typed: &Typed,
    ) -> Option<MoveForm> {
        let shown = shown(detail);
        if !role.may(Permission::Work)
            || !act.is_open(shown)
            || shown.standing == Standing::InFlight
        {
            return None;
        }
        let verdict = verdict(act, shown.standing, is_unseen(look));
        let may_pay = role.may(Permission::Money);
        let along = verdict.along.filter(|along| may_pay && is_enabled(*along, look));
        let order = format!("/orders/{}", detail.order_id);
        let row = |caution: &Caution| {
            let over = over(look).filter(|_| *caution == Caution::HoldStays);
            let (what, follows, label) = over.unwrap_or_else(|| words::caution(*caution));
            let is_checked = typed.acknowledged.contains(caution);
            CautionRow { word: caution.word(), what, follows, label, is_checked }
        };
        let instead = verdict.instead.filter(|instead| instead.is_open(shown));
        let is_first = along.is_none() && instead.is_none();
        let is_calm = verdict.cautions.is_empty();
        Some(MoveForm {
            noun: words::noun(act),
            title: words::title(act, &detail.number),
            shown: shown.to_string(),
            effects: effects(act, detail),
            cautions: verdict.cautions.iter().map(row).collect(),
            is_unacknowledged: typed.is_unacknowledged,
            stock: gives_back(act, detail).then_some(typed.with_stock.unwrap_or(true)),
            along: along.map(|along| (words::together(along), along_effect(along, look))),
            instead: instead.map(|act| (words::name(act), format!("{order}/{}", words::noun(act)))),
            alone: if is_calm { words::button(act) } else { words::all_the_same(act) },
            alone_kind: match (act, is_first && is_calm) {
                (Move::Cancel, _) => "danger",
                (_, true) => "primary",
                _ => "",
            },
            is_short: typed.is_short,
            order,
        })
    }
}

/// Where our record knows a hold, and Paygent says that it is over: nobody is charged any more.
fn over(look: Option<&Look>) -> Option<(&'static str, &'static str, &'static str)> {
    match look?.decision.cause {
        Some(Cause::HoldExpired) => Some(words::HOLD_EXPIRED),
        Some(Cause::CancelledThere) => Some(words::CANCELLED_THERE),
        _ => None,
    }
}

/// Whether the frame lets the button be pressed.
fn is_enabled(along: Along, look: Option<&Look>) -> bool {
    let Some(buttons) = look.map(|look| look.decision.buttons) else { return false };
    let button = match along {
        Along::Capture => buttons.capture,
        Along::CancelPayment => buttons.cancel,
    };
    button == Button::Enabled
}

fn gives_back(act: Move, detail: &OrderDetail) -> bool {
    act == Move::Cancel && !detail.work.stock_back
}

fn along_effect(along: Along, look: Option<&Look>) -> String {
    let payment = look.map(|look| &look.payment);
    let amount = payment.map(|payment| payment.amount().to_string()).unwrap_or_default();
    let settled = payment.map(shop::payment::Payment::settled);
    let first = match (along, settled) {
        (Along::Capture, _) => format!("先に、お客様のカードに {amount} の売上を確定します。"),
        (Along::CancelPayment, Some(Settled::Captured)) => {
            format!("先に、確定した売上 {amount} を取り消し、お客様のカードへ返金します。")
        }
        (Along::CancelPayment, _) => {
            format!("先に、{amount} のオーソリを取り消し、カードの枠を戻します。")
        }
    };
    format!("{first}ペイジェントに断られたときは、受注も移動しません。")
}

fn effects(act: Move, detail: &OrderDetail) -> Vec<String> {
    let (from, to) = (detail.list.name(), act.to().name());
    let mut lines = vec![format!("受注が{from}から{to}へ移ります。")];
    match act {
        Move::Complete => {
            let left = todo::open(facts(detail));
            if !left.is_empty() {
                lines.push(format!("未処理項目が残っています：{}。", left.join("、")));
            }
            lines.push(
                "編集モードと受注処理の目印は使えなくなります。メモと決済の操作は残ります。"
                    .to_owned(),
            );
        }
        Move::Cancel if detail.work.stock_back => {
            lines.push("在庫は、もう戻っています。".to_owned());
        }
        Move::Cancel => {}
        Move::Reopen if detail.work.stock_back => {
            lines.push("戻した在庫を、もう一度引きます。".to_owned());
        }
        Move::Reopen => lines.push("在庫は変わりません。".to_owned()),
    }
    if act == Move::Reopen {
        lines.push("決済状況は変わりません。".to_owned());
    }
    lines.push("お客様へのメールは送りません。".to_owned());
    if detail.list == List::Open {
        lines.push("あとから「受注一覧へ戻す」で戻せます。".to_owned());
    }
    lines
}
