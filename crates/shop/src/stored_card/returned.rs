//! The way back from the card issuer of a card that is only registered.

use paygent::ThreeDsReturn;
use store::sql;

use super::register::{Registration, fail, pack, store_it};
use crate::payment::ThreeDs;
use crate::payment::account::AccountError;
use crate::profile::Shop;
use crate::world::World;

/// Why a return from the card issuer changes nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReturnError {
    /// Nothing waits for this return.
    #[error("no registration waits for this return")]
    Unknown,
    /// The hash is not Paygent's.
    #[error("the return is not Paygent's")]
    Forged,
    /// Account or database.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<store::Error> for ReturnError {
    fn from(error: store::Error) -> ReturnError {
        ReturnError::Account(error.into())
    }
}

/// The registration that waits, or waited, for this return.
pub async fn find_by_return_id(
    world: &World,
    shop: &Shop,
    return_id: &str,
) -> Result<Option<Registration>, store::Error> {
    let (shop, wanted) = (shop.id, return_id.to_owned());
    let read = world.store.read(move |tx| {
        let row = tx.row(
            sql!(
                "select registration_id from card_registration
                 where shop_id = $1 and return_id = $2"
            ),
            &[shop.into(), wanted.as_str().into()],
        )?;
        row.map(|row| Ok::<_, store::Error>(Registration(row.text(0)?))).transpose()
    });
    read.await
}

/// Goes on after the card issuer's page, proven by hash ⑩ and the single-use id as an order's
/// return is. A second return does nothing.
pub async fn returned(
    world: &World,
    shop: &Shop,
    return_id: &str,
    back: &ThreeDsReturn,
) -> Result<Registration, ReturnError> {
    let id = find_by_return_id(world, shop, return_id).await?.ok_or(ReturnError::Unknown)?;
    let Some(packed) = pack(world, shop.id, &id).await? else { return Ok(id) };
    if packed.state != "challenge" {
        return Ok(id);
    }
    let key = packed.account.three_ds_key.as_ref().ok_or(ReturnError::Forged)?;
    if !back.is_of(&packed.auth_id, key.expose()) {
        return Err(ReturnError::Forged);
    }
    let level = packed.settings.attempt_level;
    match (back.result.as_str(), ThreeDs::from_attempt_kbn(&back.attempt)) {
        ("0", Some(three_ds)) if level.goes_on_with(three_ds) => {
            store_it(world, shop, packed).await?;
        }
        _ => fail(world, shop.id, &id, &back.code, &back.detail).await?,
    }
    Ok(id)
}
