//! Where in the placing of an order the shop is killed.

use std::sync::{Arc, Mutex, PoisonError};

use super::child::Mortal;

/// A moment between two recovery points (DESIGN section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// RP0 is committed, 450 has not arrived.
    Rp0,
    /// RP1: the buyer is at the card issuer.
    Rp1,
    /// RP2: 020 is on its way, the gateway has committed nothing.
    Rp2Before,
    /// RP2: the gateway has committed, its answer has not reached us.
    Rp2After,
    /// Around the commit of RP3: the gateway's answer has reached us.
    Answered,
    /// RP2: the answer is lost while we live, and the gateway is asked.
    Asking,
    /// RP3: the order is committed, mails wait.
    Rp3,
    /// A mail is on its way, its final dot has not arrived.
    DotBefore,
    /// The mail server took the mail, its answer has not reached us.
    DotAfter,
    /// Any moment.
    Random,
}

impl Point {
    /// What is hit in this run: seven recovery points in turn, and one of the others.
    pub fn of(run: usize) -> Point {
        const OTHERS: [Point; 4] = [Point::Random, Point::Asking, Point::Answered, Point::Random];
        let turns = Point::RECOVERY.len() + 1;
        let other = OTHERS[run / turns % OTHERS.len()];
        Point::RECOVERY.get(run % turns).copied().unwrap_or(other)
    }

    /// Those that a report must have hit.
    pub const RECOVERY: [Point; 7] = [
        Point::Rp0,
        Point::Rp1,
        Point::Rp2Before,
        Point::Rp2After,
        Point::Rp3,
        Point::DotBefore,
        Point::DotAfter,
    ];

    /// What else is hit.
    pub const OTHERS: [Point; 3] = [Point::Asking, Point::Answered, Point::Random];

    /// The report's name.
    pub fn name(self) -> &'static str {
        match self {
            Point::Rp0 => "RP0",
            Point::Rp1 => "RP1",
            Point::Rp2Before => "RP2 before the gateway's commit",
            Point::Rp2After => "RP2 after the gateway's commit",
            Point::Answered => "the commit of RP3",
            Point::Asking => "RP2 while the gateway is asked",
            Point::Rp3 => "RP3",
            Point::DotBefore => "before SMTP's final dot",
            Point::DotAfter => "after SMTP's final dot",
            Point::Random => "random",
        }
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
    use super::Point;

    #[test]
    fn forty_runs_hit_every_recovery_point_five_times_and_the_others_too() {
        let runs: Vec<Point> = (0..40).map(Point::of).collect();
        let hits = |point| runs.iter().filter(|hit| **hit == point).count();
        assert_eq!(Point::RECOVERY.map(hits), [5; 7]);
        assert!(Point::OTHERS.map(hits).into_iter().all(|hits| hits > 0));
    }
}
