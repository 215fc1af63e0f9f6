//! The second factor of a person: a code of an authenticator app, or a recovery code in its place.
//! Failures are counted apart from those of the password, and lock as they do.

use store::{Tx, sql};

use super::recovery::{self, hash_of};
use super::sign_in::{FAILURES_MAX, LOCKED_FOR};
use super::{Session, Staff, log, totp};
use crate::clock::Timestamp;
use crate::id::{ShopId, StaffId};
use crate::profile::Shop;
use crate::secret::Secret;
use crate::world::World;

/// A secret that nobody has confirmed yet: it stands in the page and, sealed, in its form.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Base32, for typing it in.
    pub secret: Secret,
    /// `otpauth://…`, for the picture.
    pub uri: Secret,
    /// The secret for the form, bound to shop and person.
    pub sealed: String,
}

/// Offers a new secret, or the one of `sealed` again.
pub fn offer_totp(world: &World, shop: &Shop, staff: &Staff, sealed: Option<&str>) -> Offer {
    let again = sealed.and_then(|sealed| opened(world, shop.id, staff.id, sealed));
    let secret = again.unwrap_or_else(|| totp::new_secret(&*world.random));
    let bytes = world.cipher.seal(&*world.random, &offer_place(shop.id, staff.id), &secret);
    let uri = Secret::new(totp::uri(&secret, &shop.name, &staff.login));
    Offer { secret, uri, sealed: hex::encode(bytes) }
}

/// Sets the offered secret up, if `typed` is a code of it, and gives new recovery codes. `None`: it
/// is not; nothing has changed.
pub async fn confirm_totp(
    world: &World,
    shop: ShopId,
    session: &Session,
    sealed: &str,
    typed: &str,
) -> Result<Option<Vec<Secret>>, store::Error> {
    let (staff, now) = (session.staff.id, world.now());
    let Some(secret) = opened(world, shop, staff, sealed) else { return Ok(None) };
    let Some(step) = totp::step_of(&secret, &plain(typed), now) else { return Ok(None) };
    let kept = world.cipher.seal(&*world.random, &place(shop, staff), &secret);
    let codes = recovery::made(&*world.random);
    let hashes: Vec<String> = codes.iter().map(|code| hash_of(code.expose())).collect();
    let name = session.staff.name.clone();
    let written = world.store.write(move |tx: &mut dyn Tx| {
        let line = log::place(tx, shop)?;
        tx.exec(
            sql!(
                "update staff set totp = $3, totp_step = $4, code_failures = 0,
                   code_locked_until = null
                 where shop_id = $1 and staff_id = $2"
            ),
            &[shop.into(), staff.into(), kept.clone().into(), step.into()],
        )?;
        recovery::replace(tx, shop, staff, &hashes)?;
        let said = format!("「{name}」の二段階認証を設定しました。");
        log::write(tx, shop, &line, (&name, now), &[said])
    });
    written.await?;
    Ok(Some(codes))
}

/// Takes the second factor of whoever has this login away: for somebody who has lost it. `false`:
/// there was none.
pub async fn remove_totp(world: &World, shop: ShopId, login: &str) -> Result<bool, store::Error> {
    let login = login.trim().to_owned();
    let removed = world.store.write(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!(
                "select staff_id from staff where shop_id = $1 and login = $2 and totp is not null"
            ),
            &[shop.into(), login.clone().into()],
        )?;
        let Some(row) = row else { return Ok(false) };
        remove_in(tx, shop, StaffId(row.int(0)?))?;
        Ok(true)
    });
    removed.await
}

/// The same inside a transaction.
pub(super) fn remove_in(tx: &mut dyn Tx, shop: ShopId, staff: StaffId) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update staff set totp = null, totp_step = 0, code_failures = 0,
               code_locked_until = null
             where shop_id = $1 and staff_id = $2"
        ),
        &[shop.into(), staff.into()],
    )?;
    recovery::replace(tx, shop, staff, &[])
}

/// What somebody typed as a second factor, looked at before the transaction that decides.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// The sealed secret it was looked at with.
    kept: Vec<u8>,
    /// The step it is the code of.
    step: Option<i64>,
    /// The hash it would have as a recovery code.
    recovery: String,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passed {
    /// By a code of the app.
    Code,
    /// By a recovery code, which is used now.
    Recovery,
    /// Not.
    Wrong,
    /// Not, and once too often: locked from now on.
    Locked,
    /// Not looked at: locked already.
    Shut,
}

