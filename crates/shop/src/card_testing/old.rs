//! Forgets what no limit looks at any more.

use store::{Tx, sql};

use super::limits::LONGEST;
use crate::world::World;

/// Deletes what every shop counted and what is too old to count.
pub async fn forget_old(world: &World) -> Result<(), store::Error> {
    let until = world.now().after(-LONGEST);
    let forget = move |tx: &mut dyn Tx| {
        tx.exec(sql!("delete from card_failure where at <= $1"), &[until.into()])?;
        tx.exec(sql!("delete from issuer_left where at <= $1"), &[until.into()])
    };
    world.store.write(forget).await.map(drop)
}
