//! When a mail that did not leave is tried again.

use crate::clock::{DAY, HOUR, MINUTE};

/// Waits after the first, second, … failed try, in milliseconds. After the last one the mail is
/// dead and a task tells the shop. Together almost four days: a mail server that is away over a
/// weekend loses nothing.
const WAITS: [i64; 12] = [
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    DAY,
    DAY,
];

/// The wait before the next try while the mail server cannot be reached at all. That is no fault of
/// the mail: it does not count as a try, and all mails wait together.
pub(super) const UNREACHABLE_WAIT: i64 = MINUTE;

/// A mail that has waited this long becomes a task for the shop, once, and keeps being tried.
pub(super) const LATE: i64 = HOUR;

/// How long to wait after `tries` failed tries; `None`: give up.
pub(super) fn wait_after(tries: i64) -> Option<i64> {
    let at = usize::try_from(tries).ok()?.checked_sub(1)?;
    WAITS.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::{WAITS, wait_after};
    use crate::clock::{DAY, HOUR, MINUTE};

    #[test]
    fn waits_grow_and_end() {
        assert!(WAITS.is_sorted());
        assert!(WAITS.iter().sum::<i64>() > 3 * DAY + 22 * HOUR);
        assert_eq!(wait_after(1), Some(MINUTE));
        assert_eq!(wait_after(12), Some(DAY));
        assert_eq!((wait_after(13), wait_after(0), wait_after(-1)), (None, None, None));
    }
}
