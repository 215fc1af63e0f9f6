//! Payments that a merchant looks for.

use store::{Tx, Val, sql};

use super::trade::{self, Entry};
use crate::clock::Millis;

/// What is looked for; what is not said does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) trading_id: Option<String>,
    pub(crate) payment_id: Option<i64>,
    pub(crate) status: Option<u8>,
    /// Begun then or later.
    pub(crate) from: Option<Millis>,
    /// Begun before.
    pub(crate) until: Option<Millis>,
    /// Further back than this payment.
    pub(crate) before: Option<i64>,
}

/// A merchant's payments that fit, newest first. Statuses are those of the ledger: let it age
/// first.
pub(crate) fn search(
    tx: &mut dyn Tx,
    merchant_id: &str,
    wanted: &Wanted,
    limit: i64,
) -> Result<Vec<Entry>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select * from payment where merchant_id = $1 and payment_id < $2 \
             and (cast($3 as text) is null or trading_id = $3) \
             and (cast($4 as bigint) is null or payment_id = $4) \
             and (cast($5 as bigint) is null or status = $5) \
             and began_at >= $6 and began_at < $7 \
             order by payment_id desc limit $8"
        ),
        &[
            Val::from(merchant_id),
            Val::from(wanted.before.unwrap_or(i64::MAX)),
            Val::from(wanted.trading_id.clone()),
            Val::from(wanted.payment_id),
            Val::from(wanted.status.map(i64::from)),
            Val::from(wanted.from.unwrap_or(i64::MIN)),
            Val::from(wanted.until.unwrap_or(i64::MAX)),
            Val::from(limit),
        ],
    )?;
    rows.iter().map(trade::read).collect()
}
