//! What a use-case acts in: the store, the time, chance, the gateway, the keys. Nothing in this
//! crate is global.

use std::sync::{Arc, Mutex, PoisonError};

use store::Store;
use tokio::sync::Notify;

use crate::breached::Breached;
use crate::clock::{Clock, HOUR, MINUTE, Random, SECOND, SystemClock, SystemRandom, Timestamp};
use crate::payment::{Gateway, Sights};
use crate::secret::Cipher;

/// Cheap to clone; every part is shared.
#[derive(Clone)]
pub struct World {
    /// The database.
    pub store: Store,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives chance.
    pub random: Arc<dyn Random>,
    /// Paygent, or the sandbox.
    pub gateway: Arc<dyn Gateway>,
    /// Seals secrets under the master key.
    pub cipher: Cipher,
    /// How long to wait for what.
    pub pace: Pace,
    /// Rung when there is background work before the next due time.
    pub bell: Arc<Notify>,
    /// Passwords that leaked somewhere, if the installation has a list of them.
    pub breached: Breached,
    /// What Paygent said within the last second.
    pub sights: Arc<Sights>,
    /// Since when this process looks at what is open without a break.
    pub streak: Arc<Streak>,
    /// This process: what it left unfinished is told apart from what another one is doing.
    pub process: Arc<str>,
}

impl World {
    /// A name for one sending of a page: one that comes twice is known by it.
    pub fn page_key(&self) -> String {
        crate::clock::random_hex(&*self.random, 16)
    }

    /// A world with the machine's clock and chance.
    pub fn new(store: Store, gateway: Arc<dyn Gateway>, cipher: Cipher, pace: Pace) -> World {
        let random = SystemRandom;
        let process = crate::clock::random_hex(&random, 8).into();
        World {
            store,
            clock: Arc::new(SystemClock),
            random: Arc::new(random),
            gateway,
            cipher,
            pace,
            bell: Arc::new(Notify::new()),
            breached: Breached::default(),
            sights: Arc::default(),
            streak: Arc::default(),
            process,
        }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// Since when the looks at open telegrams follow each other. What was due before that lay unasked,
/// while nobody was there; what is due since waits its turn, however many there are.
#[derive(Debug, Default)]
pub struct Streak(Mutex<Option<(Timestamp, Timestamp)>>);

impl Streak {
    /// Begins a look at `now`: what was due before the answer was not asked about. After a `rest`
    /// without a look the streak begins anew.
    pub(crate) fn asked_since(&self, now: Timestamp, rest: i64) -> Timestamp {
        let mut streak = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let since = match *streak {
            Some((since, end)) if now <= end.after(rest) => since,
            _ => now,
        };
        *streak = Some((since, now));
        since.min(now.after(-rest))
    }

    /// The look has ended.
    pub(crate) fn ends(&self, now: Timestamp) {
        let mut streak = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, end)) = &mut *streak {
            *end = now;
        }
    }
}

/// Waiting times in milliseconds (DESIGN section 4). Production keeps the defaults; tests scale
/// them down together with the sandbox's longest delay.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// W: how long after sending an authorisation the gateway's "no such payment" is not believed.
    pub quiet_window: i64,
    /// The longest wait between two questions about an unknown payment.
    pub look_longest: i64,
    /// A first look after this; each later wait doubles up to `look_longest`.
    pub look_first: i64,
    /// An attempt that has not got beyond its first commit by then never will.
    pub created_limit: i64,
    /// How long a buyer may stay at the card issuer's page: Paygent's 30 minutes and some more.
    pub challenge_limit: i64,
    /// A telegram in flight that long has no one waiting for its answer any more.
    pub telegram_limit: i64,
    /// What is unknown for so long is told to the shop.
    pub undecided: i64,
    /// How long a trading id that ended without a payment stays watched.
    pub watch: i64,
    /// The longest wait between two looks at a watched trading id.
    pub watch_longest: i64,
    /// How often 091 is read.
    pub feed_every: i64,
    /// Between two payments that are compared after a gap in 091.
    pub compare_each: i64,
    /// Notices without a good hash lead to no more than one question per payment in this time.
    pub unsigned_rest: i64,
}

