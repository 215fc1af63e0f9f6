//! What the checkout works with: cart, price and choices of this moment, the form, the payment
//! settings.

use shop::checkout::{self, CardChoices, CheckoutForm, FieldError, Sheet};
use shop::payment::{self, Tokeniser};

use super::page::CheckoutPage;
use crate::storefront::Visit;
use crate::{App, Fault};

pub(super) struct Desk {
    pub sheet: Sheet,
    pub form: CheckoutForm,
    pub choices: CardChoices,
    tokeniser: Option<Tokeniser>,
}

impl Desk {
    /// With the form as sent, or as the cart's draft keeps it. `None`: the cart cannot go on to the
    /// checkout, its own page says why.
    pub async fn open(
        app: &App,
        visit: &Visit,
        sent: Option<CheckoutForm>,
    ) -> Result<Option<Desk>, Fault> {
        let desk = Desk::for_any_cart(app, visit, sent).await?;
        Ok(desk.filter(|desk| desk.sheet.cart.is_ready()))
    }

    /// The same for a cart in any state: after 注文する it may be empty already.
    pub async fn for_any_cart(
        app: &App,
        visit: &Visit,
        sent: Option<CheckoutForm>,
    ) -> Result<Option<Desk>, Fault> {
        let Some(cart_id) = visit.cart_id.clone() else { return Ok(None) };
        let shop = visit.shop.id;
        let read = move |tx: &mut dyn store::Tx| {
            let front = payment::front_in(tx, shop)?;
            let form = match &sent {
                Some(form) => form.clone(),
                None => {
                    let cart = shop::cart::load_in(tx, shop, &cart_id)?;
                    CheckoutForm::from_draft(cart.draft.as_deref())
                }
            };
            let to = (form.destination(), form.carrier_id());
            let sheet = checkout::sheet_in(tx, shop, &cart_id, to, &front.choices)?;
            Ok::<_, store::Error>((sheet, form, front))
        };
        let (sheet, form, front) = app.world().store.read(read).await?;
        Ok(Some(Desk { sheet, form, choices: front.choices, tokeniser: front.tokeniser }))
    }

    /// The form's page.
    pub fn page(&self, visit: &Visit, errors: &[FieldError]) -> CheckoutPage {
        let layout = visit.layout("ご注文手続き").script("checkout.js");
        CheckoutPage::of(layout, &self.sheet, &self.form, errors, self.tokeniser.as_ref())
    }

    /// Scheme, host and port of the token script.
    pub fn token_origin(&self) -> Option<String> {
        let (scheme, rest) = self.tokeniser.as_ref()?.script.split_once("://")?;
        let host = rest.split('/').next()?;
        Some(format!("{scheme}://{host}"))
    }
}
