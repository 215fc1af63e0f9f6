//! The token endpoint as apps and servers call it, without the script (reference 4.2).

use super::Gateway;

const TOKENS: &str = "/n/token/request";

const FORM: &str = "merchant_id=900000001&token_generate_key=test_NorenDemoTokenKey0000001\
                    &card_number=4900000000010002&card_expire_year=40&card_expire_month=12\
                    &card_cvc=123&card_name=TARO+YAMADA";

fn post(content_type: &str, form: &str) -> Vec<u8> {
    format!(
        "POST {TOKENS} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n{content_type}\
         Content-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .into_bytes()
}

const CONTENT_TYPES: [&str; 4] = [
    "Content-Type: text/plain;charset=UTF-8\r\n",
    "Content-Type: application/x-www-form-urlencoded\r\n",
    "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n",
    "",
];

#[tokio::test]
async fn both_content_types_get_a_token_in_json() {
    let gateway = Gateway::open().await;
    for content_type in CONTENT_TYPES {
        let answer = gateway.say(post(content_type, FORM)).await;
        assert_eq!(answer.status(), "200", "{content_type}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{content_type}");
        let json: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
        assert_eq!(json["result"], "0000", "{content_type}: {json}");
        let card = &json["tokenizedCardObject"];
        let token = card["token"].as_str().expect("a token");
        assert!(token.starts_with("tok_") && token.len() <= 30, "{token}");
        assert_eq!(card["masked_card_number"], "************0002");
        assert_eq!(card["fingerprint"].as_str().map(str::len), Some(64));
        let until = card["valid_until"].as_str().expect("an end");
        assert!(until.len() == 14 && until.bytes().all(|byte| byte.is_ascii_digit()), "{until}");
    }
}

#[tokio::test]
async fn a_failure_is_its_code_and_nothing_else() {
    let gateway = Gateway::open().await;
    for content_type in CONTENT_TYPES {
        for (form, code) in [("merchant_id=900000001", "1200"), ("", "1100")] {
            let answer = gateway.say(post(content_type, form)).await;
            assert_eq!(answer.status(), "200");
            assert_eq!(answer.shown(), format!("{{\\\"result\\\":\\\"{code}\\\"}}"));
        }
    }
}

#[tokio::test]
async fn a_security_code_alone_has_no_mask() {
    let gateway = Gateway::open().await;
    let form = "merchant_id=900000001&token_generate_key=test_NorenDemoTokenKey0000001\
                &card_cvc=123&cvc_only_flg=1";
    let answer = gateway.say(post(CONTENT_TYPES[0], form)).await;
    let json: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(json["result"], "0000", "{json}");
    let keys: Vec<_> = json["tokenizedCardObject"].as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["token", "valid_until"]);
}

#[tokio::test]
async fn a_browser_of_any_origin_may_ask() {
    let gateway = Gateway::open().await;
    let request = format!(
        "OPTIONS {TOKENS} HTTP/1.1\r\nHost: gateway\r\nOrigin: https://shop.example\r\n\
         Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n"
    );
    let answer = gateway.say(request.into_bytes()).await;
    assert!(answer.status().starts_with('2'), "{}", answer.head);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-allow-methods").contains("POST"));
}
