//! The second step of a sign-in: a code of the app, or a recovery code.

use store::{Tx, sql};

use super::open::{Attempt, Opened, Visitor};
use super::second::{Claim, Passed};
use super::session::SessionToken;
use super::sign_in::SignInError;
use super::sign_ins::Outcome;
use crate::clock::{MINUTE, Timestamp};
use crate::id::{ShopId, StaffId};
use crate::profile::Shop;
use crate::secret::Secret;
use crate::world::World;

/// A right password waits so long for its code, in milliseconds.
pub const CODE_TIME: i64 = 10 * MINUTE;

/// Opens a session with a new token for whoever shows the token of the first step and a code.
pub async fn enter_code(
    world: &World,
    shop: &Shop,
    waiting: &SessionToken,
    typed: &Secret,
    visitor: &Visitor,
) -> Result<Opened, SignInError> {
    let attempt = Attempt::new(world, shop, visitor);
    let hash = waiting.hash();
    let Some((staff, kept)) = find(world, shop.id, &hash, attempt.now).await? else {
        return Err(SignInError::Over);
    };
    let claim = Claim::of(world, shop.id, staff, kept, typed.expose())?;
    let decided = world.store.write(move |tx: &mut dyn Tx| {
        let (shop, now) = (attempt.shop.id, attempt.now);
        let passed = claim.pass(tx, shop, staff, now)?;
        let is_over = passed.is_in() && !ended(tx, shop, &hash)?;
        if passed.is_in() && !is_over {
            return attempt.open(tx, staff, said(passed)).map(Some);
        }
        let outcome = if is_over { Outcome::CodeShut } else { said(passed) };
        attempt.note(tx, Some(staff), outcome)?;
        Ok::<_, store::Error>(None)
    });
    let opened = decided.await?;
    if opened.is_none() {
        tracing::warn!(shop = shop.id.0, staff = staff.0, "a second step was refused");
    }
    opened.ok_or(SignInError::Wrong)
}

/// The line of the history.
fn said(passed: Passed) -> Outcome {
    match passed {
        Passed::Code => Outcome::InByCode,
        Passed::Recovery => Outcome::InByRecovery,
        Passed::Wrong => Outcome::CodeWrong,
        Passed::Locked => Outcome::CodeLocked,
        Passed::Shut => Outcome::CodeShut,
    }
}

/// Whose sign-in waits under this token.
async fn find(
    world: &World,
    shop: ShopId,
    hash: &str,
    now: Timestamp,
) -> Result<Option<(StaffId, Vec<u8>)>, store::Error> {
    let hash = hash.to_owned();
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select s.staff_id, s.totp from staff_session e
                 join staff s on s.shop_id = e.shop_id and s.staff_id = e.staff_id
                 where e.shop_id = $1 and e.token_hash = $2 and e.stage = 'code'
                   and e.started_at > $3 and s.stopped_at is null and s.totp is not null"
            ),
            &[shop.into(), hash.clone().into(), now.after(-CODE_TIME).into()],
        )?;
        row.map(|row| Ok((StaffId(row.int(0)?), row.bytes(1)?))).transpose()
    });
    found.await
}

/// The wait is over; false: another code was quicker, or the person was stopped meanwhile.
fn ended(tx: &mut dyn Tx, shop: ShopId, hash: &str) -> Result<bool, store::Error> {
    let gone = tx.exec(
        sql!("delete from staff_session where shop_id = $1 and token_hash = $2 and stage = 'code'"),
        &[shop.into(), hash.into()],
    )?;
    Ok(gone == 1)
}
