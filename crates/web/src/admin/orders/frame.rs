//! 黄枠 and 赤枠 as a page shows them: `shop::payment` decides, this puts it into words.

use shop::clock::Timestamp;
use shop::money::Yen;
use shop::payment::{Button, Buttons, Cause, Colour, Look, Settled, StatusFrame, ThreeDs};
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
}

/// What the two sides say.
#[derive(Clone, Debug)]
pub(crate) struct Amounts {
    pub order: Yen,
    pub paygent: Yen,
    pub difference: Yen,
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

/// The note of an authenticated order.
#[derive(Clone, Debug)]
pub(crate) struct ThreeDsNote {
    pub note: &'static str,
    pub liability: &'static str,
}

impl Frame {
    pub(crate) fn of(look: &Look, now: Timestamp) -> Frame {
        let frame = look.decision.frame;
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
            next: next(look),
            until: held.then(|| deadline(look.payment.authorized_at, now).sentence()),
            state: state(frame, settled),
            trade: Tid::of(&look.payment.trade),
            amounts: amounts(look),
            acts: acts(look),
            guesses: if cause.is_some_and(text::guesses_help) { &text::GUESSES } else { &[] },
            detail: cause.and_then(detail),
            three_ds: three_ds(look.payment.three_ds()),
            console: look.console.clone(),
            looked_at: clock_text(now),
            is_settling: Frame::is_settling(look),
        }
    }

    /// For whoever may not move money: every button says who may.
    pub(crate) fn without_acts(mut self) -> Frame {
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

fn next(look: &Look) -> String {
    match (&look.decision.cause, look.advice) {
        (Some(cause), _) => text::next_step_unavailable(cause),
        (None, Some(advice)) => text::next_step(advice).to_owned(),
        (None, None) => text::next_step_differs(look.decision.frame).to_owned(),
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

fn amounts(look: &Look) -> Option<Amounts> {
    let paygent = look.seen.fact().map(|fact| fact.amount)?;
    let differs = matches!(
        look.decision.frame,
        StatusFrame::HeldDiffers | StatusFrame::HeldDiffers3ds | StatusFrame::CapturedDiffers
    );
    let difference = Yen(look.total.0.saturating_sub(paygent.0));
    differs.then_some(Amounts { order: look.total, paygent, difference })
}

/// The next right step first, キャンセル last (RULES section 5).
fn acts(look: &Look) -> Vec<Act> {
    let Buttons { cancel, update, capture } = look.decision.buttons;
    let amount = look.payment.amount();
    let capture = button(capture, text::CAPTURE, "primary", "capture", || {
        format!("{amount}。受注の合計と同じです")
    });
    // 取引更新 is only told why not: sending an amount has no page yet.
    let update = match update {
        Button::Disabled(_) => button(update, text::UPDATE, "", "", String::new),
        Button::Enabled | Button::Hidden => None,
    };
    let cancel =
        button(cancel, text::CANCEL, "danger", "cancellation", || match look.payment.settled() {
            Settled::Captured => format!("{amount}をお客様へ返金します"),
            Settled::Held | Settled::Cancelled => "カードの枠を戻します".to_owned(),
        });
    [capture, update, cancel].into_iter().flatten().collect()
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
        _ => None,
    }
}

fn three_ds(three_ds: ThreeDs) -> Option<ThreeDsNote> {
    let note = text::three_ds_note(three_ds)?;
    Some(ThreeDsNote { note, liability: text::liability(three_ds.liability()) })
}

/// `14:32:08`
fn clock_text(at: Timestamp) -> String {
    at.in_japan().strftime("%H:%M:%S").to_string()
}
