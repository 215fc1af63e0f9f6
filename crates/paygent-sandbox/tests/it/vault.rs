//! Stored cards (カード情報お預かり): kept for a customer, changed, listed, paid with.

mod keep;
pub mod pay;
mod register;

use paygent::telegram::stored_card::{
    Answer, NewCard, Note, change, delete, list, register as tg025,
};
use paygent::{Outcome, Secret};
use paygent_sandbox::Options;

use crate::stage::{Stage, said};

pub const CUSTOMER: &str = "m_1";

/// 025 for a customer, nothing more.
pub fn registration(customer_id: &str, token: &str) -> tg025::Request {
    tg025::Request::new(customer_id, NewCard::Token(Secret::new(token.to_owned())))
}

/// 116 that changes nothing.
pub fn no_change(customer_id: &str, customer_card_id: &str) -> change::Request {
    change::Request {
        customer_id: customer_id.into(),
        customer_card_id: customer_card_id.into(),
        card: None,
        valid_term: None,
        note: Note::default(),
        site_id: None,
    }
}

impl Stage {
    /// A token that holds a security code only.
    pub async fn code_token(&self) -> String {
        let json = self.tokenise(&[("cvc_only_flg", "1"), ("card_number", "")]).await;
        json["tokenizedCardObject"]["token"].as_str().expect("a token").to_owned()
    }

    /// 025 that succeeds.
    pub async fn store(&self, customer_id: &str, card: &str) -> Answer {
        let token = self.token(card).await;
        match self.send(&registration(customer_id, &token)).await {
            Outcome::Accepted(answer) => answer,
            other => panic!("{card} is stored: {other:?}"),
        }
    }

    /// What 027 tells.
    pub async fn list(&self, customer_id: &str) -> Outcome<list::Answer> {
        self.send(&list::Request::new(customer_id)).await
    }

    /// The cards that 027 tells; none where it is refused with P026.
    pub async fn cards(&self, customer_id: &str) -> Vec<list::StoredCard> {
        match self.list(customer_id).await {
            Outcome::Accepted(answer) => answer.cards,
            Outcome::Refused(refusal) if refusal.code == "P026" => Vec::new(),
            other => panic!("a list: {other:?}"),
        }
    }

    /// Their `customer_card_id`, in the order of the list.
    pub async fn card_ids(&self, customer_id: &str) -> Vec<String> {
        self.cards(customer_id).await.into_iter().map(|card| card.customer_card_id).collect()
    }
}

#[tokio::test]
async fn a_contract_without_stored_cards_says_so_everywhere() {
    let stage = Stage::new().await;
    let card = stage.store(CUSTOMER, "frictionless").await.customer_card_id;
    let merchant = paygent_sandbox::Merchant { vault: false, ..Options::default().merchant };
    stage.sandbox.control().put_merchant(merchant).await.expect("kept");

    let token = stage.token("frictionless").await;
    assert_eq!(said(&stage.send(&registration(CUSTOMER, &token)).await), "P021");
    assert_eq!(said(&stage.send(&no_change(CUSTOMER, &card)).await), "P021");
    assert_eq!(said(&stage.send(&delete::Request::all(CUSTOMER)).await), "P021");
    assert_eq!(said(&stage.list(CUSTOMER).await), "P021");
    assert_eq!(said(&stage.send(&pay::payment(&card, None, "A")).await), "P024");
    assert_eq!(said(&stage.send(&pay::authentication(&card)).await), "31006");
    assert!(stage.trades("A").await.is_empty());
}

#[tokio::test]
async fn a_contract_without_card_checks_stores_untried_cards_only() {
    let merchant = paygent_sandbox::Merchant { card_check: false, ..Options::default().merchant };
    let stage = Stage::with(Options { merchant, ..Options::default() }).await;
    let mut request = registration(CUSTOMER, &stage.token("frictionless").await);
    request.valid_check = true;
    request.trading_id = Some("TRY".into());
    assert_eq!(said(&stage.send(&request).await), "P027");
    assert!(stage.trades("TRY").await.is_empty());
    request.valid_check = false;
    assert_eq!(said(&stage.send(&request).await), "ok", "the token is unused");
}
