//! Each row of a file beside the order that it names: what there is to do, or why it is left out.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use store::Tx;

use super::orders::{Known, named};
use super::read::{Line, Trouble};
use crate::clock::{DAY, Day, Timestamp};
use crate::id::{OrderId, ShopId};
use crate::order::may::Function;

/// A file that tells of older shipments is an old file. Milliseconds.
const OLDEST: i64 = 60 * DAY;

/// One row with its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the file says.
    pub line: Line,
    /// The order that it names.
    pub known: Option<Known>,
    /// What follows.
    pub verdict: Verdict,
}

/// What a row leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The number is noted, or only that the goods have left.
    Takes,
    /// Another number stands there: only where somebody says so.
    Replaces,
    /// Nothing.
    LeftOut(Why),
}

/// Why nothing is done with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is noted already, and the order has left.
    Already,
    /// The same row stands above.
    Again,
    /// The row itself cannot be read.
    Unreadable(Trouble),
    /// The shop has no such order.
    NotFound,
    /// Not in 受注一覧 (M4).
    Closed,
    /// Its payment is cancelled.
    Cancelled,
    /// Several numbers for one order: an order has room for one.
    Several,
    /// The day has not come yet.
    Future,
    /// It left more than sixty days ago.
    Old,
    /// It left before it was ordered.
    BeforeOrder,
    /// Another number stands there, and nobody said that it is to be replaced.
    NotTicked,
    /// Another number stands there than the page showed.
    Changed,
}

/// All rows beside their orders.
pub(super) fn compare(
    tx: &mut dyn Tx,
    shop: ShopId,
    lines: &[Line],
    now: Timestamp,
) -> Result<Vec<Row>, store::Error> {
    let keys: Vec<&str> = lines.iter().map(|line| line.key.as_str()).collect();
    let orders = named(tx, shop, &keys)?;
    let mut numbers: HashMap<OrderId, HashSet<String>> = HashMap::new();
    for line in lines.iter().filter(|line| !line.tracking.is_empty()) {
        if let Some(known) = orders.get(&line.key) {
            numbers.entry(known.order).or_default().insert(bare(&line.tracking));
        }
    }
    let mut met = HashSet::new();
    let mut row = |line: &Line| {
        let known = orders.get(&line.key).cloned();
        let several = known.as_ref().and_then(|known| numbers.get(&known.order));
        let is_several = several.is_some_and(|numbers| numbers.len() > 1);
        let mut verdict = verdict(line, known.as_ref(), is_several, now);
        let takes = matches!(verdict, Verdict::Takes | Verdict::Replaces);
        if takes && known.as_ref().is_some_and(|known| !met.insert(known.order)) {
            verdict = Verdict::LeftOut(Why::Again);
        }
        Row { line: line.clone(), known, verdict }
    };
    Ok(lines.iter().map(&mut row).collect())
}

fn verdict(line: &Line, known: Option<&Known>, is_several: bool, now: Timestamp) -> Verdict {
    if let Some(trouble) = line.trouble {
        return Verdict::LeftOut(Why::Unreadable(trouble));
    }
    let Some(known) = known else { return Verdict::LeftOut(Why::NotFound) };
    let is_noted = is_same(&known.tracking, &line.tracking);
    let why = match () {
        () if is_several => Some(Why::Several),
        () if is_noted && known.is_shipped => Some(Why::Already),
        () if !Function::Ship.is_open(known.list) => Some(Why::Closed),
        () if known.is_cancelled => Some(Why::Cancelled),
        () => line.day.and_then(|day| wrong_day(day, known.placed_at, now)),
    };
    match why {
        Some(why) => Verdict::LeftOut(why),
        None if known.tracking.is_empty() || is_noted => Verdict::Takes,
        None => Verdict::Replaces,
    }
}

fn wrong_day(day: Day, placed_at: Timestamp, now: Timestamp) -> Option<Why> {
    match day.begins() {
        begins if begins > now => Some(Why::Future),
        begins if begins < now.after(-OLDEST) => Some(Why::Old),
        begins if begins < placed_at.day().begins() => Some(Why::BeforeOrder),
        _ => None,
    }
}

/// Whether both are one number: carriers write it with and without hyphens.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    bare(one) == bare(other)
}

fn bare(number: &str) -> String {
    number.replace('-', "")
}

#[cfg(test)]
mod tests {
    use super::{Known, Line, Trouble, Verdict, Why, verdict};
    use crate::clock::{DAY, Day, Timestamp};
    use crate::id::OrderId;
    use crate::order::List;

    /// 2026-11-24 14:05:31 in Japan.
    const NOW: Timestamp = Timestamp(1_795_496_731_000);

    fn known() -> Known {
        Known {
            order: OrderId(1),
            number: "order00001".into(),
            buyer: "小林 葵".into(),
            list: List::Open,
            is_cancelled: false,
            is_held: true,
            is_shipped: false,
            tracking: String::new(),
            placed_at: NOW.after(-100 * DAY),
        }
    }

    fn line(day: &str) -> Line {
        let (key, tracking) = ("order00001".to_owned(), "1234-5678".to_owned());
        Line { row: 2, key, tracking, day: Day::parse(day), trouble: None }
    }

    #[test]
    fn an_order_gets_its_number_or_a_reason() {
        use Verdict::{LeftOut, Replaces, Takes};
        let with = |change: &dyn Fn(&mut Known)| {
            let mut known = known();
            change(&mut known);
            Some(known)
        };
        let noted = |known: &mut Known| known.tracking = "12345678".into();
        for (known, several, expected) in [
            (with(&|_| {}), false, Takes),
            (None, false, LeftOut(Why::NotFound)),
            (with(&|_| {}), true, LeftOut(Why::Several)),
            (with(&|known| known.list = List::Completed), false, LeftOut(Why::Closed)),
            (with(&|known| known.is_cancelled = true), false, LeftOut(Why::Cancelled)),
            (with(&noted), false, Takes),
            (with(&|known| known.is_shipped = true), false, Takes),
            (with(&|known| known.tracking = "99".into()), false, Replaces),
            (
                with(&|known| {
                    noted(known);
                    known.is_shipped = true;
                    known.list = List::Completed;
                }),
                false,
                LeftOut(Why::Already),
            ),
        ] {
            assert_eq!(verdict(&line(""), known.as_ref(), several, NOW), expected, "{known:?}");
        }
        let rounded = Line { trouble: Some(Trouble::Rounded), ..line("") };
        let unreadable = LeftOut(Why::Unreadable(Trouble::Rounded));
        assert_eq!(verdict(&rounded, Some(&known()), true, NOW), unreadable);
    }

    #[test]
    fn a_day_that_cannot_be_is_no_shipment() {
        for (day, expected) in [
            ("2026-11-24", None),
            ("2026-11-25", Some(Why::Future)),
            ("2026-09-26", None),
            ("2026-09-25", Some(Why::Old)),
        ] {
            let expected = expected.map_or(Verdict::Takes, Verdict::LeftOut);
            assert_eq!(verdict(&line(day), Some(&known()), false, NOW), expected, "{day}");
        }
        let late = Known { placed_at: NOW.after(-DAY), ..known() };
        for (day, expected) in
            [("2026-11-23", Verdict::Takes), ("2026-11-22", Verdict::LeftOut(Why::BeforeOrder))]
        {
            assert_eq!(verdict(&line(day), Some(&late), false, NOW), expected, "{day}");
        }
    }
}
