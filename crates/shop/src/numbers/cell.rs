//! One cell as spreadsheets and carriers' programs leave it.

use unicode_normalization::UnicodeNormalization;

use crate::clock::Day;

/// Characters of a cell that are kept: no key and no number is as long, and a file that is none
/// may hold anything.
const KEPT: usize = 60;

/// What was meant: without the marks by which Excel is told that a number is a text (`="1234"`,
/// `'1234`), and without spaces around it.
pub(super) fn clean(raw: &str) -> String {
    let text = raw.trim();
    let quoted = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let text = quoted.unwrap_or(text);
    let text = text.strip_prefix('\'').unwrap_or(text);
    text.trim().chars().filter(|c| !c.is_control()).take(KEPT).collect()
}

/// Whether a spreadsheet has taken the number for a quantity and rounded it: `1.23457E+11`. What it
/// was cannot be known any more.
pub(super) fn is_rounded(text: &str) -> bool {
    let plain: String = text.nfkc().collect::<String>().to_ascii_uppercase();
    let Some((digits, power)) = plain.split_once("E+") else { return false };
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    are_digits(power) && are_digits(&digits.replacen('.', "", 1))
}

/// A key as orders are looked up by: half width, lower case, without spaces.
pub(super) fn key(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

/// The day of `2026/12/1`, `2026-12-01 10:30`, `20261201`, `2026年12月1日`; none: it is no day.
pub(super) fn day(text: &str) -> Option<Day> {
    let plain: String = text.nfkc().collect();
    let date = plain.split([' ', 'T']).next().unwrap_or_default().trim_end_matches('日');
    let is_stamp = matches!(date.len(), 8 | 12 | 14) && date.bytes().all(|b| b.is_ascii_digit());
    if is_stamp {
        return Day::parse(&format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..8]));
    }
    let parts: Vec<&str> = date.split(['/', '-', '.', '年', '月']).collect();
    let [year, month, day] = parts[..] else { return None };
    Day::parse(&format!("{year}-{month:0>2}-{day:0>2}"))
}

#[cfg(test)]
mod tests {
    use super::{clean, day, is_rounded, key};

    #[test]
    fn what_spreadsheets_put_around_a_number_goes() {
        for (raw, text) in [
            ("123456789012", "123456789012"),
            ("=\"0123456789\"", "0123456789"),
            ("'0123456789", "0123456789"),
            (" order00042\u{3000}", "order00042"),
            ("=\"\"", ""),
            ("=", "="),
            ("=\"1", "=\"1"),
            ("a\u{7}b", "ab"),
        ] {
            assert_eq!(clean(raw), text, "{raw}");
        }
        assert_eq!(clean(&"字".repeat(100)).chars().count(), 60);
    }

    #[test]
    fn a_rounded_number_is_known_by_its_power_of_ten() {
        for (text, rounded) in [
            ("1.23457E+11", true),
            ("1.23457e+11", true),
            ("１．２３４５７Ｅ＋１１", true),
            ("4E+11", true),
            ("EX123456789JP", false),
            ("1E12", false),
            ("E+11", false),
            ("1.2.3E+11", false),
            ("123456789012", false),
            ("", false),
        ] {
            assert_eq!(is_rounded(text), rounded, "{text}");
        }
    }

    #[test]
    fn keys_and_days_however_they_are_written() {
        for (text, plain) in [("Ｏｒｄｅｒ００042", "order00042"), ("order 00042", "order00042")]
        {
            assert_eq!(key(text), plain);
        }
        for (text, expected) in [
            ("2026/12/01", Some("2026-12-01")),
            ("2026/12/1", Some("2026-12-01")),
            ("2026-12-01", Some("2026-12-01")),
            ("2026.12.1", Some("2026-12-01")),
            ("20261201", Some("2026-12-01")),
            ("20261201103000", Some("2026-12-01")),
            ("2026/12/01 10:30", Some("2026-12-01")),
            ("2026-12-01T10:30:00", Some("2026-12-01")),
            ("2026年12月1日", Some("2026-12-01")),
            ("２０２６／１２／０１", Some("2026-12-01")),
            ("2026/02/30", None),
            ("12/01", None),
            ("26/12/01", None),
            ("46357", None),
            ("2026////", None),
            ("翌日", None),
            ("", None),
        ] {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), expected, "{text}");
        }
    }
}
