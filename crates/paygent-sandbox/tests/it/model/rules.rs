//! The ledger as the reference describes it (2.1, 2.2, 3.1 to 3.7, 4.1, 8.2), in plain vectors.
//!
//! Nothing here calls the sandbox. Where the reference leaves the order of refusals open, it is:
//! the telegram's own fields, the contract, the payment, the card, its security code, the tries.

mod change;
mod feed;
mod pay;
mod proof;
mod vault;

pub use feed::{Fed, Notice};
pub use pay::{Asked, Source};
pub use proof::Auth;
pub use vault::Wish;

use super::cards::{At, Card};
use super::step::Class;

/// What a merchant hears: `0`, a code, or that nothing (readable) came.
pub type Said = &'static str;

pub const OK: Said = "0";

/// The most that one payment of each merchant may be.
pub const AMOUNT_MAX: [i64; 2] = [9_999_999, 5_000];

const DAY: i64 = 24;
/// A sequence begins at a quarter past noon.
const NOON: i64 = 12;
/// A token is good for an hour and a half, and the clock moves by whole hours.
const TOKEN_HOURS: i64 = 1;

#[derive(Clone, Debug)]
pub struct Payment {
    pub who: usize,
    pub trade: String,
    pub status: u8,
    pub amount: i64,
    pub class: Class,
    /// The authentication that came with it.
    pub proof: Option<usize>,
    card: Card,
    began: i64,
    held: i64,
    taken: i64,
    /// Since when it has its status.
    since: i64,
    /// How often it was answered with 2003.
    tries: u8,
}

#[derive(Clone, Debug)]
pub struct Token {
    who: usize,
    card: Card,
    with_code: bool,
    code_only: bool,
    made: i64,
    used: bool,
}

#[derive(Clone, Debug)]
pub struct Stored {
    pub who: usize,
    pub customer: u8,
    pub gone: bool,
    /// The hour of its last payment.
    pub used: Option<i64>,
    card: Card,
}

/// Everything the gateway knows.
#[derive(Default)]
pub struct Rules {
    pub payments: Vec<Payment>,
    pub tokens: Vec<Token>,
    pub stored: Vec<Stored>,
    pub auths: Vec<Auth>,
    pub notices: Vec<Notice>,
    pub in_batch: bool,
    pub refuse_duplicates: bool,
    pub lenient: bool,
    /// What happened together; see [`Notice::moment`].
    moment: usize,
    now: i64,
}

/// The number of a payment, token or stored card that a telegram names, or none for an id that
/// nothing has.
pub type Known = Option<usize>;

/// A payment by its two ids, either of which may be left out.
#[derive(Clone, Debug)]
pub struct Name {
    pub payment: Option<Known>,
    pub trade: Option<String>,
}

/// What the nightly batch makes of a status.
fn settled(status: u8) -> u8 {
    match status {
        30 => 40,
        31 => 32,
        42 => 50,
        50 => 60,
        status => status,
    }
}

impl Payment {
    /// When time or the nightly batch changes it next.
    fn due(&self) -> Option<i64> {
        match self.status {
            10 => Some(self.began + 30 * DAY),
            20 => Some(self.held + 60 * DAY),
            40 => Some(self.taken + 60 * DAY),
            // The next midnight.
            30 | 31 | 42 | 50 => Some(((self.since + NOON) / DAY + 1) * DAY - NOON),
            _ => None,
        }
    }

    fn turn(&mut self, status: u8, at: i64) {
        (self.status, self.since) = (status, at);
    }
}

impl Rules {
    /// The clock moves on: 10 → 11 after 30 days, 20 → 33 and 40 → 41 after 60, and every midnight
    /// the nightly batch.
    pub fn pass(&mut self, hours: i64) {
        self.now += hours;
        self.grow();
    }

