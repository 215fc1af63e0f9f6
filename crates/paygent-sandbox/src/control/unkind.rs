//! Random unkindness, the same for the same seed: a rehearsal that nobody has to write.

use super::Trick;

/// One answer in so many goes wrong.
const ONE_IN: u64 = 6;

/// What happens to them, all alike likely.
const TRICKS: [Trick; 8] = [
    Trick::DropBeforeCommit,
    Trick::DropAfterCommit,
    Trick::Delay { ms: 1_500 },
    Trick::DelayBeforeCommit { ms: 1_500 },
    Trick::Garble,
    Trick::Truncate,
    Trick::Empty,
    Trick::Status { status: 503 },
];

/// A sequence of mishaps: the n-th answer of a seed always meets the same.
#[derive(Clone, Debug)]
pub(super) struct Unkind {
    seed: u64,
    state: u64,
}

impl Unkind {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, state: seed }
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    /// What happens to the next answer.
    pub(super) fn next(&mut self) -> Option<Trick> {
        let drawn = self.draw();
        let at = usize::try_from((drawn >> 32) % 8).unwrap_or_default();
        drawn.is_multiple_of(ONE_IN).then(|| TRICKS[at].clone())
    }

    /// `SplitMix64`: well spread also for the seeds 1, 2, 3.
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(seed: u64) -> Vec<Option<Trick>> {
        let mut unkind = Unkind::new(seed);
        (0..600).map(|_| unkind.next()).collect()
    }

    #[test]
    fn a_seed_is_unkind_in_its_own_way_each_time() {
        assert_eq!(some(1), some(1));
        assert_ne!(some(1), some(2));
        for seed in 0..5 {
            let drawn = some(seed);
            let mishaps = drawn.iter().flatten().count();
            assert!((60..140).contains(&mishaps), "{mishaps} of 600");
            for trick in TRICKS {
                assert!(drawn.contains(&Some(trick.clone())), "{seed}: never {trick:?}");
            }
        }
    }
}
