//! 帳票: what the papers of an order say. They are printed by [`crate::order_file`].

mod build;

pub use documents::forms::{FormKind, Paper, Picture};

pub(crate) use build::Ground;

use store::Tx;

use crate::id::OrderId;
use crate::order::record::records;
use crate::profile::Shop;
use crate::world::World;

/// What one paper of an order would say now; nothing is printed, and nothing noted. None where
/// there is no such order, or its people were erased.
pub async fn draft(
    world: &World,
    shop: &Shop,
    order: OrderId,
    kind: FormKind,
) -> Result<Option<Paper>, store::Error> {
    let (of, now) = (shop.clone(), world.now());
    let read = move |tx: &mut dyn Tx| {
        let ground = Ground::read(tx, &of)?;
        let found = records(tx, of.id, &[order.0])?.pop();
        let Some(record) = found else { return Ok(None) };
        let checkout = record.people();
        Ok(checkout.map(|checkout| ground.paper(&record, checkout, kind, now)))
    };
    world.store.read(read).await
}
