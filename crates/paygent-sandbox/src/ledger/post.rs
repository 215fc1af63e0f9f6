//! Posts of notices: what waits for its post, what was tried, how long a merchant is left alone.

use store::{Tx, Val, sql};

use super::notice::{self, Notice};
use crate::clock::Millis;

/// How long after a post that was not taken the same notice is posted again (unconfirmed).
const AGAIN_MS: i64 = 60 * 1000;
/// So many failures in a row, and the merchant is left alone (reference 6).
const FAILURES_MAX: i64 = 5;
/// For so long.
const PAUSE_MS: i64 = 15 * 60 * 1000;

/// A notice that waits for its post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) number: i64,
    pub(crate) due_at: Millis,
}

/// The first notices that wait, in order, at most so many of each merchant who is not left alone.
pub(crate) fn waiting(
    tx: &mut dyn Tx,
    now: Millis,
    most: i64,
) -> Result<Vec<(String, Vec<Waiting>)>, store::Error> {
    let merchants = tx.rows(
        sql!(
            "select merchant_id from merchant where notice_url is not null \
             and (notice_paused_until is null or notice_paused_until <= $1) order by merchant_id"
        ),
        &[Val::from(now)],
    )?;
    let mut all = Vec::with_capacity(merchants.len());
    for merchant in merchants {
        let merchant_id = merchant.text(0)?;
        let rows = tx.rows(
            sql!(
                "select number, due_at from notice \
                 where merchant_id = $1 and due_at is not null and made_at > $2 \
                 order by number limit $3"
            ),
            &[Val::from(merchant_id.as_str()), Val::from(notice::kept_since(now)), Val::from(most)],
        )?;
        let waiting: Result<Vec<_>, store::Error> = rows
            .iter()
            .map(|row| Ok(Waiting { number: row.int(0)?, due_at: row.int(1)? }))
            .collect();
        all.push((merchant_id, waiting?));
    }
    Ok(all)
}

/// Writes down that a notice leaves, and what is to happen if it is not taken; none if it does not
/// wait any more.
pub(crate) fn begin(
    tx: &mut dyn Tx,
    merchant_id: &str,
    number: i64,
    now: Millis,
) -> Result<Option<Notice>, store::Error> {
    let touched = tx.exec(
        sql!(
            "update notice set due_at = $3, tries = tries + 1 \
             where merchant_id = $1 and number = $2 and due_at <= $4"
        ),
        &[
            Val::from(merchant_id),
            Val::from(number),
            Val::from(now.saturating_add(AGAIN_MS)),
            Val::from(now),
        ],
    )?;
    if touched == 0 {
        return Ok(None);
    }
    tx.exec(
        sql!(
            "update merchant set \
             notice_failures = case when notice_failures + 1 < $2 then notice_failures + 1 \
             else 0 end, \
             notice_paused_until = case when notice_failures + 1 < $3 then null \
             else cast($4 as bigint) end \
             where merchant_id = $1"
        ),
        &[
            Val::from(merchant_id),
            Val::from(FAILURES_MAX),
            Val::from(FAILURES_MAX),
            Val::from(now.saturating_add(PAUSE_MS)),
        ],
    )?;
    notice::by_number(tx, merchant_id, number)
}

/// The merchant has taken it.
pub(crate) fn taken(tx: &mut dyn Tx, notice: &Notice) -> Result<(), store::Error> {
    notice::deliver(tx, notice)?;
    tx.exec(
        sql!(
            "update merchant set notice_failures = 0, notice_paused_until = null \
             where merchant_id = $1"
        ),
        &[Val::from(notice.merchant_id.as_str())],
    )?;
    Ok(())
}

/// What is gone waits no longer.
pub(super) fn give_up_gone(tx: &mut dyn Tx, now: Millis) -> Result<(), store::Error> {
    tx.exec(
        sql!("update notice set due_at = null where due_at is not null and made_at <= $1"),
        &[Val::from(notice::kept_since(now))],
    )?;
    Ok(())
}

/// Nobody is left alone any more.
pub(super) fn forget(tx: &mut dyn Tx) -> Result<(), store::Error> {
    tx.exec(sql!("update merchant set notice_failures = 0, notice_paused_until = null"), &[])?;
    Ok(())
}
