//! Several merchants: what is one's is nobody else's.

use paygent::Outcome;
use paygent::telegram::{PaymentRef, authorise, inquire};
use paygent_sandbox::{Ledger, Merchant, Options, Sandbox};

use crate::stage::{Stage, authentication, authorisation, credentials, said};

#[tokio::test]
async fn one_merchants_payments_and_tokens_are_not_anothers() {
    let mut stage = Stage::new().await;
    let other = Merchant::fresh();
    stage.sandbox.control().put_merchant(other.clone()).await.expect("kept");
    let payment_id = stage.hold("frictionless", "SAME").await;
    let token = stage.token("frictionless").await;
    let auth_id = stage.begin(&token, "https://shop.example/back").await;

    let first = std::mem::replace(&mut stage.credentials, credentials(&other));
    let by_both = [PaymentRef::by_payment_id(&payment_id), PaymentRef::by_trading_id("SAME")];
    for payment in by_both {
        for kind in ["021", "022", "023"] {
            assert_eq!(stage.act(kind, payment.clone()).await, "2006", "{kind} {payment:?}");
        }
        assert_eq!(said(&stage.send(&inquire::Request::new(payment)).await), "13001");
    }
    assert_eq!(said(&stage.send(&authorisation(&token, "THEIRS")).await), "2021");
    let theirs = said(&stage.send(&authentication(&token, "https://shop.example/back")).await);
    assert_eq!(theirs, "31004");
    let own = stage
        .tokenise(&[
            ("merchant_id", &other.merchant_id),
            ("token_generate_key", &other.token_key),
            ("card_number", crate::stage::number("frictionless")),
        ])
        .await;
    let own = own["tokenizedCardObject"]["token"].as_str().expect("a token").to_owned();
    let mut stolen = authorisation(&own, "SAME");
    stolen.three_ds = authorise::ThreeDs::Authenticated(auth_id);
    assert_eq!(said(&stage.send(&stolen).await), "31011");
    // The same trading_id twice, each its own payment.
    assert_eq!(said(&stage.send(&authorisation(&own, "SAME")).await), "ok");
    let seen = stage.send(&inquire::Request::new(PaymentRef::by_trading_id("SAME"))).await;
    let Outcome::Accepted(seen) = seen else { panic!("{seen:?}") };
    assert_ne!(seen.payment_id, payment_id);

    stage.credentials = first;
    assert_eq!(stage.act("022", PaymentRef::by_trading_id("SAME")).await, "ok");
}

#[tokio::test]
async fn ids_and_keys_of_two_merchants_do_not_mix() {
    let mut stage = Stage::new().await;
    let (demo, other) = (Merchant::demo(), Merchant::fresh());
    stage.sandbox.control().put_merchant(other.clone()).await.expect("kept");
    stage.credentials.connect_password = other.connect_password.clone();
    assert_eq!(stage.act("094", PaymentRef::by_trading_id("T")).await, "P002");
    stage.credentials = credentials(&other);
    stage.credentials.connect_id.clone_from(&demo.connect_id);
    assert_eq!(stage.act("094", PaymentRef::by_trading_id("T")).await, "P002");
    let mixed = stage.tokenise(&[("token_generate_key", &other.token_key)]).await;
    assert_eq!(mixed["result"], "1201");
}

#[tokio::test]
async fn a_contract_without_three_ds_says_so() {
    let merchant = Merchant { three_ds: false, ..Merchant::demo() };
    let stage = Stage::with(Options { merchant, ..Options::default() }).await;
    let token = stage.token("frictionless").await;
    let asked = authentication(&token, "https://shop.example/back");
    assert_eq!(said(&stage.send(&asked).await), "P063");
}

#[tokio::test]
async fn merchants_stay_in_the_ledger() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = Ledger::File(folder.path().join("ledger.db"));
    let other = Merchant::fresh();
    let mut sandbox =
        Sandbox::start(Options { ledger: ledger.clone(), ..Options::default() }).await.unwrap();
    sandbox.control().put_merchant(other.clone()).await.expect("kept");
    sandbox.stop().await;
    drop(sandbox);
    let mut stage = Stage::with(Options { ledger, ..Options::default() }).await;
    stage.credentials = credentials(&other);
    assert_eq!(stage.act("094", PaymentRef::by_trading_id("T")).await, "13001");
}

#[tokio::test]
async fn the_log_shows_fields_but_no_card_data() {
    let stage = Stage::new().await;
    stage.hold("frictionless", "LOGGED").await;
    let log = stage.sandbox.ledger().telegrams(1).await.expect("a log");
    let [telegram] = log.as_slice() else { panic!("{log:?}") };
    assert_eq!(telegram.merchant_id, Merchant::demo().merchant_id);
    assert!(telegram.asked.contains("\npayment_amount=9680\n"), "{}", telegram.asked);
    assert!(telegram.asked.contains("\nconnect_password=***\n"), "{}", telegram.asked);
    assert!(telegram.asked.contains("\ncard_token=tok_"), "{}", telegram.asked);
    assert!(telegram.answered.contains("result=0\n"), "{}", telegram.answered);
    assert!(telegram.answered.contains("masked_card_number=************"), "{}", telegram.answered);
    let told = format!("{telegram:?}");
    assert!(!told.contains(Merchant::demo().connect_password.expose()));
    assert!(!told.contains(crate::stage::number("frictionless")));
}
