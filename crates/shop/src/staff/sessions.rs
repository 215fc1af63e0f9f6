//! The sessions a person has open, and ending them.

use store::{Tx, sql};

use super::session::{IDLE_MAX, Session, SessionKey};
use crate::clock::Timestamp;
use crate::id::{ShopId, StaffId};
use crate::world::World;

/// So many are shown, the latest used first.
const SHOWN: i64 = 100;

/// A session in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Names it.
    pub key: SessionKey,
    /// When it began.
    pub since: Timestamp,
    /// When it was last used, to five minutes.
    pub seen_at: Timestamp,
    /// From where it began.
    pub address: String,
    /// What the browser called itself.
    pub agent: String,
}

/// The sessions of a person that live.
pub async fn open_sessions(
    world: &World,
    shop: ShopId,
    staff: StaffId,
) -> Result<Vec<OpenSession>, store::Error> {
    let now = world.now();
    let read = move |tx: &mut dyn Tx| {
        let rows = tx.rows(
            sql!(
                "select token_hash, started_at, seen_at, address, agent from staff_session
                 where shop_id = $1 and staff_id = $2 and seen_at > $3 and stage = 'open'
                 order by seen_at desc, token_hash limit $4"
            ),
            &[shop.into(), staff.into(), now.after(-IDLE_MAX).into(), SHOWN.into()],
        )?;
        let read = |row: &store::Row| {
            Ok(OpenSession {
                key: SessionKey(row.text(0)?),
                since: Timestamp(row.int(1)?),
                seen_at: Timestamp(row.int(2)?),
                address: row.text(3)?,
                agent: row.text(4)?,
            })
        };
        rows.iter().map(read).collect::<Result<Vec<_>, store::Error>>()
    };
    world.store.read(read).await
}

/// このセッションを終了: one of the person's own. What is not there is no error.
pub async fn end_session(
    world: &World,
    shop: ShopId,
    staff: StaffId,
    key: &SessionKey,
) -> Result<(), store::Error> {
    let key = key.0.clone();
    let ended = world.store.write(move |tx: &mut dyn Tx| {
        tx.exec(
            sql!(
                "delete from staff_session
                 where shop_id = $1 and staff_id = $2 and token_hash = $3"
            ),
            &[shop.into(), staff.into(), key.as_str().into()],
        )
    });
    ended.await.map(drop)
}

/// ほかのすべてからログアウト.
pub async fn end_others(
    world: &World,
    shop: ShopId,
    session: &Session,
) -> Result<(), store::Error> {
    let (staff, key) = (session.staff.id, session.key.clone());
    let ended = world.store.write(move |tx: &mut dyn Tx| end_but(tx, shop, staff, Some(&key)));
    ended.await
}

/// Ends every session of a person but one, or all.
pub(super) fn end_but(
    tx: &mut dyn Tx,
    shop: ShopId,
    staff: StaffId,
    but: Option<&SessionKey>,
) -> Result<(), store::Error> {
    let but = but.map_or("", |key| key.0.as_str());
    tx.exec(
        sql!(
            "delete from staff_session
             where shop_id = $1 and staff_id = $2 and token_hash <> $3"
        ),
        &[shop.into(), staff.into(), but.into()],
    )?;
    Ok(())
}
