//! What the checkout works with: cart, price and choices of this moment, the form, the payment
//! settings.

use shop::attempt;
use shop::checkout::{self, CardChoices, CheckoutForm, FieldError, Sheet};
use shop::id::AttemptId;
use shop::payment::{self, Tokeniser};

use super::page::CheckoutPage;
use crate::storefront::Visit;
use crate::{App, Fault};

pub(super) struct Desk {
    pub sheet: Sheet,
    pub form: CheckoutForm,
    pub choices: CardChoices,
    /// The attempt that this cart's submit key leads to.
    live: Option<AttemptId>,
    tokeniser: Option<Tokeniser>,
}

impl Desk {
    /// With the form as sent, or as the cart's draft keeps it; else the path of the page that says
    /// why there is no checkout now: the order's own while it is under way, or the cart's.
    pub async fn open(
        app: &App,
        visit: &Visit,
        sent: Option<CheckoutForm>,
    ) -> Result<Result<Desk, String>, Fault> {
        Ok(match Desk::for_any_cart(app, visit, sent).await? {
            Some(Desk { live: Some(attempt), .. }) => Err(format!("/orders/{attempt}")),
            Some(desk) if desk.sheet.cart.is_ready() => Ok(desk),
            Some(_) | None => Err("/cart".to_owned()),
        })
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
            let live = attempt::find_live_in(tx, shop, &cart_id, &sheet.cart.submit_key)?;
            let (choices, tokeniser) = (front.choices, front.tokeniser);
            Ok::<_, store::Error>(Some(Desk { sheet, form, choices, live, tokeniser }))
        };
        Ok(app.world().store.read(read).await?)
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
