//! Decoders are total: any bytes give a value or an error. What one side writes the other reads.

use paygent::codec::{decode_lines, encode_form, encode_lines};
use paygent::notice::Notice;
use paygent::telegram::{
    authorise, cancel, capture, change_hold, change_sale, difference, inquire, refund, stored_card,
    three_ds,
};
use paygent::{Charset, Fields, Incoming, Outcome, Telegram, reply};
use proptest::prelude::*;

/// Reads bytes as the answer of every telegram.
fn read_all(request: &Fields, charset: Charset, body: &[u8]) {
    fn read<T: Telegram>(request: &Fields, charset: Charset, body: &[u8]) {
        if let Outcome::Unknown(unknown) = reply::read::<T>(request, charset, body.to_vec()) {
            assert_eq!(unknown.raw, body, "kept byte for byte");
        }
    }
    read::<authorise::Request>(request, charset, body);
    read::<cancel::Request>(request, charset, body);
    read::<capture::Request>(request, charset, body);
    read::<refund::Request>(request, charset, body);
    read::<inquire::Request>(request, charset, body);
    read::<three_ds::Request>(request, charset, body);
    read::<difference::Request>(request, charset, body);
    read::<change_hold::Request>(request, charset, body);
    read::<change_sale::Request>(request, charset, body);
    read::<stored_card::register::Request>(request, charset, body);
    read::<stored_card::change::Request>(request, charset, body);
    read::<stored_card::delete::Request>(request, charset, body);
    read::<stored_card::list::Request>(request, charset, body);
}

/// Reads bytes as the request of every telegram.
fn understand_all(incoming: &Incoming) {
    let _ = incoming.telegram::<authorise::Request>();
    let _ = incoming.telegram::<cancel::Request>();
    let _ = incoming.telegram::<capture::Request>();
    let _ = incoming.telegram::<refund::Request>();
    let _ = incoming.telegram::<inquire::Request>();
    let _ = incoming.telegram::<three_ds::Request>();
    let _ = incoming.telegram::<difference::Request>();
    let _ = incoming.telegram::<change_hold::Request>();
    let _ = incoming.telegram::<change_sale::Request>();
    let _ = incoming.telegram::<stored_card::register::Request>();
    let _ = incoming.telegram::<stored_card::change::Request>();
    let _ = incoming.telegram::<stored_card::delete::Request>();
    let _ = incoming.telegram::<stored_card::list::Request>();
}

const NAMES: &[&str] = &[
    "result",
    "response_code",
    "response_detail",
    "payment_id",
    "trading_id",
    "site_id",
    "payment_amount",
    "payment_status",
    "payment_class",
    "split_count",
    "card_token",
    "card_number",
    "card_valid_term",
    "stock_card_mode",
    "customer_id",
    "customer_card_id",
    "security_code_token",
    "3dsecure_ryaku",
    "3dsecure_use_type",
    "3ds_auth_id",
    "sales_mode",
    "telegram_kind",
    "authentication_type",
    "term_url",
    "merchant_name",
    "card_set_method",
    "cardholder_name",
    "mobile_phone_cc",
    "bill_address_city",
    "out_acs_html",
    "authorized_date",
    "payment_notice_id",
    "success_code",
    "reduction_flag",
    "base_payment_id",
    "num_of_cards",
    "valid_check_flg",
    "add_info1",
];

/// Names that the readers look for, with values that they may or may not like.
fn plausible() -> impl Strategy<Value = Vec<(String, String)>> {
    let value = prop_oneof![
        Just(String::new()),
        "[01]",
        "[0-9]{1,20}",
        "-?[0-9]{1,20}",
        "(10|23|61|80|token|customer|direct|google|20|2003|2008|450|020)",
        ".{0,50}",
    ];
    let name = prop_oneof![9 => prop::sample::select(NAMES).prop_map(str::to_owned), 1 => ".{0,9}"];
    prop::collection::vec((name, value), 0..40)
}

fn charset() -> impl Strategy<Value = Charset> {
    prop_oneof![Just(Charset::Windows31j), Just(Charset::Utf8)]
}

proptest! {
    #[test]
    fn no_bytes_stop_a_reader(
        body in prop::collection::vec(any::<u8>(), 0..400),
        query in ".{0,99}",
        charset in charset(),
    ) {
        read_all(&Fields::new(), charset, &body);
        if let Ok(incoming) = Incoming::parse(Some(&query), &body) {
            understand_all(&incoming);
        }
        let _ = Notice::parse(Some(&query), &body);
    }

    #[test]
    fn no_fields_stop_a_reader(pairs in plausible(), charset in charset()) {
        let fields: Fields = pairs.into_iter().collect();
        if let Ok(body) = encode_lines(&fields, charset) {
            read_all(&fields, charset, &body);
            read_all(&Fields::new(), charset, &body);
        }
        if let Ok(body) = encode_form(&fields, charset)
            && let Ok(incoming) = Incoming::parse(None, &body)
        {
            understand_all(&incoming);
        }
    }

    #[test]
    fn what_is_read_is_written_the_same(pairs in plausible()) {
        fn same<T: Telegram + PartialEq + std::fmt::Debug>(fields: &Fields) {
            if let Ok(request) = T::read(fields) {
                assert_eq!(T::read(&request.fields()), Ok(request));
            }
        }
        let fields: Fields = pairs.into_iter().collect();
        same::<authorise::Request>(&fields);
        same::<three_ds::Request>(&fields);
        same::<difference::Request>(&fields);
        same::<change_hold::Request>(&fields);
        same::<change_sale::Request>(&fields);
        same::<stored_card::register::Request>(&fields);
        same::<stored_card::change::Request>(&fields);
        same::<stored_card::delete::Request>(&fields);
        same::<stored_card::list::Request>(&fields);
    }

    #[test]
    fn forms_come_back(
        pairs in prop::collection::btree_map(
            "[a-z_3]{1,20}",
            "[ -~ぁ-んァ-ヶｦ-ﾟ山田暖簾髙﨑①㈱～]{0,60}",
            0..20,
        ),
    ) {
        let fields: Fields = pairs.into_iter().collect();
        let body = encode_form(&fields, Charset::Windows31j).expect("all mappable");
        let incoming = Incoming::parse(None, &body);
        prop_assert_eq!(incoming.as_ref().map(Incoming::fields), Ok(&fields));
    }

    #[test]
    fn html_comes_back_byte_for_byte(html in "<[^\u{0}]{0,200}") {
        let fields = [("result", "0"), ("out_acs_html", html.as_str())];
        let fields: Fields = fields.into_iter().collect();
        let body = encode_lines(&fields, Charset::Utf8).expect("UTF-8 has all");
        let read = decode_lines(&body, Charset::Utf8).expect("our own");
        let want = if html.ends_with("\r\n") { html } else { format!("{html}\r\n") };
        prop_assert_eq!(read.get("out_acs_html"), Some(want.as_str()));
    }
}
