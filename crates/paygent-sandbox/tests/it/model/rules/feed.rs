//! The feed of notices (reference 3.8, 6).

use super::super::step::Class;
use super::{DAY, Rules};

/// How long a notice is kept.
const KEPT: i64 = 7 * DAY;

/// A change of a status, as it was then.
#[derive(Clone, Debug)]
pub struct Notice {
    who: usize,
    pub payment: usize,
    pub status: u8,
    pub amount: i64,
    pub class: Class,
    made: i64,
    /// Given out as the next one.
    given: bool,
    /// What time or a batch changes at one go comes in no order that the reference tells.
    moment: usize,
    /// It has been told under its number.
    told: bool,
}

/// What 091 answers.
pub enum Fed {
    Nothing,
    Gone,
    /// One of these, under this number.
    OneOf(usize, Vec<usize>),
}

impl Rules {
    /// A payment has a new status.
    pub(super) fn note(&mut self, number: usize) {
        let payment = &self.payments[number];
        self.notices.push(Notice {
            who: payment.who,
            payment: number,
            status: payment.status,
            amount: payment.amount,
            class: payment.class,
            made: self.now,
            given: false,
            moment: self.moment,
            told: false,
        });
    }

    fn notices_of(&self, who: usize) -> Vec<usize> {
        (0..self.notices.len()).filter(|at| self.notices[*at].who == who).collect()
    }

    /// How many notices a merchant has.
    pub fn noted(&self, who: usize) -> usize {
        self.notices_of(who).len()
    }

    /// 091, without a number or with one, counted from 1.
    pub fn feed(&mut self, who: usize, number: Option<usize>) -> Fed {
        let all = self.notices_of(who);
        let place = match number {
            Some(number) => number.checked_sub(1).filter(|place| *place < all.len()),
            None => all.iter().position(|at| !self.notices[*at].given),
        };
        let Some(place) = place else { return Fed::Nothing };
        let is_gone = |notice: &Notice, now: i64| notice.made + KEPT <= now;
        let now = self.now;
        if is_gone(&self.notices[all[place]], now) {
            if number.is_none() {
                // Once: the next question goes on behind the gap.
                for at in all {
                    self.notices[at].given |= is_gone(&self.notices[at], now);
                }
            }
            return Fed::Gone;
        }
        if number.is_none() {
            self.notices[all[place]].given = true;
        }
        let here = &self.notices[all[place]];
        let fits = |at: &usize| {
            let other = &self.notices[*at];
            *at == all[place] || (!here.told && !other.told && other.moment == here.moment)
        };
        Fed::OneOf(all[place], all.iter().copied().filter(fits).collect())
    }

    /// The notice in this place is this one, now and ever after.
    pub fn tell(&mut self, place: usize, found: usize) {
        // Whether it was given out belongs to the place.
        let (given, other) = (self.notices[place].given, self.notices[found].given);
        self.notices.swap(place, found);
        (self.notices[found].given, self.notices[place].given) = (other, given);
        self.notices[place].told = true;
    }
}
