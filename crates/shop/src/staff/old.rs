//! Forgets what is kept for a time only.

use store::{Tx, sql};

use super::limit;
use crate::clock::DAY;
use crate::world::World;

/// Sign-ins, views and browsers are kept for a year (reliability-security, IPA).
const KEPT: i64 = 366 * DAY;

/// Deletes what is too old of every shop.
pub async fn forget_old(world: &World) -> Result<(), store::Error> {
    let now = world.now();
    let (year, minute) = (now.after(-KEPT), now.after(-limit::WITHIN));
    let forget = move |tx: &mut dyn Tx| {
        tx.exec(sql!("delete from staff_try where at <= $1"), &[minute.into()])?;
        tx.exec(sql!("delete from staff_sign_in where at <= $1"), &[year.into()])?;
        tx.exec(sql!("delete from staff_view where at <= $1"), &[year.into()])?;
        tx.exec(sql!("delete from staff_device where seen_at <= $1"), &[year.into()])
    };
    world.store.write(forget).await.map(drop)
}
