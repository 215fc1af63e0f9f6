//! Days, as papers and slips name them.

use serde::Serialize;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Day(u16, u8, u8);

impl Day {
    /// 1970/01/01, where clocks begin.
    pub const EPOCH: Day = Day(1970, 1, 1);

    /// A day that exists, in the years 1000 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Day> {
        let is_leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let exists = (1000..=9999).contains(&year) && (1..=last).contains(&day);
        exists.then_some(Day(year, month, day))
    }

    /// Year, month and day.
    pub fn parts(self) -> (u16, u8, u8) {
        (self.0, self.1, self.2)
    }

    /// `2026年12月1日`, as letters say it.
    pub fn in_words(self) -> String {
        let Day(year, month, day) = self;
        format!("{year}年{month}月{day}日")
    }
}

/// `2026/12/01`, as carriers read it.
impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Day(year, month, day) = self;
        write!(f, "{year}/{month:02}/{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn only_days_that_exist() {
        for (year, month, day, text) in [
            (2026, 12, 1, Some("2026/12/01")),
            (2028, 2, 29, Some("2028/02/29")),
            (2000, 2, 29, Some("2000/02/29")),
            (2100, 2, 29, None),
            (2026, 2, 29, None),
            (2026, 4, 31, None),
            (2026, 13, 1, None),
            (2026, 0, 1, None),
            (2026, 1, 0, None),
            (26, 1, 1, None),
        ] {
            let told = Day::new(year, month, day).map(|day| day.to_string());
            assert_eq!(told.as_deref(), text, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn letters_say_it_without_zeros() {
        assert_eq!(Day::new(2026, 12, 1).map(Day::in_words).as_deref(), Some("2026年12月1日"));
    }
}
