//! The form as name and value: the confirmation sends on what the form sent.

use shop::checkout::CheckoutForm;

/// Every field of the form that holds something.
pub(super) fn pairs(form: &CheckoutForm) -> Vec<(&'static str, String)> {
    let all = [
        ("family", &form.family),
        ("given", &form.given),
        ("family_kana", &form.family_kana),
        ("given_kana", &form.given_kana),
        ("email", &form.email),
        ("phone", &form.phone),
        ("postal", &form.postal),
        ("prefecture", &form.prefecture),
        ("city", &form.city),
        ("street", &form.street),
        ("building", &form.building),
        ("elsewhere", &form.elsewhere),
        ("ship_family", &form.ship_family),
        ("ship_given", &form.ship_given),
        ("ship_family_kana", &form.ship_family_kana),
        ("ship_given_kana", &form.ship_given_kana),
        ("ship_phone", &form.ship_phone),
        ("ship_postal", &form.ship_postal),
        ("ship_prefecture", &form.ship_prefecture),
        ("ship_city", &form.ship_city),
        ("ship_street", &form.ship_street),
        ("ship_building", &form.ship_building),
        ("carrier", &form.carrier),
        ("deliver_on", &form.deliver_on),
        ("slot", &form.slot),
        ("note", &form.note),
        ("gift_message", &form.gift_message),
        ("noshi", &form.noshi),
        ("noshi_ribbon", &form.noshi_ribbon),
        ("noshi_wrap", &form.noshi_wrap),
        ("noshi_name", &form.noshi_name),
        ("receipt_name", &form.receipt_name),
        ("pay", &form.pay),
        ("split", &form.split),
        ("holder_name", &form.holder_name),
        ("card_token", &form.card_token.0),
        ("card_valid_until", &form.card_valid_until),
        ("card_masked", &form.card_masked),
        ("card_fingerprint", &form.card_fingerprint),
        ("card_signature", &form.card_signature),
        ("card_use", &form.card_use),
        ("registered_split", &form.registered_split),
        ("registered_shown", &form.registered_shown),
        ("keep_asked", &form.keep_asked),
        ("card_keep", &form.card_keep),
        ("save_token", &form.save_token.0),
        ("save_valid_until", &form.save_valid_until),
        ("save_signature", &form.save_signature),
    ];
    all.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name, value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use shop::checkout::CheckoutForm;

    use super::pairs;

    #[test]
    fn no_field_is_lost_on_the_way() {
        // Every field of the form, as its own JSON names them, filled with its own name.
        let names = serde_json::to_value(CheckoutForm::default()).unwrap();
        let mut names: Vec<String> = names.as_object().unwrap().keys().cloned().collect();
        // These are left out of every JSON on purpose.
        let card = ["holder_name", "card_token", "card_valid_until"];
        names.extend(card.map(str::to_owned));
        names.extend(["card_masked", "card_fingerprint", "card_signature"].map(str::to_owned));
        let registered = ["registered_shown", "save_token", "save_valid_until", "save_signature"];
        names.extend(registered.map(str::to_owned));
        let filled: serde_json::Map<_, _> =
            names.iter().map(|name| (name.clone(), name.clone().into())).collect();
        let form: CheckoutForm = serde_json::from_value(filled.into()).unwrap();
        let mut sent: Vec<String> = pairs(&form)
            .into_iter()
            .map(|(name, value)| {
                assert_eq!(name, value);
                value
            })
            .collect();
        sent.sort();
        names.sort();
        assert_eq!(sent, names);
    }
}
