//! Authentications: what 450 began and the issuer's page ended.

use store::{Row, Tx, Val, sql};

use super::card_columns;
use crate::card::Kept;
use crate::clock::Millis;

/// How far an authentication is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The buyer has not come back.
    Waiting,
    Authenticated,
    AttemptIssuer,
    AttemptMerchant,
    /// The issuer refused, or the buyer failed.
    Failed,
    /// The buyer pressed キャンセル.
    Cancelled,
    /// 30 minutes passed.
    TimedOut,
}

impl Outcome {
    const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Authenticated,
        Self::AttemptIssuer,
        Self::AttemptMerchant,
        Self::Failed,
        Self::Cancelled,
        Self::TimedOut,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Authenticated => "authenticated",
            Self::AttemptIssuer => "attempt_issuer",
            Self::AttemptMerchant => "attempt_merchant",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed_out",
        }
    }

    /// `attempt_kbn` if 020 may follow.
    pub(crate) fn attempt_kbn(self) -> Option<&'static str> {
        match self {
            Self::Authenticated => Some(""),
            Self::AttemptIssuer => Some("0"),
            Self::AttemptMerchant => Some("1"),
            Self::Waiting | Self::Failed | Self::Cancelled | Self::TimedOut => None,
        }
    }

    fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name).unwrap_or(Self::Failed)
    }
}

/// One authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ThreeDs {
    /// `3ds_auth_id`
    pub(crate) auth_id: String,
    pub(crate) merchant_id: String,
    pub(crate) trading_id: String,
    pub(crate) card: Kept,
    /// Yen.
    pub(crate) amount: i64,
    pub(crate) merchant_name: String,
    pub(crate) term_url: String,
    pub(crate) outcome: Outcome,
    pub(crate) began_at: Millis,
    /// When the next server-to-server return is due.
    pub(crate) call_at: Option<Millis>,
    /// How many of them were tried.
    pub(crate) calls: i64,
    /// The payment that used it.
    pub(crate) used_by: Option<i64>,
}

pub(crate) fn insert(tx: &mut dyn Tx, three_ds: &ThreeDs) -> Result<(), store::Error> {
    let [key, brand, masked, fingerprint, valid_term] = card_columns::write(&three_ds.card);
    tx.exec(
        sql!(
            "insert into three_ds (auth_id, merchant_id, trading_id, card_key, brand, masked, \
             fingerprint, valid_term, amount, merchant_name, term_url, outcome, began_at, call_at, \
             calls) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        ),
        &[
            Val::from(three_ds.auth_id.as_str()),
            Val::from(three_ds.merchant_id.as_str()),
            Val::from(three_ds.trading_id.as_str()),
            key,
            brand,
            masked,
            fingerprint,
            valid_term,
            Val::from(three_ds.amount),
            Val::from(three_ds.merchant_name.as_str()),
            Val::from(three_ds.term_url.as_str()),
            Val::from(three_ds.outcome.name()),
            Val::from(three_ds.began_at),
            Val::from(three_ds.call_at),
            Val::from(three_ds.calls),
        ],
    )?;
    Ok(())
}

pub(crate) fn find(tx: &mut dyn Tx, auth_id: &str) -> Result<Option<ThreeDs>, store::Error> {
    let row = tx.row(
        sql!(
            "select auth_id, merchant_id, trading_id, card_key, brand, masked, fingerprint, \
             valid_term, amount, merchant_name, term_url, outcome, began_at, call_at, calls, \
             used_by \
             from three_ds where auth_id = $1"
        ),
        &[Val::from(auth_id)],
    )?;
    row.as_ref().map(read).transpose()
}

/// The authentication whose server-to-server return is due first.
pub(crate) fn next_call(tx: &mut dyn Tx) -> Result<Option<ThreeDs>, store::Error> {
    let row = tx.row(
        sql!(
            "select auth_id, merchant_id, trading_id, card_key, brand, masked, fingerprint, \
             valid_term, amount, merchant_name, term_url, outcome, began_at, call_at, calls, \
             used_by \
             from three_ds where call_at is not null order by call_at limit 1"
        ),
        &[],
    )?;
    row.as_ref().map(read).transpose()
}

/// Ends an authentication that is still waiting; tells whether it was.
pub(crate) fn end(
    tx: &mut dyn Tx,
    auth_id: &str,
    outcome: Outcome,
    now: Millis,
) -> Result<bool, store::Error> {
    let touched = tx.exec(
        sql!(
            "update three_ds set outcome = $2, ended_at = $3, call_at = null \
             where auth_id = $1 and outcome = 'waiting'"
        ),
        &[Val::from(auth_id), Val::from(outcome.name()), Val::from(now)],
    )?;
    Ok(touched == 1)
}

/// Keeps when the next server-to-server return is due, and how many were tried.
pub(crate) fn schedule_call(
    tx: &mut dyn Tx,
    auth_id: &str,
    calls: i64,
    call_at: Option<Millis>,
) -> Result<(), store::Error> {
    tx.exec(
        sql!("update three_ds set calls = $2, call_at = $3 where auth_id = $1"),
        &[Val::from(auth_id), Val::from(calls), Val::from(call_at)],
    )?;
    Ok(())
}

/// A payment succeeded with it.
pub(crate) fn use_up(tx: &mut dyn Tx, auth_id: &str, payment_id: i64) -> Result<(), store::Error> {
    tx.exec(
        sql!("update three_ds set used_by = $2 where auth_id = $1"),
        &[Val::from(auth_id), Val::from(payment_id)],
    )?;
    Ok(())
}

fn read(row: &Row) -> Result<ThreeDs, store::Error> {
    Ok(ThreeDs {
        auth_id: row.text(0)?,
        merchant_id: row.text(1)?,
        trading_id: row.text(2)?,
        card: card_columns::read(row, 3)?,
        amount: row.int(8)?,
        merchant_name: row.text(9)?,
        term_url: row.text(10)?,
        outcome: Outcome::named(&row.text(11)?),
        began_at: row.int(12)?,
        call_at: row.opt_int(13)?,
        calls: row.int(14)?,
        used_by: row.opt_int(15)?,
    })
}
