//! How large a telegram may be (reference 1.1).

use super::{CARD, Gateway, pays, php};

const TELEGRAM: usize = 102_400;

/// A good telegram, filled up to so many bytes with a field that nobody knows.
fn filled(trading_id: &str, length: usize) -> String {
    let form = pays(trading_id);
    let filling = length - form.len() - "&x=".len();
    format!("{form}&x={}", "y".repeat(filling))
}

#[tokio::test]
async fn a_telegram_may_have_102400_bytes_and_no_more() {
    let gateway = Gateway::open().await;
    for (id, length, code) in [("FITS", TELEGRAM, ""), ("LARGE", TELEGRAM + 1, "P009")] {
        let answer = gateway.php(CARD, &filled(id, length)).await;
        assert_eq!(answer.status(), "200", "{length}");
        assert_eq!(answer.line("response_code"), code, "{length}: {}", answer.shown());
        let stands = usize::from(code.is_empty());
        assert_eq!(gateway.payments(id).await.len(), stands, "{length}");
    }
    // Query and body count together.
    let form = filled("BOTH", TELEGRAM - 5);
    let answer = gateway.say(php(&format!("{CARD}?a=1234567"), form.as_bytes())).await;
    assert_eq!(answer.line("response_code"), "P009", "{}", answer.shown());
    assert!(gateway.payments("BOTH").await.is_empty());
}

#[tokio::test]
async fn a_key_may_have_8190_bytes_and_no_more() {
    let gateway = Gateway::open().await;
    for (id, length, code) in [("FITS", 8_190, ""), ("LONG", 8_191, "P009")] {
        let form = format!("{}&{}=1", pays(id), "k".repeat(length));
        let answer = gateway.php(CARD, &form).await;
        assert_eq!(answer.line("response_code"), code, "{length}: {}", answer.shown());
    }
}
