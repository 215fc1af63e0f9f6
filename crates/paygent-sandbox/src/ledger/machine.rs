//! The status machine of card payments (reference 3.4). Pure.

use paygent::Status;

use crate::clock::{self, DAY_MS, Millis};

/// How long an authorisation holds, and how long a captured payment can be refunded.
const LIMIT_DAYS: i64 = 60;
/// How long a payment that was never authorised stays open.
const OPEN_DAYS: i64 = 30;

/// What a telegram without an amount asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// 021
    Cancel,
    /// 022
    Capture,
    /// 023
    Refund,
}

/// When a capture or a cancellation is through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// In the answer already: 20 → 40, 20 → 32, 40 → 60.
    AtOnce,
    /// In the nightly batch (at midnight, or by `settle`): 20 → 30 → 40, 20 → 31 → 32,
    /// 40 → 42 → 50 → 60.
    InBatch,
}

/// What the gateway does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The payment takes this status.
    Move(Status),
    /// It is so already; answered like the first time.
    Repeat,
    /// Refused with this code.
    Refuse(&'static str),
}

/// Decides over one act on a payment of this status.
#[expect(clippy::match_same_arms, reason = "a table: its rows stand with their act")]
pub(crate) fn verdict(act: Act, status: Status, settlement: Settlement) -> Verdict {
    use Settlement::{AtOnce, InBatch};
    use Verdict::{Move, Refuse, Repeat};
    match (act, status, settlement) {
        (Act::Cancel, Status::AUTH_OK, InBatch) => Move(Status::AUTH_CANCEL_RUNNING),
        (Act::Cancel, Status::AUTH_OK, AtOnce) => Move(Status::AUTH_CANCELLED),
        (Act::Cancel, Status::AUTH_EXPIRED, _) => Move(Status::AUTH_CANCELLED),
        (Act::Cancel, Status::AUTH_CANCEL_RUNNING | Status::AUTH_CANCELLED, _) => Repeat,

        (Act::Capture, Status::AUTH_OK, InBatch) => Move(Status::CAPTURE_RUNNING),
        (Act::Capture, Status::AUTH_OK, AtOnce) => Move(Status::CAPTURED),
        (Act::Capture, Status::CAPTURE_RUNNING | Status::CAPTURED, _) => Repeat,
        (Act::Capture, Status::CAPTURED_NO_REFUND, _) => Repeat,
        (Act::Capture, Status::AUTH_EXPIRED, _) => Refuse("2007"),

        (Act::Refund, Status::CAPTURED, InBatch) => Move(Status::REFUND_RUNNING),
        (Act::Refund, Status::CAPTURED, AtOnce) => Move(Status::REFUNDED),
        (Act::Refund, Status::REFUND_RUNNING | Status::REFUND_COLLECTING, _) => Repeat,
        (Act::Refund, Status::REFUNDED, _) => Repeat,
        (Act::Refund, Status::CAPTURED_NO_REFUND, _) => Refuse("2007"),

        (Act::Cancel | Act::Capture | Act::Refund, _, _) => Refuse("2004"),
    }
}

/// The status after one run of the nightly batch.
pub(crate) fn settled(status: Status) -> Status {
    match status {
        Status::CAPTURE_RUNNING => Status::CAPTURED,
        Status::AUTH_CANCEL_RUNNING => Status::AUTH_CANCELLED,
        Status::REFUND_RUNNING => Status::REFUND_COLLECTING,
        Status::REFUND_COLLECTING => Status::REFUNDED,
        other => other,
    }
}

/// When a payment got where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Times {
    pub(crate) began: Millis,
    pub(crate) authorised: Option<Millis>,
    pub(crate) captured: Option<Millis>,
    pub(crate) cancelled: Option<Millis>,
    /// Since when it has its status.
    pub(crate) changed: Millis,
}

