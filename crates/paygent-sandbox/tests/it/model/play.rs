//! Takes each step in the sandbox and by the rules, and compares.

use std::time::Duration;

use paygent_sandbox::{Merchant, Options, Settlement};

use super::cards::{CARDS, Card};
use super::rules::{AMOUNT_MAX, Asked, Name, OK, Rules, Source, Wish};
use super::step::{Amount, From, Given, Pay, Step, TokenKind, Which};
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
        control.reset().await.expect("emptied");
        let begin = control.change(|now| {
            now.clock_ahead_ms = 0;
            now.settlement = Settlement::AtOnce;
        });
        begin.await.expect("kept");
        let mut player = Player::new(self);
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
    /// What the sandbox calls the payments, tokens and stored cards of the rules.
    payments: Vec<String>,
    tokens: Vec<String>,
    stored: Vec<String>,
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

/// A number drawn by lot, as one of so many things.
fn pick(number: u8, of: usize) -> Option<usize> {
    (of > 0).then(|| usize::from(number) % of)
}

fn trade_id(trade: u8) -> String {
    format!("T{trade}")
}

fn customer_id(customer: u8) -> String {
    format!("customer_{customer}")
}

impl<'a> Player<'a> {
    fn new(place: &'a Place) -> Self {
        let (payments, tokens, stored) = Default::default();
        Self { place, rules: Rules::default(), payments, tokens, stored }
    }

    async fn step(&mut self, step: &Step) -> Result<(), String> {
        let control = self.place.stage.sandbox.control();
        match *step {
            Step::Token { who, card, kind } => {
                self.token(who, CARDS[card], kind).await;
            }
            Step::Pay(ref pay) => return self.pay(pay).await,
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
            Step::Settle => {
                self.rules.settle();
                control.settle().await.expect("settled");
            }
        }
        Ok(())
    }

