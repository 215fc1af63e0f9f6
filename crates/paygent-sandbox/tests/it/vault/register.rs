//! 025: which cards are stored, and what a try of them leaves.

use std::time::Duration;

use paygent::telegram::inquire;
use paygent::telegram::stored_card::{Answer, NewCard, Note, delete, register};
use paygent::telegram::{PaymentRef, authorise};
use paygent::{Outcome, Secret};
use paygent_sandbox::{Fault, Options, Profile, Trick};

use super::{CUSTOMER, registration};
use crate::stage::{Stage, authorisation, said};

#[tokio::test]
async fn a_card_is_stored_with_what_the_merchant_says_of_it() {
    let stage = Stage::new().await;
    let first = stage.store(CUSTOMER, "jcb").await;
    let mut request = registration(CUSTOMER, &stage.token("frictionless").await);
    request.site_id = Some("shop".into());
    request.note = Note {
        brand: Some("V".into()),
        holder: Some("TARO YAMADA".into()),
        more: [Some("山田 \"太郎\"".into()), None, Some("3".into()), None],
    };
    let Outcome::Accepted(second) = stage.send(&request).await else { panic!("stored") };
    assert_ne!(first.customer_card_id, second.customer_card_id);
    let expected = Answer {
        cards: 2,
        customer_card_id: second.customer_card_id.clone(),
        issuer_id: String::new(),
        issuer_name: "サンドボックスカード".into(),
        fingerprint: second.fingerprint.clone(),
        masked_card_number: "************0002".into(),
        card_valid_term: "1240".into(),
        cardholder_name: "TARO YAMADA".into(),
        acquirer_id: "50001".into(),
        acquirer_name: "NICOS".into(),
    };
    assert_eq!((second.fingerprint.len(), second), (64, expected));
    assert_eq!((first.cards, first.acquirer_name.as_str()), (1, "JCB"));

    let cards = stage.cards(CUSTOMER).await;
    let [second, first] = cards.as_slice() else { panic!("{cards:?}") };
    assert_eq!((second.brand.as_str(), first.brand.as_str()), ("V", "JCB"), "said, detected");
    assert_eq!((second.holder.as_str(), first.holder.as_str()), ("TARO YAMADA", ""));
    let more = [&second.more_1, &second.more_2, &second.more_3, &second.more_4];
    assert_eq!(more, ["山田 \"太郎\"", "", "3", ""]);
    assert!(stage.sandbox.ledger().trades().await.expect("a ledger").is_empty(), "no payment");
}

#[tokio::test]
async fn only_a_success_uses_a_token_up() {
    let stage = Stage::new().await;
    let control = stage.sandbox.control();
    let token = stage.token("frictionless").await;
    let again = || registration(CUSTOMER, &token);
    control.fault(Fault::next("025", Trick::Refuse { code: "P010".into() }));
    assert_eq!(said(&stage.send(&again()).await), "P010");
    control.fault(Fault::next("025", Trick::DropBeforeCommit));
    assert_eq!(said(&stage.send(&again()).await), "?");
    assert_eq!(said(&stage.send(&again()).await), "ok", "the first success");
    assert_eq!(said(&stage.send(&again()).await), "2022", "used");
    assert_eq!(said(&stage.send(&authorisation(&token, "A")).await), "2022", "for a payment too");
    assert_eq!(stage.card_ids(CUSTOMER).await.len(), 1);

    let spent = stage.token("frictionless").await;
    assert_eq!(said(&stage.send(&authorisation(&spent, "B")).await), "ok");
    let code = stage.code_token().await;
    let unknown = "tok_abcdefghijkmnpqrstuvwxyz23";
    for (token, answer) in [(spent.as_str(), "2022"), (&code, "2026"), (unknown, "2021")] {
        assert_eq!(said(&stage.send(&registration(CUSTOMER, token)).await), answer);
    }
    let late = stage.token("frictionless").await;
    stage.advance(Duration::from_hours(2)).await;
    assert_eq!(said(&stage.send(&registration(CUSTOMER, &late)).await), "2020");
    assert_eq!(stage.card_ids(CUSTOMER).await.len(), 1);
}

#[tokio::test]
async fn a_number_is_stored_only_where_the_profile_lets_it() {
    let stage = Stage::new().await;
    for (profile, answer) in [(Profile::Strict, "2023"), (Profile::Lenient, "ok")] {
        let control = stage.sandbox.control();
        control.change(|now| now.profile = profile).await.expect("settings are kept");
        let card = NewCard::Direct {
            number: Secret::new("4111111111111111".to_owned()),
            valid_term: "1240".into(),
            security_code: Some(Secret::new("123".to_owned())),
        };
        let request = register::Request::new(CUSTOMER, card);
        assert_eq!(said(&stage.send(&request).await), answer, "{profile:?}");
    }
    assert_eq!(stage.cards(CUSTOMER).await[0].masked_card_number, "************1111");
}

