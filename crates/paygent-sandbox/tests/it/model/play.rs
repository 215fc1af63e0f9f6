//! Takes each step in the sandbox and by the rules, and compares.

mod feed;
mod pay;
mod proof;
mod vault;

use std::time::Duration;

use paygent_sandbox::{Duplicates, Merchant, Options, Profile, Settlement};

use super::cards::{CARDS, Card};
use super::rules::{AMOUNT_MAX, Name, Payment, Rules};
use super::step::{Class, Given, Step, TokenKind, Which};
use super::wire::{self, Form, Heard};
use crate::stage::{Stage, YEAR, encode, number};

/// A sandbox with two merchants, for one sequence after the other.
pub struct Place {
    stage: Stage,
    base_url: String,
    merchants: [Merchant; 2],
}

impl Place {
    pub async fn open() -> Self {
        let mut other = Merchant { merchant_id: "900000002".into(), ..Merchant::demo() };
        other.amount_max = AMOUNT_MAX[1];
        let options = Options {
            control_addr: None,
            late_answer: Duration::ZERO,
            token_life: Duration::from_mins(90),
            ..Options::default()
        };
        let stage = Stage::with(options).await;
        stage.sandbox.control().put_merchant(other.clone()).await.expect("a second merchant");
        let base_url = stage.sandbox.base_url();
        Self { stage, base_url, merchants: [Merchant::demo(), other] }
    }

    /// One sequence from an empty ledger; an `Err` is a disagreement.
    pub async fn play(&self, steps: &[Step]) -> Result<(), String> {
        let control = self.stage.sandbox.control();
        self.stage.be_noon().await;
        let begin = control.change(|now| {
            now.settlement = Settlement::AtOnce;
            now.duplicates = Duplicates::Accept;
            now.profile = Profile::Strict;
        });
        begin.await.expect("kept");
        control.reset().await.expect("emptied");
        let (rules, payments, tokens, stored, auths) = Default::default();
        let mut player = Player { place: self, rules, payments, tokens, stored, auths };
        for (at, step) in steps.iter().enumerate() {
            let told = |why| format!("step {at}, {step:?}: {why}");
            player.step(step).await.map_err(told)?;
            player.compare().await.map_err(told)?;
        }
        Ok(())
    }
}

struct Player<'a> {
    place: &'a Place,
    rules: Rules,
    /// What the sandbox calls the payments, tokens, stored cards and authentications of the rules.
    payments: Vec<String>,
    tokens: Vec<String>,
    stored: Vec<String>,
    auths: Vec<String>,
}

fn same<A: PartialEq + std::fmt::Debug + ?Sized>(
    what: &str,
    sandbox: &A,
    rules: &A,
) -> Result<(), String> {
    if sandbox == rules {
        return Ok(());
    }
    Err(format!("{what}: the sandbox has {sandbox:?}, the reference {rules:?}"))
}

/// A number drawn by lot, as one of these things, counted from the newest; the highest numbers are
/// anything at all, such as another merchant's.
fn pick(number: u8, likely: &[usize], all: usize) -> Option<usize> {
    let number = usize::from(number);
    if number < 230 && !likely.is_empty() {
        return Some(likely[likely.len() - 1 - number % likely.len()]);
    }
    (all > 0).then(|| number % all)
}

fn trade_id(trade: u8) -> String {
    format!("T{trade}")
}

fn split_count(class: Class) -> String {
    if class.0 == "61" { class.1.to_string() } else { String::new() }
}

fn customer_id(customer: u8) -> String {
    format!("customer_{customer}")
}