/// What time alone makes of a payment, and when: 10 → 11, 20 → 33, 40 → 41, and at the next
/// midnight what the nightly batch does. (The hour of the batch is unconfirmed.)
pub(crate) fn ages(status: Status, times: Times) -> Option<(Millis, Status)> {
    let after = |since: Option<Millis>, days: i64, status| {
        since.map(|at| (at.saturating_add(days * DAY_MS), status))
    };
    match status {
        Status::REQUESTED => after(Some(times.began), OPEN_DAYS, Status::AUTH_REFUSED),
        Status::AUTH_OK => after(times.authorised, LIMIT_DAYS, Status::AUTH_EXPIRED),
        Status::CAPTURED => after(times.captured, LIMIT_DAYS, Status::CAPTURED_NO_REFUND),
        Status::CAPTURE_RUNNING
        | Status::AUTH_CANCEL_RUNNING
        | Status::REFUND_RUNNING
        | Status::REFUND_COLLECTING => Some((clock::next_midnight(times.changed), settled(status))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OK: &str = "ok";

    /// Reference 3.4, row by row; 31, 42 and 50 are on the way to 32 and 60 and answer like them.
    const TABLE: &[(u8, [&str; 3])] = &[
        (10, ["2004", "2004", "2004"]),
        (11, ["2004", "2004", "2004"]),
        (20, [OK, OK, "2004"]),
        (30, ["2004", OK, "2004"]),
        (31, [OK, "2004", "2004"]),
        (32, [OK, "2004", "2004"]),
        (33, [OK, "2007", "2004"]),
        (40, ["2004", OK, OK]),
        (41, ["2004", OK, "2007"]),
        (42, ["2004", "2004", OK]),
        (50, ["2004", "2004", OK]),
        (60, ["2004", "2004", OK]),
    ];

    #[test]
    fn every_status_answers_as_the_table_says() {
        for status in (0..=99).map(Status) {
            let row = TABLE.iter().find(|(number, _)| *number == status.0);
            let expected = row.map_or(["2004"; 3], |(_, answers)| *answers);
            for settlement in [Settlement::AtOnce, Settlement::InBatch] {
                let answers = [Act::Cancel, Act::Capture, Act::Refund].map(|act| {
                    match verdict(act, status, settlement) {
                        Verdict::Move(_) | Verdict::Repeat => OK,
                        Verdict::Refuse(code) => code,
                    }
                });
                assert_eq!(answers, expected, "{status:?} {settlement:?}");
            }
        }
    }

    #[test]
    fn what_was_done_once_can_be_repeated_at_every_step_of_the_batch() {
        for (act, from) in
            [(Act::Cancel, 20), (Act::Cancel, 33), (Act::Capture, 20), (Act::Refund, 40)]
        {
            for settlement in [Settlement::AtOnce, Settlement::InBatch] {
                let Verdict::Move(mut status) = verdict(act, Status(from), settlement) else {
                    panic!("{act:?} on {from} must move")
                };
                for _ in 0..3 {
                    assert_eq!(verdict(act, status, settlement), Verdict::Repeat, "{status:?}");
                    status = settled(status);
                }
                assert_eq!(settled(status), status, "the batch comes to an end");
            }
        }
    }

    #[test]
    fn time_ends_what_was_left() {
        let times = |at| Times {
            began: at,
            authorised: Some(at),
            captured: Some(at),
            cancelled: Some(at),
            changed: 0,
        };
        for (before, days, after) in [(10, 30, 11), (20, 60, 33), (40, 60, 41)] {
            let expected = Some((1000 + days * DAY_MS, Status(after)));
            assert_eq!(ages(Status(before), times(1000)), expected);
        }
        // 1970 began in Japan at nine in the morning.
        let midnight = 15 * 60 * 60 * 1000;
        for (before, after) in [(30, 40), (31, 32), (42, 50), (50, 60)] {
            assert_eq!(ages(Status(before), times(1000)), Some((midnight, Status(after))));
        }
        let moves = [10, 20, 40, 30, 31, 42, 50];
        for before in (0..=99).filter(|status| !moves.contains(status)) {
            assert_eq!(ages(Status(before), times(1000)), None, "{before} lasts");
        }
    }
}
