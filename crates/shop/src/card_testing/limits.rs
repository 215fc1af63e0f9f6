//! The numbers, and why they are what they are. An honest buyer mistypes or picks a card that does
//! not work in 15 of 100 tries; whoever tests cards fails in nearly all.

use crate::clock::{DAY, HOUR, MINUTE};

/// So many refused cards within so long, and no card is taken any more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// Refused cards, and attempts that may become one.
    pub most: i64,
    /// Milliseconds.
    pub within: i64,
}

/// One browser, by its cart. Of honest buyers one in 13,000 fails five times in a row (0.15⁵).
pub(super) const SESSION: Limit = Limit { most: 5, within: DAY };

/// One address (of IPv6 a /64). Higher than a browser's: behind one IPv4 there may be a company or
/// a mobile carrier's customers (NAT); at 15 % it takes 130 purchases a day to reach it. Its open
/// attempts count too, so that a thousand submits at once do not slip through before the first of
/// them fails.
pub(super) const ADDRESS: Limit = Limit { most: 20, within: DAY };

/// One browser, by its cart: attempts left while the card issuer was asked. A buyer goes Back once
/// or twice, to take another card or to mend the address.
pub(super) const SESSION_LEFT: Limit = Limit { most: 10, within: DAY };

/// The same of one address. Where one buyer in ten leaves, it takes 600 purchases a day.
pub(super) const ADDRESS_LEFT: Limit = Limit { most: 60, within: DAY };

/// The longest of all these: what is older counts nowhere.
pub(super) const LONGEST: i64 = DAY;

/// How far back the brake looks.
pub(super) const WINDOW: i64 = 30 * MINUTE;

/// The brake needs at least four failures to one placed order: 80 %.
pub(super) const FAILURES_TO_A_SUCCESS: i64 = 4;

/// And failures from that many addresses: one line, with however many browsers, stops nobody else.
pub(super) const SOURCES: usize = 3;

/// The brake's look is over at most so many failures: of a larger shop it sees a shorter time.
pub(super) const LOOK: i64 = 200;

/// When the brake goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trip {
    /// With so many failures within [`WINDOW`].
    pub failures: i64,
    /// From so many on the shop is watched: open attempts count too.
    pub watch: i64,
    /// While it is watched: failures and open attempts together.
    pub room: i64,
    /// One address counts so often at most: what it alone tries is stopped by [`ADDRESS`].
    pub of_one: i64,
}

/// The first time: one fifth of the 80 failures of X8, since most shops are small. Three or more
/// addresses that come to that many are no chance.
pub(super) const FIRST: Trip = Trip { failures: 16, watch: 8, room: 20, of_one: 6 };

/// Again within [`MEMORY`]: whoever waited for the end of the brake is known by less, from four
/// addresses.
pub(super) const FURTHER: Trip = Trip { failures: 4, watch: 2, room: 8, of_one: 1 };

/// How long a strike is remembered.
pub(super) const MEMORY: i64 = DAY;

/// How long the card is off, by the number of the strike; the last holds for all further ones.
pub(super) const PAUSES: [i64; 5] = [30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR];
