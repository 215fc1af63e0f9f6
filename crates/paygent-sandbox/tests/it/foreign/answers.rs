//! Answers, byte by byte, and what each public client finds in them.

use super::readers::{self, Read, WOOCOMMERCE};
use super::{Answer, CARD, Gateway, WHO, pays};

const JAPANESE: &str = "text/plain; charset=Windows-31J";

async fn authenticate(gateway: &Gateway) -> Answer {
    // 暖簾商店 in UTF-8: 450 is not in Windows-31J.
    let form = format!(
        "{WHO}&telegram_kind=450&trading_id=T1&term_url=https%3A%2F%2Fshop.example%2Fback%3Fa%3D1\
         &merchant_name=%E6%9A%96%e7%b0%be%E5%95%86%E5%BA%97&authentication_type=01\
         &payment_amount=1200&card_set_method=direct&card_number=4900000000000003\
         &card_valid_term=1240&cardholder_name=TARO+YAMADA&email_address=taro%40example.jp"
    );
    gateway.php("/n/threeds/request", &form).await
}

#[tokio::test]
async fn the_answer_of_020_is_these_bytes() {
    let gateway = Gateway::open().await;
    let answer = gateway.php(CARD, &pays("T1")).await;
    assert_eq!(answer.head.split("\r\n").next(), Some("HTTP/1.0 200 OK"));
    assert_eq!(answer.header("content-type"), JAPANESE);
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    let fingerprint = answer.line("fingerprint");
    assert_eq!(fingerprint.len(), 64);
    let name = answer.line("acq_name");
    assert!(!name.is_empty() && name != "-", "{}", answer.shown());
    let (id, acq_id) = (answer.line("payment_id"), answer.line("acq_id"));
    let bytes = format!(
        "\r\nresult=0\r\nresponse_code=\r\nresponse_detail=\r\npayment_id={id}\r\n\
         trading_id=T1\r\nissur_class=0\r\nacq_id={acq_id}\r\nacq_name={name}\r\nissur_id=\r\n\
         issur_name=\r\nfc_auth_umu=\r\ndaiko_code=\r\ncard_shu_code=\r\nk_card_name=\r\n\
         attempt_kbn=\r\nfingerprint={fingerprint}\r\nmasked_card_number=************0002\r\n\
         card_valid_term=1240\r\nout_acs_html=\r\n"
    );
    assert_eq!(answer.shown().replace("\\r\\n", "\r\n"), bytes);
}

#[tokio::test]
async fn the_answer_of_022_has_the_same_keys_but_they_are_empty() {
    let gateway = Gateway::open().await;
    let held = gateway.php(CARD, &pays("T1")).await;
    let id = held.line("payment_id");
    let form = format!("{WHO}&telegram_kind=022&payment_id={id}");
    let bytes = format!(
        "\r\nresult=0\r\nresponse_code=\r\nresponse_detail=\r\npayment_id={id}\r\n\
         trading_id=T1\r\nissur_class=\r\nacq_id=\r\nacq_name=\r\nissur_id=\r\nissur_name=\r\n\
         fc_auth_umu=\r\ndaiko_code=\r\ncard_shu_code=\r\nk_card_name=\r\nattempt_kbn=\r\n\
         fingerprint=\r\nmasked_card_number=\r\ncard_valid_term=\r\nout_acs_html=\r\n"
    );
    for time in ["once", "again"] {
        let answer = gateway.php(CARD, &form).await;
        assert_eq!(answer.shown().replace("\\r\\n", "\r\n"), bytes, "{time}");
    }
}

/// After the line of a key ending in `_html` PHP reads no keys.
#[tokio::test]
async fn nothing_stands_behind_a_key_that_ends_in_html() {
    let gateway = Gateway::open().await;
    gateway.php(CARD, &pays("T1")).await;
    let less = "&reduction_flag=1&payment_amount=1";
    for (kind, path, more, key) in [
        ("028", CARD, less, "reduced_amount"),
        ("029", CARD, less, "base_payment_id"),
        ("022", CARD, "", "payment_id"),
        ("023", CARD, "", "payment_id"),
        ("094", "/n/ref/paymentref", "", "payment_status"),
        ("091", "/n/ref/paynotice", "", "payment_notice_id"),
    ] {
        let trades = gateway.sandbox.ledger().trades().await.expect("the ledger answers");
        let id = &trades.last().expect("a payment").payment_id;
        let form = format!("{WHO}&telegram_kind={kind}&payment_id={id}{more}");
        let answer = gateway.php(path, &form).await;
        assert_eq!(answer.line("result"), "0", "{kind}: {}", answer.shown());
        assert_ne!(answer.line(key), "-", "{kind}: {}", answer.shown());
        assert!(readers::php(&answer.body).html.is_empty(), "{kind}: {}", answer.shown());
    }
}

