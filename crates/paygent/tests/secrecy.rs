//! What is secret shows in no `Debug` output.

use paygent::telegram::authorise::{self, CardSource, Split, ThreeDs};
use paygent::telegram::{PaymentRef, Telegram, three_ds};
use paygent::{Credentials, Endpoint, Identity, Incoming};

const NUMBER: &str = "4900123456789012";
const PASSWORD: &str = "the_password";
const TOKEN: &str = "tok_the_token";
const CODE: &str = "987";

#[track_caller]
fn check(shown: &str) {
    for secret in [NUMBER, PASSWORD, TOKEN, CODE, "PRIVATE KEY"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    // Nor as a list of bytes.
    assert!(!shown.contains("52, 57, 48, 48"), "{shown}");
}

#[test]
fn of_a_request_only_the_harmless_shows() {
    let credentials = Credentials {
        merchant_id: "900000001".into(),
        connect_id: "noren_demo".into(),
        connect_password: PASSWORD.into(),
    };
    check(&format!("{credentials:?} {credentials:#?}"));
    for card in [
        CardSource::Token(TOKEN.into()),
        CardSource::Vault {
            customer_id: "c1".into(),
            customer_card_id: "1".into(),
            security_code: Some(TOKEN.into()),
        },
        CardSource::Direct {
            number: NUMBER.into(),
            valid_term: "1230".into(),
            security_code: Some(CODE.into()),
        },
    ] {
        let request = authorise::Request {
            payment: PaymentRef::by_trading_id("t1"),
            amount: 100,
            card,
            split: Split::Once,
            three_ds: ThreeDs::Skipped,
            capture: false,
            security_code_required: false,
        };
        check(&format!("{request:?} {:?} {:#?}", request.fields(), request.fields()));
        let body =
            paygent::client::encode_request::<authorise::Request>(&credentials, &request.fields());
        let incoming = Incoming::parse(None, &body.expect("encodes"));
        check(&format!("{incoming:?}"));
    }
    let card = three_ds::Card::Direct { number: NUMBER.into(), valid_term: "1230".into() };
    check(&format!("{card:?}"));
    let mut endpoint = Endpoint::new("https://module.paygent.co.jp");
    endpoint.identity = Some(Identity {
        pem: "-----BEGIN PRIVATE KEY-----".into(),
        passphrase: Some(PASSWORD.into()),
    });
    check(&format!("{endpoint:?}"));
}

#[test]
fn an_error_names_the_field_and_not_its_value() {
    let wrong = format!("card_number={NUMBER}99&payment_amount=1&payment_class=10");
    let incoming = Incoming::parse(None, wrong.as_bytes()).expect("a form");
    let error = incoming.telegram::<authorise::Request>().expect_err("too long");
    assert_eq!(error.to_string(), "card_number: Length");
    check(&format!("{error:?} {incoming:?}"));
}
