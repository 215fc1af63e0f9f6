//! Changing an amount (reference 3.3): which payments may be replaced, and by what. Pure.
//!
//! Unconfirmed: that a capture still on its way (30) is refused, and that time limits answer 2007
//! to both telegrams.

use paygent::Status;
use paygent::telegram::change_amount::Amount;

use super::machine::{self, Act, Settlement, Verdict};

/// What a telegram changes the amount of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// 028: an authorisation.
    Hold,
    /// 029: a capture, or an authorisation that is captured with it.
    Sale,
}

/// The statuses of both payments afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Replacement {
    /// Of the old one: cancelled, or on its way there.
    pub(crate) base: Status,
    /// Of the new one.
    pub(crate) new: Status,
}

/// Decides whether a payment of this status can be replaced; refused with a code.
pub(crate) fn replacement(
    subject: Subject,
    status: Status,
    settlement: Settlement,
) -> Result<Replacement, &'static str> {
    let act = match (subject, status) {
        (_, Status::AUTH_EXPIRED | Status::CAPTURED_NO_REFUND) => return Err("2007"),
        (_, Status::AUTH_OK) => Act::Cancel,
        (Subject::Sale, Status::CAPTURED) => Act::Refund,
        _ => return Err("2004"),
    };
    let new = match subject {
        Subject::Hold => Status::AUTH_OK,
        Subject::Sale => Status::CAPTURED,
    };
    match machine::verdict(act, status, settlement) {
        Verdict::Move(base) => Ok(Replacement { base, new }),
        Verdict::Repeat => Err("2004"),
        Verdict::Refuse(code) => Err(code),
    }
}

/// The new total in yen; none where it is not above 0, or above the old.
pub(crate) fn total(old: i64, asked: Amount) -> Option<i64> {
    let new = match asked {
        Amount::Total(yen) => yen,
        Amount::Less(yen) => old.saturating_sub(yen),
    };
    (1..=old).contains(&new).then_some(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Status, 028 and 029: a code, or the statuses of the old payment at once and in the batch.
    #[test]
    fn holds_and_sales_are_replaced_and_nothing_else() {
        type Says = Result<[u8; 2], &'static str>;
        let table: &[(u8, Says, Says)] = &[
            (20, Ok([32, 31]), Ok([32, 31])),
            (33, Err("2007"), Err("2007")),
            (40, Err("2004"), Ok([60, 42])),
            (41, Err("2007"), Err("2007")),
        ];
        for status in 0..=99 {
            let row = table.iter().find(|row| row.0 == status);
            let (hold, sale) = row.map_or((Err("2004"), Err("2004")), |row| (row.1, row.2));
            for (subject, says, new) in [(Subject::Hold, hold, 20), (Subject::Sale, sale, 40)] {
                let when = [Settlement::AtOnce, Settlement::InBatch];
                for (at, settlement) in when.into_iter().enumerate() {
                    let expected = says.map(|base| (Status(base[at]), Status(new)));
                    let found = replacement(subject, Status(status), settlement);
                    let found = found.map(|both| (both.base, both.new));
                    assert_eq!(found, expected, "{subject:?} {status} {settlement:?}");
                }
            }
        }
    }

    #[test]
    fn a_total_only_gets_smaller_and_stays_above_nothing() {
        for (asked, new) in [
            (Amount::Total(1), Some(1)),
            (Amount::Total(1_000), Some(1_000)),
            (Amount::Total(1_001), None),
            (Amount::Less(1), Some(999)),
            (Amount::Less(999), Some(1)),
            (Amount::Less(1_000), None),
            (Amount::Less(9_999_999), None),
        ] {
            assert_eq!(total(1_000, asked), new, "{asked:?}");
        }
    }
}
