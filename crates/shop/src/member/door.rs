//! The lock on a password: ten wrong ones in a row, then half an hour's rest. Browsers that the
//! member knows have a lock of their own.

use store::{Tx, sql};

use super::account::{self, Account};
use super::moment::Moment;
use super::tries::{TRIES_A_MINUTE, Try};
use super::{Token, device, phrase};
use crate::clock::{MINUTE, Timestamp};
use crate::id::{MemberId, ShopId};
use crate::password;
use crate::secret::Secret;
use crate::world::World;

/// So many wrong passwords in a row lock.
pub const FAILURES_MAX: i64 = 10;
/// For so long, in milliseconds.
pub const LOCKED_FOR: i64 = 30 * MINUTE;

/// Whose lock it is: that of a browser that the member knows, else that of all strangers together.
#[derive(Clone, Debug)]
pub(super) struct Lock {
    pub account: Account,
    pub known: Option<Token>,
}

impl Lock {
    /// Whose browser it is, and which.
    pub(super) fn browser(&self) -> Option<(MemberId, &Token)> {
        self.known.as_ref().map(|device| (self.account.member.id, device))
    }

    /// Forgets the failures, unless it is locked or the password was changed meanwhile. One
    /// statement decides, so that many tries at one moment are still ten.
    pub(super) fn open(
        &self,
        tx: &mut dyn Tx,
        shop: ShopId,
        now: Timestamp,
    ) -> Result<bool, store::Error> {
        let (member, kept) = (self.account.member.id, self.account.password.as_str());
        let rows = match &self.known {
            None => tx.exec(
                sql!(
                    "update member set failures = 0, locked_until = null
                     where shop_id = $1 and member_id = $2 and password = $3
                     and withdrawn_at is null and (locked_until is null or locked_until <= $4)"
                ),
                &[shop.into(), member.into(), kept.into(), now.into()],
            )?,
            Some(device) => tx.exec(
                sql!(
                    "update member_device set failures = 0, locked_until = null
                     where shop_id = $1 and member_id = $2 and device_hash = $5
                     and (locked_until is null or locked_until <= $4)
                     and exists (select 1 from member m where m.shop_id = $1 and m.member_id = $2
                       and m.password = $3 and m.withdrawn_at is null)"
                ),
                &[shop.into(), member.into(), kept.into(), now.into(), device.hash().into()],
            )?,
        };
        Ok(rows == 1)
    }

    /// A try against a lock neither counts nor lengthens it: a stranger cannot keep it locked by
    /// trying on.
    pub(super) fn count_failure(
        &self,
        tx: &mut dyn Tx,
        shop: ShopId,
        now: Timestamp,
    ) -> Result<(), store::Error> {
        let (member, until) = (self.account.member.id, now.after(LOCKED_FOR));
        match &self.known {
            None => tx.exec(
                sql!(
                    "update member set
                       locked_until = case when failures + 1 >= $3 then cast($4 as bigint)
                                      else null end,
                       failures = case when failures + 1 >= $3 then 0 else failures + 1 end
                     where shop_id = $1 and member_id = $2
                     and (locked_until is null or locked_until <= $5)"
                ),
                &[shop.into(), member.into(), FAILURES_MAX.into(), until.into(), now.into()],
            )?,
            Some(device) => tx.exec(
                sql!(
                    "update member_device set
                       locked_until = case when failures + 1 >= $3 then cast($4 as bigint)
                                      else null end,
                       failures = case when failures + 1 >= $3 then 0 else failures + 1 end
                     where shop_id = $1 and member_id = $2 and device_hash = $6
                     and (locked_until is null or locked_until <= $5)"
                ),
                &[
                    shop.into(),
                    member.into(),
                    FAILURES_MAX.into(),
                    until.into(),
                    now.into(),
                    device.hash().into(),
                ],
            )?,
        };
        Ok(())
    }
}

/// Whether `password` is the member's own, typed once more by somebody who is signed in. Counts as
/// a sign-in does, so that nobody guesses it with a session that was left open.
pub(super) async fn prove(
    world: &World,
    moment: &Moment,
    member: MemberId,
    password: &Secret,
) -> Result<bool, ProveError> {
    let (shop, device, now) = (moment.shop_id(), moment.browser.device.clone(), moment.now);
    // From wherever: only who is signed in comes here.
    let tried = Try::new(shop, &format!("prove {member}"), "");
    let found = world.store.write(move |tx: &mut dyn Tx| {
        if !tried.count(tx, TRIES_A_MINUTE, now)? {
            return Err(ProveError::Busy);
        }
        let Some(account) = account::by_id(tx, shop, member)? else { return Ok(None) };
        let known = device::is_known(tx, shop, member, device.as_ref())?;
        Ok(Some(Lock { account, known: device.clone().filter(|_| known) }))
    });
    let Some(lock) = found.await? else { return Ok(false) };
    let usable = password.expose().len() <= phrase::BYTES_MAX;
    let typed = if usable { password.clone() } else { Secret::default() };
    let kept = Some(lock.account.password.clone());
    let fits =
        usable && password::MEMBERS.fits(kept, &typed).await.map_err(|_| ProveError::Busy)?;
    let opened = world.store.write(move |tx: &mut dyn Tx| {
        if fits && lock.open(tx, shop, now)? {
            return Ok::<_, store::Error>(true);
        }
        if !fits {
            lock.count_failure(tx, shop, now)?;
        }
        Ok(false)
    });
    Ok(opened.await?)
}

/// Why the password was not looked at: too many at this moment, or of this member within a minute.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProveError {
    #[error("too many sign-ins at one time")]
    Busy,
    #[error(transparent)]
    Store(#[from] store::Error),
}
