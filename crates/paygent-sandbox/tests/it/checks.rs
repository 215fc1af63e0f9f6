//! What is refused before anything is done: in the reference's order, with the field named.

use paygent::telegram::authorise::{CardSource, Split, ThreeDs};
use paygent::{Outcome, Secret};
use paygent_sandbox::{Merchant, Options, Profile};

use crate::stage::{Stage, YEAR, authentication, authorisation, encode, header, number, said};

const CARD: &str = "/n/card/request";

/// A change to a good 020: another value, or the field gone.
type Change = (&'static str, Option<&'static str>);

/// Path, changes, the code, and what its detail quotes.
type Case = (&'static str, &'static [Change], &'static str, &'static str);

const PASSWORD: &str = "connect_password";

const TABLE: &[Case] = &[
    (CARD, &[], "", ""),
    // P004 before all else.
    ("/n/threeds/request", &[], "P004", ""),
    ("/n/ref/paymentref", &[(PASSWORD, Some("wrong"))], "P004", ""),
    ("/n/anything", &[("payment_amount", None)], "P004", ""),
    // Then who asks, then the version.
    (CARD, &[("merchant_id", None)], "P001", ""),
    (CARD, &[("connect_id", None)], "P001", ""),
    (CARD, &[(PASSWORD, None), ("telegram_version", Some("2.0"))], "P001", ""),
    (CARD, &[(PASSWORD, Some("")), ("merchant_id", Some("1"))], "P001", ""),
    (CARD, &[("merchant_id", Some("900000002"))], "P002", ""),
    (CARD, &[("connect_id", Some("noren"))], "P002", ""),
    (CARD, &[(PASSWORD, Some("wrong")), ("telegram_version", None)], "P002", ""),
    (CARD, &[("telegram_version", Some("2.0")), ("payment_amount", None)], "P003", ""),
    (CARD, &[("telegram_version", None)], "P003", ""),
    // Kinds that are not there.
    (CARD, &[("telegram_kind", Some("030"))], "P004", ""),
    ("/n/conveni/request", &[("telegram_kind", Some("030"))], "P007", ""),
    (CARD, &[("telegram_kind", Some("999"))], "P007", ""),
    (CARD, &[("telegram_kind", Some("180"))], "P007", ""),
    (CARD, &[("telegram_kind", Some("180")), (PASSWORD, Some("wrong"))], "P002", ""),
    (CARD, &[("telegram_kind", Some("030")), (PASSWORD, Some("wrong"))], "P004", ""),
    (CARD, &[("telegram_kind", None)], "P005", "telegram_kind"),
    (CARD, &[("telegram_kind", Some(""))], "P006", "telegram_kind"),
    // Then the fields.
    (CARD, &[("payment_amount", None)], "P005", "payment_amount"),
    (CARD, &[("payment_amount", Some(""))], "P006", "payment_amount"),
    (CARD, &[("payment_amount", Some("1e3"))], "P008", "payment_amount"),
    (CARD, &[("payment_amount", Some("12345678"))], "P009", "payment_amount"),
    (CARD, &[("payment_amount", Some("0"))], "P014", "payment_amount"),
    (CARD, &[("payment_amount", Some("-5"))], "P014", "payment_amount"),
    (CARD, &[("payment_class", None)], "P005", "payment_class"),
    (CARD, &[("payment_class", Some("11"))], "P010", "payment_class"),
    (CARD, &[("payment_class", Some("61"))], "P005", "split_count"),
    (CARD, &[("payment_class", Some("61")), ("split_count", Some("x"))], "P008", "split_count"),
    (CARD, &[("payment_class", Some("61")), ("split_count", Some("7"))], "P030", ""),
    (CARD, &[("payment_class", Some("61")), ("split_count", Some("3"))], "", ""),
    (CARD, &[("trading_id", Some("a-b"))], "P008", "trading_id"),
    (CARD, &[("trading_id", Some("01234567890123456789012345"))], "P009", "trading_id"),
    (CARD, &[("card_token", None)], "P005", "card_token"),
    (CARD, &[("sales_mode", Some("2"))], "P010", "sales_mode"),
    (CARD, &[("3dsecure_ryaku", None)], "P005", "3dsecure_ryaku"),
    (CARD, &[("payment_amount", Some("500001"))], "P011", ""),
    (CARD, &[("payment_amount", Some("500000"))], "", ""),
    // What a gateway does not know it does not mind.
    (CARD, &[("partner", Some("lockon")), ("limit_count", Some("5"))], "", ""),
];