#[tokio::test]
async fn every_client_finds_the_code_of_a_refusal() {
    let gateway = Gateway::open().await;
    let keys = ["result", "response_code", "payment_id", "trading_id"];
    let refused = pays("T1").replace("4900000000010002", "4900000020030006");
    let long = refused.replace("payment_amount=1200", "payment_amount=");
    for (form, code, names_payment) in [(&refused, "2003", true), (&long, "P006", false)] {
        let answer = gateway.php(CARD, form).await;
        assert_eq!(answer.header("content-type"), JAPANESE);
        assert!(answer.body.starts_with(b"\r\n") && answer.body.ends_with(b"\r\n"));
        let all = [
            ("php", readers::php(&answer.body)),
            ("ruby", readers::ruby(&answer.body, &keys)),
            ("go", readers::go(&answer.body)),
        ];
        for (client, read) in all {
            assert_eq!(read.line("result"), "1", "{client}");
            assert_eq!(read.line("response_code"), code, "{client}");
            let id = read.line("payment_id");
            assert_eq!(id.parse::<u64>().is_ok(), names_payment, "{client}: {id}");
        }
    }
}

#[tokio::test]
async fn every_client_finds_the_page_of_450() {
    let gateway = Gateway::open().await;
    let answer = authenticate(&gateway).await;
    assert_eq!(answer.header("content-type"), "text/plain; charset=UTF-8");
    let body = &answer.body;
    assert!(body.starts_with(b"\r\nresult=0\r\n") && body.ends_with(b"</HTML>\r\n"));
    let text = String::from_utf8(body.clone()).expect("UTF-8");
    assert_eq!(text.matches("out_acs_html=").count(), 1);
    let keys = ["result", "3ds_auth_id", "fingerprint", "masked_card_number"];
    let php = readers::php(body);
    let ruby = readers::ruby(body, &keys);
    let go = readers::go(body);
    for key in keys {
        let line = php.line(key);
        assert!(!line.is_empty() && line != "-", "{key}");
        assert_eq!((ruby.line(key), go.line(key)), (line.clone(), line), "{key}");
    }
    let page = |read: &Read| String::from_utf8(read.html.clone()).expect("UTF-8");
    assert!(page(&php).starts_with("<!DOCTYPE"), "PHP takes the page from the next line on");
    assert_eq!(page(&php).trim(), page(&ruby), "Ruby");
    assert_eq!(page(&php).trim(), page(&go).trim(), "Go");
    for part in WOOCOMMERCE {
        assert_eq!(page(&php).matches(part).count(), 1, "{part} in {}", page(&php));
    }
}

#[tokio::test]
async fn the_cards_of_027_are_this_csv() {
    let gateway = Gateway::open().await;
    let of = |kind: &str| format!("{WHO}&telegram_kind={kind}&customer_id=c1");
    let none = gateway.php(CARD, &of("027")).await;
    assert!(none.body.starts_with(b"\"1\",\"1\",\"P026\",\""), "{}", none.shown());
    assert!(none.body.ends_with(b"\"\r\n\"4\",\"0\"\r\n"), "{}", none.shown());
    assert_eq!(none.shown().matches("\\r\\n").count(), 2);

    let card = "card_number=4900000000010002&card_valid_term=1240";
    let more = "card_brand=V&cardholder_name=%8ER%93c&add_info1=a%22b";
    let stored = gateway.php(CARD, &format!("{}&{card}&{more}", of("025"))).await;
    let id = stored.line("customer_card_id");
    let listed = gateway.php(CARD, &of("027")).await;
    assert_eq!(listed.header("content-type"), JAPANESE);
    let names = "customer_id customer_card_id card_number card_valid_term card_last_use_date \
                 card_brand cardholder_name add_info1 add_info2 add_info3 add_info4 \
                 card_expire_flag";
    let names: Vec<_> = names.split(' ').map(|name| format!("\"{name}\"")).collect();
    let want = format!(
        "\"1\",\"0\",\"\",\"\"\r\n\"2\",{}\r\n\"3\",\"c1\",\"{id}\",\"************0002\",\
         \"1240\",\"\",\"V\",\"\\x8eR\\x93c\",\"a\"\"b\",\"\",\"\",\"\",\"0\"\r\n\"4\",\"1\"\r\n",
        names.join(",")
    );
    let shown = listed.shown().replace("\\r\\n", "\r\n").replace("\\\"", "\"");
    assert_eq!(shown, want);
}
