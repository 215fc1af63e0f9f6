//! Signing in: one answer for every refusal, ten tries, then half an hour's rest.

use store::{Tx, sql};

use super::create::PASSWORD_BYTES_MAX;
use super::session;
use crate::clock::{MINUTE, Timestamp};
use crate::id::{ShopId, StaffId};
use crate::password;
use crate::profile::Shop;
use crate::secret::Secret;
use crate::token::Token as SessionToken;
use crate::world::World;

/// So many wrong passwords in a row lock the person out.
pub const FAILURES_MAX: i64 = 10;
/// For so long, in milliseconds.
pub const LOCKED_FOR: i64 = 30 * MINUTE;

/// Why nobody was signed in.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SignInError {
    /// No such login, a wrong password, or a locked person: which of them is not told, because each
    /// would tell a stranger something (who exists; that the password tried against the lock is
    /// right).
    #[error("wrong login or password, or locked after {FAILURES_MAX} failures")]
    Wrong,
    /// Too many sign-ins at this moment.
    #[error("too many sign-ins at one time")]
    Busy,
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Signs in and starts a session with a new token. Ten wrong passwords in a row, counted in the
/// database, lock the person for [`LOCKED_FOR`].
pub async fn sign_in(
    world: &World,
    shop: &Shop,
    login: &str,
    password: &Secret,
) -> Result<SessionToken, SignInError> {
    let shop = shop.id;
    let person = find(world, shop, login.trim()).await?;
    let usable = password.expose().len() <= PASSWORD_BYTES_MAX;
    let tried = if usable { password.clone() } else { Secret::default() };
    let kept = person.as_ref().map(|(_, kept)| kept.clone());
    let fits = password::STAFF.fits(kept, &tried).await.map_err(|_| SignInError::Busy)?;
    let Some((staff, kept)) = person else { return Err(SignInError::Wrong) };
    let now = world.now();
    let token = SessionToken::new(world.random.as_ref());
    let hash = token.hash();
    let signed_in = world.store.write(move |tx: &mut dyn Tx| {
        let opened = fits && usable && unlock(tx, shop, staff, &kept, now)?;
        if opened {
            session::start(tx, shop, staff, &hash, now)?;
        } else {
            count_failure(tx, shop, staff, now)?;
        }
        Ok::<_, store::Error>(opened)
    });
    if signed_in.await? {
        tracing::info!(shop = shop.0, staff = staff.0, "signed in");
        Ok(token)
    } else {
        tracing::warn!(shop = shop.0, staff = staff.0, "sign-in refused");
        Err(SignInError::Wrong)
    }
}

async fn find(
    world: &World,
    shop: ShopId,
    login: &str,
) -> Result<Option<(StaffId, String)>, store::Error> {
    let login = login.to_owned();
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!("select staff_id, password from staff where shop_id = $1 and login = $2"),
            &[shop.into(), login.clone().into()],
        )?;
        row.map(|row| Ok((StaffId(row.int(0)?), row.text(1)?))).transpose()
    });
    found.await
}

/// Forgets the failures, unless the person is locked or the password was changed meanwhile. One
/// statement decides, so that many tries at one moment are still ten.
fn unlock(
    tx: &mut dyn Tx,
    shop: ShopId,
    staff: StaffId,
    kept: &str,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let rows = tx.exec(
        sql!(
            "update staff set failures = 0, locked_until = null
             where shop_id = $1 and staff_id = $2 and password = $3
             and (locked_until is null or locked_until <= $4)"
        ),
        &[shop.into(), staff.into(), kept.into(), now.into()],
    )?;
    Ok(rows == 1)
}

/// A try against a lock neither counts nor lengthens it: a stranger cannot keep a person out by
/// trying on.
fn count_failure(
    tx: &mut dyn Tx,
    shop: ShopId,
    staff: StaffId,
    now: Timestamp,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update staff set
               locked_until = case when failures + 1 >= $3 then cast($4 as bigint) else null end,
               failures = case when failures + 1 >= $3 then 0 else failures + 1 end
             where shop_id = $1 and staff_id = $2
             and (locked_until is null or locked_until <= $5)"
        ),
        &[shop.into(), staff.into(), FAILURES_MAX.into(), now.after(LOCKED_FOR).into(), now.into()],
    )?;
    Ok(())
}
