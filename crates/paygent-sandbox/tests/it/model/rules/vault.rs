//! 025, 116, 026 and 027 (reference 3.5, 3.6).

use super::super::cards::{At, LOST};
use super::{Known, OK, Payment, Rules, Said, Stored};

/// The most cards of one customer.
const CARDS_MAX: usize = 10;

/// 025 as it was sent.
pub struct Wish {
    pub who: usize,
    pub customer: u8,
    pub token: Option<usize>,
    pub checked: bool,
    pub trade: String,
}

impl Rules {
    /// A customer's cards.
    pub fn cards_of(&self, who: usize, customer: u8) -> Vec<usize> {
        let theirs = |number: &usize| {
            let stored = &self.stored[*number];
            !stored.gone && stored.who == who && stored.customer == customer
        };
        (0..self.stored.len()).filter(theirs).collect()
    }

    pub(super) fn stored_of(
        &self,
        who: usize,
        customer: u8,
        stored: Option<usize>,
    ) -> Option<usize> {
        stored.filter(|number| self.cards_of(who, customer).contains(number))
    }

    /// 025: what is answered, and whether there is a card more.
    pub fn store(&mut self, wish: &Wish) -> (Said, bool) {
        if self.cards_of(wish.who, wish.customer).len() >= CARDS_MAX {
            return ("P023", false);
        }
        let card = match self.usable(wish.who, wish.token, false) {
            Ok(token) => token.card,
            Err(code) => return (code, false),
        };
        let outcome = if wish.checked { card.pay } else { At::Done };
        let said = match outcome {
            At::Done => OK,
            At::DoneBut(said) => said,
            At::Refused(code) => {
                if matches!(code, "2001" | "2002" | "2003" | "2016") {
                    self.check(wish, 17);
                }
                return (code, false);
            }
            At::Nothing => return (LOST, false),
        };
        if wish.checked {
            self.check(wish, 22);
        }
        if let Some(token) = wish.token {
            self.tokens[token].used = true;
        }
        let (who, customer) = (wish.who, wish.customer);
        self.stored.push(Stored { who, customer, gone: false, used: None, card });
        (said, true)
    }

    /// The payment of zero yen that a try leaves.
    fn check(&mut self, wish: &Wish, status: u8) {
        let Some(token) = wish.token else { return };
        let now = self.now;
        self.payments.push(Payment {
            who: wish.who,
            trade: wish.trade.clone(),
            status,
            amount: 0,
            class: ("10", 0),
            proof: None,
            card: self.tokens[token].card,
            began: now,
            held: now,
            taken: now,
            since: now,
            tries: 0,
        });
        self.moment += 1;
        self.note(self.payments.len() - 1);
    }

    /// 116: another card, if a token comes with it.
    pub fn update(
        &mut self,
        who: usize,
        customer: u8,
        stored: Option<usize>,
        token: Option<Known>,
    ) -> Said {
        let Some(number) = self.stored_of(who, customer, stored) else { return "P022" };
        if let Some(token) = token {
            match self.usable(who, token, false) {
                Ok(found) => self.stored[number].card = found.card,
                Err(code) => return code,
            }
            if let Some(token) = token {
                self.tokens[token].used = true;
            }
        }
        OK
    }

    /// 026: one card, or all of them.
    pub fn delete(&mut self, who: usize, customer: u8, one: Option<Known>) -> Said {
        let mut cards = self.cards_of(who, customer);
        cards.retain(|number| one.is_none_or(|one| one == Some(*number)));
        for &number in &cards {
            self.stored[number].gone = true;
        }
        if cards.is_empty() { "P022" } else { OK }
    }
}
