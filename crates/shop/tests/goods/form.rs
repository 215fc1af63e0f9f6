//! The checkout form: what is accepted, and what is said beside the fields.

use proptest::prelude::*;
use shop::cart::Cart;
use shop::checkout::Destination;
use shop::checkout::{
    CheckoutForm, Extras, Hidden, Method, MethodOffer, Offer, Pay, Split, offer_of, parse, quote_of,
};
use shop::delivery::{Carrier, Prefecture};
use shop::id::CarrierId;
use shop::money::Yen;
use shop::settings::CartSettings;

use crate::shelf::{NOW, cart_id, choices};

/// A form that is right in every field.
pub fn filled(pay: &str) -> CheckoutForm {
    CheckoutForm {
        family: "小林".into(),
        given: "葵".into(),
        family_kana: "コバヤシ".into(),
        given_kana: "アオイ".into(),
        email: "aoi@example.jp".into(),
        phone: "075-000-0123".into(),
        postal: "6048136".into(),
        prefecture: "京都府".into(),
        city: "京都市中京区".into(),
        street: "梅忠町20-1".into(),
        building: "水面ハイツ302".into(),
        pay: pay.into(),
        split: "3".into(),
        holder_name: "AOI KOBAYASHI".into(),
        card_token: Hidden("tok_0123456789".into()),
        card_valid_until: "20261124150000".into(),
        ..CheckoutForm::default()
    }
}

fn elsewhere() -> CheckoutForm {
    CheckoutForm {
        elsewhere: "on".into(),
        ship_family: "水面".into(),
        ship_given: "太郎".into(),
        ship_family_kana: "ミナモ".into(),
        ship_given_kana: "タロウ".into(),
        ship_phone: "09000000123".into(),
        ship_postal: "0600000".into(),
        ship_prefecture: "1".into(),
        ship_city: "札幌市中央区".into(),
        ship_street: "北一条西2".into(),
        ..filled("bank")
    }
}

fn carriers() -> Vec<(Carrier, Option<Yen>)> {
    let carrier =
        |id, name: &str| Carrier::new(CarrierId(id), name, "通常便", &[Method::Card, Method::Bank]);
    vec![(carrier(1, "みなも便"), Some(Yen(680))), (carrier(2, "かわら便"), Some(Yen(500)))]
}

/// What is offered to this form, as the page would ask for it.
fn offer(form: &CheckoutForm) -> Offer {
    let cart = Cart::empty(cart_id("one"));
    let destination = form.destination().map(|prefecture| Destination {
        prefecture,
        carrier_id: CarrierId(1),
        carrier_name: "みなも便".to_owned(),
        shipping: (prefecture != Prefecture::OKINAWA).then_some(Yen(680)),
    });
    let quote = quote_of(&cart, destination.as_ref(), |_| Yen::ZERO);
    offer_of(&quote, carriers(), &choices(), NOW.day())
}

/// Fields with an error.
fn errors(form: &CheckoutForm) -> Vec<&'static str> {
    match parse(form, &offer(form)) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(|error| error.field).collect(),
    }
}

#[test]
fn what_is_typed_in_any_width_is_kept_in_one() {
    let typed = CheckoutForm {
        family: "　小林　".into(),
        given: " 葵\u{200b} ".into(),
        family_kana: "ｺﾊﾞﾔｼ".into(),
        given_kana: "あおい".into(),
        email: " ａｏｉ＠ＥＸＡＭＰＬＥ．ｊｐ ".into(),
        phone: "（０７５）０００－０１２３".into(),
        postal: "〒６０４－８１３６".into(),
        prefecture: " 京都府 ".into(),
        city: "京都市中京区".into(),
        street: "梅忠町２０ー１".into(),
        building: "水面ハイツ　３０２".into(),
        carrier: " 2 ".into(),
        note: "　玄関先へ\r\n\r\n\r\nお願いします　\r\n".into(),
        holder_name: "　ａｏｉ　Kobayashi ".into(),
        ..filled("card")
    };
    let checkout = parse(&typed, &offer(&typed)).unwrap();
    let plain = parse(&filled("card"), &offer(&typed)).unwrap();
    assert_eq!(checkout.buyer.family_kana, "コバヤシ");
    assert_eq!(checkout.buyer.name(), "小林 葵");
    assert_eq!(checkout.buyer.address.postal_text(), "604-8136");
    assert_eq!(checkout.buyer.address.line(), "京都府京都市中京区梅忠町20-1 水面ハイツ 302");
    assert_eq!(checkout.note, "玄関先へ\n\nお願いします");
    assert_eq!((checkout.carrier_id, plain.carrier_id), (CarrierId(2), CarrierId(1)));
    let mut buyer = checkout.buyer;
    buyer.address.building = plain.buyer.address.building.clone();
    assert_eq!(buyer, plain.buyer);
    assert_eq!(checkout.pay, plain.pay);
    let Pay::Card(pay) = checkout.pay else { panic!("a card") };
    assert_eq!((pay.holder_name.as_str(), pay.split), ("AOI KOBAYASHI", Split::Times(3)));
}

