//! Settings of a shop, every version kept: an attempt and its order end with what was in force when
//! they began.

pub mod bank;
pub mod card;
pub mod cart;
pub mod cod;
pub mod form;
pub mod in_store;
pub mod issuer;
mod method;
mod methods;
mod past;
mod plain;
mod replace;
pub mod slips;
mod terms;

use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Tx, sql};

use crate::clock::Timestamp;
use crate::id::ShopId;

pub use bank::BankSettings;
pub use card::CardSettings;
pub use cart::CartSettings;
pub use cod::CodSettings;
pub use in_store::InStoreSettings;
pub use issuer::IssuerSettings;
pub use method::MethodSettings;
pub use methods::{Listed, Methods, Move, change_methods, choices_in, list, methods_in};
pub use past::{Past, past};
pub(crate) use past::{keep_in, past_in};
pub use plain::{Plain, open, save as save_form};
pub use replace::{SaveError, replace};
pub use slips::SlipSettings;
pub use terms::{Logo, MethodTerms};

/// A kind of settings, kept as one JSON text a version.
pub trait Setting: Serialize + DeserializeOwned {
    /// The word of the database.
    const KIND: &'static str;

    /// ⑬ to ⑯, of a payment method.
    fn method_terms(&self) -> Option<&MethodTerms> {
        None
    }
}

/// One version of a kind of settings.
#[derive(Clone, Debug)]
pub struct Version<S> {
    /// Counts from 1.
    pub number: i64,
    /// What it says.
    pub body: S,
}

/// What is in force now; `None` while the kind was never saved (未設定).
pub fn current<S: Setting>(
    tx: &mut dyn Tx,
    shop: ShopId,
) -> Result<Option<Version<S>>, store::Error> {
    let newest = tx.row(
        sql!(
            "select version, body from setting where shop_id = $1 and kind = $2
             order by version desc limit 1"
        ),
        &[shop.into(), S::KIND.into()],
    )?;
    newest.map(|row| version(row.int(0)?, &row.text(1)?)).transpose()
}

/// What was in force at `number`.
pub fn at_version<S: Setting>(
    tx: &mut dyn Tx,
    shop: ShopId,
    number: i64,
) -> Result<Option<Version<S>>, store::Error> {
    let kept = tx.row(
        sql!("select version, body from setting where shop_id = $1 and kind = $2 and version = $3"),
        &[shop.into(), S::KIND.into(), number.into()],
    )?;
    kept.map(|row| version(row.int(0)?, &row.text(1)?)).transpose()
}

/// Saves a new version and tells its number.
pub fn save<S: Setting>(
    tx: &mut dyn Tx,
    shop: ShopId,
    body: &S,
    by: &str,
    now: Timestamp,
) -> Result<i64, store::Error> {
    let number = current::<S>(tx, shop)?.map_or(1, |version| version.number + 1);
    save_as(tx, shop, number, body, by, now)?;
    Ok(number)
}

/// Saves a version under the number of another kind that it belongs to.
fn save_as<S: Setting>(
    tx: &mut dyn Tx,
    shop: ShopId,
    number: i64,
    body: &S,
    by: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    keep_in(tx, shop, S::KIND, number, body, (by, now))
}

fn version<S: Setting>(number: i64, body: &str) -> Result<Version<S>, store::Error> {
    let body = serde_json::from_str(body).map_err(|error| {
        store::Error::Engine(format!("setting {} version {number}: {error}", S::KIND))
    })?;
    Ok(Version { number, body })
}
