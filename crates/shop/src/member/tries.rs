//! How many may try at the door: asked before any password is looked at, since looking costs.

use sha2::{Digest, Sha256};
use store::{Tx, sql};

use crate::clock::{MINUTE, Timestamp};
use crate::id::ShopId;

/// So many addresses may try one 会員ID within a minute (X9).
pub const ADDRESSES_A_MINUTE: i64 = 15;
/// So many 会員ID may be tried from one address within a minute (X9).
pub const SUBJECTS_A_MINUTE: i64 = 30;

/// And one 会員ID from one address so often: who is in earnest does not come near it, and whoever
/// sends many at one moment keeps nobody waiting for a hash.
pub const TRIES_A_MINUTE: i64 = 20;

/// So many while the brake is on: then each of them is the likelier a stranger's.
pub(super) const SUBJECTS_WHILE_TRIED: i64 = 2;

/// Who is tried, from where.
#[derive(Clone, Debug)]
pub(super) struct Try {
    pub shop: ShopId,
    /// The hash of a 会員ID or of an e-mail address: what people type by mistake is not kept.
    pub subject: String,
    /// What limits count the browser by; empty where its address is nobody's, and then only the
    /// subject is counted.
    pub address: String,
}

impl Try {
    pub(super) fn new(shop: ShopId, key: &str, address: &str) -> Try {
        Try { shop, subject: subject(key), address: address.to_owned() }
    }

    /// Notes the try, unless there were too many. `known`: with a browser of the member's, whom
    /// others' tries do not keep out: it counts its own (`device::count_try`).
    pub(super) fn admit(
        &self,
        tx: &mut dyn Tx,
        known: bool,
        now: Timestamp,
    ) -> Result<bool, store::Error> {
        self.admit_so_many(tx, (known, SUBJECTS_A_MINUTE), now)
    }

    /// The same with another limit on what is tried from one address.
    pub(super) fn admit_so_many(
        &self,
        tx: &mut dyn Tx,
        (known, subjects_max): (bool, i64),
        now: Timestamp,
    ) -> Result<bool, store::Error> {
        let row = tx.row(
            sql!(
                "select
                   (select count(*) from (select 1 as one from sign_in_try
                      where shop_id = $1 and subject = $2 and address <> $3 and at > $4
                      limit $5) as a),
                   (select count(*) from (select 1 as one from sign_in_try
                      where shop_id = $1 and address = $3 and subject <> $2 and at > $4
                      limit $6) as b)"
            ),
            &[
                self.shop.into(),
                self.subject.as_str().into(),
                self.address.as_str().into(),
                now.after(-MINUTE).into(),
                ADDRESSES_A_MINUTE.into(),
                subjects_max.into(),
            ],
        )?;
        let (others, subjects) = match row {
            Some(row) => (row.int(0)?, row.int(1)?),
            None => (0, 0),
        };
        let by_subject = !known && others >= ADDRESSES_A_MINUTE;
        let by_address = !self.address.is_empty() && subjects >= subjects_max;
        if by_subject || by_address {
            return Ok(false);
        }
        self.count(tx, if known { i64::MAX } else { TRIES_A_MINUTE }, now)
    }

    /// Counts the try, unless there were `most` of the same from the same address within a minute.
    /// One statement decides, so that many tries at one moment are counted one by one.
    pub(super) fn count(
        &self,
        tx: &mut dyn Tx,
        most: i64,
        now: Timestamp,
    ) -> Result<bool, store::Error> {
        let counted = tx.exec(
            sql!(
                "insert into sign_in_try (shop_id, subject, address, at, since, tries)
                 values ($1, $2, $3, $4, $4, 1)
                 on conflict (shop_id, subject, address) do update set
                   tries = case when sign_in_try.since > $5 then sign_in_try.tries + 1 else 1 end,
                   since = case when sign_in_try.since > $5 then sign_in_try.since
                           else excluded.since end,
                   at = excluded.at
                 where sign_in_try.since <= $5 or sign_in_try.tries < $6"
            ),
            &[
                self.shop.into(),
                self.subject.as_str().into(),
                self.address.as_str().into(),
                now.into(),
                now.after(-MINUTE).into(),
                most.into(),
            ],
        )?;
        Ok(counted == 1)
    }

    /// It came to nothing.
    pub(super) fn failed(&self, tx: &mut dyn Tx, now: Timestamp) -> Result<(), store::Error> {
        tx.exec(
            sql!(
                "update sign_in_try set failures = failures + 1, successes = 0, at = $4
                 where shop_id = $1 and subject = $2 and address = $3"
            ),
            &self.keyed(now),
        )?;
        Ok(())
    }

    /// Somebody is in.
    pub(super) fn succeeded(&self, tx: &mut dyn Tx, now: Timestamp) -> Result<(), store::Error> {
        tx.exec(
            sql!(
                "update sign_in_try set failures = 0, successes = successes + 1, at = $4
                 where shop_id = $1 and subject = $2 and address = $3"
            ),
            &self.keyed(now),
        )?;
        Ok(())
    }

    fn keyed(&self, now: Timestamp) -> [store::Val; 4] {
        [self.shop.into(), self.subject.as_str().into(), self.address.as_str().into(), now.into()]
    }
}

/// What tries of this 会員ID or address are kept under.
pub(super) fn subject(key: &str) -> String {
    hex::encode(Sha256::digest(key.as_bytes()))
}
