//! ギフトメッセージ, のし and 領収書の宛名 as the form shows them; 備考 stands below.

use shop::checkout::extras::{GIFT_MESSAGE_MAX, Ribbon, Wrap};
use shop::checkout::{CheckoutForm, FieldError};
use shop::settings::CartSettings;

use crate::field::{Choice, Field, Said, said};

/// そのほか.
#[derive(Debug)]
pub(crate) struct Extras {
    pub gift: Option<Gift>,
    pub noshi: Option<NoshiFields>,
    pub receipt: Option<Field>,
    pub note: String,
    pub note_error: Option<Said>,
}

/// ギフトメッセージ.
#[derive(Debug)]
pub(crate) struct Gift {
    pub text: String,
    pub max: usize,
    pub error: Option<Said>,
}

/// のし.
#[derive(Debug)]
pub(crate) struct NoshiFields {
    pub titles: Vec<Choice>,
    pub ribbons: Vec<Choice>,
    pub wraps: Vec<Choice>,
    pub name: Field,
    pub error: Option<Said>,
}

impl Extras {
    pub(crate) fn of(cart: &CartSettings, form: &CheckoutForm, errors: &[FieldError]) -> Extras {
        let receipt = || {
            let hint = "空欄のときは、ご購入者のお名前で発行します。";
            Field::plain("receipt_name", "領収書の宛名", &form.receipt_name, hint, errors)
        };
        Extras {
            gift: cart.gift_message.then(|| Gift {
                text: form.gift_message.clone(),
                max: GIFT_MESSAGE_MAX,
                error: said(errors, "gift_message"),
            }),
            noshi: (!cart.noshi.is_empty()).then(|| NoshiFields::of(cart, form, errors)),
            receipt: cart.receipt_name.then(receipt),
            note: form.note.clone(),
            note_error: said(errors, "note"),
        }
    }
}

impl NoshiFields {
    fn of(cart: &CartSettings, form: &CheckoutForm, errors: &[FieldError]) -> NoshiFields {
        let titles = cart.noshi.iter().map(|title| choice(title, title, &form.noshi, false));
        let ribbons = Ribbon::ALL.iter().map(|(one, value, text)| {
            choice(value, text, &form.noshi_ribbon, *one == Ribbon::default())
        });
        let wraps = Wrap::ALL.iter().map(|(one, value, text)| {
            choice(value, text, &form.noshi_wrap, *one == Wrap::default())
        });
        let hint = "のしの下に入るお名前。20字まで。";
        NoshiFields {
            titles: titles.collect(),
            ribbons: ribbons.collect(),
            wraps: wraps.collect(),
            name: Field::plain("noshi_name", "名入れ", &form.noshi_name, hint, errors),
            error: said(errors, "noshi"),
        }
    }
}

fn choice(value: &str, text: &str, typed: &str, is_usual: bool) -> Choice {
    Choice {
        value: value.to_owned(),
        text: text.to_owned(),
        selected: typed == value || (typed.is_empty() && is_usual),
    }
}
