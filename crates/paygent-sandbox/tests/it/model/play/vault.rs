//! Stored cards: 025, 116, 026 and 027.

use super::{Player, customer_id, same, trade_id};
use crate::model::rules::{OK, Wish};
use crate::model::step::Given;
use crate::model::wire::Heard;

impl Player<'_> {
    /// The answer counts the customer's cards.
    fn counted(&self, heard: &Heard, who: usize, customer: u8) -> Result<(), String> {
        let cards = self.rules.cards_of(who, customer).len().to_string();
        let told = if heard.said == OK { cards } else { String::new() };
        same("num_of_cards", heard.line("num_of_cards"), &told)
    }

    pub(super) async fn store(
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

    pub(super) async fn update(
        &mut self,
        who: usize,
        customer: u8,
        stored: u8,
        card: Option<Given>,
    ) -> Result<(), String> {
        let stored = self.old_card(who, customer, stored);
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

    pub(super) async fn delete(
        &mut self,
        who: usize,
        customer: u8,
        one: Option<u8>,
    ) -> Result<(), String> {
        let one = one.map(|number| self.old_card(who, customer, number));
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
    pub(super) async fn list(&self, who: usize, customer: u8) -> Result<(), String> {
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
