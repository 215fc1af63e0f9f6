//! 094: tells one payment as the ledger has it.

use paygent::telegram::inquire::{Answer, Request};
use store::Tx;

use super::{Decision, Scene, Serve, detail};
use crate::clock;
use crate::ledger::trade::Entry;
use crate::ledger::{Found, find};

impl Serve for Request {
    fn serve(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene,
    ) -> Result<Decision<Self::Answer>, store::Error> {
        let answer = match find(tx, &scene.merchant.merchant_id, &self.payment, scene.now)? {
            Found::One(entry) => Ok(told(&entry)),
            Found::None => Err(detail::refusal("13001")),
            Found::Several => Err(detail::refusal("13002")),
        };
        Ok(answer.into())
    }
}

fn told(entry: &Entry) -> Answer {
    let date = |at: Option<i64>| at.map(clock::wire).unwrap_or_default();
    let (acquirer_id, acquirer_name) = entry.card.brand.acquirer();
    let payment_id = entry.payment_id.to_string();
    let authenticated = !entry.three_ds.is_empty();
    let mut answer = Answer::new(&payment_id, &entry.trading_id, entry.status, entry.amount);
    answer.payment_type = "02".into();
    answer.initiated_at = clock::wire(entry.times.began);
    answer.authorised_at = date(entry.times.authorised);
    answer.cancelled_at = date(entry.times.cancelled);
    answer.paid_at = date(entry.times.captured);
    answer.acquirer_id = acquirer_id.into();
    answer.acquirer_name = acquirer_name.into();
    answer.card_company_code = entry.card_company_code().into();
    if entry.times.authorised.is_some() {
        answer.approval_number = format!("{:07}", entry.payment_id % 10_000_000);
    }
    answer.payment_class.clone_from(&entry.payment_class);
    answer.split_count.clone_from(&entry.split_count);
    answer.three_ds_skipped = if authenticated { String::new() } else { "1".into() };
    answer.three_ds_message_version = if authenticated { "2.2.0".into() } else { String::new() };
    answer.attempt.clone_from(&entry.attempt_kbn);
    answer.currency_code = "JPY".into();
    answer.fingerprint.clone_from(&entry.card.fingerprint);
    answer.masked_card_number.clone_from(&entry.card.masked);
    answer.card_valid_term.clone_from(&entry.card.valid_term);
    (answer.customer_id, answer.customer_card_id) = entry.stored.clone();
    answer
}