    fn grow(&mut self) {
        self.moment += 1;
        for number in 0..self.payments.len() {
            let due = |rules: &Self| rules.payments[number].due().filter(|due| *due <= rules.now);
            while let Some(at) = due(self) {
                let status = match self.payments[number].status {
                    10 => 11,
                    20 => 33,
                    40 => 41,
                    status => settled(status),
                };
                self.payments[number].turn(status, at);
                self.note(number);
            }
        }
    }

    /// The nightly batch, by hand.
    pub fn settle(&mut self) {
        self.moment += 1;
        for number in 0..self.payments.len() {
            let next = settled(self.payments[number].status);
            if next != self.payments[number].status {
                self.payments[number].turn(next, self.now);
                self.note(number);
            }
        }
        self.grow();
    }

    pub fn token(&mut self, who: usize, card: Card, with_code: bool, code_only: bool) -> usize {
        let made = self.now;
        self.tokens.push(Token { who, card, with_code, code_only, made, used: false });
        self.tokens.len() - 1
    }

    /// A merchant's tokens.
    pub fn tokens_of(&self, who: usize) -> Vec<usize> {
        (0..self.tokens.len()).filter(|number| self.tokens[*number].who == who).collect()
    }

    fn usable(&self, who: usize, token: Option<usize>, code_only: bool) -> Result<&Token, Said> {
        let token = token.map(|number| &self.tokens[number]).filter(|token| token.who == who);
        match token {
            None => Err("2021"),
            Some(token) if token.used => Err("2022"),
            Some(token) if token.made + TOKEN_HOURS < self.now => Err("2020"),
            Some(token) if token.code_only != code_only => Err("2026"),
            Some(token) => Ok(token),
        }
    }

    /// The payment that is named, or how many there are instead.
    fn find(&self, who: usize, name: &Name) -> Result<usize, usize> {
        let fits = |number: &usize| {
            let payment = &self.payments[*number];
            let asked = name.payment.is_none_or(|asked| asked == Some(*number));
            let trade = name.trade.as_ref().is_none_or(|trade| *trade == payment.trade);
            payment.who == who && asked && trade
        };
        let found: Vec<_> = (0..self.payments.len()).filter(fits).collect();
        if let [one] = found[..] { Ok(one) } else { Err(found.len()) }
    }

    /// The same, in the codes of all telegrams but 094.
    fn named(&self, who: usize, name: &Name) -> Result<usize, Said> {
        self.find(who, name).map_err(|found| if found == 0 { "2006" } else { "2005" })
    }

    /// 094: the payment, or the code.
    pub fn inquire(&self, who: usize, name: &Name) -> Result<usize, Said> {
        self.find(who, name).map_err(|found| if found == 0 { "13001" } else { "13002" })
    }

    /// 021, 022, 023: what is answered, of which payment.
    pub fn act(&mut self, kind: &str, who: usize, name: &Name) -> (Said, Option<usize>) {
        let number = match self.named(who, name) {
            Ok(number) => number,
            Err(code) => return (code, None),
        };
        let (now, in_batch) = (self.now, self.in_batch);
        let payment = &mut self.payments[number];
        let (card, next) = match (kind, payment.status) {
            ("021", 20) => (payment.card.give_back, if in_batch { 31 } else { 32 }),
            ("021", 33) => (payment.card.give_back, 32),
            ("022", 20) => (payment.card.take, if in_batch { 30 } else { 40 }),
            ("023", 40) => (payment.card.give_back, if in_batch { 42 } else { 60 }),
            // Once more is as good as once.
            ("021", 31 | 32) | ("022", 30 | 40 | 41) | ("023", 42 | 50 | 60) => {
                return (OK, Some(number));
            }
            ("022", 33) | ("023", 41) => return ("2007", None),
            _ => return ("2004", None),
        };
        let said = match card {
            At::Done => OK,
            At::DoneBut(said) => said,
            At::Refused(code) => return (code, None),
            At::Nothing => return (super::cards::LOST, None),
        };
        payment.turn(next, now);
        if kind == "022" {
            payment.taken = now;
        }
        self.moment += 1;
        self.note(number);
        (said, Some(number))
    }
}
