//! From where on another way is the shorter one: measured, and small in tests, so that few orders
//! meet every way.

/// Counts of orders.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// A list up to here is walked as a whole.
    pub short: usize,
    /// Orders that bear one name are taken together up to here; more are met often enough on the
    /// way.
    pub known: usize,
    /// Amounts are taken together up to here.
    pub amounts: usize,
    /// So many orders are walked in the hope of an amount, before all that have it are looked at.
    pub patience: usize,
    /// Orders are numbered as they are placed; by so many the two may be out of step, where orders
    /// were placed at one moment or the clock was set back.
    pub out_of_step: usize,
}

impl Limits {
    /// What shops run with.
    pub const PRODUCTION: Limits = Limits {
        short: 2_000,
        known: 20_000,
        amounts: 100_000,
        patience: 20_000,
        out_of_step: 5_000,
    };
}
