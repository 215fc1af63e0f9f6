//! What the checkout works with: cart, price and choices of this moment, the form.

use shop::attempt;
use shop::checkout::{CheckoutForm, FieldError, Sheet};
use shop::id::AttemptId;
use shop::payment::Tokeniser;

use super::page::CheckoutPage;
use super::step::Step;
use crate::headers::origin_of;
use crate::storefront::Visit;
use crate::{App, Fault};

pub(super) struct Desk {
    pub sheet: Sheet,
    pub form: CheckoutForm,
    /// The attempt that this cart's submit key leads to.
    live: Option<AttemptId>,
}

/// Where the form comes from.
#[derive(Clone)]
pub(super) enum Typed {
    /// From the cart's draft.
    Before,
    /// As sent, whole.
    Now(CheckoutForm),
    /// As this step's page sent its part; the rest from the draft.
    On(Step, CheckoutForm),
}

impl Typed {
    pub fn form(&self, draft: Option<&str>) -> CheckoutForm {
        match self {
            Typed::Before => CheckoutForm::from_draft(draft),
            Typed::Now(form) => form.clone(),
            Typed::On(step, sent) => step.merge(&CheckoutForm::from_draft(draft), sent),
        }
    }

    /// All that was sent: a step's page brings along what the other one had.
    pub fn whole(self) -> CheckoutForm {
        match self {
            Typed::Before => CheckoutForm::default(),
            Typed::Now(form) | Typed::On(_, form) => form,
        }
    }
}

impl Desk {
    /// With the form as sent, or as the cart's draft keeps it; else the path of the page that says
    /// why there is no checkout now: the order's own while it is under way, or the cart's.
    pub async fn open(
        app: &App,
        visit: &Visit,
        typed: Typed,
    ) -> Result<Result<Desk, String>, Fault> {
        let Some(cart_id) = visit.cart_id.clone() else { return Ok(Err("/cart".to_owned())) };
        let (shop, front, today) = (visit.shop.id, visit.front.clone(), app.world().now().day());
        let read = move |tx: &mut dyn store::Tx| {
            let cart = shop::cart::load_in(tx, shop, &cart_id)?;
            let live = attempt::find_live_in(tx, shop, &cart_id, &cart.submit_key)?;
            let form = typed.form(cart.draft.as_deref());
            let choices = &front.payment.choices;
            let sheet = Sheet::of(cart, &front.fees, form.wish(), choices, today);
            Ok::<_, store::Error>(Desk { sheet, form, live })
        };
        Ok(match app.world().store.read(read).await? {
            Desk { live: Some(attempt), .. } => Err(format!("/orders/{attempt}")),
            desk if desk.sheet.cart.is_ready() => Ok(desk),
            _ => Err("/cart".to_owned()),
        })
    }

    /// The form's page.
    pub fn page(&self, visit: &Visit, errors: &[FieldError]) -> CheckoutPage {
        let layout = visit.layout("ご注文手続き").script("checkout.js");
        CheckoutPage::of(layout, &self.sheet, &self.form, errors, tokeniser(visit))
    }
}

/// What makes the card token.
pub(super) fn tokeniser(visit: &Visit) -> Option<&Tokeniser> {
    visit.front.payment.tokeniser.as_ref()
}

/// Scheme, host and port of the token script.
pub(super) fn token_origin(visit: &Visit) -> Option<String> {
    origin_of(&tokeniser(visit)?.script)
}
