//! Asking again who it is, before something that matters (X5): the second factor where there is
//! one, else the password. Failures count by session, apart from those of the sign-in.

use store::{Tx, sql};

use super::create::PASSWORD_BYTES_MAX;
use super::open::{Attempt, Visitor};
use super::proof_lock;
use super::second::Claim;
use super::session::Session;
use super::sign_ins::Outcome;
use crate::clock::{MINUTE, Timestamp};
use crate::id::{ShopId, StaffId};
use crate::password::{self, Crowded};
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

/// Why a proof was none.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ProveError {
    /// A wrong password or code.
    #[error("a wrong password or code")]
    Wrong,
    /// The session proves nothing for a while, after [`FAILURES_MAX`](super::FAILURES_MAX) wrong
    /// ones in a row.
    #[error("too many wrong proofs in this session")]
    Shut,
    /// Too many proofs at this moment.
    #[error("too many proofs at one time")]
    Busy,
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Takes a proof in: from now on the session is fresh.
pub async fn prove(
    world: &World,
    shop: &Shop,
    session: &Session,
    typed: &Secret,
    visitor: &Visitor,
) -> Result<(), ProveError> {
    let (staff, key) = (session.staff.id, session.key.clone());
    let attempt = Attempt::new(world, shop, visitor);
    let Some(kept) = find(world, shop.id, staff).await? else { return Err(ProveError::Wrong) };
    let turn = proof_lock::turn(world, shop.id, session).await?.ok_or(ProveError::Shut)?;
    let is_last = turn.is_last;
    let proof = match Proof::of(world, shop.id, staff, kept, typed).await {
        Err(ProveError::Busy) => {
            world.store.write(move |tx: &mut dyn Tx| turn.give_back(tx)).await?;
            return Err(ProveError::Busy);
        }
        other => other?,
    };
    let proved = world.store.write(move |tx: &mut dyn Tx| {
        let (shop, now) = (attempt.shop.id, attempt.now);
        if proof.is_right(tx, shop, staff)? {
            turn.was_right(tx)?;
            tx.exec(
                sql!(
                    "update staff_session set proved_at = $3
                     where shop_id = $1 and token_hash = $2"
                ),
                &[shop.into(), key.0.as_str().into(), now.into()],
            )?;
            return Ok::<_, store::Error>(true);
        }
        let outcome = if is_last { Outcome::ProofLocked } else { Outcome::ProofWrong };
        attempt.note(tx, Some(staff), outcome)?;
        Ok(false)
    });
    match proved.await? {
        true => Ok(()),
        false if is_last => Err(ProveError::Shut),
        false => Err(ProveError::Wrong),
    }
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
    ) -> Result<Proof, ProveError> {
        if let Some(totp) = kept.totp {
            return Ok(Proof::Code(Claim::of(world, shop, staff, totp, typed.expose())?));
        }
        let fits = password_fits(&kept.password, typed).await.map_err(|_| ProveError::Busy)?;
        Ok(Proof::Password { kept: kept.password, fits })
    }

    /// Whether it still proves something: a code is used up, a password may have changed.
    fn is_right(
        &self,
        tx: &mut dyn Tx,
        shop: ShopId,
        staff: StaffId,
    ) -> Result<bool, store::Error> {
        match self {
            Proof::Code(claim) => claim.proves(tx, shop, staff),
            Proof::Password { fits: false, .. } => Ok(false),
            Proof::Password { kept, fits: true } => {
                let row = tx.row(
                    sql!(
                        "select 1 from staff where shop_id = $1 and staff_id = $2
                         and password = $3 and stopped_at is null"
                    ),
                    &[shop.into(), staff.into(), kept.as_str().into()],
                )?;
                Ok(row.is_some())
            }
        }
    }
}

/// Whether this is the password that `kept` was made of.
pub(super) async fn password_fits(kept: &str, typed: &Secret) -> Result<bool, Crowded> {
    if typed.expose().len() > PASSWORD_BYTES_MAX {
        return Ok(false);
    }
    password::PROOFS.fits(Some(kept.to_owned()), typed).await
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
