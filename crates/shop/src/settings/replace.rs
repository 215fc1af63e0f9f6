//! 設定する: a new version, if nobody else has saved since the form was opened.

use store::Tx;

use super::{Setting, current, save};
use crate::checkout::FieldError;
use crate::id::ShopId;
use crate::payment::account::AccountError;
use crate::upload;
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
        may_follow(tx, shop, from, &body)?;
        Ok(save(tx, shop, &body, &by, now)?)
    };
    world.store.write(write).await
}

/// Whether `from` is still in force, and the picture that `body` names is kept.
pub(super) fn may_follow<S: Setting>(
    tx: &mut dyn Tx,
    shop: ShopId,
    from: i64,
    body: &S,
) -> Result<(), SaveError> {
    if current::<S>(tx, shop)?.map_or(0, |version| version.number) != from {
        return Err(SaveError::Changed);
    }
    match body.method_terms().and_then(|terms| terms.logo.as_ref()) {
        Some(logo) if !upload::is_kept(tx, shop, &logo.picture)? => {
            let message = "⑯ 画像をもう一度選んでください。".to_owned();
            let more = "選んだ画像は、時間がたったため残っていません。".to_owned();
            Err(SaveError::Fields(vec![FieldError { field: "logo", message, more }]))
        }
        _ => Ok(()),
    }
}
