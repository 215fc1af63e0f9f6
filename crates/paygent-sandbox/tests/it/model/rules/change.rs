//! 028 and 029 (reference 3.3).

use super::super::step::Amount;
use super::{Name, OK, Payment, Rules, Said};

impl Rules {
    /// What is answered, and the old and the new payment if the change was made.
    pub fn change(
        &mut self,
        kind: &str,
        who: usize,
        name: &Name,
        amount: Amount,
        old_first: bool,
    ) -> (Said, Option<(usize, usize)>) {
        let (Amount::Total(yen) | Amount::Less(yen)) = amount;
        if yen <= 0 {
            return ("P014", None);
        }
        let number = match self.named(who, name) {
            Ok(number) => number,
            Err(code) => return (code, None),
        };
        let old = self.payments[number].clone();
        let batch = |at_once, in_batch| if self.in_batch { in_batch } else { at_once };
        let (cancelled, status) = match (kind, old.status) {
            ("028", 20) => (batch(32, 31), 20),
            ("029", 20) => (batch(32, 31), 40),
            ("029", 40) => (batch(60, 42), 40),
            (_, 33 | 41) => return ("2007", None),
            _ => return ("2004", None),
        };
        let total = match amount {
            Amount::Total(yen) => yen,
            Amount::Less(yen) => old.amount - yen,
        };
        if total <= 0 || total > old.amount {
            return ("2013", None);
        }
        let (held, taken, began) = (self.now, self.now, self.now);
        let broken = old.card.change;
        let new = Payment {
            status,
            amount: total,
            began,
            held,
            taken,
            since: began,
            tries: 0,
            proof: None,
            ..old
        };
        self.payments.push(new);
        let newest = self.payments.len() - 1;
        self.moment += 1;
        if let Some(code) = broken {
            self.note(newest);
            return (code, None);
        }
        self.payments[number].turn(cancelled, self.now);
        for changed in if old_first { [number, newest] } else { [newest, number] } {
            self.moment += 1;
            self.note(changed);
        }
        (OK, Some((number, self.payments.len() - 1)))
    }
}
