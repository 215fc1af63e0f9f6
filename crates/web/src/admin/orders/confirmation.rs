//! What a button will do, said before it does it: a dialog on the order's page, a page of its own
//! without JavaScript.

use askama::Template;
use shop::id::OrderId;
use shop::money::Yen;
use shop::payment::{Button, Look, Settled, ThreeDs};

use super::super::{Desk, Tid, text};
use crate::Layout;

/// One act and all it will do.
#[derive(Clone, Debug)]
pub(crate) struct Confirmation {
    /// `capture`, `update`, `alignment`, `cancellation` or `takeover`: last part of the addresses,
    /// and the dialog's name.
    pub noun: &'static str,
    /// The order's page.
    pub order: String,
    /// What is about to be done.
    pub title: String,
    /// 取引ID.
    pub trade: Tid,
    /// What will happen, line by line.
    pub effects: Vec<String>,
    /// What must be acknowledged by a tick, where something is lost for good.
    pub consent: Option<&'static str>,
    /// What the form sends along: the amount that was agreed to.
    pub amount: Option<i64>,
    /// The button's word.
    pub act: &'static str,
    /// `primary` or `danger`.
    pub kind: &'static str,
}

/// `GET /orders/{order_id}/capture` and its like.
#[derive(Template)]
#[template(path = "admin/orders/confirmation_page.html")]
pub(crate) struct ConfirmationPage {
    pub layout: Layout,
    pub desk: Desk,
    pub confirmation: Confirmation,
}

impl Confirmation {
    /// 売上確定, where the frame allows it.
    pub(crate) fn capture(order: OrderId, number: &str, look: &Look) -> Option<Confirmation> {
        let amount = look.payment.amount();
        let effects = vec![
            format!("お客様のカードに {amount} の売上が確定します。"),
            "決済状況が「消込済」になります。金額は、もう変えられません。".to_owned(),
            "取り消すときは「キャンセル」で返金します。".to_owned(),
        ];
        (look.decision.buttons.capture == Button::Enabled).then(|| Confirmation {
            noun: "capture",
            order: format!("/orders/{order}"),
            title: format!("{number} の売上を確定します"),
            trade: Tid::of(&look.payment.trade),
            effects,
            consent: None,
            amount: None,
            act: text::CAPTURE_IT,
            kind: "primary",
        })
    }

    /// 取引更新, where the frame allows it.
    pub(crate) fn update(order: OrderId, number: &str, look: &Look) -> Option<Confirmation> {
        let (now, total) = (look.payment.amount(), look.total);
        let effects = if total == Yen::ZERO {
            vec![
                "受注の合計が0円になったため、決済を取り消します。".to_owned(),
                "決済状況が「キャンセル済」になります。元には戻せません。".to_owned(),
            ]
        } else {
            vec![
                format!("お客様のカードに {total} のオーソリを取り直します（いまは {now}）。"),
                "取引IDが新しくなり、前のオーソリは取り消します。".to_owned(),
                "精算されるには、このあと「売上確定」が必要です。".to_owned(),
            ]
        };
        let loses = look.payment.three_ds() != ThreeDs::NotUsed && total != Yen::ZERO;
        (look.decision.buttons.update == Button::Enabled).then(|| Confirmation {
            noun: "update",
            order: format!("/orders/{order}"),
            title: format!("{number} の金額をペイジェントへ送ります"),
            trade: Tid::of(&look.payment.trade),
            effects,
            consent: loses.then_some(text::LOSS),
            amount: Some(total.0),
            act: text::UPDATE_IT,
            kind: "primary",
        })
    }

    /// ペイジェント側の金額に合わせる, where the two amounts differ.
    pub(crate) fn alignment(order: OrderId, number: &str, look: &Look) -> Option<Confirmation> {
        let there = look.seen.fact().filter(|_| look.decision.frame.differs())?.amount;
        Some(Confirmation {
            noun: "alignment",
            order: format!("/orders/{order}"),
            title: format!("{number} の合計をペイジェント側の金額に合わせます"),
            trade: Tid::of(&look.payment.trade),
            effects: vec![
                text::align_note(look.total, there),
                "ペイジェントへは何も送りません。商品と在庫も変わりません。".to_owned(),
            ],
            consent: None,
            amount: Some(there.0),
            act: text::ALIGN_IT,
            kind: "primary",
        })
    }

    /// キャンセル, where the frame allows it: of a hold, or of what was captured.
    pub(crate) fn cancellation(order: OrderId, number: &str, look: &Look) -> Option<Confirmation> {
        let amount = look.payment.amount();
        let money = match look.payment.settled() {
            Settled::Captured => {
                format!("確定した売上 {amount} を取り消し、お客様のカードへ返金します。")
            }
            Settled::Held | Settled::Cancelled => {
                format!(
                    "{amount} のオーソリを取り消し、カードの枠を戻します。お客様への請求はありません。"
                )
            }
        };
        let effects = vec![
            money,
            "決済状況が「キャンセル済」になります。元には戻せません。".to_owned(),
            "受注はいまの一覧に残り、在庫は変わりません。お客様へのメールも送りません。".to_owned(),
        ];
        (look.decision.buttons.cancel == Button::Enabled).then(|| Confirmation {
            noun: "cancellation",
            order: format!("/orders/{order}"),
            title: format!("{number} の決済をキャンセルします"),
            trade: Tid::of(&look.payment.trade),
            effects,
            consent: None,
            amount: None,
            act: text::CANCEL_IT,
            kind: "danger",
        })
    }

    /// キャンセルを取り込む, where the frame allows it: no telegram leaves.
    pub(crate) fn takeover(order: OrderId, number: &str, look: &Look) -> Option<Confirmation> {
        let effects = vec![
            "ペイジェントにもう一度問い合わせ、取り消されたままなら、決済状況が「キャンセル済」になります。"
                .to_owned(),
            "ペイジェントへは何も送りません。お客様への請求は、すでに取り消されています。".to_owned(),
            "受注はいまの一覧に残り、在庫は変わりません。お客様へのメールも送りません。".to_owned(),
        ];
        look.decision.takeover.then(|| Confirmation {
            noun: "takeover",
            order: format!("/orders/{order}"),
            title: format!("{number} のキャンセルを取り込みます"),
            trade: Tid::of(&look.payment.trade),
            effects,
            consent: None,
            amount: None,
            act: text::TAKE_IT_OVER,
            kind: "primary",
        })
    }
}
