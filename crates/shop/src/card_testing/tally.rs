//! How many card attempts of a shop failed lately, against how many became an order.

use std::collections::BTreeSet;

use store::{Tx, sql};

use super::limits::{FAILURES_TO_A_SUCCESS, LOOK, SESSIONS};
use crate::clock::Timestamp;
use crate::id::ShopId;

/// What the brake decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    /// Refused cards.
    pub failures: i64,
    /// The browsers they came from.
    pub sessions: usize,
    /// Orders placed by card, counted no further than needed.
    pub successes: i64,
}

impl Tally {
    /// Whether this is no chance any more, if it only is often enough.
    pub fn is_suspicious(self) -> bool {
        self.sessions >= SESSIONS && self.successes * FAILURES_TO_A_SUCCESS <= self.failures
    }

    /// Looks at what came after `since`: at most [`LOOK`] failures, the latest, and at the orders
    /// of the time that these span. Two walks along an index, each with its end.
    pub fn take(tx: &mut dyn Tx, shop: ShopId, since: Timestamp) -> Result<Tally, store::Error> {
        let failed = tx.rows(
            sql!(
                "select at, cart_id from card_failure where shop_id = $1 and at > $2
                 order by at desc limit $3"
            ),
            &[shop.into(), since.into(), LOOK.into()],
        )?;
        let failures = i64::try_from(failed.len()).unwrap_or(LOOK);
        let since = match failed.last() {
            Some(oldest) if failures == LOOK => Timestamp(oldest.int(0)?),
            _ => since,
        };
        let sessions = failed.iter().map(|row| row.text(1)).collect::<Result<BTreeSet<_>, _>>()?;
        let needed = failures / FAILURES_TO_A_SUCCESS + 1;
        // In the index's order: PostgreSQL would else walk the table for so few.
        let placed = tx.row(
            sql!(
                "select count(*) from (select 1 as one from orders
                   where shop_id = $1 and method = 'card' and placed_at > $2
                   order by placed_at desc limit $3) as placed"
            ),
            &[shop.into(), since.into(), needed.into()],
        )?;
        let successes = placed.map_or(Ok(0), |row| row.int(0))?;
        Ok(Tally { failures, sessions: sessions.len(), successes })
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn four_in_five_of_two_browsers_or_more_are_suspicious() {
        for (failures, sessions, successes, suspicious) in [
            (16, 16, 0, true),
            (16, 16, 4, true),
            (16, 16, 5, false),
            (20, 4, 5, true),
            (4, 2, 1, true),
            (4, 2, 2, false),
            (4, 1, 0, false),
        ] {
            let tally = Tally { failures, sessions, successes };
            assert_eq!(tally.is_suspicious(), suspicious, "{tally:?}");
        }
    }
}
