//! A payment as the console's pages show it.

use paygent::Status;

use crate::acs::grouped;
use crate::clock;
use crate::ledger::Trade;
use crate::ledger::trade::Entry;

/// Who is signed in, and where on the map this page is.
pub(super) struct Desk {
    pub(super) merchant_id: String,
    /// `search` or `settings`: what the navigation marks.
    pub(super) place: &'static str,
}

/// One line of a list, or the head of a page.
pub(super) struct Payment {
    pub(super) began_at: String,
    /// In groups of four where it has 20 digits; a copy has no gaps.
    pub(super) trading_id: Vec<String>,
    /// `payment_id`
    pub(super) id: String,
    pub(super) status: Badge,
    pub(super) amount: String,
    pub(super) card: String,
}

/// A status: number, name, and a shape beside its colour.
pub(super) struct Badge {
    pub(super) says: String,
    pub(super) tone: &'static str,
    pub(super) glyph: Option<&'static str>,
}

impl Payment {
    pub(super) fn of(entry: &Entry) -> Self {
        Self {
            began_at: clock::shown(entry.times.began),
            trading_id: groups(&entry.trading_id),
            id: entry.payment_id.to_string(),
            status: Badge::of(entry.status, is_live(entry)),
            amount: grouped(entry.amount),
            card: entry.card.masked.clone(),
        }
    }
}

impl Badge {
    fn of(status: Status, live: bool) -> Self {
        let (tone, glyph) = if live { ("ok", Some("check")) } else { ("plain", None) };
        Self { says: named(status), tone, glyph }
    }
}

/// `20 オーソリOK`
pub(super) fn named(status: Status) -> String {
    format!("{} {}", status.0, name(status))
}

/// `オーソリOK`
pub(super) fn name(status: Status) -> &'static str {
    status.name().unwrap_or("不明")
}

fn is_live(entry: &Entry) -> bool {
    Trade::from(entry.clone()).is_live()
}

fn groups(trading_id: &str) -> Vec<String> {
    let by_four = trading_id.len() == 20 && trading_id.bytes().all(|byte| byte.is_ascii_digit());
    if !by_four {
        return vec![trading_id.to_owned()];
    }
    let digits: Vec<char> = trading_id.chars().collect();
    digits.chunks(4).map(|four| four.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn twenty_digits_stand_in_five_groups() {
        let groups = |text| super::groups(text).join(" ");
        assert_eq!(groups("01234567890123456789"), "0123 4567 8901 2345 6789");
        assert_eq!(groups("ORDER-1"), "ORDER-1");
        assert_eq!(groups("のれんのれんのれ"), "のれんのれんのれ", "24 bytes");
        assert_eq!(groups("あいうえおか01"), "あいうえおか01", "20 bytes");
    }
}