#[test]
fn what_the_shop_does_not_offer_is_not_taken() {
    let typed = CheckoutForm {
        noshi: "御祝".into(),
        noshi_wrap: "inside".into(),
        noshi_name: " 小林 ".into(),
        gift_message: "おめでとう\r\nございます".into(),
        receipt_name: " 小林商店 ".into(),
        ..filled("bank")
    };
    let with = |cart: CartSettings| {
        let offer = Offer { cart, ..offer(&typed) };
        parse(&typed, &offer).map(|checkout| checkout.extras)
    };
    let nothing = CartSettings { receipt_name: false, ..CartSettings::default() };
    assert_eq!(with(nothing.clone()).unwrap(), Extras::default());
    let all = CartSettings {
        gift_message: true,
        noshi: vec!["御祝".into()],
        receipt_name: true,
        ..CartSettings::default()
    };
    let extras = with(all).unwrap();
    let said: Vec<_> = extras.said().into_iter().map(|(_, text)| text).collect();
    assert_eq!(said, ["御祝（蝶結び・内のし）名入れ：小林", "おめでとう\nございます", "小林商店"]);
    let other = CartSettings { noshi: vec!["内祝".into()], ..nothing };
    assert_eq!(with(other).unwrap_err()[0].field, "noshi", "not one of the shop's");
}

