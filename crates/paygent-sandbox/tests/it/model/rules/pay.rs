//! 020 (reference 2.2, 3.1).

use super::super::cards::{At, Card, FINE, LOST};
use super::super::step::Class;
use super::{AMOUNT_MAX, Known, Name, OK, Payment, Rules, Said};

/// 020 may be repeated three times after a 2003.
const TRIES_MAX: u8 = 1 + 3;

/// 020 as it was sent.
pub struct Asked {
    pub who: usize,
    pub name: Name,
    pub card: Source,
    pub sale: bool,
    pub amount: i64,
    pub class: Class,
    /// `3ds_auth_id`; none: `3dsecure_ryaku`.
    pub proof: Option<Known>,
    pub code_required: bool,
}

/// How the card comes.
pub enum Source {
    Token(Known),
    Earlier(String),
    Stored { customer: u8, stored: Known, code: Option<Known> },
    Number,
}

/// The card that is charged, and what a success uses.
struct Chosen {
    card: Card,
    with_code: bool,
    token: Option<usize>,
    stored: Option<usize>,
}

impl Rules {
    /// What is answered, of which payment.
    pub fn pay(&mut self, asked: &Asked) -> (Said, Option<usize>) {
        let refused = |code| (code, None);
        if asked.amount <= 0 {
            return refused("P014");
        }
        if asked.amount > AMOUNT_MAX[asked.who] {
            return refused("P011");
        }
        if asked.class == ("61", 7) {
            // Not in the contract.
            return refused("P030");
        }
        let again = match self.again(asked) {
            Ok(again) => again,
            Err(code) => return refused(code),
        };
        let chosen = match self.choose(asked) {
            Ok(chosen) if asked.code_required && !chosen.with_code => return refused("P005"),
            Ok(chosen) => chosen,
            Err(code) => return refused(code),
        };
        if let Some(auth) = asked.proof
            && let Err(code) = self.proven(asked.who, auth, &chosen.card)
        {
            return refused(code);
        }
        if let Some(number) = again
            && self.payments[number].tries >= TRIES_MAX
        {
            let now = self.now;
            let payment = &mut self.payments[number];
            payment.turn(11, now);
            (payment.amount, payment.class) = (asked.amount, asked.class);
            payment.proof = asked.proof.flatten();
            self.moment += 1;
            self.note(number);
            return refused("2001");
        }
        let (status, said) = match chosen.card.pay {
            At::Done => (if asked.sale { 40 } else { 20 }, OK),
            At::DoneBut(said) => (if asked.sale { 40 } else { 20 }, said),
            At::Refused("2003") => (10, "2003"),
            At::Refused(code @ ("2001" | "2002" | "2016")) => (11, code),
            // The card's company was never asked.
            At::Refused(code) => return refused(code),
            At::Nothing => return refused(LOST),
        };
        let number = self.keep(asked, again, &chosen, status);
        // Of a refusal only 2003 tells its payment.
        (said, (said == OK || said == "2003").then_some(number))
    }

    /// The payment that is tried again, which must be open.
    fn again(&self, asked: &Asked) -> Result<Option<usize>, Said> {
        if asked.name.payment.is_none() {
            let known = |payment: &Payment| {
                payment.who == asked.who && asked.name.trade.as_ref() == Some(&payment.trade)
            };
            if self.refuse_duplicates && self.payments.iter().any(known) {
                return Err("2005");
            }
            return Ok(None);
        }
        match self.find(asked.who, &asked.name) {
            Err(_) => Err("2006"),
            Ok(number) if self.payments[number].status != 10 => Err("2001"),
            Ok(number) => Ok(Some(number)),
        }
    }

    fn choose(&self, asked: &Asked) -> Result<Chosen, Said> {
        let plain = |card| Chosen { card, with_code: false, token: None, stored: None };
        match &asked.card {
            Source::Number if self.lenient => Ok(plain(FINE)),
            Source::Number => Err("2023"),
            Source::Token(number) => {
                let token = self.usable(asked.who, *number, false)?;
                Ok(Chosen { with_code: token.with_code, token: *number, ..plain(token.card) })
            }
            Source::Earlier(trade) => {
                let under =
                    |payment: &&Payment| payment.who == asked.who && payment.trade == *trade;
                if !self.payments.iter().any(|payment| under(&payment)) {
                    return Err("2009");
                }
                let mut newest = self.payments.iter().rev().filter(under);
                let newest = newest.find(|payment| !matches!(payment.status, 10 | 11));
                // Without one, it is as if no card were named.
                newest.map(|payment| plain(payment.card)).ok_or("P005")
            }
            Source::Stored { customer, stored, code } => {
                let found = self.stored_of(asked.who, *customer, *stored).ok_or("P025")?;
                if let Some(code) = code {
                    self.usable(asked.who, *code, true)?;
                }
                let card = plain(self.stored[found].card);
                let token = code.flatten();
                Ok(Chosen { with_code: code.is_some(), token, stored: Some(found), ..card })
            }
        }
    }

    fn keep(&mut self, asked: &Asked, again: Option<usize>, chosen: &Chosen, status: u8) -> usize {
        let now = self.now;
        let number = again.unwrap_or_else(|| {
            self.payments.push(Payment {
                who: asked.who,
                trade: asked.name.trade.clone().unwrap_or_default(),
                status,
                amount: asked.amount,
                class: asked.class,
                proof: None,
                card: chosen.card,
                began: now,
                held: now,
                taken: now,
                since: now,
                tries: 0,
            });
            self.payments.len() - 1
        });
        let payment = &mut self.payments[number];
        let stays = again.is_some() && status == 10;
        if !stays {
            payment.turn(status, now);
        }
        (payment.amount, payment.card) = (asked.amount, chosen.card);
        (payment.class, payment.proof) = (asked.class, asked.proof.flatten());
        (payment.held, payment.taken) = (now, now);
        let refused = matches!(status, 10 | 11);
        payment.tries += u8::from(refused);
        if !stays {
            self.moment += 1;
            self.note(number);
        }
        if refused {
            return number;
        }
        // Only a success uses anything up.
        if let Some(token) = chosen.token {
            self.tokens[token].used = true;
        }
        if let Some(auth) = asked.proof.flatten() {
            self.use_up(auth);
        }
        if let Some(stored) = chosen.stored {
            self.stored[stored].used = Some(now);
        }
        number
    }
}
