//! 027: a customer's stored cards, last used first.
//!
//! Unconfirmed: that cards never used come last, the newest of them first; that the columns of a
//! try come for a merchant as soon as one of its cards was tried (`valid_check_flg` of 025), and
//! their values, `0` for passed; `card_last_use_date` without seconds, and empty for a card never
//! used; `card_expire_flag`, `1` from the month after the expiry on.

use paygent::telegram::stored_card::list::{Answer, Check, Request, StoredCard};
use store::Tx;

use super::contract;
use crate::acs;
use crate::clock::{self, Millis};
use crate::ledger::stored_card;
use crate::telegrams::{Decision, Scene, Serve, detail};

impl Serve for Request {
    fn serve(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene,
    ) -> Result<Decision<Self::Answer>, store::Error> {
        if let Err(refusal) = contract(scene) {
            return Ok(Decision::refused(refusal));
        }
        let id = &scene.merchant.merchant_id;
        let checks = stored_card::any_checked(tx, id)?;
        let cards: Vec<_> = match &self.customer_card_id {
            Some(number) => {
                stored_card::find(tx, id, &self.customer_id, number)?.into_iter().collect()
            }
            None => stored_card::of_customer(tx, id, &self.customer_id)?,
        };
        if cards.is_empty() {
            return Ok(Decision::refused(detail::refusal("P026")));
        }
        let told = cards.into_iter().map(|stored| {
            let fingerprint = self.fingerprints.then(|| stored.card.fingerprint.clone());
            let check = checks.then(|| check(&stored));
            StoredCard { check, fingerprint, ..told(stored, scene.now) }
        });
        Ok(Ok(Answer { cards: told.collect() }).into())
    }
}

fn told(stored: stored_card::StoredCard, now: Millis) -> StoredCard {
    let [more_1, more_2, more_3, more_4] = stored.add_info;
    let detected = || stored.card.brand.name().to_owned();
    StoredCard {
        customer_id: stored.customer_id,
        customer_card_id: stored.customer_card_id.to_string(),
        last_used_at: stored.last_used_at.map(clock::wire_minute).unwrap_or_default(),
        brand: Some(stored.card_brand).filter(|said| !said.is_empty()).unwrap_or_else(detected),
        holder: stored.cardholder_name,
        more_1,
        more_2,
        more_3,
        more_4,
        expired: if expired(&stored.card.valid_term, now) { "1" } else { "0" }.into(),
        masked_card_number: stored.card.masked,
        valid_term: stored.card.valid_term,
        check: None,
        fingerprint: None,
    }
}

fn check(stored: &stored_card::StoredCard) -> Check {
    Check {
        result: stored.checked_at.map(|_| "0".to_owned()).unwrap_or_default(),
        update_code: String::new(),
        checked_at: stored.checked_at.map(clock::wire).unwrap_or_default(),
        issuer_name: acs::ISSUER_NAME.into(),
    }
}

/// Whether the month of this MMYY is over.
fn expired(valid_term: &str, now: Millis) -> bool {
    let number = |from, to| valid_term.get(from..to).and_then(|text| text.parse::<i64>().ok());
    match (number(2, 4), number(0, 2)) {
        (Some(year), Some(month)) => (2000 + year, month) < clock::year_and_month(now),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_expires_when_its_month_is_over() {
        // 2026-11-24 in Japan.
        let now = 1_795_500_000_000;
        for (valid_term, over) in
            [("1026", true), ("1126", false), ("1226", false), ("1225", true), ("0127", false)]
        {
            assert_eq!(expired(valid_term, now), over, "{valid_term}");
        }
    }
}
