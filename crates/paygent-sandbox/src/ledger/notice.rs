//! Every change of a status, as 091 and the payment notice tell it.

use store::{Tx, Val, sql};

use super::trade::Entry;
use crate::clock::Millis;

/// Writes down that a payment has this status since `changed_at`. It is to be posted at once where
/// the merchant has somewhere to post it.
pub(super) fn add(
    tx: &mut dyn Tx,
    entry: &Entry,
    changed_at: Millis,
    now: Millis,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into notice (merchant_id, number, changed_at, payment_id, status, delivered, \
             due_at, tries) \
             select $1, (select coalesce(max(number), 0) + 1 from notice where merchant_id = $1), \
             $2, $3, $4, 0, case when notice_url is not null then cast($5 as bigint) end, 0 \
             from merchant where merchant_id = $1"
        ),
        &[
            Val::from(entry.merchant_id.as_str()),
            Val::from(changed_at),
            Val::from(entry.payment_id),
            Val::from(i64::from(entry.status.0)),
            Val::from(now),
        ],
    )?;
    Ok(())
}
