//! 020 and 450 with a stored card.

use std::time::Duration;

use paygent::telegram::authorise::{CardSource, Request, ThreeDs};
use paygent::telegram::stored_card::{NewCard, delete};
use paygent::telegram::{PaymentRef, inquire, three_ds};
use paygent::{Outcome, Secret};

use super::{CUSTOMER, no_change, registration};
use crate::stage::{Stage, authentication as by_token, authorisation, said};

const BACK: &str = "http://shop.test/back";

/// 020 with a stored card and perhaps a token of its security code.
pub fn payment(customer_card_id: &str, code: Option<&str>, trading_id: &str) -> Request {
    let mut request = authorisation("", trading_id);
    request.card = CardSource::Vault {
        customer_id: CUSTOMER.into(),
        customer_card_id: customer_card_id.into(),
        security_code: code.map(|code| Secret::new(code.to_owned())),
    };
    request
}

/// 450 with a stored card.
pub fn authentication(customer_card_id: &str) -> three_ds::Request {
    let mut request = by_token("", BACK);
    request.card = three_ds::Card::Customer {
        customer_id: CUSTOMER.into(),
        customer_card_id: customer_card_id.into(),
    };
    request
}

async fn told(stage: &Stage, trading_id: &str) -> inquire::Answer {
    let payment = PaymentRef::by_trading_id(trading_id);
    match stage.send(&inquire::Request::new(payment)).await {
        Outcome::Accepted(answer) => answer,
        other => panic!("{trading_id}: {other:?}"),
    }
}

#[tokio::test]
async fn a_stored_card_pays_and_goes_to_the_top_of_the_list() {
    let stage = Stage::new().await;
    let mut ids = Vec::new();
    for card in ["jcb", "amex", "refused_2001"] {
        ids.push(stage.store(CUSTOMER, card).await.customer_card_id);
    }
    let [jcb, amex, refused] = [&*ids[0], &*ids[1], &*ids[2]];
    assert_eq!(stage.card_ids(CUSTOMER).await, [refused, amex, jcb], "never used: newest first");
    assert_eq!(said(&stage.send(&payment(refused, None, "R")).await), "2001");
    for (card, id) in [("jcb", jcb), ("amex", amex)] {
        let Outcome::Accepted(paid) = stage.send(&payment(id, None, card)).await else {
            panic!("{card} pays")
        };
        assert_eq!(paid.card_valid_term, "1240");
        let seen = told(&stage, card).await;
        let ids = (seen.customer_id.as_str(), seen.customer_card_id.as_str());
        assert_eq!(ids, (CUSTOMER, id));
        assert_eq!(seen.fingerprint, paid.fingerprint);
        assert_eq!(stage.trades(card).await[0].card, card);
        assert_eq!(stage.card_ids(CUSTOMER).await[0], id, "last used");
        stage.advance(Duration::from_mins(1)).await;
    }
    let cards = stage.cards(CUSTOMER).await;
    let used = cards.iter().map(|card| card.last_used_at.len());
    assert_eq!(used.collect::<Vec<_>>(), [12, 12, 0], "a refusal is no use");
    assert_eq!(told(&stage, "R").await.customer_card_id, refused);

    // Payments outlive the card, and lend it to later ones.
    assert_eq!(said(&stage.send(&delete::Request::all(CUSTOMER)).await), "ok");
    assert_eq!(said(&stage.send(&payment(jcb, None, "B")).await), "P025");
    assert_eq!(told(&stage, "jcb").await.customer_card_id, jcb);
    let mut later = authorisation("", "LATER");
    later.card = CardSource::Earlier("jcb".into());
    assert_eq!(said(&stage.send(&later).await), "ok");
    assert_eq!(told(&stage, "LATER").await.customer_card_id, "");
    assert_eq!(stage.trades("LATER").await[0].card, "jcb");
}

