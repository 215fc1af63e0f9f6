//! Signing in by a password: one answer for every refusal, ten tries, then half an hour's rest.

use store::{Tx, sql};

use super::create::PASSWORD_BYTES_MAX;
use super::limit::{self, Tried};
use super::open::{Attempt, Entry, Visitor};
use super::session::SessionToken;
use super::sign_ins::Outcome;
use crate::clock::{MINUTE, Timestamp};
use crate::id::{ShopId, StaffId};
use crate::password;
use crate::profile::Shop;
use crate::secret::Secret;
use crate::world::World;

/// So many wrong passwords in a row lock the person out; so many wrong codes too.
pub const FAILURES_MAX: i64 = 10;
/// For so long, in milliseconds.
pub const LOCKED_FOR: i64 = 30 * MINUTE;

/// Why nobody was signed in.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SignInError {
    /// No such login, a wrong password or code, a locked or stopped person, or too many tries:
    /// which of them is not told, because each would tell a stranger something (who exists; that
    /// the password tried against the lock is right).
    #[error("wrong login or password, or locked after {FAILURES_MAX} failures")]
    Wrong,
    /// The second step came too late, or without a first.
    #[error("there is no sign-in that waits for a code")]
    Over,
    /// Too many sign-ins at this moment.
    #[error("too many sign-ins at one time")]
    Busy,
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Somebody who might be signing in.
struct Person {
    id: StaffId,
    kept: String,
    has_totp: bool,
}

/// Signs in: starts a session with a new token, or the wait for a code where the person has a
/// second factor. Ten wrong passwords in a row, counted in the database, lock the person for
/// [`LOCKED_FOR`].
pub async fn sign_in(
    world: &World,
    shop: &Shop,
    login: &str,
    password: &Secret,
    visitor: &Visitor,
) -> Result<Entry, SignInError> {
    let attempt = Attempt::new(world, shop, visitor);
    let tried = limit::admit(world, shop.id, login.trim(), &visitor.address).await?;
    let Some(tried) = tried else {
        tracing::warn!(shop = shop.id.0, "a sign-in was not looked at: too many");
        return Err(SignInError::Wrong);
    };
    let person = find(world, shop.id, login.trim()).await?;
    let usable = password.expose().len() <= PASSWORD_BYTES_MAX;
    let typed = if usable { password.clone() } else { Secret::default() };
    let kept = person.as_ref().map(|person| person.kept.clone());
    let fits = password::STAFF.fits(kept, &typed).await.map_err(|_| SignInError::Busy)?;
    let Some(person) = person else {
        let noted = world.store.write(move |tx: &mut dyn Tx| unknown(tx, &attempt, &tried));
        noted.await?;
        return Err(SignInError::Wrong);
    };
    let (shop, staff) = (shop.id.0, person.id.0);
    let fits = fits && usable;
    let decided =
        world.store.write(move |tx: &mut dyn Tx| decide(tx, &attempt, (&person, &tried), fits));
    let Some(entry) = decided.await? else {
        tracing::warn!(shop, staff, "sign-in refused");
        return Err(SignInError::Wrong);
    };
    tracing::info!(shop, staff, "signed in by password");
    Ok(entry)
}

/// Nobody has that login: one line of the history an address and minute.
fn unknown(tx: &mut dyn Tx, attempt: &Attempt, tried: &Tried) -> Result<(), store::Error> {
    tried.is_shut(tx, attempt.now)?;
    if tried.is_first { attempt.note(tx, None, Outcome::Unknown) } else { Ok(()) }
}

/// Whatever it comes to, something is written: a commit takes time.
fn decide(
    tx: &mut dyn Tx,
    attempt: &Attempt,
    (person, tried): (&Person, &Tried),
    fits: bool,
) -> Result<Option<Entry>, store::Error> {
    let (shop, staff, now) = (attempt.shop.id, person.id, attempt.now);
    if !(fits && unlock(tx, shop, staff, &person.kept, now)?) {
        let outcome = count_failure(tx, shop, staff, now)?;
        if outcome != Outcome::Shut || tried.is_shut(tx, now)? {
            attempt.note(tx, Some(staff), outcome)?;
        }
        return Ok(None);
    }
    if person.has_totp {
        attempt.start(tx, staff, "code")?;
        attempt.note(tx, Some(staff), Outcome::Asked)?;
        let token: SessionToken = attempt.token.clone();
        return Ok(Some(Entry::Code(token)));
    }
    attempt.open(tx, staff, Outcome::In).map(|opened| Some(Entry::Open(opened)))
}

async fn find(world: &World, shop: ShopId, login: &str) -> Result<Option<Person>, store::Error> {
    let login = login.to_owned();
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select staff_id, password, case when totp is null then 0 else 1 end from staff
                 where shop_id = $1 and login = $2"
            ),
            &[shop.into(), login.clone().into()],
        )?;
        row.map(|row| {
            let (id, kept) = (StaffId(row.int(0)?), row.text(1)?);
            Ok(Person { id, kept, has_totp: row.int(2)? == 1 })
        })
        .transpose()
    });
    found.await
}

/// Forgets the failures, unless the person is locked or stopped or the password was changed
/// meanwhile. One statement decides, so that many tries at one moment are still ten.
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
             where shop_id = $1 and staff_id = $2 and password = $3 and stopped_at is null
             and (locked_until is null or locked_until <= $4)"
        ),
        &[shop.into(), staff.into(), kept.into(), now.into()],
    )?;
    Ok(rows == 1)
}

/// A try against a lock neither counts nor lengthens it: a stranger cannot keep a person out by
/// trying on. Nor does one of a person who is stopped.
fn count_failure(
    tx: &mut dyn Tx,
    shop: ShopId,
    staff: StaffId,
    now: Timestamp,
) -> Result<Outcome, store::Error> {
    let row = tx.row(
        sql!(
            "update staff set
               locked_until = case when failures + 1 >= $3 then cast($4 as bigint) else null end,
               failures = case when failures + 1 >= $3 then 0 else failures + 1 end
             where shop_id = $1 and staff_id = $2 and stopped_at is null
             and (locked_until is null or locked_until <= $5)
             returning locked_until"
        ),
        &[shop.into(), staff.into(), FAILURES_MAX.into(), now.after(LOCKED_FOR).into(), now.into()],
    )?;
    Ok(match row {
        None => Outcome::Shut,
        Some(row) if row.opt_int(0)?.is_some() => Outcome::Locked,
        Some(_) => Outcome::Wrong,
    })
}
