//! ご注文手続き: everything on one page (guide 4-2, zero-step).

use askama::Template;
use shop::checkout::{CarrierOffer, CheckoutForm, FieldError, Method, Offer, Sheet};
use shop::money::Yen;
use shop::payment::Tokeniser;

use super::arrival::Arrival;
use super::extras::Extras;
use super::sums::Sums;
use super::trouble::{self, Trouble};
use crate::field::{Choice, Said, said};
use crate::storefront::alert::Alert;
use crate::storefront::person::Person;
use crate::storefront::words;
use crate::{Layout, uploads};

/// The form with what it costs.
#[derive(Debug, Template)]
#[template(path = "storefront/checkout/page.html")]
pub(crate) struct CheckoutPage {
    pub(super) layout: Layout,
    pub(super) alert: Option<Alert>,
    pub(super) buyer: Person,
    pub(super) recipient: Person,
    pub(super) elsewhere: bool,
    /// お届け先リスト of a member.
    pub(super) saved: Vec<Choice>,
    pub(super) is_guest: bool,
    pub(super) pay: Pay,
    pub(super) extras: Extras,
    pub(super) live: Live,
}

/// The parts that an address changes: the module asks for them anew.
#[derive(Debug)]
pub(crate) struct Live {
    pub(super) carriers: Vec<Carrier>,
    pub(super) carrier_error: Option<Said>,
    /// あと○○円で送料無料.
    pub(super) until_free: Option<String>,
    pub(super) arrival: Arrival,
    /// Each method offered, and why it cannot be chosen with this delivery; empty: it can.
    pub(super) reasons: Vec<(&'static str, String)>,
    /// There is nothing to pay, and no method to choose.
    pub(super) is_free: bool,
    pub(super) sums: Sums,
}

/// A carrier with its fee.
#[derive(Debug)]
pub(super) struct Carrier {
    pub id: i64,
    pub text: String,
    /// What the shop says of it, and that クール料金 is in the fee.
    pub notes: Vec<String>,
    pub checked: bool,
}

/// お支払方法.
#[derive(Debug)]
pub(super) struct Pay {
    pub methods: Vec<Way>,
    /// What was chosen while there was something to pay.
    pub chosen: &'static str,
    pub error: Option<Said>,
}

/// One method.
#[derive(Debug)]
pub(super) struct Way {
    pub value: &'static str,
    pub name: String,
    pub note: String,
    /// Address and ALT of ⑯.
    pub logo: Option<(String, String)>,
    pub checked: bool,
    pub card: Option<CardArea>,
}

/// The card inputs, and what the tokeniser needs. Number, term and code have no `name`: they never
/// reach us.
#[derive(Debug)]
pub(super) struct CardArea {
    pub merchant: String,
    pub token_key: String,
    pub token_script: String,
    pub splits: Vec<Choice>,
    pub split_note: String,
    pub holder_name: String,
    pub holder_error: Option<Said>,
    pub error: Option<Said>,
    pub troubles: Vec<Trouble>,
    /// The tokeniser's answer is signed: all of it goes to the shop.
    pub signed: bool,
    /// On Step3 of the 3-step cart ⑦ stands below 支払回数, else behind its question mark.
    pub is_review: bool,
    /// The choice between the registered card and another one.
    pub registered: Option<Registered>,
    /// Whether カード情報を保持し次回も利用する is asked, and how it is ticked.
    pub keep: Option<bool>,
    /// A card that is typed may be registered: the module makes a second token.
    pub saves: bool,
    /// The registered card can be chosen this once.
    pub last_time: bool,
    /// The card that was chosen is no longer there.
    pub use_error: Option<Said>,
}

/// ご登録のクレジットカード.
#[derive(Debug)]
pub(super) struct Registered {
    /// `JCB 下4桁 ************1111`
    pub text: String,
    pub mark: String,
    pub checked: bool,
    /// What the other choice is called: the two carts say it differently.
    pub other: &'static str,
    pub splits: Vec<Choice>,
    pub code_error: Option<Said>,
}

/// What is wrong with the card stands where the page has the card that was chosen.
pub(super) fn beside_the_chosen_card(
    errors: &[FieldError],
    form: &CheckoutForm,
    offer: &Offer,
) -> Vec<FieldError> {
    let is_registered = offer.registered.is_some() && form.prefers_registered_card();
    let moved = |error: &FieldError| match error.field {
        "card" if is_registered => FieldError { field: "card_code", ..error.clone() },
        _ => error.clone(),
    };
    errors.iter().map(moved).collect()
}

impl CheckoutPage {
    pub(super) fn of(
        layout: Layout,
        sheet: &Sheet,
        form: &CheckoutForm,
        errors: &[FieldError],
        tokeniser: Option<&Tokeniser>,
    ) -> CheckoutPage {
        CheckoutPage {
            layout,
            alert: Alert::of(errors),
            buyer: Person::buyer(form, errors),
            recipient: Person::recipient(form, errors),
            elsewhere: form.is_elsewhere(),
            saved: Vec::new(),
            is_guest: true,
            pay: Pay::of(&sheet.offer, form, errors, tokeniser),
            extras: Extras::of(&sheet.offer.cart, form, errors),
            live: Live::of(sheet, form, errors),
        }
    }
}

impl Live {
    /// Why this method cannot be chosen; empty: it can.
    pub(super) fn reason(&self, method: &str) -> &str {
        let found = self.reasons.iter().find(|(one, _)| *one == method);
        found.map_or("", |(_, reason)| reason)
    }

