//! What became of a button, carried over the redirect as two words and a code, and said once on the
//! order's page.

use std::time::Duration;

use axum::response::Response;
use serde::Deserialize;
use shop::id::OrderId;
use shop::order::List;
use shop::payment::{ActError, Denied, Done};
use tokio::task::JoinHandle;

use super::super::desk::Answer;
use super::super::text;
use super::{marks, move_words, moves};
use crate::Fault;
use crate::respond::see_other;

/// The part of the address that tells what was just done.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Said {
    /// `capture`, `update`, `update-to-zero`, `alignment`, `cancellation`, `takeover`,
    /// `successor`, a move or a mark.
    #[serde(default)]
    act: String,
    /// What became of it.
    #[serde(default)]
    answer: String,
    /// Paygent's code, where it refused.
    #[serde(default)]
    code: String,
}

/// How long the answer waits for Paygent; the order's page shows how it goes on.
pub(super) const PATIENCE: Duration = Duration::from_secs(4);

/// Waits a little for an act, which runs on a task of its own so that a browser that leaves does
/// not stop it half-way, and leads back to the order.
pub(super) async fn wait(
    order: OrderId,
    act: &'static str,
    task: JoinHandle<Result<Done, ActError>>,
) -> Result<Response, Fault> {
    back(order, act, patiently(task).await?)
}

/// What became of the act, or that nobody knows yet.
pub(super) async fn patiently(
    task: JoinHandle<Result<Done, ActError>>,
) -> Result<Result<Done, ActError>, Fault> {
    match tokio::time::timeout(PATIENCE, task).await {
        Ok(done) => done.map_err(|error| Fault::Broken(error.to_string())),
        Err(_) => Ok(Ok(Done::Unknown)),
    }
}

/// Leads back to the order, with the answer.
pub(super) fn back(
    order: OrderId,
    act: &str,
    done: Result<Done, ActError>,
) -> Result<Response, Fault> {
    let answer = match done {
        Ok(Done::Done) => "done".to_owned(),
        Ok(Done::Refused { code, .. }) => {
            let code: String = form_urlencoded::byte_serialize(code.as_bytes()).take(16).collect();
            format!("refused&code={code}")
        }
        Ok(Done::NotSent) => "not-sent".to_owned(),
        Ok(Done::Unknown) => "checking".to_owned(),
        Err(ActError::Denied(Denied::InFlight)) => "busy".to_owned(),
        Err(ActError::Denied(Denied::LossNotAccepted)) => "not-accepted".to_owned(),
        Err(ActError::Denied(Denied::AmountDiffers)) => "other-amount".to_owned(),
        Err(ActError::Denied(_)) => "denied".to_owned(),
        Err(ActError::NoPayment) => return Err(Fault::NotFound),
        Err(ActError::Store(error)) => return Err(error.into()),
        Err(ActError::Account(error)) => return Err(Fault::Broken(error.to_string())),
    };
    Ok(see_other(&format!("/orders/{order}?act={act}&answer={answer}")))
}

impl Said {
    /// The sentence; nothing for an address that nobody was led to. `is_settling`: whether a
    /// telegram is still on its way, now that the page asked again; `list`: where the order is now.
    pub(crate) fn answer(&self, is_settling: bool, list: List) -> Option<Answer> {
        if self.act == "mark" {
            let (is_done, text) = marks::answer(&self.answer)?;
            return Some(if is_done { Answer::done(text) } else { Answer::refused(text.into()) });
        }
        let (act, done) = match self.act.as_str() {
            "capture" => (text::CAPTURE, text::CAPTURED),
            "update" => (text::UPDATE, text::UPDATED),
            "update-to-zero" => (text::UPDATE, text::CANCELLED),
            "alignment" => (text::ALIGN, text::ALIGNED),
            "cancellation" => (text::CANCEL, text::CANCELLED),
            "takeover" => (text::TAKE_OVER, text::TAKEN_OVER),
            "successor" => (text::NAME_IT, text::NAMED),
            _ => return self.moved(is_settling, list),
        };
        self.paid(act, done, is_settling)
    }