impl Pace {
    /// The times of production.
    pub const PRODUCTION: Pace = Pace {
        quiet_window: 2 * MINUTE,
        look_first: 2 * SECOND,
        look_longest: 30 * SECOND,
        created_limit: MINUTE,
        challenge_limit: 35 * MINUTE,
        telegram_limit: 90 * SECOND,
        undecided: HOUR,
        watch: 72 * HOUR,
        watch_longest: HOUR,
        feed_every: 10 * MINUTE,
        compare_each: 200,
        unsigned_rest: 10 * SECOND,
    };

    /// All times divided by `factor`.
    #[must_use]
    pub fn faster(self, factor: i64) -> Pace {
        Pace {
            quiet_window: self.quiet_window / factor,
            look_first: self.look_first / factor,
            look_longest: self.look_longest / factor,
            created_limit: self.created_limit / factor,
            challenge_limit: self.challenge_limit / factor,
            telegram_limit: self.telegram_limit / factor,
            undecided: self.undecided / factor,
            watch: self.watch / factor,
            watch_longest: self.watch_longest / factor,
            feed_every: self.feed_every / factor,
            compare_each: self.compare_each / factor,
            unsigned_rest: self.unsigned_rest / factor,
        }
    }

    /// Whether nobody will tell any more which of several payments is the one: 094 has told of
    /// several for as long as the feed may rest, and it was sent long ago. Not at the first answer
    /// after an absence.
    pub fn is_unclear_for_good(
        self,
        asked_at: Timestamp,
        since: Option<Timestamp>,
        now: Timestamp,
    ) -> bool {
        let is_late = now >= asked_at.after(self.undecided);
        is_late && since.is_some_and(|since| now >= since.after(self.feed_every))
    }

    /// Whether 094 will tell nothing any more: it has been asked in vain for an hour, and the
    /// telegram is as old as nothing turns up any more.
    pub fn is_silent_for_good(
        self,
        asked_at: Timestamp,
        since: Option<Timestamp>,
        now: Timestamp,
    ) -> bool {
        let is_old = now >= asked_at.after(self.watch);
        is_old && since.is_some_and(|since| now >= since.after(self.undecided))
    }

    /// The wait before the next look at a trading id that was watched for so long: as long again. A
    /// payment is the likelier to turn up the sooner it is.
    pub fn watch_after(self, watched: i64) -> i64 {
        watched.clamp(self.look_longest, self.watch_longest)
    }

    /// The wait before look number `looks` (the first is 0): 0, 2, 4, 8, 16, 30, 30 … seconds.
    pub fn look_after(self, looks: i64) -> i64 {
        match looks {
            ..=0 => 0,
            1..=20 => (self.look_first << (looks - 1)).min(self.look_longest),
            _ => self.look_longest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HOUR, MINUTE, Pace, Streak, Timestamp};

    #[test]
    fn looks_wait_longer_and_longer_up_to_the_longest() {
        let waits: Vec<i64> =
            (0..8).map(|looks| Pace::PRODUCTION.look_after(looks) / 1_000).collect();
        assert_eq!(waits, [0, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(Pace::PRODUCTION.look_after(1_000), 30_000);
    }

    #[test]
    fn a_watched_id_is_looked_at_often_at_first_and_hourly_in_the_end() {
        let (mut at, mut looks) = (0, Vec::new());
        while looks.len() < 10 {
            at += Pace::PRODUCTION.watch_after(at);
            looks.push(at / 1_000);
        }
        assert_eq!(looks, [30, 60, 120, 240, 480, 960, 1_920, 3_840, 7_440, 11_040]);
    }

    #[test]
    fn a_backlog_is_no_absence() {
        let (streak, rest, begun) = (Streak::default(), 10 * MINUTE, Timestamp(HOUR));
        let at = |minutes: i64| begun.after(minutes * MINUTE);
        assert_eq!(streak.asked_since(at(0), rest), at(-10), "nobody was here before");
        // A look that takes twenty minutes: what waited for its turn was not left alone.
        streak.ends(at(20));
        assert_eq!(streak.asked_since(at(20), rest), at(0));
        streak.ends(at(21));
        assert_eq!(streak.asked_since(at(31), rest), at(0));
        // Away for hours.
        streak.ends(at(31));
        assert_eq!(streak.asked_since(at(300), rest), at(290));
    }
}