#[test]
fn every_field_says_what_it_needs() {
    type Fault = fn(&mut CheckoutForm, String);
    let faults: &[(&'static str, Fault, &[&str])] = &[
        ("family", |form, value| form.family = value, &["", "　", &"林".repeat(17)]),
        ("given", |form, value| form.given = value, &["", &"葵".repeat(17)]),
        ("family_kana", |f, v| f.family_kana = v, &["", "小林", "KOBA", "コバ1", &"ア".repeat(26)]),
        ("given_kana", |form, value| form.given_kana = value, &["", "葵", "アオイ\u{3099}"]),
        ("postal", |f, v| f.postal = v, &["", "604813", "60481360", "604-813a", "六〇四八一三六"]),
        ("prefecture", |form, value| form.prefecture = value, &["", "選択してください", "0", "48"]),
        ("prefecture", |form, value| form.prefecture = value, &["東京都", "大阪府"]),
        ("city", |form, value| form.city = value, &["", &"市".repeat(33)]),
        ("street", |form, value| form.street = value, &["", " ", &"町".repeat(33)]),
        ("building", |form, value| form.building = value, &[&"棟".repeat(33)]),
        (
            "phone",
            |f, v| f.phone = v,
            &["", "075000012", "075000012345", "1750000123", "0075000012", "電話なし"],
        ),
        (
            "email",
            |form, value| form.email = value,
            &[
                "",
                "aoi",
                "@example.jp",
                "aoi@",
                "aoi@example",
                "a@b@c.jp",
                "aoi@-x.jp",
                "葵@example.jp",
                "aoi@example.jp\r\nBcc: x@example.jp",
                "a..b@example.jp",
                "aoi@192.0.2.1",
                "aoi@example..jp",
                "<aoi@example.jp>",
                "aoi@例え.jp",
            ],
        ),
        ("carrier", |form, value| form.carrier = value, &["3", "x", "-1"]),
        ("pay", |form, value| form.pay = value, &["", "cash", "CARD"]),
        ("split", |form, value| form.split = value, &["4", "0", "999", "一回"]),
        (
            "holder_name",
            |f, v| f.holder_name = v,
            &["", "コバヤシ", "A", "AOI 1", "MARÍA", &"A".repeat(21)],
        ),
        (
            "card",
            |form, value| form.card_token = Hidden(value),
            &["", " ", "tok 1", &"t".repeat(101)],
        ),
        ("card", |form, value| form.card_valid_until = value, &["", "soon", "20261324150000"]),
        ("note", |form, value| form.note = value, &[&"備".repeat(501)]),
    ];
    assert_eq!(errors(&filled("card")), [""; 0]);
    for (field, fault, values) in faults {
        for value in *values {
            let mut form = filled("card");
            fault(&mut form, (*value).to_owned());
            assert_eq!(errors(&form), [*field], "{value:?}");
        }
    }
}

#[test]
fn the_recipient_is_asked_for_only_when_it_is_someone_else() {
    let checkout = parse(&elsewhere(), &offer(&elsewhere())).unwrap();
    let recipient = checkout.recipient.clone().unwrap();
    assert_eq!((recipient.name().as_str(), recipient.phone.as_str()), ("水面 太郎", "09000000123"));
    assert_eq!(checkout.destination(), Prefecture::HOKKAIDO);
    assert_eq!(checkout.buyer.address.prefecture, Prefecture::KYOTO);
    let unused = CheckoutForm { elsewhere: String::new(), ship_phone: "x".into(), ..elsewhere() };
    assert_eq!(parse(&unused, &offer(&unused)).unwrap().recipient, None);
    let empty = CheckoutForm { elsewhere: "1".into(), ..filled("bank") };
    assert_eq!(
        errors(&empty),
        [
            "ship_family",
            "ship_given",
            "ship_family_kana",
            "ship_given_kana",
            "ship_postal",
            "ship_prefecture",
            "ship_city",
            "ship_street",
            "ship_phone",
        ],
        "in the order of the page"
    );
    let messages = parse(&empty, &offer(&empty)).unwrap_err();
    for error in messages {
        assert!(error.message.starts_with("お届け先の"), "{}", error.message);
        assert!(error.message.ends_with('。'), "{}", error.message);
    }
}

#[test]
fn a_method_that_is_not_enabled_is_refused_with_its_reason() {
    let form = CheckoutForm {
        postal: "9000001".into(),
        prefecture: "沖縄県".into(),
        city: "那覇市".into(),
        ..filled("card")
    };
    let errors = parse(&form, &offer(&form)).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].field, "pay");
    assert!(errors[0].more.contains("送料"), "{}", errors[0].more);
    let bank = CheckoutForm { pay: "bank".into(), ..form };
    assert!(parse(&bank, &offer(&bank)).is_ok());
    let nowhere = Offer { carriers: Vec::new(), ..offer(&bank) };
    assert_eq!(parse(&bank, &nowhere).unwrap_err()[0].field, "carrier");
    let no_card = Offer {
        methods: offer(&bank).methods.into_iter().filter(is_bank).collect(),
        ..offer(&bank)
    };
    assert_eq!(parse(&filled("card"), &no_card).unwrap_err()[0].field, "pay");
}

fn is_bank(offer: &MethodOffer) -> bool {
    offer.method == shop::checkout::Method::Bank
}

#[test]
fn nothing_of_a_card_is_ever_serialised_or_shown() {
    let form = filled("card");
    let checkout = parse(&form, &offer(&form)).unwrap();
    let texts =
        [serde_json::to_string(&checkout).unwrap(), format!("{checkout:?}"), format!("{form:?}")];
    for text in texts {
        assert!(!text.contains("tok_0123456789"), "{text}");
    }
    let json = serde_json::to_string(&checkout).unwrap();
    assert!(!json.contains("AOI") && !json.contains("2026"), "{json}");
    let back: shop::checkout::Checkout = serde_json::from_str(&json).unwrap();
    assert_eq!(back.buyer, checkout.buyer);
    assert!(matches!(back.pay, Pay::Card(pay) if pay.split == Split::Times(3)));
}

proptest! {
    #[test]
    fn an_address_that_passes_is_one_for_the_mailer(
        email in "[a-zA-Z0-9.+_'*-]{0,20}(@|＠| @ )[a-zA-Z0-9.-]{0,20}",
    ) {
        let form = CheckoutForm { email, ..filled("bank") };
        if let Ok(checkout) = parse(&form, &offer(&form)) {
            let parsed = checkout.buyer.email.parse::<lettre::Address>();
            prop_assert!(parsed.is_ok(), "{}", checkout.buyer.email);
        }
    }

    #[test]
    fn no_text_panics(texts in prop::collection::vec(any::<String>(), 9)) {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap_or_default();
        let form = CheckoutForm {
            family: next(),
            family_kana: next(),
            email: next(),
            phone: next(),
            postal: next(),
            street: next(),
            note: next(),
            holder_name: next(),
            card_token: Hidden(next()),
            ..filled("card")
        };
        let _ = parse(&form, &offer(&form));
    }
}