impl Player<'_> {
    async fn step(&mut self, step: &Step) -> Result<(), String> {
        let control = self.place.stage.sandbox.control();
        match *step {
            Step::Token { who, card, kind } => {
                self.token(who, CARDS[card], kind).await;
            }
            Step::Pay(ref pay) => {
                let again = pay.again.map(|number| self.payment(pay.who, number, number % 2 == 0));
                self.pay(pay, again).await?;
                for _ in 0..pay.insists {
                    let last = self.rules.payments.iter().rposition(|one| one.who == pay.who);
                    self.pay(pay, Some(last)).await?;
                }
            }
            Step::Act { kind, who, payment } => return self.act(kind, who, payment).await,
            Step::Change { kind, who, payment, amount, old_first } => {
                return self.change((kind, who), payment, amount, old_first).await;
            }
            Step::Store { who, customer, card, checked, times } => {
                for _ in 0..times {
                    self.store((who, customer), card, checked).await?;
                }
            }
            Step::Update { who, customer, stored, card } => {
                return self.update(who, customer, stored, card).await;
            }
            Step::Delete { who, customer, stored } => {
                return self.delete(who, customer, stored).await;
            }
            Step::List { who, customer } => return self.list(who, customer).await,
            Step::Hours(hours) => {
                self.rules.pass(hours);
                let hours = Duration::from_hours(hours.unsigned_abs());
                self.place.stage.advance(hours).await;
            }
            Step::InBatch(in_batch) => {
                self.rules.in_batch = in_batch;
                let when = if in_batch { Settlement::InBatch } else { Settlement::AtOnce };
                control.change(|now| now.settlement = when).await.expect("kept");
            }
            Step::RefuseDuplicates(refuse) => {
                self.rules.refuse_duplicates = refuse;
                let wish = if refuse { Duplicates::Refuse } else { Duplicates::Accept };
                control.change(|now| now.duplicates = wish).await.expect("kept");
            }
            Step::Lenient(lenient) => {
                self.rules.lenient = lenient;
                let profile = if lenient { Profile::Lenient } else { Profile::Strict };
                control.change(|now| now.profile = profile).await.expect("kept");
            }
            Step::Feed { who, number } => return self.feed(who, number).await,
            Step::Settle => {
                self.rules.settle();
                control.settle().await.expect("settled");
            }
        }
        Ok(())
    }

    /// Every payment is what the rules say.
    async fn compare(&mut self) -> Result<(), String> {
        let trades = self.place.stage.sandbox.ledger().trades().await.expect("the ledger answers");
        let has: Vec<_> = trades
            .iter()
            .map(|trade| {
                let who = usize::from(trade.merchant_id != self.place.merchants[0].merchant_id);
                let class = (trade.payment_class.as_str(), trade.split_count.clone());
                let auth = trade.three_ds_auth_id.as_str();
                (who, trade.trading_id.as_str(), trade.status.0, trade.amount, class, auth)
            })
            .collect();
        let auth = |number: Option<usize>| number.map_or("", |number| self.auths[number].as_str());
        let rules = self.rules.payments.iter();
        let says: Vec<_> = rules
            .map(|one| {
                let class = (one.class.0, split_count(one.class));
                (one.who, one.trade.as_str(), one.status, one.amount, class, auth(one.proof))
            })
            .collect();
        same("(merchant, trading_id, status, amount, class, 3ds_auth_id)", &has, &says)?;
        self.payments = trades.into_iter().map(|trade| trade.payment_id).collect();
        Ok(())
    }

    async fn send(&self, who: usize, kind: &'static str, form: &Form) -> Heard {
        let way = (&self.place.stage.browser, self.place.base_url.as_str());
        wire::telegram(way, &self.place.merchants[who], kind, form).await
    }

    async fn token(&mut self, who: usize, card: Card, kind: TokenKind) -> usize {
        let merchant = &self.place.merchants[who];
        let mut form = vec![
            ("merchant_id", merchant.merchant_id.as_str()),
            ("token_generate_key", &merchant.token_key),
        ];
        if kind == TokenKind::CodeOnly {
            form.push(("cvc_only_flg", "1"));
        } else {
            form.push(("card_number", number(card.key)));
            form.extend([("card_expire_year", YEAR), ("card_expire_month", "12")]);
        }
        if kind != TokenKind::WithoutCode {
            form.push(("card_cvc", "123"));
        }
        let answer = self.place.stage.post("/n/token/request", encode(&form)).await;
        let json: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
        let token = json["tokenizedCardObject"]["token"].as_str().expect("a token");
        self.tokens.push(token.to_owned());
        let code_only = kind == TokenKind::CodeOnly;
        self.rules.token(who, card, kind != TokenKind::WithoutCode, code_only)
    }

    /// A payment of this merchant, if the lot wills one that can be tried again.
    fn payment(&self, who: usize, number: u8, open: bool) -> Option<usize> {
        let own = |open: bool| {
            let fits =
                move |payment: &Payment| payment.who == who && (!open || payment.status == 10);
            let all = self.rules.payments.iter().enumerate();
            all.filter(|(_, one)| fits(one)).map(|(at, _)| at).collect::<Vec<_>>()
        };
        let mut likely = own(open);
        if likely.is_empty() {
            likely = own(false);
        }
        pick(number, &likely, self.payments.len())
    }

    fn old_token(&self, who: usize, number: u8) -> Option<usize> {
        pick(number, &self.rules.tokens_of(who), self.tokens.len())
    }

    fn old_card(&self, who: usize, customer: u8, number: u8) -> Option<usize> {
        pick(number, &self.rules.cards_of(who, customer), self.stored.len())
    }

    async fn given(&mut self, who: usize, given: Given) -> Option<usize> {
        match given {
            Given::Fresh(card) => Some(self.token(who, CARDS[card], TokenKind::WithCode).await),
            Given::Old(number) => self.old_token(who, number),
        }
    }

    fn token_text(&self, token: Option<usize>) -> String {
        token.map_or("tok_of_nobody".into(), |number| self.tokens[number].clone())
    }

    fn payment_text(&self, payment: Option<usize>) -> String {
        payment.map_or("77".into(), |number| self.payments[number].clone())
    }

    fn stored_text(&self, stored: Option<usize>) -> String {
        stored.map_or("77".into(), |number| self.stored[number].clone())
    }

    fn name(&self, who: usize, which: Which) -> Name {
        let id = |number| Some(self.payment(who, number, false));
        match which {
            Which::Id(number) => Name { payment: id(number), trade: None },
            Which::Trade(trade) => Name { payment: None, trade: Some(trade_id(trade)) },
            Which::Both(number, trade) => {
                Name { payment: id(number), trade: Some(trade_id(trade)) }
            }
        }
    }

    fn named(&self, name: &Name) -> Form {
        let mut form = Form::new();
        form.extend(name.payment.map(|payment| ("payment_id", self.payment_text(payment))));
        form.extend(name.trade.clone().map(|trade| ("trading_id", trade)));
        form
    }

    /// The answer names the payment that it is about.
    fn told_of(&self, heard: &Heard, line: &str, payment: Option<usize>) -> Result<(), String> {
        match payment.map(|number| &self.payments[number]) {
            Some(payment_id) => same(line, heard.line(line), payment_id.as_str()),
            None => same(line, heard.line(line), ""),
        }
    }
}
