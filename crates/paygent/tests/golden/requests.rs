//! The client writes these bytes; the gateway reads them.

use paygent::client::encode_request;
use paygent::telegram::authorise::{self, CardSource, Split, ThreeDs};
use paygent::telegram::change_amount::{Amount, Change};
use paygent::telegram::stored_card::{self, NewCard, Note};
use paygent::telegram::{
    PaymentRef, Telegram, cancel, capture, change_hold, change_sale, difference, inquire, refund,
    three_ds,
};
use paygent::{Charset, Credentials, Incoming};

use crate::bytes;

const TRADING_ID: &str = "17640000000001234567";
const PAYMENT_ID: &str = "100000000000001";

fn credentials() -> Credentials {
    Credentials {
        merchant_id: "900000001".into(),
        connect_id: "noren_demo".into(),
        connect_password: "noren_demo_pass".into(),
    }
}

#[track_caller]
fn check<T: Telegram + std::fmt::Debug + PartialEq>(file: &str, telegram: &T) {
    let golden = bytes(file);
    let body = encode_request::<T>(&credentials(), &telegram.fields()).expect("encodes");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("ASCII");
    assert_eq!(text(&body), text(&golden), "written");

    let incoming = Incoming::parse(None, &golden).expect("a form");
    assert_eq!(incoming.header().kind, T::KIND);
    assert_eq!(incoming.header().version, "1.0");
    assert_eq!(incoming.header().credentials, credentials());
    assert_eq!(incoming.charset(), T::CHARSET);
    assert_eq!(incoming.telegram::<T>().as_ref(), Ok(telegram), "read");

    // The order does not matter, nor whether it stands in the query.
    let mut pairs: Vec<_> = golden.split(|&byte| byte == b'&').collect();
    pairs.reverse();
    let reversed = text(&pairs.join(&b'&'));
    let incoming = Incoming::parse(Some(&reversed), b"").expect("a query");
    assert_eq!(incoming.telegram::<T>().as_ref(), Ok(telegram), "read reversed, in the query");
}

#[test]
fn authorise_020() {
    let request = authorise::Request {
        payment: PaymentRef::by_trading_id(TRADING_ID),
        amount: 12_800,
        card: CardSource::Token("tok_noren0001".into()),
        split: Split::Instalments(3),
        three_ds: ThreeDs::Authenticated("6f0a3f3e-7f0e-4d4a-9d4b-3f1f5b1c0001".into()),
        capture: false,
        security_code_required: false,
    };
    check("020-authorise.request", &request);
}

#[test]
fn a_020_of_another_client() {
    let incoming = Incoming::parse(None, &bytes("020-by-others.request")).expect("a form");
    let want = authorise::Request {
        payment: PaymentRef::default(),
        amount: 500,
        card: CardSource::Direct {
            number: "4900000000000000".into(),
            valid_term: "1230".into(),
            security_code: Some("123".into()),
        },
        split: Split::Once,
        three_ds: ThreeDs::Skipped,
        capture: true,
        security_code_required: false,
    };
    assert_eq!(incoming.telegram(), Ok(want));
    assert_eq!(incoming.header().credentials, credentials());
    assert_eq!(incoming.charset(), Charset::Windows31j);
    assert_eq!(incoming.fields().get("customer_name"), Some("山田"));
}

#[test]
fn cancel_021() {
    let payment = PaymentRef::by_both(TRADING_ID, PAYMENT_ID);
    check("021-cancel.request", &cancel::Request::new(payment));
}

#[test]
fn capture_022() {
    let payment = PaymentRef::by_payment_id(PAYMENT_ID);
    check("022-capture.request", &capture::Request::new(payment));
}

#[test]
fn refund_023() {
    let mut payment = PaymentRef::by_payment_id(PAYMENT_ID);
    payment.site_id = Some("0001".into());
    check("023-refund.request", &refund::Request::new(payment));
}

#[test]
fn inquire_094() {
    let payment = PaymentRef::by_trading_id(TRADING_ID);
    check("094-inquire.request", &inquire::Request::new(payment));
}

#[test]
fn three_ds_450() {
    let cardholder = three_ds::Cardholder {
        name: Some("TARO YAMADA".into()),
        email: Some("taro@example.jp".into()),
        mobile_phone: three_ds::Phone::japan("090-1234-5678"),
        ..three_ds::Cardholder::default()
    };
    let mut request = three_ds::Request::new(
        PaymentRef::by_trading_id(TRADING_ID),
        three_ds::Card::Token("tok_noren0001".into()),
        12_800,
        "https://shop.example/3ds/abc?x=1",
        "Noren ｼｮｯﾌﾟ",
        cardholder,
    );
    request.payment_date = Some("20261124031500".into());
    request.currency_code = Some("392".into());
    request.transaction_type = Some("01".into());
    request.address_match = Some(true);
    request.bill_address = three_ds::Address {
        city: Some("京都市中京区".into()),
        country: Some("392".into()),
        line1: Some("一之船入町537".into()),
        post_code: Some("6040924".into()),
        state: Some("26".into()),
        ..three_ds::Address::default()
    };
    request.history.login_type = Some("01".into());
    request.risk.shipping_indicator = Some("01".into());
    check("450-three-ds.request", &request);
}

const CUSTOMER: &str = "m_8f3a2c";
const CARD: &str = "20000001";

#[test]
fn stored_card_025_116() {
    let mut register =
        stored_card::register::Request::new(CUSTOMER, NewCard::Token("tok_noren0002".into()));
    register.trading_id = Some(TRADING_ID.into());
    register.note = Note {
        brand: Some("V".into()),
        holder: Some("TARO YAMADA".into()),
        more: [Some("山田".into()), None, Some("3".into()), None],
    };
    register.valid_check = true;
    register.security_code_required = true;
    check("025-register.request", &register);

    let change = stored_card::change::Request {
        customer_id: CUSTOMER.into(),
        customer_card_id: CARD.into(),
        card: None,
        valid_term: Some("0131".into()),
        note: Note {
            holder: Some("TARO YAMADA".into()),
            more: [None, Some("x".into()), None, None],
            ..Note::default()
        },
        site_id: None,
    };
    check("116-change.request", &change);
}

#[test]
fn stored_card_026_027() {
    check("026-delete.request", &stored_card::delete::Request::one(CUSTOMER, CARD));
    check("026-delete-all.request", &stored_card::delete::Request::all(CUSTOMER));
    check("027-list.request", &stored_card::list::Request::new(CUSTOMER));
    let mut one = stored_card::list::Request::new(CUSTOMER);
    one.site_id = Some("0001".into());
    one.customer_card_id = Some(CARD.into());
    one.fingerprints = true;
    check("027-list-one.request", &one);
}

#[test]
fn change_amount_028_029() {
    let hold = Change {
        payment: PaymentRef::by_both(TRADING_ID, PAYMENT_ID),
        amount: Amount::Total(9_800),
        old_first: false,
    };
    check("028-change-hold.request", &change_hold::Request(hold));
    let sale = Change {
        payment: PaymentRef::by_payment_id(PAYMENT_ID),
        amount: Amount::Less(3_000),
        old_first: true,
    };
    check("029-change-sale.request", &change_sale::Request(sale));
}

#[test]
fn difference_091() {
    let one = difference::Request { payment_notice_id: Some(12), site_id: None };
    check("091-difference.request", &one);
    let next = difference::Request { payment_notice_id: None, site_id: Some("0001".into()) };
    check("091-difference-next.request", &next);
}
