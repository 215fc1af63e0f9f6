//! Stored cards (カード情報お預かり): what 025, 116, 026 and 027 have in common.

mod change;
mod delete;
mod list;
mod register;

use paygent::Refusal;
use paygent::telegram::stored_card::{Answer, NewCard, Note};
use store::Tx;

use super::authorise::card::{Source, by_number, by_token};
use super::{Scene, detail};
use crate::acs;
use crate::ledger::stored_card::StoredCard;

/// The most cards that one customer has.
const CARDS_MAX: usize = 10;

/// P021 where the contract has no stored cards.
fn contract(scene: &Scene) -> Result<(), Refusal> {
    if scene.merchant.vault { Ok(()) } else { Err(detail::refusal("P021")) }
}

/// The card that 025 or 116 brings.
fn brought(
    card: &NewCard,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Result<Source, Refusal>, store::Error> {
    match card {
        NewCard::Token(token) => by_token(token, tx, scene),
        NewCard::Direct { number, valid_term, security_code } => {
            Ok(by_number(number, valid_term, security_code.is_some(), scene))
        }
    }
}

/// Writes down beside a card what is said of it; what is not said stays.
fn note(note: &Note, site_id: Option<&String>, stored: &mut StoredCard) {
    let said = [(&note.brand, &mut stored.card_brand), (&note.holder, &mut stored.cardholder_name)];
    let more = note.more.iter().zip(&mut stored.add_info);
    for (said, kept) in said.into_iter().chain(more) {
        if let Some(said) = said {
            kept.clone_from(said);
        }
    }
    if let Some(site_id) = site_id {
        stored.site_id.clone_from(site_id);
    }
}

/// What 025 and 116 answer.
fn answer(stored: &StoredCard, cards: usize) -> Answer {
    let (acquirer_id, acquirer_name) = stored.card.brand.acquirer();
    Answer {
        cards: told(cards),
        customer_card_id: stored.customer_card_id.to_string(),
        issuer_id: String::new(),
        issuer_name: acs::ISSUER_NAME.into(),
        fingerprint: stored.card.fingerprint.clone(),
        masked_card_number: stored.card.masked.clone(),
        card_valid_term: stored.card.valid_term.clone(),
        cardholder_name: stored.cardholder_name.clone(),
        acquirer_id: acquirer_id.into(),
        acquirer_name: acquirer_name.into(),
    }
}

/// `num_of_cards`
fn told(cards: usize) -> u8 {
    u8::try_from(cards).unwrap_or(u8::MAX)
}
