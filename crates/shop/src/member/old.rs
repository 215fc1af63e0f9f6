//! Forgets what opens nothing any more: links, sessions, tries, registrations that nobody
//! confirmed, browsers that nobody uses, and the mails that held such links.

use store::{Tx, sql};

use super::session::IDLE_MAX;
use crate::clock::{DAY, HOUR};
use crate::world::World;

/// A registration waits that long for its confirmation.
const UNCONFIRMED_KEPT: i64 = 7 * DAY;
/// A browser keeps its cookie no longer.
const DEVICE_KEPT: i64 = 400 * DAY;
/// The limits look back ten minutes.
const TRIES_KEPT: i64 = HOUR;
/// Long enough to see what was sent.
const MAILS_KEPT: i64 = 7 * DAY;

/// Deletes what every shop has of it.
pub async fn forget_old(world: &World) -> Result<(), store::Error> {
    let now = world.now();
    let forget = move |tx: &mut dyn Tx| {
        let before = |kept: i64| now.after(-kept).into();
        tx.exec(sql!("delete from member_link where expires_at <= $1"), &[now.into()])?;
        tx.exec(sql!("delete from member_session where seen_at <= $1"), &[before(IDLE_MAX)])?;
        tx.exec(sql!("delete from member_device where seen_at <= $1"), &[before(DEVICE_KEPT)])?;
        tx.exec(
            sql!(
                "delete from sign_in_try
                 where shop_id in (select shop_id from shop) and at <= $1"
            ),
            &[before(TRIES_KEPT)],
        )?;
        tx.exec(
            sql!(
                "delete from member
                 where email_confirmed_at is null and registered_at <= $1"
            ),
            &[before(UNCONFIRMED_KEPT)],
        )?;
        tx.exec(
            sql!(
                "delete from outbox
                 where kind in ('member', 'member_asked', 'card')
                   and state <> 'waiting' and created_at <= $1"
            ),
            &[before(MAILS_KEPT)],
        )
    };
    world.store.write(forget).await.map(drop)
}
