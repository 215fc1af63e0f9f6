//! 設定する: a new version, if nobody else has saved since the form was opened.

use store::Tx;

use super::{Setting, current, save};
use crate::checkout::FieldError;
use crate::id::ShopId;
use crate::payment::account::AccountError;
use crate::world::World;

/// Why nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// These fields must be changed first.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldError>),
    /// Somebody saved since the form was opened.
    #[error("the settings have changed meanwhile")]
    Changed,
    /// A merchant account, or the database.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<store::Error> for SaveError {
    fn from(error: store::Error) -> SaveError {
        match error {
            // Two at once: the other one was first.
            store::Error::Unique(_) => SaveError::Changed,
            error => SaveError::Account(error.into()),
        }
    }
}

/// Saves a new version and tells its number; `from` is the version that the form began with, 0
/// without one.
pub async fn replace<S: Setting + Send + 'static>(
    world: &World,
    shop: ShopId,
    by: &str,
    from: i64,
    body: S,
) -> Result<i64, SaveError> {
    let (by, now) = (by.to_owned(), world.now());
    let write = move |tx: &mut dyn Tx| {
        is_from::<S>(tx, shop, from)?;
        Ok(save(tx, shop, &body, &by, now)?)
    };
    world.store.write(write).await
}

/// Whether `from` is still in force.
pub(super) fn is_from<S: Setting>(
    tx: &mut dyn Tx,
    shop: ShopId,
    from: i64,
) -> Result<(), SaveError> {
    match current::<S>(tx, shop)?.map_or(0, |version| version.number) {
        number if number == from => Ok(()),
        _ => Err(SaveError::Changed),
    }
}
