//! The sandbox's clock: the machine's, moved ahead by the control port.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::tz::{Offset, TimeZone};

/// Milliseconds of a day.
pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The furthest it is ahead, 100 years: times stay such as can be written.
pub(crate) const AHEAD_MAX: Millis = 36_525 * DAY_MS;

/// Milliseconds since 1970 by the sandbox clock.
pub(crate) type Millis = i64;

/// Tells the time.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead: AtomicI64,
}

impl Clock {
    pub(crate) fn now(&self) -> Millis {
        let machine = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        machine.saturating_add(self.ahead())
    }

    /// How far it is ahead of the machine's, in milliseconds.
    pub(crate) fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::SeqCst)
    }

    pub(crate) fn set_ahead(&self, ahead: i64) {
        self.ahead.store(ahead, Ordering::SeqCst);
    }
}

/// `YYYYMMDDhhmmss` in Japan's time, as on the wire.
pub(crate) fn wire(at: Millis) -> String {
    written(at, "%Y%m%d%H%M%S")
}

/// `YYYYMMDDhhmm` in Japan's time, where the wire has no seconds.
pub(crate) fn wire_minute(at: Millis) -> String {
    written(at, "%Y%m%d%H%M")
}

/// `2026-11-24 14:05:31`, for pages.
pub(crate) fn shown(at: Millis) -> String {
    written(at, "%Y-%m-%d %H:%M:%S")
}

/// Midnight in Japan at the beginning of a day, `2026-11-24`; none if there is no such day.
pub(crate) fn midnight(day: &str) -> Option<Millis> {
    let day: jiff::civil::Date = day.parse().ok()?;
    let zone = TimeZone::fixed(Offset::constant(9));
    Some(day.to_zoned_datetime(zone).ok()?.timestamp().as_millisecond())
}

/// The first midnight in Japan after this moment.
pub(crate) fn next_midnight(at: Millis) -> Millis {
    const AHEAD_MS: i64 = 9 * 60 * 60 * 1000;
    let days = at.saturating_add(AHEAD_MS).div_euclid(DAY_MS);
    days.saturating_add(1).saturating_mul(DAY_MS).saturating_sub(AHEAD_MS)
}

/// Year and month in Japan.
pub(crate) fn year_and_month(at: Millis) -> (i64, i64) {
    let date = in_japan(at);
    (i64::from(date.year()), i64::from(date.month()))
}

fn written(at: Millis, pattern: &str) -> String {
    in_japan(at).strftime(pattern).to_string()
}

fn in_japan(at: Millis) -> jiff::ZonedDateTime {
    let zone = TimeZone::fixed(Offset::constant(9));
    jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::MAX).to_zoned_datetime(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_times_are_japanese() {
        assert_eq!(wire(0), "19700101090000");
        assert_eq!(wire(1_795_500_000_000), "20261124150000");
        assert_eq!(year_and_month(1_798_729_200_000), (2027, 1));
        assert_eq!(year_and_month(1_798_729_199_999), (2026, 12));
    }

    #[test]
    fn days_begin_in_japan() {
        assert_eq!(midnight("1970-01-01"), Some(-9 * 60 * 60 * 1000));
        assert_eq!(midnight("2026-11-24").map(shown), Some("2026-11-24 00:00:00".into()));
        for nonsense in ["", "2026-02-30", "24.11.2026", "2026-11"] {
            assert_eq!(midnight(nonsense), None, "{nonsense}");
        }
        let day = midnight("2026-11-24").expect("a day");
        for (at, next) in [(day - 1, day), (day, day + DAY_MS), (day + 1, day + DAY_MS)] {
            assert_eq!(next_midnight(at), next, "{at}");
        }
    }

    #[test]
    fn it_can_be_moved_ahead() {
        let clock = Clock::default();
        let before = clock.now();
        clock.set_ahead(DAY_MS);
        assert!(clock.now() >= before + DAY_MS);
    }
}
