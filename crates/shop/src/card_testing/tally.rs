//! How many card attempts of a shop failed lately, against how many became an order.

use std::collections::{BTreeMap, BTreeSet};

use store::{Tx, sql};

use super::limits::{FAILURES_TO_A_SUCCESS, LOOK, OF_ONE_SOURCE, SOURCES};
use crate::clock::Timestamp;
use crate::id::ShopId;

/// What the brake decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    /// Refused cards, and those left while the card issuer was asked.
    pub failures: i64,
    /// The same, of one address at most [`OF_ONE_SOURCE`].
    pub weight: i64,
    /// The browsers they came from.
    pub sessions: usize,
    /// The addresses; a browser whose address is not known is one of its own.
    pub sources: usize,
    /// Orders placed by card, counted no further than needed.
    pub successes: i64,
}

impl Tally {
    /// Whether this is no chance any more, if it only is often enough.
    pub fn is_suspicious(self) -> bool {
        self.sources >= SOURCES && self.successes * FAILURES_TO_A_SUCCESS <= self.failures
    }

    /// Looks at what came after `since`: at most [`LOOK`] failures, the latest, and at the orders
    /// of the time that these span. Three walks along an index, each with its end.
    pub fn take(tx: &mut dyn Tx, shop: ShopId, since: Timestamp) -> Result<Tally, store::Error> {
        let failed = tx.rows(
            sql!(
                "select at, cart_id, address from (
                   select at, cart_id, address from (
                     select at, cart_id, address from card_failure
                     where shop_id = $1 and at > $2 order by at desc limit $3) as refused
                   union all
                   select at, cart_id, address from (
                     select at, cart_id, address from issuer_left
                     where shop_id = $1 and at > $2 order by at desc limit $3) as left_there
                 ) as failed order by at desc limit $3"
            ),
            &[shop.into(), since.into(), LOOK.into()],
        )?;
        let since = match failed.last() {
            Some(oldest) if usize::try_from(LOOK) == Ok(failed.len()) => Timestamp(oldest.int(0)?),
            _ => since,
        };
        let (mut sessions, mut sources) = (BTreeSet::new(), BTreeMap::new());
        for row in &failed {
            let (cart, address) = (row.text(1)?, row.text(2)?);
            let source = if address.is_empty() { cart.clone() } else { address };
            *sources.entry(source).or_insert(0) += 1;
            sessions.insert(cart);
        }
        let failures = sources.values().sum::<i64>();
        let weight = sources.values().map(|count: &i64| OF_ONE_SOURCE.min(*count)).sum();
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
        Ok(Tally { failures, weight, sessions: sessions.len(), sources: sources.len(), successes })
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn four_in_five_from_three_addresses_or_more_are_suspicious() {
        for (failures, sources, successes, suspicious) in [
            (16, 16, 0, true),
            (16, 16, 4, true),
            (16, 16, 5, false),
            (20, 4, 5, true),
            (4, 3, 1, true),
            (4, 3, 2, false),
            (4, 2, 0, false),
        ] {
            let tally = Tally { failures, weight: 1, sessions: 16, sources, successes };
            assert_eq!(tally.is_suspicious(), suspicious, "{tally:?}");
        }
    }
}
