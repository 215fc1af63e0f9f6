//! Payments.

use paygent::Status;
use store::{Row, Tx, Val, sql};

use super::card_columns;
use super::machine::{self, Times};
use crate::card::Kept;
use crate::clock::Millis;

/// One payment as the ledger keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) payment_id: i64,
    pub(crate) trading_id: String,
    pub(crate) status: Status,
    /// Yen.
    pub(crate) amount: i64,
    pub(crate) payment_class: String,
    pub(crate) split_count: String,
    pub(crate) card: Kept,
    /// `3ds_auth_id`, or empty.
    pub(crate) three_ds: String,
    pub(crate) attempt_kbn: String,
    /// How many times 020 was refused with 2003 for this `payment_id`.
    pub(crate) tries: i64,
    pub(crate) times: Times,
}

/// Writes a new payment.
pub(crate) fn insert(tx: &mut dyn Tx, entry: &Entry) -> Result<(), store::Error> {
    let [key, brand, masked, fingerprint, valid_term] = card_columns::write(&entry.card);
    tx.exec(
        sql!(
            "insert into trade (payment_id, trading_id, status, amount, payment_class, \
             split_count, card_key, brand, masked, fingerprint, valid_term, three_ds, attempt_kbn, \
             tries, began_at, authorised_at, captured_at, cancelled_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
             $18)"
        ),
        &[
            Val::from(entry.payment_id),
            Val::from(entry.trading_id.as_str()),
            Val::from(i64::from(entry.status.0)),
            Val::from(entry.amount),
            Val::from(entry.payment_class.as_str()),
            Val::from(entry.split_count.as_str()),
            key,
            brand,
            masked,
            fingerprint,
            valid_term,
            Val::from(entry.three_ds.as_str()),
            Val::from(entry.attempt_kbn.as_str()),
            Val::from(entry.tries),
            Val::from(entry.times.began),
            Val::from(entry.times.authorised),
            Val::from(entry.times.captured),
            Val::from(entry.times.cancelled),
        ],
    )?;
    Ok(())
}

/// Writes what can change of a payment: all but its ids and its beginning (020 may come again with
/// another card after 2003).
pub(crate) fn update(tx: &mut dyn Tx, entry: &Entry) -> Result<(), store::Error> {
    let [key, brand, masked, fingerprint, valid_term] = card_columns::write(&entry.card);
    tx.exec(
        sql!(
            "update trade set status = $2, tries = $3, authorised_at = $4, captured_at = $5, \
             cancelled_at = $6, three_ds = $7, attempt_kbn = $8, amount = $9, payment_class = $10, \
             split_count = $11, card_key = $12, brand = $13, masked = $14, fingerprint = $15, \
             valid_term = $16 where payment_id = $1"
        ),
        &[
            Val::from(entry.payment_id),
            Val::from(i64::from(entry.status.0)),
            Val::from(entry.tries),
            Val::from(entry.times.authorised),
            Val::from(entry.times.captured),
            Val::from(entry.times.cancelled),
            Val::from(entry.three_ds.as_str()),
            Val::from(entry.attempt_kbn.as_str()),
            Val::from(entry.amount),
            Val::from(entry.payment_class.as_str()),
            Val::from(entry.split_count.as_str()),
            key,
            brand,
            masked,
            fingerprint,
            valid_term,
        ],
    )?;
    Ok(())
}

/// The payment with this `payment_id`, as old as it is `now`.
pub(crate) fn by_payment_id(
    tx: &mut dyn Tx,
    payment_id: i64,
    now: Millis,
) -> Result<Option<Entry>, store::Error> {
    let row = tx.row(
        sql!(
            "select payment_id, trading_id, status, amount, payment_class, split_count, card_key, \
             brand, masked, fingerprint, valid_term, three_ds, attempt_kbn, tries, began_at, \
             authorised_at, captured_at, cancelled_at from trade where payment_id = $1"
        ),
        &[Val::from(payment_id)],
    )?;
    row.map(|row| read(&row, now)).transpose()
}

/// All payments under this `trading_id`, oldest first.
pub(crate) fn by_trading_id(
    tx: &mut dyn Tx,
    trading_id: &str,
    now: Millis,
) -> Result<Vec<Entry>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select payment_id, trading_id, status, amount, payment_class, split_count, card_key, \
             brand, masked, fingerprint, valid_term, three_ds, attempt_kbn, tries, began_at, \
             authorised_at, captured_at, cancelled_at from trade where trading_id = $1 \
             order by payment_id"
        ),
        &[Val::from(trading_id)],
    )?;
    rows.iter().map(|row| read(row, now)).collect()
}

/// The newest payments, newest first.
pub(crate) fn newest(tx: &mut dyn Tx, limit: i64, now: Millis) -> Result<Vec<Entry>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select payment_id, trading_id, status, amount, payment_class, split_count, card_key, \
             brand, masked, fingerprint, valid_term, three_ds, attempt_kbn, tries, began_at, \
             authorised_at, captured_at, cancelled_at from trade order by payment_id desc limit $1"
        ),
        &[Val::from(limit)],
    )?;
    rows.iter().map(|row| read(row, now)).collect()
}

/// The payments that the nightly batch moves.
pub(crate) fn unsettled(tx: &mut dyn Tx, now: Millis) -> Result<Vec<Entry>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select payment_id, trading_id, status, amount, payment_class, split_count, card_key, \
             brand, masked, fingerprint, valid_term, three_ds, attempt_kbn, tries, began_at, \
             authorised_at, captured_at, cancelled_at from trade \
             where status in (30, 31, 42, 50) order by payment_id"
        ),
        &[],
    )?;
    rows.iter().map(|row| read(row, now)).collect()
}

/// The largest `payment_id` so far.
pub(crate) fn last_payment_id(tx: &mut dyn Tx) -> Result<i64, store::Error> {
    let row = tx.row(sql!("select coalesce(max(payment_id), 0) from trade"), &[])?;
    row.map_or(Ok(0), |row| row.int(0))
}

fn read(row: &Row, now: Millis) -> Result<Entry, store::Error> {
    let times = Times {
        began: row.int(14)?,
        authorised: row.opt_int(15)?,
        captured: row.opt_int(16)?,
        cancelled: row.opt_int(17)?,
    };
    // The batches of 30 and 60 days are a matter of reading: the row keeps the last act.
    let status = Status(u8::try_from(row.int(2)?).unwrap_or(u8::MAX));
    Ok(Entry {
        payment_id: row.int(0)?,
        trading_id: row.text(1)?,
        status: machine::aged(status, times, now),
        amount: row.int(3)?,
        payment_class: row.text(4)?,
        split_count: row.text(5)?,
        card: card_columns::read(row, 6)?,
        three_ds: row.text(11)?,
        attempt_kbn: row.text(12)?,
        tries: row.int(13)?,
        times,
    })
}
