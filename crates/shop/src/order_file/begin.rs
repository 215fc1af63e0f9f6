//! A file is committed before it is made: from then on it is made, whoever waits.

use sha2::{Digest, Sha256};
use store::{Tx, sql};

use super::sweep::{Claim, LEASE};
use super::{Asked, MOST};
use crate::counter;
use crate::id::{FileId, OrderId, ShopId};
use crate::world::World;

/// A file that was asked for.
pub struct Begun {
    /// Which.
    pub id: FileId,
    /// The right to make it, where this call has begun it to be made here.
    pub(super) claim: Option<Claim>,
}

/// Begins a file for the background, or finds the one that this page has begun already; none
/// without an order. `key` was made with the page that asks.
pub async fn begin(
    world: &World,
    shop: ShopId,
    (key, asked, orders): (&str, &Asked, &[OrderId]),
    by: &str,
) -> Result<Option<FileId>, store::Error> {
    let begun = put(world, shop, (key, asked, orders), (by, false)).await?;
    world.bell.notify_one();
    Ok(begun.map(|begun| begun.id))
}

/// The same, to be made by [`super::drive`] at once.
pub async fn begin_here(
    world: &World,
    shop: ShopId,
    (key, asked, orders): (&str, &Asked, &[OrderId]),
    by: &str,
) -> Result<Option<Begun>, store::Error> {
    put(world, shop, (key, asked, orders), (by, true)).await
}

async fn put(
    world: &World,
    shop: ShopId,
    (key, asked, orders): (&str, &Asked, &[OrderId]),
    (by, is_here): (&str, bool),
) -> Result<Option<Begun>, store::Error> {
    let mut once: Vec<i64> = Vec::new();
    for order in orders.iter().take(MOST) {
        if !once.contains(&order.0) {
            once.push(order.0);
        }
    }
    if once.is_empty() {
        return Ok(None);
    }
    let json = |text: Result<String, serde_json::Error>| {
        text.map_err(|error| store::Error::Engine(error.to_string()))
    };
    let total = i64::try_from(once.len()).unwrap_or(i64::MAX);
    let (asked, orders) =
        (json(serde_json::to_string(asked))?, json(serde_json::to_string(&once))?);
    // One page may ask for several files; the same of it comes twice and is one.
    let same = Sha256::digest(format!("{key} {asked} {orders}"));
    let (key, by, now) = (hex::encode(same), by.to_owned(), world.now());
    let due = if is_here { now.after(LEASE) } else { now };
    let owner = is_here.then(|| world.process.to_string());
    let write = move |tx: &mut dyn Tx| {
        if let Some(id) = known(tx, shop, &key)? {
            return Ok(Begun { id, claim: None });
        }
        let id = FileId(counter::next(tx, shop, "order_file")?);
        let begun = tx.exec(
            sql!(
                "insert into order_file (shop_id, file_id, asked_key, asked, orders, asked_by,
                   started_at, state, total, done, report, name, owner, fence, due_at)
                 values ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, 0, '[]', '', $9, 0, $10)
                 on conflict do nothing"
            ),
            &[
                shop.into(),
                id.into(),
                key.as_str().into(),
                asked.as_str().into(),
                orders.as_str().into(),
                by.as_str().into(),
                now.into(),
                total.into(),
                owner.as_deref().into(),
                due.into(),
            ],
        )?;
        if begun == 0 {
            // The same page was sent at the same moment.
            let id = known(tx, shop, &key)?.ok_or(store::Error::Busy)?;
            return Ok(Begun { id, claim: None });
        }
        let claim = owner.is_some().then_some(Claim { shop, file: id, fence: 0 });
        Ok(Begun { id, claim })
    };
    world.store.write(write).await.map(Some)
}

fn known(tx: &mut dyn Tx, shop: ShopId, key: &str) -> Result<Option<FileId>, store::Error> {
    let row = tx.row(
        sql!("select file_id from order_file where shop_id = $1 and asked_key = $2"),
        &[shop.into(), key.into()],
    )?;
    row.map(|row| Ok(FileId(row.int(0)?))).transpose()
}
