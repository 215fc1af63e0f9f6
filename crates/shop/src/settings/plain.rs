//! A settings form without secrets: opened, checked, saved as a new version.

use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Tx;

use super::{SaveError, Setting, Version, current, replace};
use crate::checkout::FieldError;
use crate::id::ShopId;
use crate::world::World;

/// Settings that are typed into a form and nothing else.
pub trait Plain: Setting + Send + 'static {
    /// Everything as typed; absent fields are empty.
    type Form: Clone + Default + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// What is in force; what is usual where nothing is.
    fn form(current: Option<&Self>) -> Self::Form;

    /// What the form comes to, or a sentence beside each field that needs one.
    fn check(form: &Self::Form) -> Result<Self, Vec<FieldError>>;
}

/// What is in force in a shop.
pub async fn open<S: Plain>(
    world: &World,
    shop: ShopId,
) -> Result<Option<Version<S>>, store::Error> {
    world.store.read(move |tx: &mut dyn Tx| current::<S>(tx, shop)).await
}

/// Saves the form as a new version and tells its number; `from` is the version it was opened with,
/// 0 without one.
pub async fn save<S: Plain>(
    world: &World,
    shop: ShopId,
    by: &str,
    from: i64,
    form: &S::Form,
) -> Result<i64, SaveError> {
    let body = S::check(form).map_err(SaveError::Fields)?;
    replace(world, shop, by, from, body).await
}
