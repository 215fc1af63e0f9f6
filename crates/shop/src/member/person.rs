//! A member's name, kana, phone and address, read as the checkout reads its buyer.

use crate::checkout::{self, Buyer, CarrierOffer, CheckoutForm, FieldError, Offer};
use crate::clock::Timestamp;
use crate::delivery::Carrier;
use crate::id::CarrierId;
use crate::settings::CartSettings;

/// Reads the person whom a form names; the errors stand in the order of the page. There are no
/// goods: the checkout is offered a delivery to wherever the person lives and nothing to pay.
pub(super) fn read(form: &CheckoutForm, now: Timestamp) -> Result<Buyer, Vec<FieldError>> {
    let carrier = Carrier::new(CarrierId(0), "", "", &[]);
    let offer = Offer {
        prefecture: form.destination(),
        carriers: vec![CarrierOffer { carrier, fee: None, today: now.day() }],
        is_free: true,
        methods: Vec::new(),
        splits: Vec::new(),
        split_note: String::new(),
        cart: CartSettings::default(),
    };
    checkout::parse_before_card(&alone(form), &offer).map(|checkout| checkout.buyer)
}

/// The form without all that is not the person's.
fn alone(form: &CheckoutForm) -> CheckoutForm {
    CheckoutForm {
        family: form.family.clone(),
        given: form.given.clone(),
        family_kana: form.family_kana.clone(),
        given_kana: form.given_kana.clone(),
        email: form.email.clone(),
        phone: form.phone.clone(),
        postal: form.postal.clone(),
        prefecture: form.prefecture.clone(),
        city: form.city.clone(),
        street: form.street.clone(),
        building: form.building.clone(),
        ..CheckoutForm::default()
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::checkout::CheckoutForm;
    use crate::clock::Timestamp;

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
        let buyer = read(&good, Timestamp(0)).unwrap();
        assert_eq!(
            (buyer.kana().as_str(), buyer.email.as_str()),
            ("コバヤシ アオイ", "aoi@example.jp")
        );
        let errors = read(&CheckoutForm::default(), Timestamp(0)).unwrap_err();
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
}
