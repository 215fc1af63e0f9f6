//! What the checkout works with: cart, price and choices of this moment, the form.

use shop::attempt;
use shop::checkout::{CheckoutForm, FieldError, Offer, Sheet};
use shop::id::{AttemptId, MemberId, MerchantId, ShopId};
use shop::member::{self, SavedAddress};
use shop::payment::{PaymentFront, Tokeniser};
use shop::stored_card;

use super::page::{CheckoutPage, beside_the_chosen_card};
use super::saved;
use super::step::Step;
use crate::headers::origin_of;
use crate::storefront::Visit;
use crate::{App, Fault};

pub(super) struct Desk {
    pub sheet: Sheet,
    pub form: CheckoutForm,
    /// お届け先リスト of a member.
    pub saved: Vec<SavedAddress>,
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
        let member = visit.member.clone();
        let read = move |tx: &mut dyn store::Tx| {
            let cart = shop::cart::load_in(tx, shop, &cart_id)?;
            let live = attempt::find_live_in(tx, shop, &cart_id, &cart.submit_key)?;
            let by = member.as_ref().map(|member| member.id);
            let mut form = typed.form(cart.draft_for(by));
            if let (Typed::Before, Some(member)) = (&typed, &member) {
                form.fill_in(&member.buyer);
            }
            let choices = &front.payment.choices;
            let mut sheet = Sheet::of(cart, &front.fees, form.wish(), choices, today);
            if let Some(member) = &member {
                sheet.offer = to_member(tx, shop, sheet.offer, &front.payment, member.id)?;
            }
            let saved = match &member {
                Some(member) => member::addresses_in(tx, shop, member.id)?,
                None => Vec::new(),
            };
            Ok::<_, store::Error>(Desk { sheet, form, saved, live })
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
        let errors = &beside_the_chosen_card(errors, &self.form, &self.sheet.offer);
        let mut page = CheckoutPage::of(layout, &self.sheet, &self.form, errors, tokeniser(visit));
        page.saved = saved::choices(&self.saved);
        page.is_guest = visit.member.is_none();
        page
    }
}

/// The offer with what a member's card area has (M3).
pub(super) fn to_member(
    tx: &mut dyn store::Tx,
    shop: ShopId,
    offer: Offer,
    payment: &PaymentFront,
    member: MemberId,
) -> Result<Offer, store::Error> {
    let Some(tokeniser) = &payment.tokeniser else { return Ok(offer) };
    let merchant = MerchantId(tokeniser.merchant.clone());
    let registered = stored_card::registered_in(tx, shop, member, &merchant)?;
    Ok(offer.to_member(payment.choices.card.linking, registered))
}

/// What makes the card token.
pub(super) fn tokeniser(visit: &Visit) -> Option<&Tokeniser> {
    visit.front.payment.tokeniser.as_ref()
}

/// Scheme, host and port of the token script.
pub(super) fn token_origin(visit: &Visit) -> Option<String> {
    origin_of(&tokeniser(visit)?.script)
}
