//! The log of telegrams: what came and what was answered, without card data.

use store::{Row, Tx, Val, sql};

use super::settings;
use crate::clock::{self, Millis};

/// The kind of a line that no telegram left: somebody did it in the merchant's console.
pub(crate) const BY_HAND: &str = "web";

/// One telegram that came.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LoggedTelegram {
    /// Its place in the log, from 1.
    pub number: i64,
    /// When, by the sandbox clock, `2026-11-24 14:05:31`.
    pub at: String,
    /// `merchant_id`, as it came.
    pub merchant_id: String,
    /// `telegram_kind`; `web` where somebody did it in the console
    pub kind: String,
    /// `trading_id`, or empty.
    pub trading_id: String,
    /// `payment_id` of the payment it made or was about, or empty.
    pub payment_id: String,
    /// `payment_amount` in yen, if it named one.
    pub amount: Option<i64>,
    /// `result`: `0`, `1`, or empty where it was dropped before anything was done.
    pub result: String,
    /// `response_code`, or empty.
    pub code: String,
    /// What came: `name=value` lines without card data and passwords.
    pub asked: String,
    /// What was answered, in the same manner; empty where nothing was.
    pub answered: String,
}

/// What is written down of a telegram.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) merchant_id: String,
    pub(crate) kind: String,
    pub(crate) trading_id: String,
    pub(crate) payment_id: String,
    pub(crate) amount: Option<i64>,
    pub(crate) result: &'static str,
    pub(crate) code: String,
    pub(crate) asked: String,
    pub(crate) answered: String,
}

/// Each newest number is looked up by itself: the newest of all in one list would be searched for
/// in the whole log, for every telegram.
pub(crate) fn insert(tx: &mut dyn Tx, line: &Line, now: Millis) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into telegram (number, at, merchant_id, kind, trading_id, payment_id, amount, \
             result, code, asked, answered) \
             values ((select coalesce(max(last), 0) + 1 from \
             (select max(number) as last from telegram union all \
             select cast(value as bigint) from setting where name = 'last_telegram') as lasts), \
             $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &[
            Val::from(now),
            Val::from(line.merchant_id.as_str()),
            Val::from(line.kind.as_str()),
            Val::from(line.trading_id.as_str()),
            Val::from(line.payment_id.as_str()),
            Val::from(line.amount),
            Val::from(line.result),
            Val::from(line.code.as_str()),
            Val::from(line.asked.as_str()),
            Val::from(line.answered.as_str()),
        ],
    )?;
    Ok(())
}

/// The highest number there ever was: it stays when the telegrams go.
pub(super) fn last_number(tx: &mut dyn Tx) -> Result<i64, store::Error> {
    let row = tx.row(
        sql!(
            "select coalesce(max(last), 0) from \
             (select max(number) as last from telegram union all \
             select cast(value as bigint) from setting where name = 'last_telegram') as lasts"
        ),
        &[],
    )?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Sees to it that no number up to this one comes again: who follows the log goes on from the last
/// that was seen.
pub(super) fn number_above(tx: &mut dyn Tx, number: i64) -> Result<(), store::Error> {
    if last_number(tx)? < number {
        settings::keep(tx, "last_telegram", &number.to_string())?;
    }
    Ok(())
}

/// The newest, newest first.
pub(crate) fn newest(tx: &mut dyn Tx, limit: i64) -> Result<Vec<LoggedTelegram>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select number, at, merchant_id, kind, trading_id, payment_id, amount, result, code, \
             asked, answered from telegram order by number desc limit $1"
        ),
        &[Val::from(limit)],
    )?;
    rows.iter().map(read).collect()
}

/// Those after this one, oldest first.
pub(crate) fn after(
    tx: &mut dyn Tx,
    number: i64,
    limit: i64,
) -> Result<Vec<LoggedTelegram>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select number, at, merchant_id, kind, trading_id, payment_id, amount, result, code, \
             asked, answered from telegram where number > $1 order by number limit $2"
        ),
        &[Val::from(number), Val::from(limit)],
    )?;
    rows.iter().map(read).collect()
}

/// A merchant's telegrams about one payment, newest first: those that made it or named it, those
/// that named nothing but its `trading_id`, and those that put another one in its place.
pub(crate) fn about(
    tx: &mut dyn Tx,
    merchant_id: &str,
    payment_id: i64,
    trading_id: &str,
    limit: i64,
) -> Result<Vec<LoggedTelegram>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select number, at, merchant_id, kind, trading_id, payment_id, amount, result, code, \
             asked, answered from telegram \
             where merchant_id = $1 and (payment_id = $2 \
             or (payment_id = '' and trading_id = $3) \
             or (payment_id in (select cast(payment_id as text) from trade \
             where merchant_id = $1 and trading_id = $3) and answered like $4)) \
             order by number desc limit $5"
        ),
        &[
            Val::from(merchant_id),
            Val::from(payment_id.to_string()),
            Val::from(trading_id),
            Val::from(format!("%\nbase_payment_id={payment_id}\n%")),
            Val::from(limit),
        ],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<LoggedTelegram, store::Error> {
    Ok(LoggedTelegram {
        number: row.int(0)?,
        at: clock::shown(row.int(1)?),
        merchant_id: row.text(2)?,
        kind: row.text(3)?,
        trading_id: row.text(4)?,
        payment_id: row.text(5)?,
        amount: row.opt_int(6)?,
        result: row.text(7)?,
        code: row.text(8)?,
        asked: row.text(9)?,
        answered: row.text(10)?,
    })
}
