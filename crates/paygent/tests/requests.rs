//! What a gateway answers to requests that are wrong: the code and the field.

use paygent::telegram::{authorise, capture, inquire, three_ds};
use paygent::{Incoming, Telegram};

const AUTHORISE: &str = "payment_amount=100&payment_class=10&trading_id=t1";
const THREE_DS: &str = "term_url=https%3A%2F%2Fshop.example%2F&merchant_name=Noren\
    &authentication_type=01&payment_amount=100";

#[track_caller]
fn check<T: Telegram + std::fmt::Debug>(common: &str, more: &str, want: Result<(), (&str, &str)>) {
    let form = format!("telegram_kind={}&{common}&{more}", T::KIND);
    let incoming = Incoming::parse(None, form.as_bytes()).expect("a form");
    let read = incoming.telegram::<T>();
    let got = read.as_ref().map(|_| ()).map_err(|error| (error.code(), error.field.as_str()));
    assert_eq!(got, want, "{more}: {read:?}");
}

#[test]
fn authorise_020() {
    let number = "card_number=4900000000000000&card_valid_term=1230";
    for (more, want) in [
        ("card_token=tok_1".to_owned(), Ok(())),
        (number.to_owned(), Ok(())),
        ("ref_trading_id=t0".to_owned(), Ok(())),
        (String::new(), Err(("P005", "card_token"))),
        (format!("card_token=tok_1&{number}"), Err(("2024", "card_token"))),
        (format!("card_token=tok_1&security_code_token=1&{number}"), Err(("2025", "card_token"))),
        ("card_token=tok_1&security_code_token=1".to_owned(), Err(("P005", "stock_card_mode"))),
        ("stock_card_mode=1&customer_id=c&customer_card_id=1".to_owned(), Ok(())),
        (
            "stock_card_mode=1&customer_id=c&customer_card_id=1&card_token=tok_1\
             &security_code_token=1"
                .to_owned(),
            Ok(()),
        ),
        (
            "stock_card_mode=1&customer_id=c&customer_card_id=1&card_token=tok_1".to_owned(),
            Err(("2024", "card_token")),
        ),
        (
            "stock_card_mode=1&customer_id=c&customer_card_id=1&security_code_token=1".to_owned(),
            Err(("P005", "card_token")),
        ),
        ("stock_card_mode=1&customer_id=c".to_owned(), Err(("P005", "customer_card_id"))),
        ("stock_card_mode=2".to_owned(), Err(("P010", "stock_card_mode"))),
        ("card_number=4900".to_owned(), Err(("P009", "card_number"))),
        ("card_number=4900-0000-0000".to_owned(), Err(("P008", "card_number"))),
        (format!("{number}&card_valid_term=0130"), Ok(())),
        (format!("{number}&card_valid_term=0030"), Err(("P010", "card_valid_term"))),
        (format!("{number}&card_valid_term=1330"), Err(("P010", "card_valid_term"))),
        (format!("{number}&card_valid_term=9930"), Err(("P010", "card_valid_term"))),
        (format!("{number}&card_valid_term=130"), Err(("P009", "card_valid_term"))),
        (format!("{number}&card_valid_term=13/0"), Err(("P008", "card_valid_term"))),
        (format!("{number}&card_conf_number=12345"), Err(("P009", "card_conf_number"))),
    ] {
        check::<authorise::Request>(AUTHORISE, &more, want);
    }
    for (more, want) in [
        ("3ds_auth_id=id&3dsecure_use_type=2", Ok(())),
        ("3ds_auth_id=id", Err(("31008", "3ds_auth_id"))),
        ("3ds_auth_id=id&3dsecure_use_type=1", Err(("31008", "3ds_auth_id"))),
        ("3dsecure_use_type=2", Err(("31009", "3ds_auth_id"))),
        ("3ds_auth_id=id&3dsecure_use_type=2&3dsecure_ryaku=1", Err(("P010", "3dsecure_ryaku"))),
        ("payment_amount=0", Err(("P014", "payment_amount"))),
        ("payment_amount=-1", Err(("P014", "payment_amount"))),
        ("payment_amount=10000000", Err(("P009", "payment_amount"))),
        ("payment_amount=1.5", Err(("P008", "payment_amount"))),
        ("payment_amount=", Err(("P006", "payment_amount"))),
        ("payment_class=61", Err(("P005", "split_count"))),
        ("payment_class=61&split_count=", Err(("P006", "split_count"))),
        ("payment_class=61&split_count=24", Ok(())),
        ("payment_class=21", Ok(())),
        ("payment_class=99", Err(("P010", "payment_class"))),
        ("trading_id=12345678901234567890123456", Err(("P009", "trading_id"))),
        ("trading_id=a-b", Err(("P008", "trading_id"))),
        ("site_id=----", Ok(())),
        ("site_id=12345", Err(("P009", "site_id"))),
    ] {
        check::<authorise::Request>(&format!("{AUTHORISE}&card_token=tok_1"), more, want);
    }
}

