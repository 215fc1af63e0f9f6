//! One item in a worker's hands.

use store::{Tx, sql};

use super::State;
use crate::clock::Timestamp;
use crate::id::{OrderId, RunId, ShopId};

/// One item, claimed.
#[derive(Clone, Debug)]
pub struct Item {
    /// Ends it.
    pub ticket: Ticket,
    /// The order it is about.
    pub order: OrderId,
    /// What is asked of all items of its run.
    pub all: String,
    /// What is asked of this one.
    pub asked: String,
    /// Who asked.
    pub by: String,
    /// When the run was begun.
    pub started_at: Timestamp,
    /// How often it was put off.
    pub tries: i64,
    /// How far it has come, in a word of its kind; empty: nothing is committed yet.
    pub noted: String,
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It was ended in the commit that did it.
    Committed,
    /// It is not done, and will not be: why, in the words of its kind.
    Failed {
        /// A word of the kind.
        answer: &'static str,
        /// What belongs to it: a code, names.
        detail: String,
    },
    /// It cannot be known or done before then.
    Later(Timestamp),
    /// Another worker has it.
    Overtaken,
}

/// The right to end an item, as long as no other worker has taken it over.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub(super) shop: ShopId,
    pub(super) run: RunId,
    pub(super) number: i64,
    pub(super) fence: i64,
}

impl Ticket {
    /// The shop whose run it is.
    pub fn shop(&self) -> ShopId {
        self.shop
    }

    /// The item's name, for what must not be done twice for it.
    pub fn name(&self) -> String {
        format!("run-{}-{}", self.run, self.number)
    }

    /// Ends the item in the caller's commit. False: it is not this worker's any more, and the
    /// caller must leave nothing of its commit.
    pub fn end(
        &self,
        tx: &mut dyn Tx,
        (state, answer, detail): (State, &str, &str),
        now: Timestamp,
    ) -> Result<bool, store::Error> {
        let ended = tx.exec(
            sql!(
                "update bulk_item set state = $5, answer = $6, detail = $7, ended_at = $8,
                   due_at = null, owner = null
                 where shop_id = $1 and run_id = $2 and item_no = $3 and fence = $4
                   and state = 'waiting'"
            ),
            &[
                self.shop.into(),
                self.run.into(),
                self.number.into(),
                self.fence.into(),
                state.word().into(),
                answer.into(),
                detail.into(),
                now.into(),
            ],
        )?;
        Ok(ended == 1)
    }

    /// Notes in the caller's commit how far the item has come. False: it is not this worker's any
    /// more, and the caller must leave nothing of its commit.
    pub(crate) fn note(&self, tx: &mut dyn Tx, word: &str) -> Result<bool, store::Error> {
        let noted = tx.exec(
            sql!(
                "update bulk_item set noted = $5
                 where shop_id = $1 and run_id = $2 and item_no = $3 and fence = $4
                   and state = 'waiting'"
            ),
            &[
                self.shop.into(),
                self.run.into(),
                self.number.into(),
                self.fence.into(),
                word.into(),
            ],
        )?;
        Ok(noted == 1)
    }

    /// Whether what was asked of the item still stands: [`super::forget`] takes it away.
    pub(crate) fn is_asked(&self, tx: &mut dyn Tx) -> Result<bool, store::Error> {
        let row = tx.row(
            sql!(
                "select 1 from bulk_item
                 where shop_id = $1 and run_id = $2 and item_no = $3 and asked <> ''"
            ),
            &[self.shop.into(), self.run.into(), self.number.into()],
        )?;
        Ok(row.is_some())
    }

    /// Puts the item off.
    pub(super) fn put_off(&self, tx: &mut dyn Tx, until: Timestamp) -> Result<(), store::Error> {
        tx.exec(
            sql!(
                "update bulk_item set due_at = $5, tries = tries + 1, owner = null
                 where shop_id = $1 and run_id = $2 and item_no = $3 and fence = $4
                   and state = 'waiting'"
            ),
            &[
                self.shop.into(),
                self.run.into(),
                self.number.into(),
                self.fence.into(),
                until.into(),
            ],
        )?;
        Ok(())
    }
}
