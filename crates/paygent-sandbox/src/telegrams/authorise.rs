//! 020: holds an amount on a card, or takes it at once.

pub(super) mod card;
mod three_ds;

use paygent::Status;
use paygent::telegram::CardAnswer;
use paygent::telegram::authorise::{Request, Split};
use store::Tx;

use self::card::Source;
use super::payment_act::react;
use super::{Decision, Scene, Serve, detail};
use crate::card::{ANY_CARD, Reaction, TestCard};
use crate::ledger::machine::Times;
use crate::ledger::trade::{self, Entry};
use crate::ledger::{Duplicates, stored_card, token};

/// How often 020 may be repeated under the `payment_id` of a 2003 (reference 2.2).
const RETRIES_MAX: i64 = 3;

impl Serve for Request {
    fn serve(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene,
    ) -> Result<Decision<Self::Answer>, store::Error> {
        if let Err(refusal) = contract(self, scene) {
            return Ok(Decision::refused(refusal));
        }
        let earlier = match earlier(self, tx, scene)? {
            Ok(earlier) => earlier,
            Err(code) => return Ok(Decision::refused(detail::refusal(code))),
        };
        let source = card::choose(&self.card, tx, scene)?;
        let source = match source.and_then(|one| one.with_code_if(self.security_code_required)) {
            Ok(source) => source,
            Err(refusal) => return Ok(Decision::refused(refusal)),
        };
        let three_ds = match three_ds::check(&self.three_ds, &source.card, tx, scene)? {
            Ok(three_ds) => three_ds,
            Err(refusal) => return Ok(Decision::refused(refusal)),
        };
        let mut entry = entry(self, &source, scene);
        entry.three_ds = three_ds.auth_id;
        entry.attempt_kbn = three_ds.attempt_kbn;
        if let Some(earlier) = &earlier {
            entry.payment_id = earlier.payment_id;
            entry.trading_id.clone_from(&earlier.trading_id);
            entry.tries = earlier.tries;
            (entry.times.began, entry.times.changed) = (earlier.times.began, earlier.times.changed);
        }
        if entry.tries > RETRIES_MAX {
            entry.status = Status::AUTH_REFUSED;
            entry.times = Times { authorised: None, captured: None, ..entry.times };
            trade::change(tx, &entry, scene.now, scene.now)?;
            return Ok(Decision::refused(detail::refusal_because("2001", "P903")));
        }
        decide(&source, entry, earlier.is_some(), tx, scene)
    }
}

/// What the merchant's contract says, whatever the card.
fn contract(request: &Request, scene: &Scene) -> Result<(), paygent::Refusal> {
    if request.amount > scene.merchant.amount_max {
        return Err(detail::refusal("P011"));
    }
    match request.split {
        Split::Instalments(count) if !scene.merchant.splits.contains(&count) => {
            Err(detail::refusal("P030"))
        }
        _ => Ok(()),
    }
}

/// The payment that is tried again, by `payment_id`.
fn earlier(
    request: &Request,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Result<Option<Entry>, &'static str>, store::Error> {
    let merchant_id = &scene.merchant.merchant_id;
    if let Some(payment_id) = &request.payment.payment_id {
        let number = payment_id.parse().unwrap_or_default();
        let other = |entry: &Entry| {
            request.payment.trading_id.as_ref().is_some_and(|said| *said != entry.trading_id)
        };
        let found = trade::by_payment_id(tx, merchant_id, number)?;
        let found = found.map(|entry| trade::age(tx, entry, scene.now)).transpose()?;
        return Ok(match found {
            None => Err("2006"),
            Some(entry) if other(&entry) => Err("2006"),
            Some(entry) if entry.status != Status::REQUESTED => Err("2001"),
            Some(entry) => Ok(Some(entry)),
        });
    }
    if let (Duplicates::Refuse, Some(trading_id)) =
        (scene.settings.duplicates, &request.payment.trading_id)
        && !trade::by_trading_id(tx, merchant_id, trading_id)?.is_empty()
    {
        return Ok(Err("2005"));
    }
    Ok(Ok(None))
}

