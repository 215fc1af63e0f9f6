//! 025: stores a card, after a try with 0 yen if that is asked for.
//!
//! The try does what 020 does with the same test card. Unconfirmed: that its payment belongs to the
//! stored card, and that a failed one tells no `payment_id`.

use paygent::Status;
use paygent::telegram::stored_card::Answer;
use paygent::telegram::stored_card::register::Request;
use store::Tx;

use super::{CARDS_MAX, answer, brought, contract, note};
use crate::card::{ANY_CARD, Reaction, TestCard};
use crate::control::Trick;
use crate::ledger::machine::Times;
use crate::ledger::stored_card::{self, StoredCard};
use crate::ledger::token;
use crate::ledger::trade::{self, Entry};
use crate::telegrams::authorise::card::Source;
use crate::telegrams::payment_act::react;
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
        if self.valid_check && !scene.merchant.card_check {
            return Ok(Decision::refused(detail::refusal("P027")));
        }
        let id = &scene.merchant.merchant_id;
        let cards = stored_card::of_customer(tx, id, &self.customer_id)?.len();
        if cards >= CARDS_MAX {
            return Ok(Decision::refused(detail::refusal("P023")));
        }
        let source = brought(&self.card, tx, scene)?;
        let source = match source.and_then(|one| one.with_code_if(self.security_code_required)) {
            Ok(source) => source,
            Err(refusal) => return Ok(Decision::refused(refusal)),
        };
        if self.valid_check {
            return tried(self, &source, cards, tx, scene);
        }
        let stored = keep(self, &source, tx, scene)?;
        Ok(Ok(answer(&stored, cards + 1)).into())
    }
}

/// Stores the card if the issuer has nothing against it.
fn tried(
    request: &Request,
    source: &Source,
    cards: usize,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Decision<Answer>, store::Error> {
    let reaction = TestCard::by_key(&source.card.key).unwrap_or(&ANY_CARD).authorise;
    match reaction {
        Reaction::DropBeforeCommit => {
            // Nothing is stored, and nobody hears this.
            let answer = Err(detail::refusal("E001"));
            return Ok(Decision { answer, trick: Some(Trick::DropBeforeCommit) });
        }
        Reaction::Refuse(code) => {
            // The issuer was asked, and said no.
            if let "2001" | "2002" | "2003" | "2016" = code {
                trade::begin(tx, &payment(request, source, None, scene), scene.now)?;
            }
            return Ok(Decision::refused(detail::refusal(code)));
        }
        Reaction::Accept
        | Reaction::RefuseAfterCommit(_)
        | Reaction::AnswerLate
        | Reaction::DropAfterCommit
        | Reaction::Garble => {}
    }
    let stored = keep(request, source, tx, scene)?;
    trade::begin(tx, &payment(request, source, Some(&stored), scene), scene.now)?;
    Ok(react(reaction, answer(&stored, cards + 1), scene))
}

/// The payment that a try leaves: of the card if it was stored.
fn payment(
    request: &Request,
    source: &Source,
    stored: Option<&StoredCard>,
    scene: &Scene,
) -> Entry {
    let ids = |stored: &StoredCard| (stored.customer_id.clone(), stored.customer_card_id);
    let stored = stored.map(ids).map(|(customer, card)| (customer, card.to_string()));
    Entry {
        payment_id: scene.payment_id,
        merchant_id: scene.merchant.merchant_id.clone(),
        trading_id: request.trading_id.clone().unwrap_or_default(),
        status: if stored.is_some() { Status::CHECKED } else { Status::CHECK_FAILED },
        amount: 0,
        payment_class: "10".into(),
        split_count: String::new(),
        card: source.card.clone(),
        three_ds: String::new(),
        attempt_kbn: String::new(),
        tries: 0,
        times: Times {
            began: scene.now,
            authorised: stored.is_some().then_some(scene.now),
            captured: None,
            cancelled: None,
            changed: scene.now,
        },
        stored: stored.unwrap_or_default(),
    }
}

/// Stores the card, and uses its token up.
fn keep(
    request: &Request,
    source: &Source,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<StoredCard, store::Error> {
    let mut stored = StoredCard {
        customer_card_id: stored_card::next_number(tx)?,
        merchant_id: scene.merchant.merchant_id.clone(),
        customer_id: request.customer_id.clone(),
        card: source.card.clone(),
        card_brand: String::new(),
        cardholder_name: String::new(),
        add_info: Default::default(),
        site_id: String::new(),
        checked_at: request.valid_check.then_some(scene.now),
        made_at: scene.now,
        last_used_at: None,
    };
    note(&request.note, request.site_id.as_ref(), &mut stored);
    stored_card::save(tx, &stored)?;
    if let Some(used) = &source.token {
        token::use_up(tx, used, stored.customer_card_id)?;
    }
    Ok(stored)
}
