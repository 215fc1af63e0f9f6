//! The log: what it says of a telegram, and what it must not.

use serde_json::json;

use crate::control::ask;
use crate::stage::{Stage, encode, header};

#[tokio::test]
async fn card_data_in_the_wrong_place_is_not_written_down() {
    let stage = Stage::new().await;
    let mut form = header("020");
    let pan = "4222222222222222";
    for (name, value) in [
        ("trading_id", pan),
        ("payment_id", "4222 2222 2222 2222"),
        ("payment_amount", pan),
        ("ref_trading_id", pan),
        ("card_cvc", "98765"),
        ("security_code", "65498"),
        ("cardNumber", pan),
        ("CARD_NUMBER", pan),
        ("x\r\n\u{1b}y", "1"),
    ] {
        form.push((name, value.to_owned()));
    }
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    stage.post("/n/card/request", encode(&form)).await;
    let (_, telegrams) = ask(&stage, "GET", "/telegrams", None).await;
    let asked = telegrams[0]["asked"].as_str().expect("what was asked");
    assert!(asked.contains("cardNumber=************2222\n"), "{asked}");
    assert!(asked.contains("card_cvc=***\n") && asked.contains("\nxy=1\n"), "{asked}");
    assert_eq!(telegrams[0]["amount"], json!(null));
    let (_, dump) = ask(&stage, "GET", "/dump", None).await;
    for written in [telegrams.to_string(), dump.to_string()] {
        for secret in [pan, "2222 2222", "98765", "65498", "\\u001b"] {
            assert!(!written.contains(secret), "{secret}: {written}");
        }
    }
}
