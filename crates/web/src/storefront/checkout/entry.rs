//! Card entry outside an order: the inputs alone, for ご登録カード管理.

use shop::checkout::{CheckoutForm, FieldError};
use shop::payment::Tokeniser;

use super::trouble::{self, Trouble};
use crate::field::{Said, said};

/// What `card_typed.html` and `card_tail.html` show. Number, term and code have no `name`.
#[derive(Debug)]
pub(in crate::storefront) struct CardEntry {
    pub merchant: String,
    pub token_key: String,
    pub token_script: String,
    pub holder_name: String,
    pub holder_error: Option<Said>,
    pub error: Option<Said>,
    pub troubles: Vec<Trouble>,
    pub signed: bool,
    /// One token is enough: nothing is paid.
    pub saves: bool,
}

impl CardEntry {
    pub(in crate::storefront) fn of(
        form: &CheckoutForm,
        errors: &[FieldError],
        tokeniser: &Tokeniser,
    ) -> CardEntry {
        CardEntry {
            merchant: tokeniser.merchant.clone(),
            token_key: tokeniser.key.clone(),
            token_script: tokeniser.script.clone(),
            holder_name: form.holder_name.clone(),
            holder_error: said(errors, "holder_name"),
            error: said(errors, "card"),
            troubles: trouble::of_the_token_script(),
            signed: tokeniser.signed,
            saves: false,
        }
    }
}
