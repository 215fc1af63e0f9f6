//! Forgets what no limit looks at any more.

use store::sql;

use super::limits::{ADDRESS, SESSION};
use crate::world::World;

/// Deletes the failures of every shop that are too old to count.
pub async fn forget_old(world: &World) -> Result<(), store::Error> {
    const LONGEST: i64 =
        if SESSION.within > ADDRESS.within { SESSION.within } else { ADDRESS.within };
    let until = world.now().after(-LONGEST);
    let forget = world
        .store
        .write(move |tx| tx.exec(sql!("delete from card_failure where at <= $1"), &[until.into()]));
    forget.await.map(drop)
}
