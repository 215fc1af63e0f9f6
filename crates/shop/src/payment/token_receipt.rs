//! トークン受取ハッシュ鍵: whether a token is what the token script answered, byte for byte (reference 4.1).
//! A contract without the key has nothing to look at.

use paygent::signature::TokenResult;
use store::Tx;

use super::account::{self, AccountError};
use crate::id::ShopId;
use crate::settings::{self, CardSettings};
use crate::world::World;

/// What the token script answered, as the browser passes it on.
#[derive(Clone, Debug, Default)]
pub struct TokenReceipt {
    /// The card token.
    pub token: String,
    /// `masked_card_number`.
    pub masked_card_number: String,
    /// `valid_until`.
    pub valid_until: String,
    /// `fingerprint`.
    pub fingerprint: String,
    /// `hc`: the signature.
    pub signature: String,
}

/// Whether the signature fits; always where the account has no key.
pub async fn is_genuine(
    world: &World,
    shop: ShopId,
    receipt: &TokenReceipt,
) -> Result<bool, AccountError> {
    let cipher = world.cipher.clone();
    let read = move |tx: &mut dyn Tx| {
        let Some(card) = settings::current::<CardSettings>(tx, shop)? else { return Ok(None) };
        let account = account::find(tx, &cipher, shop, &card.body.merchant)?;
        Ok::<_, AccountError>(account.token_receipt_key)
    };
    let Some(key) = world.store.read(read).await? else { return Ok(true) };
    let told = TokenResult {
        token: &receipt.token,
        masked_card_number: &receipt.masked_card_number,
        valid_until: &receipt.valid_until,
        fingerprint: &receipt.fingerprint,
    };
    Ok(told.verify(key.expose(), &receipt.signature))
}
