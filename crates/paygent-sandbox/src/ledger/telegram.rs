//! The log of telegrams: what came and what was answered, without card data.

use store::{Tx, Val, sql};

use crate::clock::{self, Millis};

/// One telegram that came.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LoggedTelegram {
    /// When, by the sandbox clock, `2026-11-24 14:05:31`.
    pub at: String,
    /// `telegram_kind`
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
}

/// What is written down of a telegram.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) kind: String,
    pub(crate) trading_id: String,
    pub(crate) payment_id: String,
    pub(crate) amount: Option<i64>,
    pub(crate) result: &'static str,
    pub(crate) code: String,
}

pub(crate) fn insert(tx: &mut dyn Tx, line: &Line, now: Millis) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "insert into telegram (number, at, kind, trading_id, payment_id, amount, result, code) \
             values ((select coalesce(max(number), 0) + 1 from telegram), $1, $2, $3, $4, $5, $6, \
             $7)"
        ),
        &[
            Val::from(now),
            Val::from(line.kind.as_str()),
            Val::from(line.trading_id.as_str()),
            Val::from(line.payment_id.as_str()),
            Val::from(line.amount),
            Val::from(line.result),
            Val::from(line.code.as_str()),
        ],
    )?;
    Ok(())
}

/// The newest, newest first.
pub(crate) fn newest(tx: &mut dyn Tx, limit: i64) -> Result<Vec<LoggedTelegram>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select at, kind, trading_id, payment_id, amount, result, code from telegram \
             order by number desc limit $1"
        ),
        &[Val::from(limit)],
    )?;
    rows.iter()
        .map(|row| {
            Ok(LoggedTelegram {
                at: clock::shown(row.int(0)?),
                kind: row.text(1)?,
                trading_id: row.text(2)?,
                payment_id: row.text(3)?,
                amount: row.opt_int(4)?,
                result: row.text(5)?,
                code: row.text(6)?,
            })
        })
        .collect()
}