#[tokio::test]
async fn what_is_wrong_is_told_in_the_references_order() {
    let merchant = Merchant { amount_max: 500_000, ..Merchant::demo() };
    let stage = Stage::with(Options { merchant, ..Options::default() }).await;
    for (path, changes, code, quoted) in TABLE {
        let token = stage.token("frictionless").await;
        let mut form: Vec<(&str, String)> = header("020");
        form.extend([
            ("trading_id", "T1".to_owned()),
            ("payment_amount", "100".to_owned()),
            ("payment_class", "10".to_owned()),
            ("3dsecure_ryaku", "1".to_owned()),
            ("card_token", token),
        ]);
        for (name, value) in *changes {
            form.retain(|(there, _)| there != name);
            form.extend(value.map(|value| (*name, value.to_owned())));
        }
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = stage.post(path, encode(&form)).await;
        let case = format!("{path} {changes:?}");
        assert_eq!(answer.status, 200, "{case}");
        assert_eq!(answer.line("response_code"), *code, "{case}");
        assert_eq!(answer.line("result"), if code.is_empty() { "0" } else { "1" }, "{case}");
        let detail = answer.line("response_detail");
        assert_eq!(detail.is_empty(), code.is_empty(), "{case}: {detail}");
        let name = format!("[{quoted}]");
        assert!(quoted.is_empty() || detail.ends_with(&name), "{case}: {detail}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_too() {
    let stage = Stage::new().await;
    for (body, code) in [
        ("telegram_kind=020&trading_id=%zz".to_owned(), "P008"),
        ("telegram_kind=450&merchant_name=%FF%FE".to_owned(), "P008"),
        (format!("telegram_kind=020&trading_id={}", "a".repeat(102_400)), "P009"),
        ("a=&".repeat(1_001), "P009"),
        // Names that the answer cannot quote as they are.
        ("%83=1".to_owned(), "P008"),
        ("é%zz=1".to_owned(), "P008"),
        // The ledger has no zero byte.
        ("telegram_kind=020&merchant_id=%00".to_owned(), "P008"),
        ("telegram_kind=450&%00=".to_owned(), "P008"),
    ] {
        let case = format!("{code} {body:.40}");
        let answer = stage.post(CARD, body).await;
        assert_eq!(answer.line("result"), "1", "{case}");
        assert_eq!(answer.line("response_code"), code);
    }
    for path in ["/", "/n", "/s/card/request", "/favicon.ico", "/wp-login.php"] {
        let answer = stage.post(path, "telegram_kind=020".to_owned()).await;
        assert!(matches!(answer.status, 404 | 405), "{path}: {}", answer.status);
    }
    let log = stage.sandbox.ledger().telegrams(10).await.expect("the ledger answers");
    assert!(log.is_empty(), "none of these was a telegram: {log:?}");
}

#[tokio::test]
async fn strict_asks_for_more_than_lenient() {
    let stage = Stage::new().await;
    let other = [("card_number", "4111111111111111"), ("card_expire_year", YEAR)];
    for (profile, token, pan, unsaid, no_name, direct_450) in [
        (Profile::Strict, "1301", "2023", "P005", "P005", "2023"),
        (Profile::Lenient, "0000", "ok", "ok", "ok", "ok"),
    ] {
        let control = stage.sandbox.control();
        control.change(|now| now.profile = profile).await.expect("settings are kept");
        let json = stage.tokenise(&other).await;
        assert_eq!(json["result"], token, "{profile:?}");
        if profile == Profile::Strict {
            assert_eq!(json["message"], "テストカードを使ってください");
        }
        let number = || Secret::new(number("frictionless").to_owned());
        let mut request = authorisation("", "A");
        request.card = CardSource::Direct {
            number: number(),
            valid_term: "1240".into(),
            security_code: Some(Secret::new("123".to_owned())),
        };
        assert_eq!(said(&stage.send(&request).await), pan, "{profile:?}: a number in 020");

        let mut request = authorisation(&stage.token("frictionless").await, "B");
        request.three_ds = ThreeDs::Unsaid;
        assert_eq!(said(&stage.send(&request).await), unsaid, "{profile:?}: 3-D Secure unsaid");

        let back = "http://shop.test/";
        let mut request = authentication(&stage.token("frictionless").await, back);
        request.cardholder.name = None;
        let outcome = stage.send(&request).await;
        assert_eq!(said(&outcome), no_name, "{profile:?}: 450 without a name");
        if let Outcome::Refused(refusal) = outcome {
            assert!(refusal.detail.contains("cardholder_name"), "{}", refusal.detail);
        }
        let mut request = authentication("", back);
        request.card = paygent::telegram::three_ds::Card::Direct {
            number: number(),
            valid_term: "1240".into(),
        };
        assert_eq!(said(&stage.send(&request).await), direct_450, "{profile:?}: 450 by number");
    }
    let mut request = authorisation(&stage.token("frictionless").await, "C");
    request.split = Split::Bonus;
    assert_eq!(said(&stage.send(&request).await), "ok");
    assert_eq!(stage.trades("C").await[0].payment_class, "23");
}
