//! ご注文の確認: the six items of the law, and 注文する with the amount. A dialog with our module, a page
//! without.

use askama::Template;
use shop::cart::Cart;
use shop::checkout::{
    CardChoice, CardPay, Checkout, CheckoutForm, Confirmation, Offer, Pay, RegisteredCard,
};

use super::pairs::pairs;
use super::sums::Sums;
use crate::Layout;

/// The page.
#[derive(Debug, Template)]
#[template(path = "storefront/checkout/confirm.html")]
pub(crate) struct ConfirmPage {
    layout: Layout,
    sums: Sums,
    terms: Terms,
    agreed: Agreed,
}

/// The same inside the checkout's dialog.
#[derive(Debug, Template)]
#[template(path = "storefront/checkout/confirm_fragment.html")]
pub(crate) struct ConfirmFragment {
    pub(super) sums: Sums,
    pub(super) terms: Terms,
    pub(super) agreed: Agreed,
}

/// What 注文する sends: what the buyer agreed to, and the form.
#[derive(Debug)]
pub(super) struct Agreed {
    pub submit_key: String,
    pub shown_total: i64,
    /// The shipping is to be agreed on later (別途連絡).
    pub shown_open: bool,
    pub form: Vec<(&'static str, String)>,
}

/// Payment, delivery, withdrawal: everything but lines and sums.
#[derive(Debug)]
pub(super) struct Terms {
    pub method: String,
    /// The registered card that is to be charged; the page's module fills in one that was typed.
    pub card: String,
    pub split: Option<String>,
    pub timing: String,
    pub note: String,
    pub details: Option<(&'static str, Vec<String>)>,
    pub time: String,
    pub wish: Option<String>,
    pub name: String,
    pub phone: String,
    pub address: String,
    pub withdrawal: String,
    pub period: String,
    pub buyer: String,
    pub email: String,
    pub extras: Vec<(&'static str, Vec<String>)>,
    pub remarks: Vec<String>,
}

impl ConfirmFragment {
    pub(super) fn of<P>(
        said: &Confirmation,
        cart: &Cart,
        checkout: &Checkout<P>,
        form: &CheckoutForm,
    ) -> ConfirmFragment {
        // What was not said was the first carrier of this moment: its name is sent on.
        let form = CheckoutForm { carrier: checkout.carrier_id.to_string(), ..form.clone() };
        ConfirmFragment {
            sums: Sums::of(&said.price, cart),
            terms: Terms::of(said, checkout),
            agreed: Agreed {
                submit_key: cart.submit_key.0.clone(),
                shown_total: said.price.total_so_far().0,
                shown_open: said.price.is_shipping_undecided(),
                form: pairs(&form),
            },
        }
    }

    /// With the registered card that is to be charged, if it is one.
    pub(super) fn charging(mut self, checkout: &Checkout, offer: &Offer) -> ConfirmFragment {
        if let Pay::Card(CardPay { choice: CardChoice::Registered { .. }, .. }) = &checkout.pay {
            self.terms.card =
                offer.registered.as_ref().map(RegisteredCard::text).unwrap_or_default();
        }
        self
    }

    pub(super) fn into_page(self, layout: Layout) -> ConfirmPage {
        let ConfirmFragment { sums, terms, agreed } = self;
        ConfirmPage { layout, sums, terms, agreed }
    }
}

impl Terms {
    fn of<P>(said: &Confirmation, checkout: &Checkout<P>) -> Terms {
        let (payment, delivery) = (&said.payment, &said.delivery);
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        let address = &delivery.address;
        Terms {
            method: payment.method_name.clone(),
            card: String::new(),
            split: payment.split.clone(),
            timing: payment.timing.clone(),
            note: payment.note.clone(),
            details: payment.details.as_ref().map(|(heading, text)| (*heading, lines(text))),
            time: delivery.time.clone(),
            wish: delivery.wish.clone(),
            name: delivery.name.clone(),
            phone: delivery.phone.clone(),
            address: format!("〒{} {}", address.postal_text(), address.line()),
            withdrawal: said.withdrawal.clone(),
            period: said.application_period.clone(),
            buyer: format!("{}（{}）", checkout.buyer.name(), checkout.buyer.kana()),
            email: checkout.buyer.email.clone(),
            extras: checkout
                .extras
                .said()
                .iter()
                .map(|(name, text)| (*name, lines(text)))
                .collect(),
            remarks: lines(&checkout.note),
        }
    }
}
