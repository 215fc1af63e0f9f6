//! What the checkout works with: cart, price and choices of this moment, the form, the payment settings.

use shop::checkout::{self, CardChoices, CheckoutForm, FieldError, Sheet};
use shop::payment::account;
use shop::settings::{self, CardSettings};

use super::page::{CheckoutPage, Tokeniser};
use crate::storefront::Visit;
use crate::{App, Fault};

pub(super) struct Desk {
    pub sheet: Sheet,
    pub form: CheckoutForm,
    pub choices: CardChoices,
    tokeniser: Tokeniser,
}

impl Desk {
    /// With the form as sent, or as the cart's draft keeps it. `None`: the cart cannot go on to the checkout, its own
    /// page says why.
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
            let card = settings::current::<CardSettings>(tx, shop)?.map(|version| version.body);
            let choices = settings::card::choices(card.as_ref());
            let form = match &sent {
                Some(form) => form.clone(),
                None => {
                    let cart = shop::cart::load_in(tx, shop, &cart_id)?;
                    CheckoutForm::from_draft(cart.draft.as_deref())
                }
            };
            let to = (form.destination(), form.carrier_id());
            let sheet = checkout::sheet_in(tx, shop, &cart_id, to, &choices)?;
            Ok::<_, store::Error>((sheet, form, choices, card))
        };
        let (sheet, form, choices, card) = app.world().store.read(read).await?;
        let tokeniser = match card {
            Some(card) => tokeniser(app, visit, &card).await?,
            None => Tokeniser::default(),
        };
        Ok(Some(Desk { sheet, form, choices, tokeniser }))
    }

    /// The form's page.
    pub fn page(&self, visit: &Visit, errors: &[FieldError]) -> CheckoutPage {
        let layout = visit.layout("ご注文手続き").script("checkout.js");
        CheckoutPage::of(layout, &self.sheet, &self.form, errors, &self.tokeniser)
    }

    /// Scheme, host and port of the token script.
    pub fn token_origin(&self) -> Option<String> {
        let (scheme, rest) = self.tokeniser.token_script.split_once("://")?;
        let host = rest.split('/').next()?;
        Some(format!("{scheme}://{host}"))
    }
}

async fn tokeniser(app: &App, visit: &Visit, card: &CardSettings) -> Result<Tokeniser, Fault> {
    let account = account::load(app.world(), visit.shop.id, &card.merchant).await;
    let account = account.map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(Tokeniser {
        merchant: account.merchant.0,
        token_key: account.token_key,
        token_script: account.endpoints.token_script,
    })
}
