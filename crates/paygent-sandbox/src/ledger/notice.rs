//! Every change of a status, as 091 and the payment notice tell it.

use paygent::Status;
use store::{Row, Tx, Val, sql};

use super::trade::{self, Entry};
use crate::clock::{DAY_MS, Millis};

/// How long a notice is kept (reference 6).
const KEPT_MS: i64 = 7 * DAY_MS;

/// One change of a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) merchant_id: String,
    /// `payment_notice_id`: from 1 without a gap, per merchant.
    pub(crate) number: i64,
    /// Since when the payment has the status.
    pub(crate) changed_at: Millis,
    pub(crate) payment_id: i64,
    pub(crate) status: Status,
    /// When it was written down.
    made_at: Millis,
}

impl Notice {
    /// Whether it is neither sent nor given out any more.
    pub(crate) fn is_gone(&self, now: Millis) -> bool {
        self.made_at <= kept_since(now)
    }
}

/// What was written down then or earlier is gone.
pub(super) fn kept_since(now: Millis) -> Millis {
    now.saturating_sub(KEPT_MS)
}

/// Writes down that a payment has its status, and what it is now that it has it. It is to be posted
/// at once where the merchant has somewhere to post it.
pub(super) fn add(tx: &mut dyn Tx, entry: &Entry, now: Millis) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into notice (merchant_id, number, changed_at, payment_id, status, delivered, \
             due_at, tries, made_at, amount, payment_class, split_count, brand, masked, \
             fingerprint, valid_term, customer_id, customer_card_id, three_ds, attempt_kbn, \
             authorised_at) \
             select $1, (select coalesce(max(number), 0) + 1 from notice where merchant_id = $1), \
             changed_at, payment_id, status, 0, \
             case when notice_url is not null then cast($2 as bigint) end, 0, $3, amount, \
             payment_class, split_count, brand, masked, fingerprint, valid_term, customer_id, \
             customer_card_id, trade.three_ds, attempt_kbn, authorised_at \
             from merchant join trade on trade.merchant_id = merchant.merchant_id \
             where payment_id = $4 and merchant.merchant_id = $1"
        ),
        &[
            Val::from(entry.merchant_id.as_str()),
            Val::from(now),
            Val::from(now),
            Val::from(entry.payment_id),
        ],
    )?;
    Ok(())
}

/// The payment as it was when it got the status (but for times that came later): whatever became
/// of it, a notice tells the same as often as it is told.
pub(crate) fn payment_then(
    tx: &mut dyn Tx,
    notice: &Notice,
) -> Result<Option<Entry>, store::Error> {
    let row = tx.row(
        sql!(
            "select was.payment_id, was.merchant_id, trading_id, was.status, was.amount, \
             was.payment_class, was.split_count, card_key, was.brand, was.masked, \
             was.fingerprint, was.valid_term, was.customer_id, was.customer_card_id, \
             was.three_ds, was.attempt_kbn, trade.tries, began_at, was.authorised_at, \
             captured_at, cancelled_at, was.changed_at \
             from notice was join trade on trade.payment_id = was.payment_id \
             and trade.merchant_id = was.merchant_id \
             where was.merchant_id = $1 and was.number = $2 and was.payment_id = $3"
        ),
        &[
            Val::from(notice.merchant_id.as_str()),
            Val::from(notice.number),
            Val::from(notice.payment_id),
        ],
    )?;
    row.as_ref().map(trade::read).transpose()
}

/// A merchant's notice of this number.
pub(crate) fn by_number(
    tx: &mut dyn Tx,
    merchant_id: &str,
    number: i64,
) -> Result<Option<Notice>, store::Error> {
    let row = tx.row(
        sql!(
            "select merchant_id, number, changed_at, payment_id, status, made_at \
             from notice where merchant_id = $1 and number = $2"
        ),
        &[Val::from(merchant_id), Val::from(number)],
    )?;
    row.as_ref().map(read).transpose()
}

/// A merchant's first notice that was neither taken nor given out as the next one.
pub(crate) fn next(tx: &mut dyn Tx, merchant_id: &str) -> Result<Option<Notice>, store::Error> {
    let row = tx.row(
        sql!(
            "select merchant_id, number, changed_at, payment_id, status, made_at \
             from notice where merchant_id = $1 and delivered = 0 order by number limit 1"
        ),
        &[Val::from(merchant_id)],
    )?;
    row.as_ref().map(read).transpose()
}

/// A notice, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) notice: Notice,
    /// Taken, or given out by an empty 091.
    pub(crate) delivered: bool,
    /// It is to be posted, again or for the first time.
    pub(crate) waits: bool,
    /// How many times it was posted.
    pub(crate) tries: i64,
}

/// The notices that a merchant's payment has caused, newest first.
pub(crate) fn of_payment(
    tx: &mut dyn Tx,
    merchant_id: &str,
    payment_id: i64,
) -> Result<Vec<Told>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select merchant_id, number, changed_at, payment_id, status, made_at, delivered, \
             due_at, tries \
             from notice where merchant_id = $1 and payment_id = $2 order by number desc"
        ),
        &[Val::from(merchant_id), Val::from(payment_id)],
    )?;
    let told = |row: &Row| {
        Ok(Told {
            notice: read(row)?,
            delivered: row.int(6)? == 1,
            waits: row.opt_int(7)?.is_some(),
            tries: row.int(8)?,
        })
    };
    rows.iter().map(told).collect()
}

/// It was taken, or given out as the next one. (The payment's number is asked for because a reset
/// begins the notices anew.)
pub(crate) fn deliver(tx: &mut dyn Tx, notice: &Notice) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update notice set delivered = 1, due_at = null \
             where merchant_id = $1 and number = $2 and payment_id = $3"
        ),
        &[
            Val::from(notice.merchant_id.as_str()),
            Val::from(notice.number),
            Val::from(notice.payment_id),
        ],
    )?;
    Ok(())
}

/// What is gone does not stand in the way of what follows.
pub(crate) fn pass_over_gone(
    tx: &mut dyn Tx,
    merchant_id: &str,
    now: Millis,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update notice set delivered = 1, due_at = null \
             where merchant_id = $1 and delivered = 0 and made_at <= $2"
        ),
        &[Val::from(merchant_id), Val::from(kept_since(now))],
    )?;
    Ok(())
}

fn read(row: &Row) -> Result<Notice, store::Error> {
    Ok(Notice {
        merchant_id: row.text(0)?,
        number: row.int(1)?,
        changed_at: row.int(2)?,
        payment_id: row.int(3)?,
        status: Status(u8::try_from(row.int(4)?).unwrap_or(u8::MAX)),
        made_at: row.int(5)?,
    })
}
