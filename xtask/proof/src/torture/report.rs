//! What a torture came to.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::buyer::Ending;
use super::place::Ran;
use super::point::{Course, Point};

/// Fewer kills at a point prove nothing about it.
const KILLS_MIN: usize = 5;

/// What was seen.
#[derive(Default)]
pub struct Report {
    /// Kills by point.
    pub kills: BTreeMap<Point, usize>,
    /// Buyers who saw 完了画面.
    pub placed: usize,
    /// Buyers who were told that there is no order.
    pub not_placed: usize,
    /// Mails whose answer a kill kept from us, each as often as that happened.
    pub cut_off: Vec<String>,
    /// Promises broken, in words.
    pub broken: Vec<String>,
    /// How long it took at most until a run had settled.
    pub slowest: Duration,
}

impl Report {
    /// Counts one run; what broke is the caller's.
    pub fn count(&mut self, point: Option<Point>, ran: &mut Ran) {
        if let Some(point) = point {
            *self.kills.entry(point).or_default() += 1;
        }
        self.cut_off.append(&mut ran.cut);
        let placed = ran.endings.iter().filter(|ending| **ending == Ending::Placed).count();
        self.placed += placed;
        self.not_placed += ran.endings.len() - placed;
    }

    /// What was seen at another shop, too.
    pub fn add(&mut self, other: Report) {
        for (point, kills) in other.kills {
            *self.kills.entry(point).or_default() += kills;
        }
        self.placed += other.placed;
        self.not_placed += other.not_placed;
        self.cut_off.extend(other.cut_off);
        self.broken.extend(other.broken);
        self.slowest = self.slowest.max(other.slowest);
    }

    /// Prints it; true if every promise held and every point was hit often enough.
    pub fn tell(&self, course: &Course) -> bool {
        for broken in self.broken.iter().take(50) {
            println!("VIOLATION {broken}");
        }
        let figure = |name: &str, value: Value, unit: &str| {
            println!("{}", json!({ "figure": name, "value": value, "unit": unit }));
        };
        let kills = |point: Point| self.kills.get(&point).copied().unwrap_or(0);
        for (point, name) in course.points() {
            figure(&format!("kills at {name}"), kills(point).into(), "kills");
        }
        let hit = course.recovery.iter().all(|(point, _)| kills(*point) >= KILLS_MIN);
        figure("orders placed", self.placed.into(), "orders");
        figure("ended without an order", self.not_placed.into(), "attempts");
        figure("slowest to settle, waiting times / 100", self.slowest.as_secs_f64().into(), "s");
        figure("violations", self.broken.len().into(), "violations");
        if !hit {
            println!("fewer than {KILLS_MIN} kills at one of the points: nothing is proved");
        }
        hit && self.broken.is_empty()
    }
}