impl Passed {
    pub(super) fn is_in(self) -> bool {
        matches!(self, Passed::Code | Passed::Recovery)
    }
}

impl Claim {
    /// Looks at what was typed by the person's sealed secret.
    pub(super) fn of(
        world: &World,
        shop: ShopId,
        staff: StaffId,
        kept: Vec<u8>,
        typed: &str,
    ) -> Result<Claim, store::Error> {
        let secret = world.cipher.open(&place(shop, staff), &kept);
        let secret = secret.map_err(|error| store::Error::Engine(error.to_string()))?;
        let step = totp::step_of(&secret, &plain(typed), world.now());
        Ok(Claim { kept, step, recovery: hash_of(typed) })
    }

    /// Takes it in, once: a code's step counts up, a recovery code goes.
    pub(super) fn pass(
        &self,
        tx: &mut dyn Tx,
        shop: ShopId,
        staff: StaffId,
        now: Timestamp,
    ) -> Result<Passed, store::Error> {
        if let Some(step) = self.step {
            let used = tx.exec(
                sql!(
                    "update staff set totp_step = $4, code_failures = 0, code_locked_until = null
                     where shop_id = $1 and staff_id = $2 and totp = $3 and totp_step < $4
                     and (code_locked_until is null or code_locked_until <= $5)"
                ),
                &[shop.into(), staff.into(), self.kept.clone().into(), step.into(), now.into()],
            )?;
            if used == 1 {
                return Ok(Passed::Code);
            }
        } else if recovery::used(tx, shop, staff, &self.recovery, now)? {
            return Ok(Passed::Recovery);
        }
        count_failure(tx, shop, staff, now)
    }

    /// The same from somebody who is signed in: the lock of the sign-in does not matter, and stays.
    pub(super) fn proves(
        &self,
        tx: &mut dyn Tx,
        shop: ShopId,
        staff: StaffId,
    ) -> Result<bool, store::Error> {
        let Some(step) = self.step else {
            return recovery::used_up(tx, shop, staff, &self.recovery);
        };
        let used = tx.exec(
            sql!(
                "update staff set totp_step = $4
                 where shop_id = $1 and staff_id = $2 and totp = $3 and totp_step < $4
                 and stopped_at is null"
            ),
            &[shop.into(), staff.into(), self.kept.clone().into(), step.into()],
        )?;
        Ok(used == 1)
    }
}

/// A try against a lock neither counts nor lengthens it.
fn count_failure(
    tx: &mut dyn Tx,
    shop: ShopId,
    staff: StaffId,
    now: Timestamp,
) -> Result<Passed, store::Error> {
    let row = tx.row(
        sql!(
            "update staff set
               code_locked_until =
                 case when code_failures + 1 >= $3 then cast($4 as bigint) else null end,
               code_failures = case when code_failures + 1 >= $3 then 0 else code_failures + 1 end
             where shop_id = $1 and staff_id = $2
             and (code_locked_until is null or code_locked_until <= $5)
             returning code_locked_until"
        ),
        &[shop.into(), staff.into(), FAILURES_MAX.into(), now.after(LOCKED_FOR).into(), now.into()],
    )?;
    Ok(match row {
        None => Passed::Shut,
        Some(row) if row.opt_int(0)?.is_some() => Passed::Locked,
        Some(_) => Passed::Wrong,
    })
}

/// The digits of what was typed, half width: apps show `123 456`.
fn plain(typed: &str) -> String {
    crate::checkout::normalise::digits(typed)
}

fn opened(world: &World, shop: ShopId, staff: StaffId, sealed: &str) -> Option<Secret> {
    let bytes = hex::decode(sealed).ok()?;
    world.cipher.open(&offer_place(shop, staff), &bytes).ok()
}

fn place(shop: ShopId, staff: StaffId) -> String {
    format!("staff.totp/{shop}/{staff}")
}

fn offer_place(shop: ShopId, staff: StaffId) -> String {
    format!("form.totp/{shop}/{staff}")
}
