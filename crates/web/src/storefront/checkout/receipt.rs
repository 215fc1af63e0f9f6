//! Whether a card token is what the token script answered, wherever a card is entered.

use shop::checkout::{CheckoutForm, Hidden};
use shop::payment::token_receipt::{self, TokenReceipt};

use crate::storefront::Visit;
use crate::{App, Fault};

/// A token, its term and its signature; the masked number and the fingerprint are of the card, and
/// so of every token made of it.
type Made<'a> = (&'a Hidden, &'a str, &'a str);

/// The token that 020 or 025 uses.
pub(in crate::storefront) fn to_pay(form: &CheckoutForm) -> Made<'_> {
    (&form.card_token, &form.card_valid_until, &form.card_signature)
}

/// The second one, for 025 after an order.
pub(super) fn to_save(form: &CheckoutForm) -> Made<'_> {
    (&form.save_token, &form.save_valid_until, &form.save_signature)
}

/// Whether its signature fits; a contract that signs nothing is believed.
pub(in crate::storefront) async fn is_genuine(
    app: &App,
    visit: &Visit,
    form: &CheckoutForm,
    (token, valid_until, signature): Made<'_>,
) -> Result<bool, Fault> {
    if !visit.front.payment.tokeniser.as_ref().is_some_and(|tokeniser| tokeniser.signed) {
        return Ok(true);
    }
    let receipt = TokenReceipt {
        token: token.0.clone(),
        masked_card_number: form.card_masked.clone(),
        valid_until: valid_until.to_owned(),
        fingerprint: form.card_fingerprint.clone(),
        signature: signature.to_owned(),
    };
    Ok(token_receipt::is_genuine(app.world(), visit.shop.id, &receipt).await?)
}