    /// Every payment has the status and the amount of the rules.
    async fn compare(&mut self) -> Result<(), String> {
        let trades = self.place.stage.sandbox.ledger().trades().await.expect("the ledger answers");
        let has: Vec<_> = trades
            .iter()
            .map(|trade| {
                let who = usize::from(trade.merchant_id != self.place.merchants[0].merchant_id);
                (who, trade.trading_id.as_str(), trade.status.0, trade.amount)
            })
            .collect();
        let rules = self.rules.payments.iter();
        let says: Vec<_> =
            rules.map(|one| (one.who, one.trade.as_str(), one.status, one.amount)).collect();
        same("(merchant, trading_id, status, amount)", &has, &says)?;
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

    async fn given(&mut self, who: usize, given: Given) -> Option<usize> {
        match given {
            Given::Fresh(card) => Some(self.token(who, CARDS[card], TokenKind::WithCode).await),
            Given::Old(number) => pick(number, self.tokens.len()),
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

    fn name(&self, which: Which) -> Name {
        let id = |number| Some(pick(number, self.payments.len()));
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

    async fn pay(&mut self, pay: &Pay) -> Result<(), String> {
        let name = Name {
            payment: pay.again.map(|number| pick(number, self.payments.len())),
            trade: pay.trade.map(trade_id),
        };
        let mut form = self.named(&name);
        let card = self.card(pay, &mut form).await;
        form.extend([
            ("payment_amount", pay.amount.to_string()),
            ("payment_class", "10".into()),
            ("3dsecure_ryaku", "1".into()),
            ("sales_mode", u8::from(pay.sale).to_string()),
            ("security_code_use", u8::from(pay.code_required).to_string()),
        ]);
        let heard = self.send(pay.who, "020", &form).await;
        let (who, sale, amount, code_required) = (pay.who, pay.sale, pay.amount, pay.code_required);
        let asked = Asked { who, name, card, sale, amount, code_required };
        let (said, payment) = self.rules.pay(&asked);
        same("answer", heard.said.as_str(), said)?;
        self.compare().await?;
        self.told_of(&heard, "payment_id", payment)
    }

    async fn card(&mut self, pay: &Pay, form: &mut Form) -> Source {
        match pay.from {
            From::Token(given) => {
                let token = self.given(pay.who, given).await;
                form.push(("card_token", self.token_text(token)));
                Source::Token(token)
            }
            From::Earlier(trade) => {
                form.push(("ref_trading_id", trade_id(trade)));
                Source::Earlier(trade_id(trade))
            }
            From::Stored { customer, stored, code } => {
                let stored = pick(stored, self.stored.len());
                let code = code.map(|number| pick(number, self.tokens.len()));
                form.extend([
                    ("stock_card_mode", "1".into()),
                    ("customer_id", customer_id(customer)),
                    ("customer_card_id", self.stored_text(stored)),
                    // A stored card goes before it.
                    ("ref_trading_id", trade_id(0)),
                ]);
                if let Some(code) = code {
                    form.push(("security_code_token", "1".into()));
                    form.push(("card_token", self.token_text(code)));
                }
                Source::Stored { customer, stored, code }
            }
            From::Number => {
                form.push(("card_number", number("frictionless").into()));
                form.push(("card_valid_term", format!("12{YEAR}")));
                Source::Number
            }
        }
    }

    async fn act(&mut self, kind: &'static str, who: usize, which: Which) -> Result<(), String> {
        let name = self.name(which);
        let heard = self.send(who, kind, &self.named(&name)).await;
        if kind != "094" {
            let (said, payment) = self.rules.act(kind, who, &name);
            same("answer", heard.said.as_str(), said)?;
            return self.told_of(&heard, "payment_id", payment.filter(|_| said == OK));
        }
        let found = match self.rules.inquire(who, &name) {
            Err(code) => return same("answer", heard.said.as_str(), code),
            Ok(found) => found,
        };
        same("answer", heard.said.as_str(), OK)?;
        self.told_of(&heard, "payment_id", Some(found))?;
        let payment = &self.rules.payments[found];
        same("payment_status", heard.line("payment_status"), &payment.status.to_string())?;
        same("payment_amount", heard.line("payment_amount"), &payment.amount.to_string())
    }

    async fn change(
        &mut self,
        (kind, who): (&'static str, usize),
        which: Which,
        amount: Amount,
        old_first: bool,
    ) -> Result<(), String> {
        let name = self.name(which);
        let mut form = self.named(&name);
        let (yen, flag) = match amount {
            Amount::Total(yen) => (yen, "0"),
            Amount::Less(yen) => (yen, "1"),
        };
        form.extend([
            ("payment_amount", yen.to_string()),
            ("reduction_flag", flag.into()),
            ("base_payment_cancel_timing", u8::from(old_first).to_string()),
        ]);
        let heard = self.send(who, kind, &form).await;
        let (said, both) = self.rules.change(kind, who, &name, amount);
        same("answer", heard.said.as_str(), said)?;
        self.compare().await?;
        self.told_of(&heard, "base_payment_id", both.map(|both| both.0))?;
        self.told_of(&heard, "payment_id", both.map(|both| both.1))?;
        let less = both.map(|(old, new)| {
            let amount = |number: usize| self.rules.payments[number].amount;
            (amount(old) - amount(new)).to_string()
        });
        same("reduced_amount", heard.line("reduced_amount"), &less.unwrap_or_default())
    }
}

/// The vault.
impl Player<'_> {
    /// The answer counts the customer's cards.
    fn counted(&self, heard: &Heard, who: usize, customer: u8) -> Result<(), String> {
        let cards = self.rules.cards_of(who, customer).len().to_string();
        let told = if heard.said == OK { cards } else { String::new() };
        same("num_of_cards", heard.line("num_of_cards"), &told)
    }

    async fn store(
        &mut self,
        (who, customer): (usize, u8),
        given: Given,
        checked: bool,
    ) -> Result<(), String> {
        let token = self.given(who, given).await;
        let trade = trade_id(3);
        let form = vec![
            ("customer_id", customer_id(customer)),
            ("card_token", self.token_text(token)),
            ("valid_check_flg", u8::from(checked).to_string()),
            ("trading_id", trade.clone()),
        ];
        let heard = self.send(who, "025", &form).await;
        let (said, more) = self.rules.store(&Wish { who, customer, token, checked, trade });
        same("answer", heard.said.as_str(), said)?;
        self.counted(&heard, who, customer)?;
        if more {
            // Its number may have been lost with the answer.
            let listed = self.listed(who, customer).await;
            let new = listed.into_iter().find(|card| !self.stored.contains(card));
            self.stored.push(new.ok_or("027 does not have the new card")?);
        }
        Ok(())
    }

    async fn update(
        &mut self,
        who: usize,
        customer: u8,
        stored: u8,
        card: Option<Given>,
    ) -> Result<(), String> {
        let stored = pick(stored, self.stored.len());
        let mut form = vec![
            ("customer_id", customer_id(customer)),
            ("customer_card_id", self.stored_text(stored)),
        ];
        let mut token = None;
        if let Some(given) = card {
            let found = self.given(who, given).await;
            form.push(("card_token", self.token_text(found)));
            token = Some(found);
        }
        let heard = self.send(who, "116", &form).await;
        same("answer", heard.said.as_str(), self.rules.update(who, customer, stored, token))?;
        self.counted(&heard, who, customer)
    }

    async fn delete(&mut self, who: usize, customer: u8, one: Option<u8>) -> Result<(), String> {
        let one = one.map(|number| pick(number, self.stored.len()));
        let mut form = vec![("customer_id", customer_id(customer))];
        form.extend(one.map(|stored| ("customer_card_id", self.stored_text(stored))));
        let heard = self.send(who, "026", &form).await;
        same("answer", heard.said.as_str(), self.rules.delete(who, customer, one))?;
        self.counted(&heard, who, customer)
    }

    async fn listed(&self, who: usize, customer: u8) -> Vec<String> {
        let form = vec![("customer_id", customer_id(customer))];
        let heard = self.send(who, "027", &form).await;
        heard.cards().into_iter().map(str::to_owned).collect()
    }

    /// The cards of the rules, last used first; those of the same hour in any order.
    async fn list(&self, who: usize, customer: u8) -> Result<(), String> {
        let form = vec![("customer_id", customer_id(customer))];
        let heard = self.send(who, "027", &form).await;
        let mut cards = self.rules.cards_of(who, customer);
        same("answer", heard.said.as_str(), if cards.is_empty() { "P026" } else { OK })?;
        let of = |text: &str| self.stored.iter().position(|stored| stored == text);
        let listed: Option<Vec<_>> = heard.cards().into_iter().map(of).collect();
        let mut listed = listed.ok_or("027 lists a card of nobody")?;
        let used = listed.iter().map(|number| self.rules.stored[*number].used);
        if !used.is_sorted_by(|earlier, later| earlier >= later) {
            return Err("027 does not list the last used first".into());
        }
        listed.sort_unstable();
        cards.sort_unstable();
        same("cards", &listed, &cards)
    }
}
