//! How the checkout lets buyers pay: choices, tokeniser, and whether it is a sandbox.

use store::{Tx, sql};

use super::account::Endpoints;
use crate::card_testing;
use crate::checkout::{Choices, Method};
use crate::clock::Timestamp;
use crate::id::ShopId;
use crate::settings::{self, CardSettings, card};

/// Public values only: they stand in the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentFront {
    /// What the page offers.
    pub choices: Choices,
    /// The tokeniser; none while the card is not offered.
    pub tokeniser: Option<Tokeniser>,
}

/// What the browser needs to make a card token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokeniser {
    /// ① マーチャントID.
    pub merchant: String,
    /// ④ トークン生成鍵.
    pub key: String,
    /// Where `PaygentToken.js` is.
    pub script: String,
    /// A rehearsal: said on every page.
    pub sandbox: bool,
    /// Its answers are signed: トークン受取ハッシュ鍵 is set.
    pub signed: bool,
}

/// The card as the shop offers it now.
pub fn front_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    now: Timestamp,
) -> Result<PaymentFront, store::Error> {
    let settings = settings::current::<CardSettings>(tx, shop)?.map(|version| version.body);
    let mut choices = settings::choices_in(tx, shop)?;
    let tokeniser = match &settings {
        Some(card) => tokeniser(tx, shop, card)?,
        None => None,
    };
    choices.card.subscriptions_run = card::subscriptions_run(tx, shop)?;
    choices.card.paused = card_testing::brake_in(tx, shop)?.is_on(now);
    // Settings without their account offer nothing.
    choices.methods.retain(|(method, _)| *method != Method::Card || tokeniser.is_some());
    Ok(PaymentFront { choices, tokeniser })
}

fn tokeniser(
    tx: &mut dyn Tx,
    shop: ShopId,
    card: &CardSettings,
) -> Result<Option<Tokeniser>, store::Error> {
    let row = tx.row(
        sql!(
            "select token_key, endpoints, case when token_receipt_key is null then 0 else 1 end
             from merchant_account
             where shop_id = $1 and merchant_id = $2"
        ),
        &[shop.into(), (&card.merchant).into()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let endpoints: Endpoints = serde_json::from_str(&row.text(1)?)
        .map_err(|error| store::Error::Engine(format!("merchant_account.endpoints: {error}")))?;
    Ok(Some(Tokeniser {
        merchant: card.merchant.0.clone(),
        key: row.text(0)?,
        script: endpoints.token_script,
        sandbox: endpoints.sandbox,
        signed: row.int(2)? == 1,
    }))
}