#[tokio::test]
async fn an_eleventh_card_is_refused() {
    let stage = Stage::new().await;
    for count in 1..=10 {
        assert_eq!(stage.store(CUSTOMER, "frictionless").await.cards, count);
    }
    let token = stage.token("refused_2001").await;
    let mut request = registration(CUSTOMER, &token);
    request.valid_check = true;
    request.trading_id = Some("ELEVENTH".into());
    assert_eq!(said(&stage.send(&request).await), "P023");
    assert!(stage.trades("ELEVENTH").await.is_empty(), "not even tried");
    assert_eq!(stage.store("m_2", "frictionless").await.cards, 1, "somebody else");

    let one = stage.card_ids(CUSTOMER).await.remove(3);
    assert_eq!(said(&stage.send(&delete::Request::one(CUSTOMER, one)).await), "ok");
    assert_eq!(said(&stage.send(&registration(CUSTOMER, &token)).await), "ok", "a place is free");
    assert_eq!(stage.card_ids(CUSTOMER).await.len(), 10);
}

/// What a try of a card comes to.
struct Tried {
    card: &'static str,
    answer: &'static str,
    payments: &'static [u8],
    stored: bool,
}

const fn tried(
    card: &'static str,
    answer: &'static str,
    payments: &'static [u8],
    stored: bool,
) -> Tried {
    Tried { card, answer, payments, stored }
}

const TRIED: &[Tried] = &[
    tried("frictionless", "ok", &[22], true),
    tried("amex", "ok", &[22], true),
    tried("refused_2001", "2001", &[17], false),
    tried("refused_2002", "2002", &[17], false),
    tried("refused_2003", "2003", &[17], false),
    tried("refused_2016", "2016", &[17], false),
    tried("refused_p010", "P010", &[], false),
    tried("refused_2018", "2018", &[], false),
    tried("locked", "?9005", &[], false),
    tried("dropped_before_commit", "?", &[], false),
    tried("late_answer", "ok", &[22], true),
    tried("dropped_after_commit", "?", &[22], true),
    tried("garbled", "?", &[22], true),
    tried("vendor_timeout", "?2008", &[22], true),
];

#[tokio::test]
async fn a_card_that_is_tried_first_does_what_its_row_says() {
    let late_answer = Duration::from_millis(50);
    let stage = Stage::with(Options { late_answer, ..Options::default() }).await;
    for Tried { card, answer, payments, stored } in TRIED {
        let token = stage.token(card).await;
        let mut request = registration(card, &token);
        request.valid_check = true;
        request.trading_id = Some((*card).to_owned());
        assert_eq!(said(&stage.send(&request).await), *answer, "{card}");
        assert_eq!(stage.statuses(card).await, *payments, "{card}");
        assert_eq!(stage.cards(card).await.len(), usize::from(*stored), "{card}");
        request.valid_check = false;
        let then = if *stored { "2022" } else { "ok" };
        assert_eq!(said(&stage.send(&request).await), then, "{card}: the token");
        if payments.is_empty() {
            continue;
        }
        let trade = stage.trades(card).await.remove(0);
        assert_eq!((trade.amount, trade.is_live()), (0, false), "{card}");
        for kind in ["021", "022", "023"] {
            let payment = PaymentRef::by_payment_id(&trade.payment_id);
            assert_eq!(stage.act(kind, payment).await, "2004", "{card}: {kind}");
        }
    }
    // Without a try nobody asks the issuer.
    assert_eq!(stage.cards("refused_2001").await.len(), 1);
}

#[tokio::test]
async fn a_try_belongs_to_the_card_it_stored() {
    let stage = Stage::new().await;
    let mut request = registration(CUSTOMER, &stage.token("frictionless").await);
    request.valid_check = true;
    request.trading_id = Some("TRY".into());
    let Outcome::Accepted(stored) = stage.send(&request).await else { panic!("stored") };
    let seen = stage.send(&inquire::Request::new(PaymentRef::by_trading_id("TRY"))).await;
    let Outcome::Accepted(seen) = seen else { panic!("{seen:?}") };
    assert_eq!((seen.status.0, seen.amount), (22, 0));
    let ids = (seen.customer_id, seen.customer_card_id);
    assert_eq!(ids, (CUSTOMER.to_owned(), stored.customer_card_id));
    assert_eq!(seen.authorised_at.len(), 14);

    let mut failed = registration(CUSTOMER, &stage.token("refused_2001").await);
    failed.valid_check = true;
    failed.trading_id = Some("FAILED".into());
    assert_eq!(said(&stage.send(&failed).await), "2001");
    let seen = stage.send(&inquire::Request::new(PaymentRef::by_trading_id("FAILED"))).await;
    let Outcome::Accepted(seen) = seen else { panic!("{seen:?}") };
    let empty = [seen.authorised_at, seen.customer_id, seen.customer_card_id];
    assert_eq!((seen.status.0, empty), (17, Default::default()));
    // The card of an earlier payment may be that of a try.
    let mut later = authorisation("", "LATER");
    later.card = authorise::CardSource::Earlier("TRY".into());
    assert_eq!(said(&stage.send(&later).await), "ok");
}