    /// Of a move, alone or with a payment act before it.
    fn moved(&self, is_settling: bool, list: List) -> Option<Answer> {
        if let Some(text) = moves::answer(&self.act, &self.answer) {
            return Some(Answer::done(&text));
        }
        if self.answer == "no-way" {
            return Some(Answer::refused(move_words::NO_WAY.to_owned()));
        }
        let mut answer = self.paid(moves::payment_act(&self.act)?, "", is_settling)?;
        // An answer that came late may still have moved it: where it is tells.
        let is_open = is_settling && ["checking", "busy"].contains(&self.answer.as_str());
        if !is_open && !moves::is_there(&self.act, list) {
            answer.text.push_str(move_words::NOT_MOVED);
        }
        Some(answer)
    }

    /// Whether a move was just done, so that there may be a way back.
    pub(crate) fn has_moved(&self) -> bool {
        moves::answer(&self.act, &self.answer).is_some()
    }

    fn paid(&self, act: &str, done: &str, is_settling: bool) -> Option<Answer> {
        Some(match self.answer.as_str() {
            "done" => Answer::done(done),
            "checking" if is_settling => Answer::wait(&text::checking(act)),
            "busy" if is_settling => Answer::wait(text::BUSY),
            "checking" | "busy" => Answer::told(&text::known_now(act)),
            "denied" => Answer::refused(text::denied(act)),
            "other-amount" => Answer::refused(text::other_amount(act)),
            "not-accepted" => Answer::refused(text::LOSS_NOT_ACCEPTED.to_owned()),
            "not-sent" => Answer::refused(text::not_sent(act)),
            "refused" => Answer::refused(self.refused(act)),
            _ => return None,
        })
    }

    /// The code comes from the address: only what can be a code is shown.
    fn refused(&self, act: &str) -> String {
        let is_code = (1..=8).contains(&self.code.len())
            && self.code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let known = paygent::error_code::lookup(&self.code).map(|code| code.shop_text);
        text::refused(act, known, is_code.then_some(self.code.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use shop::order::List;

    use super::Said;

    #[test]
    fn says_what_happened_and_nothing_else() {
        for (act, answer, code, said) in [
            ("capture", "done", "", Some("ok")),
            ("cancellation", "done", "", Some("ok")),
            ("takeover", "done", "", Some("ok")),
            ("capture", "checking", "", Some("warn")),
            ("cancellation", "busy", "", Some("warn")),
            ("capture", "refused", "2007", Some("bad")),
            ("update", "not-accepted", "", Some("bad")),
            ("update-to-zero", "done", "", Some("ok")),
            ("alignment", "done", "", Some("ok")),
            ("alignment", "other-amount", "", Some("bad")),
            ("completion", "done", "", Some("ok")),
            ("completion", "both", "", Some("ok")),
            ("completion", "refused", "2007", Some("bad")),
            ("order-cancellation", "checking", "", Some("warn")),
            ("reopening", "no-way", "", Some("bad")),
            ("mark", "memo", "", Some("ok")),
            ("mark", "stale", "", Some("bad")),
            ("mark", "anything", "", None),
            ("cancellation", "denied", "", Some("bad")),
            ("", "", "", None),
            ("capture", "anything", "", None),
            ("anything", "done", "", None),
        ] {
            let [act, answer, code] = [act, answer, code].map(str::to_owned);
            let tone =
                Said { act, answer, code }.answer(true, List::Open).map(|answer| answer.tone);
            assert_eq!(tone, said);
        }
    }

    #[test]
    fn what_was_unknown_is_told_once_it_is_known() {
        for answer in ["checking", "busy"] {
            let said = Said { act: "capture".into(), answer: answer.into(), code: String::new() };
            assert!(said.answer(true, List::Open).unwrap().text.contains("確認しています"));
            assert!(said.answer(false, List::Open).unwrap().text.contains("確認しました"));
        }
    }

    #[test]
    fn a_move_whose_payment_act_became_known_late_says_whether_it_moved() {
        let said =
            Said { act: "completion".into(), answer: "checking".into(), code: String::new() };
        for (is_settling, list, not_moved) in
            [(true, List::Open, false), (false, List::Open, true), (false, List::Completed, false)]
        {
            let text = said.answer(is_settling, list).unwrap().text;
            assert_eq!(text.contains("受注は移動していません"), not_moved, "{text}");
        }
    }

    #[test]
    fn an_address_cannot_put_words_into_our_mouth() {
        let said = Said {
            act: "capture".into(),
            answer: "refused".into(),
            code: "至急お振込みください".into(),
        };
        assert!(!said.answer(true, List::Open).unwrap().text.contains("振込"));
    }
}
