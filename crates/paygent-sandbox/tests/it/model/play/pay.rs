//! Payments: 020 to 023, 028, 029 and 094.

use super::{Player, customer_id, same, split_count, trade_id};
use crate::model::rules::{Asked, Known, Name, OK, Source};
use crate::model::step::{Amount, From, Pay, Which};
use crate::model::wire::Form;
use crate::stage::{YEAR, number};

impl Player<'_> {
    pub(super) async fn pay(&mut self, pay: &Pay, again: Option<Known>) -> Result<(), String> {
        let name = Name { payment: again, trade: pay.trade.map(trade_id) };
        let mut form = self.named(&name);
        let card = self.card(pay, &mut form).await;
        let proof = self.proof(pay, &card).await?;
        form.extend([
            ("payment_amount", pay.amount.to_string()),
            ("payment_class", pay.class.0.into()),
            ("split_count", split_count(pay.class)),
            ("sales_mode", u8::from(pay.sale).to_string()),
            ("security_code_use", u8::from(pay.code_required).to_string()),
        ]);
        match proof {
            None => form.push(("3dsecure_ryaku", "1".into())),
            Some(auth) => form
                .extend([("3dsecure_use_type", "2".into()), ("3ds_auth_id", self.auth_text(auth))]),
        }
        let heard = self.send(pay.who, "020", &form).await;
        let asked = Asked {
            who: pay.who,
            name,
            card,
            sale: pay.sale,
            amount: pay.amount,
            class: pay.class,
            proof,
            code_required: pay.code_required,
        };
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
                let stored = self.old_card(pay.who, customer, stored);
                let code = code.map(|number| self.old_token(pay.who, number));
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

    pub(super) async fn act(
        &mut self,
        kind: &'static str,
        who: usize,
        which: Which,
    ) -> Result<(), String> {
        let name = self.name(who, which);
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

    pub(super) async fn change(
        &mut self,
        (kind, who): (&'static str, usize),
        which: Which,
        amount: Amount,
        old_first: bool,
    ) -> Result<(), String> {
        let name = self.name(who, which);
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
        let (said, both) = self.rules.change(kind, who, &name, amount, old_first);
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
