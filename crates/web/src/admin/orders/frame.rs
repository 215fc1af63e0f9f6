//! 黄枠 and 赤枠 as a page shows them: `shop::payment` decides, this puts it into words.

use shop::clock::Timestamp;
use shop::money::Yen;
use shop::order::List;
use shop::order::history::{self, Side};
use shop::payment::{Advice, Button, Buttons, Cause, Colour, Look, Settled, StatusFrame, ThreeDs};
use shop::staff::Permission;

use super::super::{Tid, text};
use super::index::deadline;

/// One status frame.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// `yellow` or `red`.
    pub colour: &'static str,
    /// Its glyph: ▲ or the octagon.
    pub icon: &'static str,
    /// `黄枠 1`
    pub name: String,
    /// 決済状況, or the guide's message.
    pub heading: &'static str,
    /// What to do now.
    pub next: String,
    /// Until when the hold can be captured.
    pub until: Option<String>,
    /// 決済状況 where the heading does not say it.
    pub state: Option<&'static str>,
    /// 取引ID.
    pub trade: Tid,
    /// Both amounts, where they differ.
    pub amounts: Option<Amounts>,
    /// キャンセル, 取引更新, 売上確定, in the order of the next right step.
    pub acts: Vec<Act>,
    /// ペイジェント側の金額に合わせる, where it is the other way and not the next step.
    pub other_way: Option<OtherWay>,
    /// A way to the handbook for those who did something else than 編集モード.
    pub helps: bool,
    /// The guide's three guesses.
    pub guesses: &'static [&'static str],
    /// What Paygent's own words add to the cause.
    pub detail: Option<String>,
    /// 3-D Secure.
    pub three_ds: Option<ThreeDsNote>,
    /// ペイジェント管理画面, where its address is known.
    pub console: Option<String>,
    /// When Paygent was asked.
    pub looked_at: String,
    /// A telegram is on its way: the page comes again by itself.
    pub is_settling: bool,
    /// How a part of it is given back: Noren does not send that (DESIGN section 5).
    pub tells_partial: bool,
}

/// What the two sides say.
#[derive(Clone, Debug)]
pub(crate) struct Amounts {
    pub order: Yen,
    /// When it became that, and by whom.
    pub order_since: String,
    pub paygent: Yen,
    /// The same.
    pub paygent_since: String,
    pub difference: Yen,
}

/// The way out of a difference that is not the first one.
#[derive(Clone, Debug)]
pub(crate) struct OtherWay {
    /// What it does.
    pub text: String,
    /// Its button.
    pub act: Act,
}

/// A button of the frame.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    /// Its word.
    pub label: &'static str,
    /// `primary`, `danger` or nothing.
    pub kind: &'static str,
    /// Where its confirmation is; none for a button that is disabled.
    pub noun: Option<&'static str>,
    /// Under the button: what it does, or why it cannot be pressed.
    pub reason: String,
}

impl Act {
    /// The key that presses it.
    pub(crate) fn key(&self) -> Option<&'static str> {
        (self.noun == Some("capture")).then_some("s")
    }
}

/// The note of an authenticated order.
#[derive(Clone, Debug)]
pub(crate) struct ThreeDsNote {
    pub note: &'static str,
    pub liability: &'static str,
}

impl Frame {
    /// `history` tells which side of a difference was changed when, and by whom (N4).
    pub(crate) fn of(look: &Look, history: &[history::Line], now: Timestamp) -> Frame {
        let frame = look.decision.frame;
        let changed = changed_last(history);
        let (colour, number) = frame.name();
        let cause = look.decision.cause.as_ref();
        let (colour, icon, word) = match colour {
            Colour::Yellow => ("yellow", "warn", "黄枠"),
            Colour::Red => ("red", "bad", "赤枠"),
        };
        let settled = look.payment.settled();
        let held = settled == Settled::Held && frame != StatusFrame::Unavailable;
        Frame {
            colour,
            icon,
            name: format!("{word} {number}"),
            heading: text::heading(frame),
            next: next(look, changed),
            until: held.then(|| deadline(look.payment.authorized_at, now).sentence()),
            state: state(frame, settled),
            trade: Tid::of(&look.payment.trade),
            amounts: amounts(look, history),
            acts: acts(look, changed),
            other_way: (changed == Side::Order).then(|| other_way(look)).flatten(),
            helps: frame == StatusFrame::HeldDiffers && look.list != List::Cancelled,
            guesses: if guesses_help(look) { &text::GUESSES } else { &[] },
            detail: cause.and_then(detail),
            three_ds: three_ds(look.payment.three_ds()),
            console: look.console.clone(),
            looked_at: clock_text(now),
            is_settling: Frame::is_settling(look),
            tells_partial: look.list != List::Cancelled
                && matches!(frame, StatusFrame::Captured | StatusFrame::CapturedDiffers)
                && look.decision.buttons.cancel == Button::Enabled,
        }
    }

    /// For whoever may not move money: every button says who may.
    pub(crate) fn without_acts(mut self) -> Frame {
        self.other_way = None;
        for act in &mut self.acts {
            let reason = format!("押せるのは「{}」です", Permission::Money.roles_said());
            *act = Act { label: act.label, kind: "", noun: None, reason };
        }
        self
    }

    /// Whether one of our own telegrams waits for its answer.
    pub(crate) fn is_settling(look: &Look) -> bool {
        matches!(look.decision.cause, Some(Cause::InFlight(_)))
    }
}

