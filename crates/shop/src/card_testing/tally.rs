//! How many card attempts of a shop failed lately, against how many became an order.

use std::collections::{BTreeMap, BTreeSet};

use store::{Tx, sql};

use super::limits::{FAILURES_TO_A_SUCCESS, LOOK, SOURCES};
use crate::clock::Timestamp;
use crate::id::ShopId;

/// What the brake decides by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    /// Refused cards.
    pub failures: i64,
    /// The browsers they came from.
    pub sessions: usize,
    /// Refused cards by address; a browser whose address is not known is one of its own.
    pub sources: BTreeMap<String, i64>,
    /// Orders placed by card, counted no further than needed.
    pub successes: i64,
}

impl Tally {
    /// Whether this is no chance any more, if it only is often enough.
    pub fn is_suspicious(&self) -> bool {
        self.sources.len() >= SOURCES && self.successes * FAILURES_TO_A_SUCCESS <= self.failures
    }

    /// What it comes to, where one address counts so often at most.
    pub fn weight(&self, of_one: i64) -> i64 {
        self.sources.values().map(|count| of_one.min(*count)).sum()
    }

    /// Looks at what came after `since`: at most [`LOOK`] failures, the latest, and at the orders
    /// of the time that these span. Two walks along an index, each with its end.
    pub fn take(tx: &mut dyn Tx, shop: ShopId, since: Timestamp) -> Result<Tally, store::Error> {
        let failed = tx.rows(
            sql!(
                "select at, cart_id, address from card_failure where shop_id = $1 and at > $2
                 order by at desc limit $3"
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
            *sources.entry(source(address, &cart)).or_insert(0) += 1;
            sessions.insert(cart);
        }
        let failures = sources.values().sum::<i64>();
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
        Ok(Tally { failures, sessions: sessions.len(), sources, successes })
    }
}

/// Whom an attempt counts to.
pub(super) fn source(address: String, cart: &str) -> String {
    if address.is_empty() { cart.to_owned() } else { address }
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
            let sources = (0..sources).map(|source| (source.to_string(), 1)).collect();
            let tally = Tally { failures, sessions: 16, sources, successes };
            assert_eq!(tally.is_suspicious(), suspicious, "{tally:?}");
        }
    }
}
