//! Asking again who it is, before something that matters (X5): the second factor where there is
//! one, else the password. Failures count as those of the sign-in.

use store::{Tx, sql};

use super::create::PASSWORD_BYTES_MAX;
use super::open::{Attempt, Visitor};
use super::second::{Claim, Passed};
use super::session::Session;
use super::sign_in::{SignInError, count_failure, unlock};
use super::sign_ins::Outcome;
use crate::clock::{MINUTE, Timestamp};
use crate::id::{ShopId, StaffId};
use crate::password;
use crate::profile::Shop;
use crate::secret::Secret;
use crate::world::World;

/// A proof holds so long, in milliseconds.
pub const PROVED_FOR: i64 = 15 * MINUTE;

impl Session {
    /// Whether the last proof is young enough for what matters.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now < self.proved_at.after(PROVED_FOR)
    }
}

/// What is kept of a person to prove by.
struct Kept {
    password: String,
    totp: Option<Vec<u8>>,
}

/// Takes a proof in: from now on the session is fresh. [`SignInError::Wrong`]: it is none.
pub async fn prove(
    world: &World,
    shop: &Shop,
    session: &Session,
    typed: &Secret,
    visitor: &Visitor,
) -> Result<(), SignInError> {
    let (staff, key) = (session.staff.id, session.key.clone());
    let attempt = Attempt::new(world, shop, visitor);
    let Some(kept) = find(world, shop.id, staff).await? else { return Err(SignInError::Wrong) };
    let proof = Proof::of(world, shop.id, staff, kept, typed).await?;
    let proved = world.store.write(move |tx: &mut dyn Tx| {
        let (shop, now) = (attempt.shop.id, attempt.now);
        if let Some(outcome) = proof.take(tx, shop, staff, now)? {
            attempt.note(tx, Some(staff), outcome)?;
            return Ok(false);
        }
        tx.exec(
            sql!("update staff_session set proved_at = $3 where shop_id = $1 and token_hash = $2"),
            &[shop.into(), key.0.as_str().into(), now.into()],
        )?;
        Ok::<_, store::Error>(true)
    });
    if proved.await? { Ok(()) } else { Err(SignInError::Wrong) }
}

/// What was typed, looked at before the transaction.
enum Proof {
    Code(Claim),
    Password { kept: String, fits: bool },
}

impl Proof {
    async fn of(
        world: &World,
        shop: ShopId,
        staff: StaffId,
        kept: Kept,
        typed: &Secret,
    ) -> Result<Proof, SignInError> {
        if let Some(totp) = kept.totp {
            return Ok(Proof::Code(Claim::of(world, shop, staff, totp, typed.expose())?));
        }
        let fits = password_fits(&kept.password, typed).await?;
        Ok(Proof::Password { kept: kept.password, fits })
    }

    /// None: it is right. Else what the history says.
    fn take(
        &self,
        tx: &mut dyn Tx,
        shop: ShopId,
        staff: StaffId,
        now: Timestamp,
    ) -> Result<Option<Outcome>, store::Error> {
        match self {
            Proof::Code(claim) => Ok(match claim.pass(tx, shop, staff, now)? {
                Passed::Code | Passed::Recovery => None,
                Passed::Wrong => Some(Outcome::ProofWrong),
                Passed::Locked => Some(Outcome::CodeLocked),
                Passed::Shut => Some(Outcome::CodeShut),
            }),
            Proof::Password { kept, fits } => {
                if *fits && unlock(tx, shop, staff, kept, now)? {
                    return Ok(None);
                }
                Ok(Some(match count_failure(tx, shop, staff, now)? {
                    Outcome::Wrong => Outcome::ProofWrong,
                    other => other,
                }))
            }
        }
    }
}

/// Whether this is the password that `kept` was made of.
pub(super) async fn password_fits(kept: &str, typed: &Secret) -> Result<bool, SignInError> {
    if typed.expose().len() > PASSWORD_BYTES_MAX {
        return Ok(false);
    }
    password::PROOFS.fits(Some(kept.to_owned()), typed).await.map_err(|_| SignInError::Busy)
}

async fn find(world: &World, shop: ShopId, staff: StaffId) -> Result<Option<Kept>, store::Error> {
    let found = world.store.read(move |tx: &mut dyn Tx| {
        let row = tx.row(
            sql!("select password, totp from staff where shop_id = $1 and staff_id = $2"),
            &[shop.into(), staff.into()],
        )?;
        row.map(|row| Ok(Kept { password: row.text(0)?, totp: row.opt_bytes(1)? })).transpose()
    });
    found.await
}
