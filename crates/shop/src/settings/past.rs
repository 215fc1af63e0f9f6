//! 変更履歴: who saved what, and when; every version that was kept, newest first.

use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Tx, sql};

use super::Plain;
use crate::clock::Timestamp;
use crate::id::ShopId;
use crate::world::World;

/// One version.
#[derive(Clone, Debug)]
pub struct Past<F> {
    /// Its number, from 1.
    pub number: i64,
    /// Who saved it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What it said.
    pub said: F,
}

impl<F> Past<F> {
    /// The same version, said otherwise.
    pub fn map<T>(self, say: impl FnOnce(F) -> T) -> Past<T> {
        let Past { number, by, at, said } = self;
        Past { number, by, at, said: say(said) }
    }
}

/// The newest versions of a kind of settings as forms, at most `limit`.
pub async fn past<S: Plain>(
    world: &World,
    shop: ShopId,
    limit: i64,
) -> Result<Vec<Past<S::Form>>, store::Error> {
    let read = move |tx: &mut dyn Tx| past_in::<S>(tx, shop, S::KIND, limit);
    let as_form = |one: Past<S>| one.map(|said| S::form(Some(&said)));
    Ok(world.store.read(read).await?.into_iter().map(as_form).collect())
}

/// The same of whatever is kept under the word `kind`.
pub(crate) fn past_in<T: DeserializeOwned>(
    tx: &mut dyn Tx,
    shop: ShopId,
    kind: &str,
    limit: i64,
) -> Result<Vec<Past<T>>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select version, saved_by, saved_at, body from setting where shop_id = $1 and kind = $2
             order by version desc limit $3"
        ),
        &[shop.into(), kind.into(), limit.into()],
    )?;
    let read = |row: &store::Row| {
        let (number, body) = (row.int(0)?, row.text(3)?);
        let said = serde_json::from_str(&body).map_err(|error| {
            store::Error::Engine(format!("setting {kind} version {number}: {error}"))
        })?;
        Ok(Past { number, by: row.text(1)?, at: Timestamp(row.int(2)?), said })
    };
    rows.iter().map(read).collect()
}

/// Keeps a version under the word `kind`.
pub(crate) fn keep_in(
    tx: &mut dyn Tx,
    shop: ShopId,
    kind: &str,
    number: i64,
    said: &impl Serialize,
    (by, at): (&str, Timestamp),
) -> Result<(), store::Error> {
    let text = serde_json::to_string(said).map_err(|e| store::Error::Engine(e.to_string()))?;
    tx.exec(
        sql!(
            "insert into setting (shop_id, kind, version, body, saved_by, saved_at)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        &[shop.into(), kind.into(), number.into(), text.into(), by.into(), at.into()],
    )?;
    Ok(())
}
