//! Misbehaviour on demand, at the points where a sender can lose or double a mail.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// What goes wrong with one mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Fault {
    /// The connection is cut after the final dot; the mail is not kept.
    DropBefore,
    /// The mail is kept, then the connection is cut instead of the 250: RFC 1047's gap.
    DropAfter,
    /// The final dot is answered with this code (400..=599); the mail is not kept.
    Answer {
        /// The reply code.
        code: u16,
    },
    /// The mail is kept, the 250 comes this much later.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// DATA is answered this much later: the mail's bytes have not left the sender yet.
    DelayData {
        /// Milliseconds.
        ms: u64,
    },
}

impl Fault {
    fn name(self) -> &'static str {
        match self {
            Fault::DropBefore => "drop_before",
            Fault::DropAfter => "drop_after",
            Fault::Answer { .. } => "answer",
            Fault::Delay { .. } => "delay",
            Fault::DelayData { .. } => "delay_data",
        }
    }
}

/// A fault and the mails it happens to. In JSON: `{"do":"answer","code":451,"on":2,"times":3}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The first mail it happens to, counted from now: 1 is the next.
    #[serde(default = "one")]
    pub on: u64,
    /// How many mails in a row.
    #[serde(default = "one")]
    pub times: u64,
    /// What happens.
    #[serde(flatten)]
    pub fault: Fault,
}

fn one() -> u64 {
    1
}

impl Plan {
    /// `fault` happens to the next mail.
    pub fn next(fault: Fault) -> Plan {
        Plan { on: 1, times: 1, fault }
    }

    /// `None` for a code that is no refusal.
    pub(crate) fn checked(self) -> Option<Plan> {
        match self.fault {
            Fault::Answer { code } if !(400..=599).contains(&code) => None,
            _ => Some(self),
        }
    }
}

/// What happened so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultReport {
    /// DATA commands seen.
    pub seen: u64,
    /// Faults that happened, by name.
    pub fired: BTreeMap<String, u64>,
    /// Mails whose answer is being held back at this moment.
    pub holding: u64,
    /// Faults still to come.
    pub armed: usize,
}

/// The armed faults of one mailbox.
#[derive(Default)]
pub(crate) struct Faults {
    state: Mutex<State>,
    holding: AtomicU64,
}

#[derive(Default)]
struct State {
    seen: u64,
    armed: Vec<Armed>,
    fired: BTreeMap<String, u64>,
}

struct Armed {
    first: u64,
    last: u64,
    fault: Fault,
}

impl Faults {
    pub(crate) fn plan(&self, plan: Plan) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let first = state.seen.saturating_add(plan.on.max(1));
        let last = first.saturating_add(plan.times.max(1) - 1);
        state.armed.push(Armed { first, last, fault: plan.fault });
    }

    pub(crate) fn disarm(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).armed.clear();
    }

    /// The fault for the mail that begins now.
    pub(crate) fn begin(&self) -> Option<Fault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.seen += 1;
        let seen = state.seen;
        let fault =
            state.armed.iter().find(|armed| (armed.first..=armed.last).contains(&seen))?.fault;
        state.armed.retain(|armed| armed.last > seen);
        *state.fired.entry(fault.name().to_owned()).or_default() += 1;
        Some(fault)
    }

    /// Waits `ms` milliseconds, counted as held.
    pub(crate) async fn hold(&self, ms: u64) {
        /// Counts down also when the connection's task is dropped.
        struct Held<'a>(&'a AtomicU64);
        impl Drop for Held<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        self.holding.fetch_add(1, Ordering::SeqCst);
        let _held = Held(&self.holding);
        tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
    }

    pub(crate) fn report(&self) -> FaultReport {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        FaultReport {
            seen: state.seen,
            fired: state.fired.clone(),
            holding: self.holding.load(Ordering::SeqCst),
            armed: state.armed.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Faults, Plan};

    #[test]
    fn a_fault_happens_to_the_planned_mails_only() {
        let faults = Faults::default();
        faults.plan(Plan { on: 2, times: 2, fault: Fault::DropAfter });
        faults.plan(Plan { on: 3, times: 2, fault: Fault::Answer { code: 451 } });
        let happened: Vec<_> = (0..5).map(|_| faults.begin()).collect();
        let code = Fault::Answer { code: 451 };
        assert_eq!(
            happened,
            [None, Some(Fault::DropAfter), Some(Fault::DropAfter), Some(code), None]
        );
        let report = faults.report();
        assert_eq!((report.seen, report.armed, report.fired["drop_after"]), (5, 0, 2));
    }

    #[test]
    fn a_plan_reads_as_json() {
        for (text, plan) in [
            (r#"{"do":"drop_after"}"#, Some(Plan::next(Fault::DropAfter))),
            (
                r#"{"do":"answer","code":451,"on":2,"times":3}"#,
                Some(Plan { on: 2, times: 3, fault: Fault::Answer { code: 451 } }),
            ),
            (r#"{"do":"answer","code":250}"#, None),
            (r#"{"do":"explode"}"#, None),
        ] {
            let read = serde_json::from_str(text).ok().and_then(Plan::checked);
            assert_eq!(read, plan, "{text}");
        }
    }
}
