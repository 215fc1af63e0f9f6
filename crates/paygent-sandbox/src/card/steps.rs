//! What a test card does at each step, in Japanese: the home page and `noren sandbox cards` say it
//! in these words.

use std::fmt;

use paygent::error_code;

use super::{AtChange, AtThreeDs, AtToken, Reaction, TestCard};

/// A step at which a card does something out of the ordinary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Telegram and what it is for, such as `020 オーソリ`.
    pub name: &'static str,
    /// What the client sees of it, in a word or two.
    pub answer: String,
    /// What the answer leaves the client with.
    pub tone: Tone,
    /// What has really happened.
    pub truth: &'static str,
}

/// What an answer leaves a client with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It goes on.
    Neutral,
    /// It cannot know, and asks.
    Doubt,
    /// It ends here, for certain.
    End,
}

/// What a step does: its name is said by whoever knows which telegram it was.
type Told = Option<(String, Tone, &'static str)>;

impl TestCard {
    /// The steps that do not simply succeed, in the order in which a shop meets them. An
    /// authentication without a page is the ordinary one.
    pub fn steps(&self) -> Vec<Step> {
        let (cancel, refund) = (reaction(self.cancel), reaction(self.refund));
        let (both, cancel, refund) =
            if cancel == refund { (cancel, None, None) } else { (None, cancel, refund) };
        let all = [
            ("トークン", token(self.token)),
            ("450 3Dセキュア", three_ds(self.three_ds)),
            ("020 オーソリ", reaction(self.authorise)),
            ("022 売上", reaction(self.capture)),
            ("021・023 取消", both),
            ("021 オーソリ取消", cancel),
            ("023 売上取消", refund),
            ("028・029 金額変更", change(self.change)),
        ];
        let step = |(name, told): (_, Told)| {
            told.map(|(answer, tone, truth)| Step { name, answer, tone, truth })
        };
        // Without a token there is nothing to send.
        let reached = if self.token == AtToken::Issued { all.len() } else { 1 };
        all.into_iter().take(reached).filter_map(step).collect()
    }
}

/// What a telegram does that moves money.
fn reaction(reaction: Reaction) -> Told {
    const DONE: &str = "成立しています";
    const NOT_DONE: &str = "成立していません";
    let (answer, tone, truth) = match reaction {
        Reaction::Accept => return None,
        Reaction::Refuse(code) => (error(code), refusal(code), NOT_DONE),
        Reaction::RefuseAfterCommit(code) => (error(code), refusal(code), DONE),
        Reaction::AnswerLate => ("応答が遅い".into(), Tone::Doubt, DONE),
        Reaction::DropAfterCommit => ("応答なし".into(), Tone::Doubt, DONE),
        Reaction::DropBeforeCommit => ("応答なし".into(), Tone::Doubt, NOT_DONE),
        Reaction::Garble => ("読めない応答".into(), Tone::Doubt, DONE),
    };
    Some((answer, tone, truth))
}

fn token(token: AtToken) -> Told {
    match token {
        AtToken::Issued => None,
        AtToken::Refused(code) => Some((error(code), Tone::End, "トークンができません")),
    }
}

fn three_ds(three_ds: AtThreeDs) -> Told {
    let (answer, tone, truth) = match three_ds {
        AtThreeDs::Frictionless => return None,
        AtThreeDs::Challenge => ("画面あり".into(), Tone::Neutral, "結果を自分で選びます"),
        AtThreeDs::AttemptIssuer => ("Attempt 正常".into(), Tone::Neutral, "attempt_kbn=0"),
        AtThreeDs::AttemptMerchant => ("Attempt 注意".into(), Tone::Neutral, "attempt_kbn=1"),
        AtThreeDs::Failed => (error("31007"), Tone::End, "本人認証に失敗します"),
        AtThreeDs::Refused(code) => (error(code), refusal(code), "本人認証が始まりません"),
    };
    Some((answer, tone, truth))
}

fn change(change: AtChange) -> Told {
    match change {
        AtChange::Replaced => None,
        AtChange::BothStay(code) => Some((error(code), refusal(code), "新旧の決済が両方残ります")),
    }
}

fn error(code: &str) -> String {
    format!("エラー {code}")
}

/// Some codes leave open whether money has moved.
fn refusal(code: &str) -> Tone {
    if error_code::is_final(code) { Tone::End } else { Tone::Doubt }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}、{}", self.name, self.answer, self.truth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::ANY_CARD;

    #[test]
    fn each_step_is_told_that_is_out_of_the_ordinary() {
        let shown = |key: &str| {
            let card = TestCard::by_key(key).expect("a card");
            card.steps().iter().map(Step::to_string).collect::<Vec<_>>()
        };
        for (key, steps) in [
            ("frictionless", &[][..]),
            ("challenge", &["450 3Dセキュア：画面あり、結果を自分で選びます"]),
            ("expired_1502", &["トークン：エラー 1502、トークンができません"]),
            (
                "refused_31001",
                &[
                    "450 3Dセキュア：エラー 31001、本人認証が始まりません",
                    "020 オーソリ：エラー 31001、成立していません",
                ],
            ),
            ("garbled", &["020 オーソリ：読めない応答、成立しています"]),
            ("capture_2008", &["022 売上：エラー 2008、成立しています"]),
            ("cancel_not_done", &["021・023 取消：応答なし、成立していません"]),
            ("change_2011", &["028・029 金額変更：エラー 2011、新旧の決済が両方残ります"]),
        ] {
            assert_eq!(shown(key), steps, "{key}");
        }
        let one = TestCard { refund: Reaction::AnswerLate, ..ANY_CARD };
        assert_eq!(one.steps()[0].to_string(), "023 売上取消：応答が遅い、成立しています");
    }

    #[test]
    fn a_code_that_leaves_it_open_is_a_doubt() {
        for (reaction, tone) in [
            (Reaction::Refuse("2003"), Tone::End),
            (Reaction::Refuse("E001"), Tone::Doubt),
            (Reaction::RefuseAfterCommit("2008"), Tone::Doubt),
        ] {
            let card = TestCard { authorise: reaction, ..ANY_CARD };
            assert_eq!(card.steps()[0].tone, tone, "{reaction:?}");
        }
    }
}