#[tokio::test]
async fn only_a_customers_own_cards_pay() {
    let stage = Stage::new().await;
    let ours = stage.store(CUSTOMER, "jcb").await.customer_card_id;
    let theirs = stage.store("m_2", "jcb").await.customer_card_id;
    for (card, answer) in [(theirs.as_str(), "P025"), ("1", "P025"), (&ours, "ok")] {
        assert_eq!(said(&stage.send(&payment(card, None, "A")).await), answer, "{card}");
    }
}

#[tokio::test]
async fn a_security_code_comes_by_a_token_of_its_own() {
    let stage = Stage::new().await;
    let card = stage.store(CUSTOMER, "jcb").await.customer_card_id;
    let refused = stage.store(CUSTOMER, "refused_2001").await.customer_card_id;
    let code = stage.code_token().await;
    let unknown = "tok_abcdefghijkmnpqrstuvwxyz23";
    let whole = stage.token("jcb").await;
    for (case, card, token, answer) in [
        ("a card's token", &*card, &*whole, "2026"),
        ("unknown", &card, unknown, "2021"),
        ("no such card", "1", &code, "P025"),
        ("refused: not used up", &refused, &code, "2001"),
        ("the first success", &card, &code, "ok"),
        ("used", &card, &code, "2022"),
    ] {
        let request = payment(card, Some(token), "A");
        assert_eq!(said(&stage.send(&request).await), answer, "{case}");
    }
    let late = stage.code_token().await;
    stage.advance(Duration::from_hours(2)).await;
    assert_eq!(said(&stage.send(&payment(&card, Some(&late), "B")).await), "2020");
    assert_eq!(said(&stage.send(&payment(&card, None, "B")).await), "ok", "none is fine");
}

#[tokio::test]
async fn an_authentication_is_of_the_stored_card_it_was_begun_with() {
    let stage = Stage::new().await;
    let card = stage.store(CUSTOMER, "attempt_issuer").await.customer_card_id;
    let other = stage.store(CUSTOMER, "jcb").await.customer_card_id;
    assert_eq!(said(&stage.send(&authentication("1")).await), "31006");
    let begun = stage.send(&authentication(&card)).await;
    let Outcome::Accepted(begun) = begun else { panic!("{begun:?}") };
    assert_eq!(begun.masked_card_number, "************0000");
    let back = stage.enter(&begun.auth_id).await;
    assert_eq!((back.told("result"), back.told("attempt_kbn")), ("0".into(), "0".into()));
    assert_eq!(stage.cards(CUSTOMER).await[1].last_used_at, "", "450 is no use");

    let with = |card: &str| {
        let mut request = payment(card, None, "A");
        request.three_ds = ThreeDs::Authenticated(begun.auth_id.clone());
        request
    };
    assert_eq!(said(&stage.send(&with(&other)).await), "31011", "another card");
    // The same card, replaced in the meantime.
    let change = |card: &'static str| {
        let stage = &stage;
        let id = other.clone();
        async move {
            let mut request = no_change(CUSTOMER, &id);
            request.card = Some(NewCard::Token(Secret::new(stage.token(card).await)));
            said(&stage.send(&request).await)
        }
    };
    assert_eq!(change("attempt_issuer").await, "ok");
    assert_eq!(said(&stage.send(&with(&other)).await), "ok", "the number counts");
    assert_eq!(said(&stage.send(&with(&card)).await), "31010", "once");
    assert_eq!(stage.trades("A").await[0].attempt_kbn, "0");
}

#[tokio::test]
async fn a_payment_left_open_by_2003_may_be_tried_with_a_stored_card() {
    let stage = Stage::new().await;
    let card = stage.store(CUSTOMER, "jcb").await.customer_card_id;
    let token = stage.token("refused_2003").await;
    let stored = said(&stage.send(&registration(CUSTOMER, &token)).await);
    assert_eq!(stored, "ok", "nobody asked the issuer");
    let Outcome::Refused(refusal) = stage.authorise("refused_2003", "A").await else {
        panic!("refused")
    };
    let mut again = payment(&card, None, "A");
    again.payment.payment_id = refusal.payment_id;
    assert_eq!(said(&stage.send(&again).await), "ok");
    let seen = told(&stage, "A").await;
    assert_eq!((seen.status.0, seen.customer_card_id), (20, card));
}