    pub(super) fn of(sheet: &Sheet, form: &CheckoutForm, errors: &[FieldError]) -> Live {
        let carriers = sheet.offer.carriers.iter().map(|one| Carrier {
            id: one.carrier.id.0,
            text: match (one.fee, sheet.offer.prefecture) {
                (Some(fee), _) => format!("{}　{fee}", one.carrier.full_name()),
                (None, Some(_)) => format!("{}　送料は別途ご連絡します", one.carrier.full_name()),
                (None, None) => one.carrier.full_name(),
            },
            notes: notes(one),
            checked: match sheet.quote.carrier_id {
                Some(id) => id == one.carrier.id,
                None => Some(one.carrier.id) == sheet.offer.carriers.first().map(|c| c.carrier.id),
            },
        });
        let reasons = sheet
            .offer
            .methods
            .iter()
            .map(|one| (one.method.value(), one.enabled.clone().err().unwrap_or_default()));
        Live {
            carriers: carriers.collect(),
            carrier_error: said(errors, "carrier"),
            until_free: sheet.until_free.map(words::until_free),
            arrival: Arrival::of(sheet, form, errors),
            reasons: reasons.collect(),
            is_free: sheet.offer.is_free,
            sums: Sums::of(&sheet.quote, &sheet.cart),
        }
    }
}

/// What stands under a carrier's name.
fn notes(offer: &CarrierOffer) -> Vec<String> {
    let terms = &offer.carrier.terms;
    let cool = terms.cool.filter(|_| offer.fee.is_some_and(|fee| fee > Yen::ZERO));
    let cool = cool.map(|cool| format!("送料にクール料金{}を含みます。", cool.fee));
    terms.note.lines().map(str::to_owned).chain(cool).collect()
}

impl Pay {
    pub(super) fn of(
        offer: &Offer,
        form: &CheckoutForm,
        errors: &[FieldError],
        tokeniser: Option<&Tokeniser>,
    ) -> Pay {
        let chosen = Method::find(form.pay.trim());
        let methods = offer.methods.iter().map(|one| {
            let tokeniser = tokeniser.filter(|_| one.method == Method::Card);
            Way {
                value: one.method.value(),
                name: one.name.clone(),
                note: one.note.clone(),
                logo: one
                    .logo
                    .as_ref()
                    .map(|logo| (uploads::href(&logo.picture), logo.alt.clone())),
                checked: chosen == Some(one.method),
                card: tokeniser.map(|tokeniser| CardArea::of(offer, form, errors, tokeniser)),
            }
        });
        Pay {
            methods: methods.collect(),
            chosen: chosen.map(Method::value).unwrap_or_default(),
            error: said(errors, "pay"),
        }
    }
}

impl CardArea {
    pub(super) fn of(
        offer: &Offer,
        form: &CheckoutForm,
        errors: &[FieldError],
        tokeniser: &Tokeniser,
    ) -> CardArea {
        let area = offer.card_area;
        CardArea {
            merchant: tokeniser.merchant.clone(),
            token_key: tokeniser.key.clone(),
            token_script: tokeniser.script.clone(),
            splits: splits(offer, &form.split),
            split_note: offer.split_note.clone(),
            holder_name: form.holder_name.clone(),
            holder_error: said(errors, "holder_name"),
            error: said(errors, "card"),
            troubles: trouble::of_the_token_script(),
            signed: tokeniser.signed,
            is_review: false,
            registered: Registered::of(offer, form, errors),
            keep: area.asks.then(|| form.keeps_card(area.registered)),
            saves: area.saves,
            last_time: area.registered && !area.saves,
            use_error: said(errors, "card_use"),
        }
    }

    /// As Step3 of the 3-step cart shows it.
    pub(super) fn on_review(self) -> CardArea {
        let registered = self.registered.map(|card| Registered { other: ANOTHER, ..card });
        CardArea { is_review: true, registered, ..self }
    }
}

///
const CHANGED: &str = "ご登録のクレジットカードを変更して購入する";
const ANOTHER: &str = "新しいクレジットカードで購入する";

impl Registered {
    fn of(offer: &Offer, form: &CheckoutForm, errors: &[FieldError]) -> Option<Registered> {
        let card = offer.registered.as_ref()?;
        Some(Registered {
            text: card.text(),
            mark: card.mark.clone(),
            checked: form.prefers_registered_card(),
            other: CHANGED,
            splits: splits(offer, &form.registered_split),
            code_error: said(errors, "card_code"),
        })
    }
}

fn splits(offer: &Offer, chosen: &str) -> Vec<Choice> {
    let all = offer.splits.iter().map(|split| Choice {
        value: split.value(),
        text: split.to_string(),
        selected: split.value() == chosen,
    });
    all.collect()
}