/// The payment if all goes well.
fn entry(request: &Request, source: &Source, scene: &Scene) -> Entry {
    let (payment_class, split_count) = match request.split {
        Split::Once => ("10", String::new()),
        Split::Bonus => ("23", String::new()),
        Split::Instalments(count) => ("61", count.to_string()),
        Split::Revolving => ("80", String::new()),
    };
    Entry {
        payment_id: scene.payment_id,
        merchant_id: scene.merchant.merchant_id.clone(),
        trading_id: request.payment.trading_id.clone().unwrap_or_default(),
        status: if request.capture { Status::CAPTURED } else { Status::AUTH_OK },
        amount: request.amount,
        payment_class: payment_class.into(),
        split_count,
        card: source.card.clone(),
        stored: source.stored_ids(),
        three_ds: String::new(),
        attempt_kbn: String::new(),
        tries: 0,
        times: Times {
            began: scene.now,
            authorised: Some(scene.now),
            captured: request.capture.then_some(scene.now),
            cancelled: None,
            changed: scene.now,
        },
    }
}

/// The issuer's answer, by the test card, and what it leaves in the ledger.
fn decide(
    source: &Source,
    entry: Entry,
    again: bool,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Decision<CardAnswer>, store::Error> {
    let card = TestCard::by_key(&entry.card.key).unwrap_or(&ANY_CARD);
    let keep = |tx: &mut dyn Tx, entry: &Entry| match (again, entry.status) {
        (false, _) => trade::begin(tx, entry, scene.now),
        (true, Status::REQUESTED) => trade::update(tx, entry),
        (true, _) => trade::change(tx, entry, scene.now, scene.now),
    };
    let answer = answer(&entry);
    match card.authorise {
        Reaction::DropBeforeCommit => {}
        // The issuer was asked and said no; 2003 leaves the payment open for another try.
        Reaction::Refuse(code @ ("2001" | "2002" | "2003" | "2016" | "2054")) => {
            let open = code == "2003";
            let times = Times { authorised: None, captured: None, ..entry.times };
            let status = match code {
                "2003" => Status::REQUESTED,
                // The blocker of mass transactions leaves a status of its own (reference 3.4).
                "2054" => Status::REQUEST_BROKEN_OFF,
                _ => Status::AUTH_REFUSED,
            };
            let entry = Entry { status, times, tries: entry.tries + 1, ..entry };
            keep(tx, &entry)?;
            let mut refusal = detail::refusal(code);
            refusal.payment_id = open.then(|| entry.payment_id.to_string());
            refusal.trading_id = open.then_some(entry.trading_id);
            return Ok(Decision::refused(refusal));
        }
        Reaction::Refuse(code) => return Ok(Decision::refused(detail::refusal(code))),
        Reaction::Accept
        | Reaction::RefuseAfterCommit(_)
        | Reaction::AnswerLate
        | Reaction::DropAfterCommit
        | Reaction::Garble => {
            keep(tx, &entry)?;
            if let Some(used) = &source.token {
                token::use_up(tx, used, entry.payment_id)?;
            }
            if let Some(stored) = &source.stored {
                stored_card::used(tx, stored.customer_card_id, scene.now)?;
            }
            if !entry.three_ds.is_empty() {
                crate::ledger::three_ds::use_up(tx, &entry.three_ds, entry.payment_id)?;
            }
        }
    }
    Ok(react(card.authorise, answer, scene))
}

/// What is answered of a payment that stands.
pub(super) fn answer(entry: &Entry) -> CardAnswer {
    let (acquirer_id, acquirer_name) = entry.card.brand.acquirer();
    CardAnswer {
        payment_id: entry.payment_id.to_string(),
        trading_id: entry.trading_id.clone(),
        issuer_class: "0".into(),
        acquirer_id: acquirer_id.into(),
        acquirer_name: acquirer_name.into(),
        attempt: entry.attempt_kbn.clone(),
        fingerprint: entry.card.fingerprint.clone(),
        masked_card_number: entry.card.masked.clone(),
        card_valid_term: entry.card.valid_term.clone(),
        ..CardAnswer::default()
    }
}
