//! A person alone, as a member's account keeps it.

use super::{CheckoutForm, parse_buyer};

#[test]
fn reads_the_person_and_nothing_else() {
    let good = CheckoutForm {
        family: "小林".to_owned(),
        given: "葵".to_owned(),
        family_kana: "こばやし".to_owned(),
        given_kana: "アオイ".to_owned(),
        email: "aoi@Example.jp".to_owned(),
        phone: "075-000-0123".to_owned(),
        postal: "604-8136".to_owned(),
        prefecture: "京都府".to_owned(),
        city: "京都市中京区".to_owned(),
        street: "梅忠町２０−１".to_owned(),
        elsewhere: "1".to_owned(),
        carrier: "99".to_owned(),
        note: "x".repeat(10_000),
        ..CheckoutForm::default()
    };
    let buyer = parse_buyer(&good).unwrap();
    assert_eq!(
        (buyer.kana().as_str(), buyer.email.as_str()),
        ("コバヤシ アオイ", "aoi@example.jp")
    );
    let errors = parse_buyer(&CheckoutForm::default()).unwrap_err();
    let fields: Vec<&str> = errors.iter().map(|error| error.field).collect();
    assert_eq!(
        fields,
        [
            "family",
            "given",
            "family_kana",
            "given_kana",
            "postal",
            "prefecture",
            "city",
            "street",
            "phone",
            "email"
        ]
    );
}