#[tokio::test]
async fn who_asks_for_a_security_code_is_refused_without_one() {
    let stage = Stage::new().await;
    let lenient = paygent_sandbox::Profile::Lenient;
    stage.sandbox.control().change(|now| now.profile = lenient).await.expect("settings are kept");
    let card = stage.store(CUSTOMER, "jcb").await.customer_card_id;
    stage.hold("jcb", "EARLIER").await;
    let json = stage.tokenise(&[("card_cvc", "")]).await;
    let bare = json["tokenizedCardObject"]["token"].as_str().expect("a token").to_owned();
    let (whole, code) = (stage.token("jcb").await, stage.code_token().await);
    let secret = |text: &str| Secret::new(text.to_owned());
    let direct = |code: Option<&str>| CardSource::Direct {
        number: secret("4111111111111111"),
        valid_term: "1240".into(),
        security_code: code.map(secret),
    };
    for (case, source, with) in [
        ("a token without", CardSource::Token(secret(&bare)), "P005"),
        ("a token with", CardSource::Token(secret(&whole)), "ok"),
        ("a stored card without", payment(&card, None, "A").card, "P005"),
        ("a stored card with", payment(&card, Some(&code), "A").card, "ok"),
        ("a number without", direct(None), "P005"),
        ("a number with", direct(Some("123")), "ok"),
        ("an earlier card", CardSource::Earlier("EARLIER".into()), "P005"),
    ] {
        let mut request = authorisation("", "A");
        request.card = source;
        request.security_code_required = true;
        let outcome = stage.send(&request).await;
        assert_eq!(said(&outcome), with, "{case}");
        if let Outcome::Refused(refusal) = outcome {
            assert!(refusal.detail.ends_with("[card_conf_number]"), "{}", refusal.detail);
            request.security_code_required = false;
            assert_eq!(said(&stage.send(&request).await), "ok", "{case}: not asked for");
        }
    }
    let json = stage.tokenise(&[("card_cvc", "")]).await;
    let bare = json["tokenizedCardObject"]["token"].as_str().expect("a token").to_owned();
    for (token, answer) in [(&bare, "P005"), (&stage.token("jcb").await, "ok")] {
        let mut request = registration(CUSTOMER, token);
        request.security_code_required = true;
        assert_eq!(said(&stage.send(&request).await), answer);
    }
}

#[tokio::test]
async fn a_stored_card_that_has_expired_pays_no_more() {
    let stage = Stage::new().await;
    let stored = stage.store(CUSTOMER, "frictionless").await.customer_card_id;
    let mut change = no_change(CUSTOMER, &stored);
    for (valid_term, answer) in [("1225", "P010"), ("1240", "ok")] {
        change.valid_term = Some(valid_term.into());
        assert_eq!(said(&stage.send(&change).await), "ok");
        assert_eq!(said(&stage.send(&payment(&stored, None, valid_term)).await), answer);
    }
    assert!(stage.trades("1225").await.is_empty());
    // Years later, also by the card of the earlier payment.
    stage.advance(Duration::from_hours(24 * 366 * 15)).await;
    let mut again = authorisation("", "LATER");
    again.card = CardSource::Earlier("1240".into());
    for request in [again, payment(&stored, None, "LATER")] {
        let outcome = stage.send(&request).await;
        assert_eq!(said(&outcome), "P010");
        let Outcome::Refused(refusal) = outcome else { panic!("refused") };
        assert!(refusal.detail.contains("[card_valid_term]"), "{}", refusal.detail);
    }
}
