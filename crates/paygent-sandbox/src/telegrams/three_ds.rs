//! 450: begins the buyer's authentication and hands over the page that leads to the issuer.

use paygent::Refusal;
use paygent::telegram::three_ds::{Answer, Card, Request};
use store::Tx;

use super::authorise::card::direct;
use super::{Decision, Scene, Serve, detail};
use crate::acs;
use crate::card::{ANY_CARD, AtThreeDs, Kept, TestCard};
use crate::ledger::three_ds::{self, Outcome, ThreeDs};
use crate::ledger::{stored_card, token};
use crate::options::Profile;

impl Serve for Request {
    fn serve(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene,
    ) -> Result<Decision<Self::Answer>, store::Error> {
        if !scene.merchant.three_ds {
            return Ok(Decision::refused(detail::refusal("P063")));
        }
        let card = match card(&self.card, tx, scene)? {
            Ok(card) => card,
            Err(refusal) => return Ok(Decision::refused(refusal)),
        };
        if scene.settings.profile == Profile::Strict && !self.cardholder.satisfies_policy() {
            return Ok(Decision::refused(detail::refusal_because("P005", POLICY)));
        }
        if let AtThreeDs::Refused(code) = TestCard::by_key(&card.key).unwrap_or(&ANY_CARD).three_ds
        {
            return Ok(Decision::refused(detail::refusal(code)));
        }
        let begun = ThreeDs {
            auth_id: scene.auth_id.clone(),
            merchant_id: scene.merchant.merchant_id.clone(),
            trading_id: self.payment.trading_id.clone().unwrap_or_default(),
            card,
            amount: self.amount,
            merchant_name: self.merchant_name.clone(),
            term_url: self.term_url.clone(),
            outcome: Outcome::Waiting,
            began_at: scene.now,
            call_at: Some(scene.now + acs::PATIENCE_MS),
            calls: 0,
            used_by: None,
        };
        three_ds::insert(tx, &begun)?;
        Ok(Ok(answer(begun, scene)).into())
    }
}

/// The real gateway says nothing about it; the card schemes do, later.
const POLICY: &str = "カード会社の規約により、cardholder_name と、email_address・home_phone・\
                      mobile_phone・work_phone のどれか1つが必要です。";

fn card(
    card: &Card,
    tx: &mut dyn Tx,
    scene: &Scene,
) -> Result<Result<Kept, Refusal>, store::Error> {
    Ok(match card {
        Card::Token(secret) => {
            match token::usable(tx, &scene.merchant.merchant_id, secret.expose(), scene.now)? {
                Err(unusable) => Err(detail::refusal(unusable.three_ds_code())),
                Ok(found) if found.cvc_only => Err(detail::refusal("2026")),
                Ok(found) => Ok(found.card),
            }
        }
        Card::Customer { customer_id, customer_card_id } => {
            let merchant = &scene.merchant;
            let id = &merchant.merchant_id;
            let found = stored_card::find(tx, id, customer_id, customer_card_id)?;
            // Without the contract there are no stored cards.
            let found = found.filter(|_| merchant.vault).map(|found| found.card);
            found.ok_or_else(|| detail::refusal("31006"))
        }
        Card::Direct { number, valid_term } => direct(number.expose(), valid_term, scene),
    })
}

fn answer(begun: ThreeDs, scene: &Scene) -> Answer {
    let (acquirer_id, acquirer_name) = begun.card.brand.acquirer();
    Answer {
        html: acs::hand_off(&scene.browser_url, &begun.auth_id),
        auth_id: begun.auth_id,
        card_brand: begun.card.brand.name().into(),
        acquirer_id: acquirer_id.into(),
        acquirer_name: acquirer_name.into(),
        issuer_class: "0".into(),
        issuer_name: acs::ISSUER_NAME.into(),
        issuer_id: String::new(),
        fingerprint: begun.card.fingerprint,
        masked_card_number: begun.card.masked,
    }
}
