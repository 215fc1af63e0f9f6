//! Time and randomness: parameters, never globals, so that a test or a simulator owns both.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970 (UTC).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A second, in the milliseconds of [`Timestamp`].
pub const SECOND: i64 = 1_000;
/// A minute, in the milliseconds of [`Timestamp`].
pub const MINUTE: i64 = 60 * SECOND;
/// An hour, in the milliseconds of [`Timestamp`].
pub const HOUR: i64 = 60 * MINUTE;
/// A day, in the milliseconds of [`Timestamp`].
pub const DAY: i64 = 24 * HOUR;

/// Japan has one zone without summer time.
pub const JST: &str = "Asia/Tokyo";

impl Timestamp {
    /// `milliseconds` later.
    #[must_use]
    pub fn after(self, milliseconds: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(milliseconds))
    }

    /// The wall clock in Japan.
    pub fn in_japan(self) -> jiff::ZonedDateTime {
        let zone = TimeZone::get(JST).unwrap_or(TimeZone::UTC);
        jiff::Timestamp::from_millisecond(self.0).unwrap_or_default().to_zoned_datetime(zone)
    }

    /// `2026-11-24 14:05:31`, as history and mails write it.
    pub fn to_seconds_text(self) -> String {
        self.in_japan().strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// `2026-11-24`.
    pub fn to_date_text(self) -> String {
        self.in_japan().strftime("%Y-%m-%d").to_string()
    }

    /// `2026/11/24(火) 14:05`, as pages write it.
    pub fn to_minutes_text(self) -> String {
        let at = self.in_japan();
        format!("{} {}", Day(at.date()).to_text(), at.strftime("%H:%M"))
    }

    /// The day that it is in Japan.
    pub fn day(self) -> Day {
        Day(self.in_japan().date())
    }

    /// Reads the gateway's `YYYYMMDDhhmmss` (JST).
    pub fn from_gateway_text(text: &str) -> Option<Timestamp> {
        // strptime also takes shorter numbers.
        if text.len() != "YYYYMMDDhhmmss".len() {
            return None;
        }
        let at = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", text).ok()?;
        let zoned = at.to_zoned_datetime(TimeZone::get(JST).ok()?).ok()?;
        Some(Timestamp(zoned.timestamp().as_millisecond()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_seconds_text())
    }
}

impl From<Timestamp> for store::Val {
    fn from(at: Timestamp) -> store::Val {
        store::Val::Int(at.0)
    }
}

/// A day of the calendar; `2026-11-24` in JSON and in forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Day(jiff::civil::Date);

/// A text that is no [`Day`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0} is no day: YYYY-MM-DD")]
pub struct NoSuchDay(String);

impl Day {
    /// Reads `2026-11-24`.
    pub fn parse(text: &str) -> Option<Day> {
        // strptime also takes shorter numbers.
        let is_whole = text.len() == "YYYY-MM-DD".len();
        let date = || jiff::civil::Date::strptime("%Y-%m-%d", text).ok();
        is_whole.then(date).flatten().map(Day)
    }

    /// So many days later; the last day that there is where that is none.
    #[must_use]
    pub fn after(self, days: u16) -> Day {
        Day(self.0.saturating_add(jiff::Span::new().days(i64::from(days))))
    }

    /// Its first moment in Japan; 1970 of a day that has none.
    pub fn begins(self) -> Timestamp {
        let zone = TimeZone::get(JST).unwrap_or(TimeZone::UTC);
        let zoned = self.0.at(0, 0, 0, 0).to_zoned_datetime(zone);
        Timestamp(zoned.map_or(0, |zoned| zoned.timestamp().as_millisecond()))
    }

    /// Year, month and day; a year before 1 is 0.
    pub(crate) fn parts(self) -> (u16, u8, u8) {
        let part = |part: i8| u8::try_from(part).unwrap_or(0);
        let year = u16::try_from(self.0.year()).unwrap_or(0);
        (year, part(self.0.month()), part(self.0.day()))
    }

    /// `2026/11/24(火)`, as pages write it.
    pub fn to_text(self) -> String {
        const DAYS: [&str; 7] = ["日", "月", "火", "水", "木", "金", "土"];
        let day = usize::try_from(self.0.weekday().to_sunday_zero_offset()).unwrap_or(0);
        format!("{}({})", self.0.strftime("%Y/%m/%d"), DAYS[day])
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%d"))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = NoSuchDay;
    fn try_from(text: String) -> Result<Day, NoSuchDay> {
        Day::parse(&text).ok_or(NoSuchDay(text))
    }
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Gives unpredictable bytes.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's randomness.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// A clock that a test moves by hand.
pub struct HandClock(AtomicI64);

impl HandClock {
    /// A clock that stands at `at`.
    pub fn at(at: Timestamp) -> HandClock {
        HandClock(AtomicI64::new(at.0))
    }

    /// Moves it on.
    pub fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// `count` random bytes in lower-case hex.
pub fn random_hex(random: &dyn Random, count: usize) -> String {
    let mut bytes = vec![0; count];
    random.fill(&mut bytes);
    hex::encode(bytes)
}

/// Hex digits of the second with which a [`dated_hex`] begins.
pub const DATE_DIGITS: usize = 8;

/// The second of `now`, then `count` random bytes, in lower-case hex: a name for a row. The time
/// leads, so that indexes grow at their end only: wholly random keys touch another page of every
/// index with every order, which is read, written and synced each time.
pub fn dated_hex(now: Timestamp, random: &dyn Random, count: usize) -> String {
    let second = u32::try_from(now.0 / SECOND).unwrap_or_default();
    format!("{second:0DATE_DIGITS$x}{}", random_hex(random, count))
}

#[cfg(test)]
mod tests {
    use super::{DATE_DIGITS, Day, SystemRandom, Timestamp, dated_hex};

    #[test]
    fn names_are_in_the_order_of_time_and_random_after_it() {
        let at = |ms| dated_hex(Timestamp(ms), &SystemRandom, 16);
        let times = [0, 1_000, 1_795_496_731_000, 1_795_496_732_000, 4_294_967_295_000];
        let names = times.map(at);
        assert!(names.is_sorted());
        assert!(names.iter().all(|name| name.len() == DATE_DIGITS + 32));
        let again = at(times[2]);
        assert_eq!(again[..DATE_DIGITS], names[2][..DATE_DIGITS]);
        assert_ne!(again[DATE_DIGITS..], names[2][DATE_DIGITS..]);
    }

    #[test]
    fn japan_is_nine_hours_ahead() {
        let at = Timestamp(1_795_496_731_000);
        assert_eq!(at.to_seconds_text(), "2026-11-24 14:05:31");
        assert_eq!(at.to_minutes_text(), "2026/11/24(火) 14:05");
        assert_eq!(Timestamp::from_gateway_text("20261124140531"), Some(at));
    }

    #[test]
    fn days_are_read_counted_and_written() {
        // 2026-11-24 14:05 in UTC is still that day in Japan, ten hours later no more.
        let at = Timestamp(1_795_496_731_000);
        assert_eq!(
            (at.day(), at.after(10 * super::HOUR).day()),
            (day("2026-11-24"), day("2026-11-25"))
        );
        assert_eq!(at.day().after(38), day("2027-01-01"));
        assert_eq!(day("2027-01-01").to_text(), "2027/01/01(金)");
        let json = serde_json::to_string(&day("2028-02-29")).unwrap();
        assert_eq!(json, "\"2028-02-29\"");
        assert_eq!(serde_json::from_str::<Day>(&json).unwrap(), day("2028-02-29"));
        for text in ["", "2026-2-03", "2027-02-29", "2026/11/24", "2026-11-24 ", "２０２６-11-24"]
        {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn other_texts_are_no_times() {
        for text in ["", "2026-11-24", "20261324140531", "2026112414053"] {
            assert_eq!(Timestamp::from_gateway_text(text), None, "{text}");
        }
    }
}
