//! Against lists of leaked passwords: while many 会員ID fail, a right password alone lets no unknown
//! browser in. Its member gets a link by mail instead, and the browser the answer that every wrong
//! password gets, so that trying tells nobody which pair is right. (X9: limits by address alone
//! cannot do it, since whoever has a thousand addresses needs one try from each.)

use std::collections::{BTreeMap, BTreeSet};

use store::{Tx, sql};

use super::tries::Try;
use crate::clock::{MINUTE, Timestamp};

/// How far back it looks.
const WINDOW: i64 = 10 * MINUTE;
/// And over how many 会員ID and addresses at most, the latest.
const LOOK: i64 = 60;
/// With so many 会員ID that failed it is on, for everybody …
const TRIP: usize = 6;
/// … of which those of one address count so often at most …
const OF_ONE: usize = 3;
/// … and from that many addresses: one line alone stops only itself.
const SOURCES: usize = 3;
/// For one address alone it is on with so many.
const TRIP_OF_ONE: usize = 4;
/// Honest people fail too, but most of them are in after a second try: it needs so many failures
/// to one success.
const FAILURES_TO_A_SUCCESS: usize = 4;

/// Whether an unknown browser must prove itself by mail now.
pub(super) fn needs_proof(
    tx: &mut dyn Tx,
    tried: &Try,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let rows = tx.rows(
        sql!(
            "select address, subject, failures, successes from sign_in_try
             where shop_id = $1 and at > $2 and failures + successes > 0
             order by at desc limit $3"
        ),
        &[tried.shop.into(), now.after(-WINDOW).into(), LOOK.into()],
    )?;
    let mut tally = Tally::default();
    for row in &rows {
        tally.add(row.text(0)?, row.text(1)?, row.int(2)? > 0);
    }
    Ok(tally.is_suspicious() || tally.is_suspicious_from(&tried.address))
}

/// 会員ID that failed and that were let in, by address.
#[derive(Debug, Default)]
struct Tally {
    failed: BTreeMap<String, BTreeSet<String>>,
    entered: BTreeMap<String, BTreeSet<String>>,
}

impl Tally {
    fn add(&mut self, address: String, subject: String, failed: bool) {
        // An address that is nobody's tells nothing about who shares it.
        let source = if address.is_empty() { subject.clone() } else { address };
        let side = if failed { &mut self.failed } else { &mut self.entered };
        side.entry(source).or_default().insert(subject);
    }

    fn is_suspicious(&self) -> bool {
        let by_source: usize = self.failed.values().map(|of_one| of_one.len().min(OF_ONE)).sum();
        // Many addresses that try one 会員ID are stopped by its own limit and lock.
        let failed: BTreeSet<&String> = self.failed.values().flatten().collect();
        let entered: BTreeSet<&String> = self.entered.values().flatten().collect();
        let weight = by_source.min(failed.len());
        weight >= TRIP
            && self.failed.len() >= SOURCES
            && entered.len() * FAILURES_TO_A_SUCCESS <= weight
    }

    fn is_suspicious_from(&self, address: &str) -> bool {
        let count =
            |side: &BTreeMap<String, BTreeSet<String>>| side.get(address).map_or(0, BTreeSet::len);
        let failed = count(&self.failed);
        failed >= TRIP_OF_ONE && count(&self.entered) * FAILURES_TO_A_SUCCESS <= failed
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    /// `failed` 会員ID from each of `sources` addresses, and `entered` from others.
    fn tally(sources: usize, failed: usize, entered: usize) -> Tally {
        let mut tally = Tally::default();
        for source in 0..sources {
            for subject in 0..failed {
                tally.add(format!("a{source}"), format!("f{source}-{subject}"), true);
            }
        }
        for subject in 0..entered {
            tally.add("home".to_owned(), format!("e{subject}"), false);
        }
        tally
    }

    #[test]
    fn many_failures_from_several_addresses_with_few_successes_are_suspicious() {
        for (sources, failed, entered, suspicious) in [
            (6, 1, 0, true),
            (5, 1, 0, false),
            (3, 2, 0, true),
            (2, 100, 0, false),
            (6, 1, 1, true),
            (6, 1, 2, false),
            (100, 1, 25, true),
            (100, 1, 26, false),
        ] {
            let tally = tally(sources, failed, entered);
            assert_eq!(tally.is_suspicious(), suspicious, "{sources} {failed} {entered}");
        }
        let mut one = Tally::default();
        for source in 0..100 {
            one.add(format!("a{source}"), "one".to_owned(), true);
        }
        assert!(!one.is_suspicious(), "one 会員ID has limits of its own");
        assert!(tally(1, 4, 0).is_suspicious_from("a0"));
        assert!(!tally(1, 3, 0).is_suspicious_from("a0"));
        assert!(!tally(1, 100, 0).is_suspicious_from("b"), "another line stays open");
    }

    #[test]
    fn behind_an_unknown_proxy_everybody_is_somebody_else() {
        let mut tally = Tally::default();
        for subject in 0..6 {
            tally.add(String::new(), format!("f{subject}"), true);
        }
        assert!(tally.is_suspicious() && !tally.is_suspicious_from(""));
    }
}
