//! A session: an opaque token of 256 random bits; the database knows its SHA-256 only.

use store::{Tx, sql};

use super::Staff;
use crate::clock::{HOUR, MINUTE, Timestamp};
use crate::id::{ShopId, StaffId};
use crate::profile::Shop;
use crate::token::Token as SessionToken;
use crate::world::World;

/// A session unused for so long has ended, in milliseconds.
pub const IDLE_MAX: i64 = 12 * HOUR;
/// Being used is written down this often at most: pages stay reads.
const SEEN_EVERY: i64 = 5 * MINUTE;
/// Who shows this token, if its session lives. Notes at most every five minutes that it is in use.
pub async fn find_session(
    world: &World,
    shop: &Shop,
    token: &SessionToken,
) -> Result<Option<Staff>, store::Error> {
    let (shop, hash, now) = (shop.id, token.hash(), world.now());
    let key = hash.clone();
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select s.staff_id, s.login, s.name, e.seen_at
                 from staff_session e
                 join staff s on s.shop_id = e.shop_id and s.staff_id = e.staff_id
                 where e.shop_id = $1 and e.token_hash = $2 and e.seen_at > $3"
            ),
            &[shop.into(), key.clone().into(), now.after(-IDLE_MAX).into()],
        )?;
        row.map(|row| {
            let staff = Staff { id: StaffId(row.int(0)?), login: row.text(1)?, name: row.text(2)? };
            Ok::<_, store::Error>((staff, Timestamp(row.int(3)?)))
        })
        .transpose()
    });
    let Some((staff, seen_at)) = found.await? else { return Ok(None) };
    if seen_at.after(SEEN_EVERY) <= now {
        seen(world, shop, hash, now).await?;
    }
    Ok(Some(staff))
}

/// Ends the session; a token that opens nothing is no error.
pub async fn sign_out(
    world: &World,
    shop: &Shop,
    token: &SessionToken,
) -> Result<(), store::Error> {
    let (shop, hash) = (shop.id, token.hash());
    let ended = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!("delete from staff_session where shop_id = $1 and token_hash = $2"),
            &[shop.into(), hash.clone().into()],
        )
    });
    ended.await.map(|_| ())
}

/// Starts a session and sweeps the ended ones of the same person away.
pub(super) fn start(
    tx: &mut dyn Tx,
    shop: ShopId,
    staff: StaffId,
    token_hash: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!("delete from staff_session where shop_id = $1 and staff_id = $2 and seen_at <= $3"),
        &[shop.into(), staff.into(), now.after(-IDLE_MAX).into()],
    )?;
    tx.exec(
        sql!(
            "insert into staff_session (shop_id, token_hash, staff_id, started_at, seen_at)
             values ($1, $2, $3, $4, $4)"
        ),
        &[shop.into(), token_hash.into(), staff.into(), now.into()],
    )?;
    Ok(())
}

async fn seen(
    world: &World,
    shop: ShopId,
    token_hash: String,
    now: Timestamp,
) -> Result<(), store::Error> {
    let noted = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!("update staff_session set seen_at = $3 where shop_id = $1 and token_hash = $2"),
            &[shop.into(), token_hash.clone().into(), now.into()],
        )
    });
    noted.await.map(|_| ())
}