/// The side whose amount was changed last: where the other one has to follow.
fn changed_last(history: &[history::Line]) -> Side {
    history.iter().find_map(|line| line.side).unwrap_or(Side::Order)
}

fn guesses_help(look: &Look) -> bool {
    let knows = |cause| look.former && matches!(cause, &Cause::Refused { .. });
    look.decision.cause.as_ref().is_some_and(|cause| text::guesses_help(cause) && !knows(cause))
}

fn next(look: &Look, changed: Side) -> String {
    let cancel = look.decision.buttons.cancel;
    match (&look.decision.cause, look.advice) {
        (Some(Cause::Refused { code, .. }), _) if look.former => {
            text::next_step_former(&look.payment.merchant, code)
        }
        (Some(cause), _) => text::next_step_unavailable(cause),
        (None, Some(Advice::BuyerWillBeCharged)) if cancel != Button::Enabled => {
            text::REFUND_IS_OVER.to_owned()
        }
        (None, Some(advice)) => text::next_step(advice).to_owned(),
        (None, None) => text::next_step_differs(look, changed),
    }
}

/// Yellow frames say it in their heading; 赤枠 1 does not know it.
fn state(frame: StatusFrame, settled: Settled) -> Option<&'static str> {
    match frame {
        StatusFrame::HeldDiffers | StatusFrame::HeldDiffers3ds | StatusFrame::CapturedDiffers => {
            Some(text::state(settled))
        }
        StatusFrame::Held
        | StatusFrame::Captured
        | StatusFrame::Cancelled
        | StatusFrame::Unavailable => None,
    }
}

fn amounts(look: &Look, history: &[history::Line]) -> Option<Amounts> {
    let paygent = there(look)?;
    let since = |side| {
        let line = history.iter().find(|line| line.side == Some(side));
        line.map_or("ご注文時のまま".to_owned(), |line| {
            format!("{} {}：{}", line.at.to_minutes_text(), line.by, line.what)
        })
    };
    Some(Amounts {
        order: look.total,
        order_since: since(Side::Order),
        paygent,
        paygent_since: since(Side::Paygent),
        difference: Yen(look.total.0.saturating_sub(paygent.0)),
    })
}

/// The amount at Paygent, where it is another than the order's total.
fn there(look: &Look) -> Option<Yen> {
    let fact = look.seen.fact().filter(|_| look.decision.frame.differs())?;
    Some(fact.amount)
}

fn other_way(look: &Look) -> Option<OtherWay> {
    let there = there(look)?;
    let act = Act { label: text::ALIGN, kind: "", noun: Some("alignment"), reason: String::new() };
    Some(OtherWay { text: text::align_note(look.total, there), act })
}

/// The next right step first, キャンセル last (RULES section 5).
fn acts(look: &Look, changed: Side) -> Vec<Act> {
    let Buttons { cancel, update, capture } = look.decision.buttons;
    let amount = look.payment.amount();
    let capture = button(capture, text::CAPTURE, "primary", "capture", || {
        format!("{amount}。受注の合計と同じです")
    });
    // A cancelled order needs no amount: キャンセル is its next step.
    let is_off = look.list == List::Cancelled;
    let first = if changed == Side::Order && !is_off { "primary" } else { "" };
    let update = button(update, text::UPDATE, first, "update", || {
        if look.total == Yen::ZERO {
            "合計が0円のため、決済を取り消します".to_owned()
        } else {
            "このあと「売上確定」が押せます".to_owned()
        }
    });
    let align = there(look).filter(|_| changed == Side::Paygent).map(|there| Act {
        label: text::ALIGN,
        kind: if is_off { "" } else { "primary" },
        noun: Some("alignment"),
        reason: format!("受注の合計を {there} にします"),
    });
    let cancel =
        button(cancel, text::CANCEL, "danger", "cancellation", || match look.payment.settled() {
            Settled::Captured => format!("{amount}をお客様へ返金します"),
            Settled::Held | Settled::Cancelled => "カードの枠を戻します".to_owned(),
        });
    let takeover = look.decision.takeover.then(|| Act {
        label: text::TAKE_OVER,
        kind: "primary",
        noun: Some("takeover"),
        reason: text::TAKEOVER_REASON.to_owned(),
    });
    let differs = look.decision.frame.differs();
    let [first, second] = if differs { [update, capture] } else { [capture, update] };
    [takeover, align, first, second, cancel].into_iter().flatten().collect()
}

fn button(
    button: Button,
    label: &'static str,
    kind: &'static str,
    noun: &'static str,
    effect: impl Fn() -> String,
) -> Option<Act> {
    match button {
        Button::Hidden => None,
        Button::Enabled => Some(Act { label, kind, noun: Some(noun), reason: effect() }),
        Button::Disabled(reason) => {
            Some(Act { label, kind: "", noun: None, reason: text::reason(reason).to_owned() })
        }
    }
}

fn detail(cause: &Cause) -> Option<String> {
    match cause {
        Cause::Refused { code, detail } => Some(format!("ペイジェントの応答：{detail}（{code}）")),
        Cause::ChangedThere => Some(text::CHANGED_DETAIL.to_owned()),
        _ => None,
    }
}

fn three_ds(three_ds: ThreeDs) -> Option<ThreeDsNote> {
    let note = text::three_ds_note(three_ds)?;
    Some(ThreeDsNote { note, liability: three_ds.liability().name() })
}

/// `14:32:08`
fn clock_text(at: Timestamp) -> String {
    at.in_japan().strftime("%H:%M:%S").to_string()
}
