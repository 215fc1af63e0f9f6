//! The lock on being asked again: ten wrong proofs in a row end a session's right to prove for half
//! an hour. It belongs to the session, so that nobody at the sign-in page closes it: what strangers
//! try there does not keep those from their work who are in.

use store::{Tx, sql};

use super::session::{Session, SessionKey};
use super::sign_in::{FAILURES_MAX, LOCKED_FOR};
use crate::id::ShopId;
use crate::world::World;

/// A proof that may be looked at. Until it was right or is given back it counts as a wrong one:
/// many at one moment are still ten.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    shop: ShopId,
    key: SessionKey,
    /// The session is locked unless this one is right.
    pub is_last: bool,
}

/// Takes the session's next turn. `None`: it is locked.
pub(super) async fn turn(
    world: &World,
    shop: ShopId,
    session: &Session,
) -> Result<Option<Turn>, store::Error> {
    let (key, now) = (session.key.clone(), world.now());
    let taken = world.store.write(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "update staff_session set
                   proof_locked_until =
                     case when proof_failures + 1 >= $3 then cast($4 as bigint) else null end,
                   proof_failures =
                     case when proof_failures + 1 >= $3 then 0 else proof_failures + 1 end
                 where shop_id = $1 and token_hash = $2
                 and (proof_locked_until is null or proof_locked_until <= $5)
                 returning proof_locked_until"
            ),
            &[
                shop.into(),
                key.0.as_str().into(),
                FAILURES_MAX.into(),
                now.after(LOCKED_FOR).into(),
                now.into(),
            ],
        )?;
        let turn = |row: store::Row| {
            Ok(Turn { shop, key: key.clone(), is_last: row.opt_int(0)?.is_some() })
        };
        row.map(turn).transpose()
    });
    taken.await
}

impl Turn {
    /// It was right: none counts any more.
    pub(super) fn was_right(&self, tx: &mut dyn Tx) -> Result<(), store::Error> {
        tx.exec(
            sql!(
                "update staff_session set proof_failures = 0, proof_locked_until = null
                 where shop_id = $1 and token_hash = $2"
            ),
            &[self.shop.into(), self.key.0.as_str().into()],
        )?;
        Ok(())
    }

    /// It does not count; those before it still do, and a lock that another one has closed stays.
    pub(super) fn give_back(&self, tx: &mut dyn Tx) -> Result<(), store::Error> {
        tx.exec(
            sql!(
                "update staff_session set
                   proof_failures = case when proof_locked_until is not null then $3
                                    when proof_failures > 0 then proof_failures - 1 else 0 end,
                   proof_locked_until = null
                 where shop_id = $1 and token_hash = $2
                 and (proof_locked_until is null or cast($4 as bigint) = 1)"
            ),
            &[
                self.shop.into(),
                self.key.0.as_str().into(),
                (FAILURES_MAX - 1).into(),
                i64::from(self.is_last).into(),
            ],
        )?;
        Ok(())
    }
}