#[test]
fn what_cannot_be_read_is_named_in_ascii() {
    let long = format!("{}%00=1", "a".repeat(99));
    for (form, want) in [
        ("%83=1", r"\x83 is not in the charset of the telegram"),
        ("b=%00", "b is not in the charset of the telegram"),
        (&long, &format!("{} is not in the charset of the telegram", "a".repeat(48))),
        ("é=%4", r"bad %-escape in \xc3\xa9"),
    ] {
        let error = Incoming::parse(None, form.as_bytes()).expect_err(form);
        assert_eq!(error.to_string(), want);
    }
}

#[test]
fn a_payment_must_be_named() {
    for (more, want) in [
        ("payment_id=1", Ok(())),
        ("trading_id=t1", Ok(())),
        ("payment_id=&trading_id=", Err(("P005", "payment_id"))),
        ("payment_id=1234567890123456789", Err(("P009", "payment_id"))),
        ("payment_id=x", Err(("P008", "payment_id"))),
    ] {
        check::<capture::Request>("", more, want);
        check::<inquire::Request>("payment_type=02", more, want);
    }
}

#[test]
fn three_ds_450() {
    for (more, want) in [
        ("card_set_method=token&card_token=tok_1", Ok(())),
        ("card_set_method=token", Err(("31002", "card_token"))),
        ("card_set_method=customer&customer_id=c", Err(("31002", "customer_card_id"))),
        ("card_set_method=direct&card_number=49000000000000&card_valid_term=1230", Ok(())),
        (
            "card_set_method=direct&card_number=490&card_valid_term=1230",
            Err(("P009", "card_number")),
        ),
        ("card_set_method=google", Err(("31002", "card_set_method"))),
        ("card_set_method=cash", Err(("P010", "card_set_method"))),
        ("", Err(("P005", "card_set_method"))),
    ] {
        check::<three_ds::Request>(THREE_DS, more, want);
    }
    let common = format!("{THREE_DS}&card_set_method=token&card_token=tok_1");
    let forty = "%E3%81%82".repeat(20);
    for (more, want) in [
        ("payment_amount=0", Ok(())),
        ("payment_amount=-1", Err(("P014", "payment_amount"))),
        ("authentication_type=02", Err(("P010", "authentication_type"))),
        ("cardholder_name=T", Err(("P009", "cardholder_name"))),
        ("mobile_phone_cc=81", Err(("P005", "mobile_phone_subscriber"))),
        ("mobile_phone_cc=%2B81&mobile_phone_subscriber=9", Err(("P008", "mobile_phone_cc"))),
        ("address_match=1", Err(("P010", "address_match"))),
        ("bill_address_country=JP", Err(("P008", "bill_address_country"))),
        ("ship_address_line1=%0D%0Aresult%3D0", Err(("P008", "ship_address_line1"))),
        ("email_address=a+b%40example.jp", Err(("P008", "email_address"))),
        (&format!("merchant_name={forty}"), Ok(())),
        (&format!("merchant_name={forty}a"), Err(("P009", "merchant_name"))),
        ("gift_card_count=&login_type=01&unknown=x", Ok(())),
        ("login_type=06", Ok(())),
        ("login_type=07", Err(("P010", "login_type"))),
        ("login_type=1", Err(("P010", "login_type"))),
        ("account_indicator=1", Err(("P009", "account_indicator"))),
        // An older name; one public client puts a choice there.
        ("ship_address_first_use_date=01", Ok(())),
    ] {
        check::<three_ds::Request>(&common, more, want);
    }
}

#[test]
fn scheme_policy_wants_a_name_and_a_way_to_reach_the_buyer() {
    use three_ds::{Cardholder, Phone};
    let name = Some("TARO YAMADA".to_owned());
    let phone = Phone::japan("03-1234-5678");
    assert_eq!(phone, Some(Phone { cc: "81".into(), subscriber: "312345678".into() }));
    assert_eq!(Phone::japan("1234"), None);
    let whole =
        Cardholder { name: name.clone(), work_phone: phone.clone(), ..Cardholder::default() };
    assert!(whole.satisfies_policy());
    assert!(!Cardholder { name, ..Cardholder::default() }.satisfies_policy());
    assert!(!Cardholder { home_phone: phone, ..Cardholder::default() }.satisfies_policy());
}
