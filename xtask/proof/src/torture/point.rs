//! Where the shop is killed.

use std::sync::{Arc, Mutex, PoisonError};

use super::child::Mortal;

/// A telegram whose way to the gateway and back can be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Telegram {
    /// 450: 3-D Secure.
    Authenticate,
    /// 020: a hold, of a new order or of another amount.
    Authorise,
    /// 021: a hold is given back.
    Release,
}

impl Telegram {
    /// Of a 電文種別ID.
    pub fn of(kind: &str) -> Option<Telegram> {
        Some(match kind {
            "450" => Telegram::Authenticate,
            "020" => Telegram::Authorise,
            "021" => Telegram::Release,
            _ => return None,
        })
    }
}

/// A moment between two recovery points (DESIGN section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// The telegram is on its way, the gateway has committed nothing.
    Before(Telegram),
    /// The gateway has committed, its answer has not reached us.
    After(Telegram),
    /// Around the commit that follows an answer.
    Answered(Telegram),
    /// The answer is lost while we live, and the gateway is asked.
    Asking(Telegram),
    /// The buyer is at the card issuer.
    AtIssuer,
    /// The order is committed, mails wait.
    Ordered,
    /// A mail is on its way, its final dot has not arrived.
    DotBefore,
    /// The mail server took the mail, its answer has not reached us.
    DotAfter,
    /// Any moment.
    Random,
}

/// The points of one course of events, with the report's names of them.
#[derive(Debug)]
pub struct Course {
    /// Those that a report must have hit.
    pub recovery: &'static [(Point, &'static str)],
    /// What else is hit, in turn.
    others: &'static [(Point, &'static str)],
}

/// An order is placed.
pub const PLACING: Course = Course {
    recovery: &[
        (Point::Before(Telegram::Authenticate), "RP0"),
        (Point::AtIssuer, "RP1"),
        (Point::Before(Telegram::Authorise), "RP2 before the gateway's commit"),
        (Point::After(Telegram::Authorise), "RP2 after the gateway's commit"),
        (Point::Ordered, "RP3"),
        (Point::DotBefore, "before SMTP's final dot"),
        (Point::DotAfter, "after SMTP's final dot"),
    ],
    others: &[
        (Point::Random, "random"),
        (Point::Asking(Telegram::Authorise), "RP2 while the gateway is asked"),
        (Point::Answered(Telegram::Authorise), "the commit of RP3"),
        (Point::Random, "random"),
    ],
};

/// The amount of a paid order is changed: a new hold, then the old one is given back (DESIGN
/// section 5).
pub const CHANGING: Course = Course {
    recovery: &[
        (Point::Before(Telegram::Authorise), "020 before the gateway's commit"),
        (Point::After(Telegram::Authorise), "020 after the gateway's commit"),
        (Point::Answered(Telegram::Authorise), "the commit of the new hold"),
        (Point::Asking(Telegram::Authorise), "020 while the gateway is asked"),
        (Point::Before(Telegram::Release), "021 before the gateway's commit"),
        (Point::After(Telegram::Release), "021 after the gateway's commit"),
        (Point::Answered(Telegram::Release), "the commit of the old hold's end"),
    ],
    others: &[
        (Point::Random, "random"),
        (Point::Asking(Telegram::Release), "021 while the gateway is asked"),
    ],
};

impl Course {
    /// What is hit in this run: the recovery points in turn, and one of the others.
    pub fn at(&self, run: usize) -> Point {
        let turns = self.recovery.len() + 1;
        let other = self.others[run / turns % self.others.len()];
        self.recovery.get(run % turns).copied().unwrap_or(other).0
    }

    /// The report's name.
    pub fn name(&self, point: Point) -> &'static str {
        self.points()
            .into_iter()
            .find(|(known, _)| *known == point)
            .map_or("elsewhere", |(_, name)| name)
    }

    /// Every point, those that come twice once.
    pub fn points(&self) -> Vec<(Point, &'static str)> {
        let mut all: Vec<(Point, &str)> = Vec::new();
        for known in self.recovery.iter().chain(self.others) {
            if !all.contains(known) {
                all.push(*known);
            }
        }
        all
    }
}

/// Waits for its moment, and kills once.
#[derive(Clone, Default)]
pub struct Trap {
    armed: Arc<Mutex<Option<Point>>>,
    shop: Mortal,
}

impl Trap {
    /// A trap for this process.
    pub fn new(shop: Mortal) -> Trap {
        Trap { armed: Arc::default(), shop }
    }

    /// Waits for `point` from now on.
    pub fn arm(&self, point: Point) {
        *self.armed.lock().unwrap_or_else(PoisonError::into_inner) = Some(point);
    }

    /// Whether it waits for `point`.
    pub fn awaits(&self, point: Point) -> bool {
        *self.armed.lock().unwrap_or_else(PoisonError::into_inner) == Some(point)
    }

    /// Disarms it.
    pub fn disarm(&self) {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// The moment `point` is here: kills if that is what is waited for.
    pub fn spring(&self, point: Point) -> bool {
        {
            let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
            if *armed != Some(point) {
                return false;
            }
            *armed = None;
        }
        self.shop.kill()
    }
}

#[cfg(test)]
mod tests {
    use super::{CHANGING, PLACING, Point};

    #[test]
    fn forty_runs_hit_every_recovery_point_five_times_and_the_others_too() {
        for course in [&PLACING, &CHANGING] {
            let runs: Vec<Point> = (0..40).map(|run| course.at(run)).collect();
            let hits = |point| runs.iter().filter(|hit| **hit == point).count();
            assert!(course.recovery.iter().all(|(point, _)| hits(*point) == 5));
            assert!(course.points().into_iter().all(|(point, _)| hits(point) > 0));
        }
    }
}
