//! Faults laid out for the next answers.

use std::sync::{Mutex, PoisonError};

use super::unkind::Unkind;
use crate::telegrams::KINDS;

/// The token endpoint, among kinds of telegrams.
const TOKEN: &str = "token";

/// What goes wrong with one answer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trick {
    /// The connection breaks; nothing was done.
    DropBeforeCommit,
    /// It is done; the connection breaks instead of the answer.
    DropAfterCommit,
    /// It is done only after so long (real time), whether the client still waits or not.
    DelayBeforeCommit {
        /// Milliseconds.
        ms: u64,
    },
    /// It is done at once; the answer comes after so long (real time).
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// It is done once; the answer's bytes come twice on the connection.
    Duplicate,
    /// It is done; the body is no `key=value` text in the telegram's charset.
    Garble,
    /// It is done; the connection breaks in the middle of the answer.
    Truncate,
    /// It is done; the answer has no body.
    Empty,
    /// It is done; the answer echoes another `trading_id`.
    OtherTradingId,
    /// It is done; the answer has another `payment_notice_id`, far away (091).
    OtherNoticeId,
    /// It is done; the answer is in the charset that its header does not name: UTF-8 instead of
    /// Windows-31J, or the other way. Only where it has Japanese does one see it.
    WrongCharset,
    /// It is done; the answer has this HTTP status and a page instead of fields.
    Status {
        /// Such as 500.
        status: u16,
    },
    /// Nothing is done; the answer is this code.
    Refuse {
        /// `response_code`
        code: String,
    },
}

impl Trick {
    /// Whether it strikes before the ledger is written.
    pub(crate) fn is_before_commit(&self) -> bool {
        matches!(
            self,
            Self::DropBeforeCommit | Self::DelayBeforeCommit { .. } | Self::Refuse { .. }
        )
    }
}

/// A trick for the next answers of one kind.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// `telegram_kind`, or `token` for the token endpoint; none: any of them.
    #[serde(default)]
    pub kind: Option<String>,
    /// For how many answers; 1 if not said.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    pub trick: Trick,
}

impl Fault {
    /// For the next answer of this kind.
    pub fn next(kind: &str, trick: Trick) -> Self {
        Self { kind: Some(kind.to_owned()), times: once(), trick }
    }

    /// Why it could never strike, or not so that HTTP allows it.
    pub(super) fn nonsense(&self) -> Option<String> {
        if let Trick::Status { status } = self.trick
            && !(200..=599).contains(&status)
        {
            return Some(format!("{status} is no status of an answer: 200 to 599"));
        }
        let kind = self.kind.as_deref().filter(|kind| *kind != TOKEN && !KINDS.contains(kind))?;
        Some(format!("there is no kind {kind:?}: {}, {TOKEN}", KINDS.join(", ")))
    }

    /// For so many answers.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }
}

fn once() -> u32 {
    1
}

/// The faults that wait for their answer, first in, first out; then what chance brings.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    waiting: Mutex<Vec<Fault>>,
    unkind: Mutex<Option<Unkind>>,
}

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        self.with(|faults| {
            if fault.times > 0 {
                faults.push(fault);
            }
        });
    }

    /// From now on answers go wrong at random, always the same for one seed; none: no more.
    pub(crate) fn be_unkind(&self, seed: Option<u64>) {
        *self.unkind.lock().unwrap_or_else(PoisonError::into_inner) = seed.map(Unkind::new);
    }

    /// The trick for an answer of this kind, used up.
    pub(crate) fn take(&self, kind: &str) -> Option<Trick> {
        let mut unkind = self.unkind.lock().unwrap_or_else(PoisonError::into_inner);
        let by_chance = unkind.as_mut().and_then(Unkind::next);
        self.laid_out(kind).or(by_chance)
    }

    fn laid_out(&self, kind: &str) -> Option<Trick> {
        self.with(|faults| {
            let fits = |fault: &Fault| fault.kind.as_deref().is_none_or(|wanted| wanted == kind);
            let at = faults.iter().position(fits)?;
            faults[at].times -= 1;
            let trick = faults[at].trick.clone();
            if faults[at].times == 0 {
                faults.remove(at);
            }
            Some(trick)
        })
    }

    pub(crate) fn all(&self) -> Vec<Fault> {
        self.with(|faults| faults.clone())
    }

    /// The seed of the unkindness, if there is any.
    pub(crate) fn unkind(&self) -> Option<u64> {
        self.unkind.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(Unkind::seed)
    }

    /// Nothing goes wrong any more, laid out or by chance.
    pub(crate) fn clear(&self) {
        self.with(Vec::clear);
        self.be_unkind(None);
    }

    fn with<T>(&self, run: impl FnOnce(&mut Vec<Fault>) -> T) -> T {
        run(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_its_kind_as_often_as_told() {
        let faults = Faults::default();
        faults.add(Fault::next("020", Trick::Garble).times(2));
        faults.add(Fault { kind: None, times: 1, trick: Trick::Empty });
        assert_eq!(faults.take("020"), Some(Trick::Garble));
        assert_eq!(faults.take("094"), Some(Trick::Empty));
        assert_eq!(faults.take("094"), None);
        assert_eq!(faults.take("020"), Some(Trick::Garble));
        assert_eq!(faults.take("020"), None);
    }

    #[test]
    fn faults_are_written_as_the_guide_shows() {
        for (text, fault) in [
            (
                r#"{"kind":"020","trick":"drop_after_commit"}"#,
                Fault::next("020", Trick::DropAfterCommit),
            ),
            (
                r#"{"kind":"022","times":3,"trick":{"delay":{"ms":50}}}"#,
                Fault::next("022", Trick::Delay { ms: 50 }).times(3),
            ),
            (
                r#"{"trick":{"status":{"status":500}}}"#,
                Fault { kind: None, times: 1, trick: Trick::Status { status: 500 } },
            ),
        ] {
            assert_eq!(serde_json::from_str::<Fault>(text).unwrap(), fault, "{text}");
        }
    }
}
